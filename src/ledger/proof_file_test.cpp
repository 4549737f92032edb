#include "ledger/proof_file.hpp"

#include "base/error_codes.hpp"
#include "ledger/test_tree.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::NaiveTree;

namespace {

const Instant now{1'795'665'600'000};

struct Sealed {
    NaiveTree tree{Hash::sha256};
    NoteSigner log = signer("log.example", SignatureKind::ed25519),
               witness = signer("w.example", SignatureKind::ed25519_cosignature);
    Policy policy =
        parse_policy("log " + log.who.text() + "\nwitness w " + witness.who.text() + "\nquorum w\n").value();

    static NoteSigner signer(std::string name, SignatureKind kind) {
        const auto key = crypto::generate_private_key(crypto::Algorithm::ed25519);
        return note_signer(std::move(name), kind, crypto::signer_in_memory(key).value()).value();
    }
    static std::string entry(std::uint64_t index) { return "licence " + std::to_string(index); }
    Sealed() {
        for (std::uint64_t i = 0; i < 1000; ++i) tree.add(entry(i));
    }
    std::string proof(std::uint64_t index, std::string extra = {}) const {
        const NoteSigner both[] = {log, witness};
        const Checkpoint checkpoint{"log.example", 1000, std::string(bytes_of(tree.root(1000))), {}};
        return write_proof_file(
            {std::move(extra), index, tree.inclusion(index, 1000), sign_checkpoint(checkpoint, both, now).value()});
    }
};

}  // namespace

TEST_CASE("a proof file is read as it was written, and proves its own entry only") {
    const Sealed sealed;
    for (const std::uint64_t index : {0, 1, 511, 999}) {
        const auto text = sealed.proof(index, index == 1 ? "more" : "");
        CHECK(write_proof_file(read_proof_file(text).value()) == text);
        const auto trusted = verify_proof_file(text, Sealed::entry(index), sealed.policy);
        REQUIRE_MESSAGE(trusted, trusted.error().en());
        CHECK(trusted->checkpoint.size == 1000);
        CHECK(trusted->witnesses[0].at == now);
        CHECK(verify_proof_file(text, Sealed::entry(index + 1), sealed.policy).error().is(err::ledger_proof_root));
        CHECK(
            verify_proof_file(text, Sealed::entry(index), sealed.policy, Hash::sm3).error().is(err::ledger_proof_root));
    }
}

TEST_CASE("no changed byte of a proof file proves anything") {
    const Sealed sealed;
    const auto text = sealed.proof(321);
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        // A changed line of a signature whose key becomes unknown is no signature; then the witness is missing.
        CHECK_FALSE_MESSAGE(verify_proof_file(changed, Sealed::entry(321), sealed.policy), i);
        CHECK_FALSE(verify_proof_file(text.substr(0, i), Sealed::entry(321), sealed.policy));
    }
}

TEST_CASE("what is no proof file is refused with its line") {
    struct Row {
        const char* text;
        int line;
    };
    const Row rows[] = {{"", 1},
                        {"c2sp.org/tlog-proof@v2\nindex 0\n\n", 1},
                        {"c2sp.org/tlog-proof@v1\n\n", 2},
                        {"c2sp.org/tlog-proof@v1\nindex 01\n\n", 2},
                        {"c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\n", 2},
                        {"c2sp.org/tlog-proof@v1\nextra AAAA\n\n", 3},
                        {"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", 3}};
    for (const auto& row : rows) {
        const auto wrong = read_proof_file(row.text);
        REQUIRE_FALSE_MESSAGE(wrong, row.text);
        CHECK_MESSAGE(wrong.error().params.at("line") == std::to_string(row.line), row.text);
    }
}
