// Writes a log as a city would, for other people's tools to judge: write_log DIR ENTRIES.
//
//   DIR/log            SHA-256, entries, a checkpoint with an Ed25519 and an SM2 line and two cosignatures
//   DIR/log/checkpoint.old   of two thirds of the entries
//   DIR/log-sm3        the second tree
//   DIR/*.vkey, policy, seal.pem, seal.der (SM2 over the checkpoint's text), root.pem, leaf.pem, proof.tlog-proof,
//   leaf.bin

#include "base/encoding.hpp"
#include "crypto/test_authority.hpp"
#include "ledger/folder_store.hpp"
#include "ledger/proof_file.hpp"
#include "ledger/tree.hpp"

#include <cstdio>
#include <fstream>

using namespace zhupi;
using namespace zhupi::ledger;

namespace {

const Instant now{1'795'665'600'000};
const std::string origin = "zjj.example.gov.cn/evidence/2026";

void put(const std::string& file, std::string_view bytes) { std::ofstream(file, std::ios::binary) << bytes; }

NoteSigner signer(const std::string& folder, const std::string& file, const std::string& name, SignatureKind kind) {
    const bool sm2 = kind == SignatureKind::sm2 || kind == SignatureKind::sm2_cosignature;
    const auto key = crypto::generate_private_key(sm2 ? crypto::Algorithm::sm2 : crypto::Algorithm::ed25519);
    auto out = note_signer(name, kind, crypto::signer_in_memory(key).value()).value();
    put(folder + "/" + file + ".vkey", out.who.text() + "\n");
    return out;
}

std::string pem(std::string_view der) {
    const auto text = encoding::base64(der);
    std::string out = "-----BEGIN CERTIFICATE-----\n";
    for (std::size_t at = 0; at < text.size(); at += 64) out += text.substr(at, 64) + "\n";
    return out + "-----END CERTIFICATE-----\n";
}

std::vector<std::string> entries_of(std::uint64_t from, std::uint64_t to) {
    std::vector<std::string> out;
    for (auto i = from; i < to; ++i)
        out.push_back(R"({"v":1,"seq":)" + std::to_string(i) + R"(,"event":"licence.issued","subject":"L)" +
                      std::to_string(i) + R"("})");
    return out;
}

void write_certificates(const std::string& folder) {
    crypto::testing::Authority root("云江根证书");
    const auto key =
        crypto::signer_in_memory(crypto::generate_private_key(crypto::Algorithm::sm2)).value()->public_key();
    put(folder + "/root.pem", pem(root.certificate().der));
    put(folder + "/leaf.pem", pem(root.issue({"云江市住房和城乡建设局", key}).der));
}

int write(const std::string& folder, std::uint64_t size) {
    const NoteSigner keys[] = {signer(folder, "log", origin, SignatureKind::ed25519),
                               signer(folder, "log-sm2", origin, SignatureKind::sm2),
                               signer(folder, "w1", "ghzrzy.example.gov.cn/w1", SignatureKind::ed25519_cosignature),
                               signer(folder, "w2", "province.example.gov.cn/w1", SignatureKind::sm2_cosignature)};
    put(folder + "/policy", "log " + keys[0].who.text() + "\nwitness 规资 " + keys[2].who.text() + "\nwitness 省厅 " +
                                keys[3].who.text() + "\ngroup 见证 all 规资 省厅\nquorum 见证\n");
    FolderStore store(folder + "/log"), second(folder + "/log-sm3");
    Tree tree(store, Hash::sha256, Keeps::entries), sm3(second, Hash::sm3, Keeps::hashes);
    const auto old = size * 2 / 3;
    for (const auto& [from, to] : {std::pair<std::uint64_t, std::uint64_t>{0, old}, {old, size}}) {
        if (!tree.append(entries_of(from, to)) || !sm3.append(entries_of(from, to))) return 1;
        const Checkpoint checkpoint{origin, to, std::string(bytes_of(tree.root())), {}};
        put(folder + (to == size ? "/log/checkpoint" : "/log/checkpoint.old"),
            sign_checkpoint(checkpoint, keys, now).value());
    }
    const auto sm3_key = signer(folder, "log-sm3", origin + "-sm3", SignatureKind::sm2);
    const Checkpoint sm3_checkpoint{origin + "-sm3", size, std::string(bytes_of(sm3.root())), {}};
    put(folder + "/log-sm3/checkpoint", sign_checkpoint(sm3_checkpoint, std::span(&sm3_key, 1), now).value());

    const auto text = checkpoint_text({origin, size, std::string(bytes_of(tree.root())), {}});
    put(folder + "/seal.pem", keys[1].signer->public_key().pem());
    put(folder + "/seal.der", keys[1].signer->sign(text).value());
    put(folder + "/seal.txt", text);
    const auto index = size / 2;
    const auto path = prove_inclusion(Hash::sha256, index, size, nodes_of(store, Hash::sha256, size)).value();
    put(folder + "/proof.tlog-proof", write_proof_file({"", index, path, *store.read(checkpoint_path).value()}));
    put(folder + "/leaf.bin", entries_of(index, index + 1)[0]);
    write_certificates(folder);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fputs("write_log DIR ENTRIES\n", stderr);
        return 2;
    }
    return write(arguments[1], std::stoull(arguments[2]));
}
