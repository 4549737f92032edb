// The table of github.com/transparency-dev/witness, in our words, and the drill: one witness dead, one lying.
#include "ledger/witness.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "ledger/policy.hpp"
#include "ledger/test_tree.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::NaiveTree;

namespace {

const Instant now{1'795'665'600'000};
const std::string origin = "zjj.example.gov.cn/evidence";

NoteSigner signer(std::string name, SignatureKind kind) {
    const bool sm2 = kind == SignatureKind::sm2 || kind == SignatureKind::sm2_cosignature;
    auto key = crypto::generate_private_key(sm2 ? crypto::Algorithm::sm2 : crypto::Algorithm::ed25519);
    return note_signer(std::move(name), kind, crypto::signer_in_memory(key).value()).value();
}

struct Log {
    NaiveTree tree{Hash::sha256};
    std::vector<NoteSigner> keys{signer(origin, SignatureKind::ed25519), signer(origin, SignatureKind::sm2)};

    void grow(int count, const std::string& kind = "entry ") {
        for (int i = 0; i < count; ++i) tree.add(kind + std::to_string(tree.size()));
    }
    Checkpoint checkpoint(std::uint64_t size) const {
        return {origin, size, std::string(bytes_of(tree.root(size))), {}};
    }
    std::string note(std::uint64_t size) const { return sign_checkpoint(checkpoint(size), keys, now).value(); }
    std::string request(std::uint64_t old, std::uint64_t size) const {
        return write_add_checkpoint(
            {old, prove_consistency(Hash::sha256, old, size, tree.nodes()).value(), note(size)});
    }
};

struct WitnessOffice {
    std::vector<NoteSigner> keys;
    WatchedLog watched;
    Remembered remembered;

    WitnessOffice(std::string name, const Log& log, SignatureKind kind = SignatureKind::ed25519_cosignature)
        : keys{signer(std::move(name), kind)}, watched{origin, {log.keys[0].who, log.keys[1].who}, Hash::sha256} {}

    WitnessAnswer ask(const std::string& body) {
        const auto lookup = [&](std::string_view asked) {
            return asked == origin ? std::optional(std::pair(watched, remembered)) : std::nullopt;
        };
        auto answer = answer_add_checkpoint(body, lookup, keys, now).value();
        if (answer.remember) remembered = *answer.remember;
        return answer;
    }
};

}  // namespace

TEST_CASE("a witness cosigns the first checkpoint and every one that continues it") {
    Log log;
    log.grow(100);
    WitnessOffice office("省厅.example/w1", log);
    for (const auto& [old, size] : {std::pair{0, 5}, {5, 5}, {5, 64}, {64, 100}}) {
        const auto answer = office.ask(log.request(static_cast<std::uint64_t>(old), static_cast<std::uint64_t>(size)));
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        CHECK(answer.origin == origin);
        CHECK(office.remembered.size == static_cast<std::uint64_t>(size));
        const auto cosigned = add_cosignatures(log.note(static_cast<std::uint64_t>(size)), answer.body,
                                               std::span(&office.keys[0].who, 1));
        const auto opened = open_note(*cosigned, std::span(&office.keys[0].who, 1));
        REQUIRE(opened);
        CHECK(opened->seen[0].at == now);
    }
}

TEST_CASE("a witness refuses what it must, each with its status, and then remembers what it did before") {
    Log log, other;
    log.grow(100);
    other.grow(100, "other ");
    other.keys = log.keys;  // the log signs both: the split view
    WitnessOffice office("w", log);
    REQUIRE(office.ask(log.request(0, 50)).status == 200);
    const auto before = office.remembered.root;

    auto strange = log.checkpoint(60);
    strange.origin = "elsewhere/log";
    const auto unsigned_note = sign_note(checkpoint_text(log.checkpoint(60)), {}, now).value();
    const NoteSigner stranger[] = {signer(origin, SignatureKind::ed25519)};
    auto broken_note = log.note(60);
    broken_note[broken_note.size() - 6] = broken_note[broken_note.size() - 6] == 'A' ? 'B' : 'A';
    const auto proof = prove_consistency(Hash::sha256, 50, 60, log.tree.nodes()).value();
    auto bent_proof = proof;
    bent_proof[0][0] = static_cast<char>(bent_proof[0][0] ^ 1);

    struct Row {
        const char* what;
        std::string body;
        int status;
    };
    const Row rows[] = {
        {"empty", "", 400},
        {"no checkpoint", "old 50\n\n", 400},
        {"no old size", "old\n\n" + log.note(60), 400},
        {"leading zero", "old 050\n\n" + log.note(60), 400},
        {"no hash", "old 50\nnothash\n\n" + log.note(60), 400},
        {"unsigned", write_add_checkpoint({50, proof, unsigned_note}), 400},
        {"old above new", write_add_checkpoint({70, {}, log.note(60)}), 400},
        {"64 hashes", write_add_checkpoint({50, Proof(64, std::string(32, 'x')), log.note(60)}), 400},
        {"unknown log", write_add_checkpoint({0, {}, sign_checkpoint(strange, log.keys, now).value()}), 404},
        {"signed by a stranger",
         write_add_checkpoint({50, proof, sign_checkpoint(log.checkpoint(60), stranger, now).value()}), 403},
        {"a broken signature", write_add_checkpoint({50, proof, broken_note}), 403},
        {"stale", log.request(0, 60), 409},
        {"from the future", log.request(55, 60), 409},
        {"smaller than remembered", log.request(40, 45), 409},
        {"another root at the same size", write_add_checkpoint({50, {}, other.note(50)}), 409},
        {"no proof", write_add_checkpoint({50, {}, log.note(60)}), 422},
        {"a bent proof", write_add_checkpoint({50, bent_proof, log.note(60)}), 422},
        {"a proof at the same size", write_add_checkpoint({50, proof, log.note(50)}), 422},
        {"another history", other.request(50, 60), 422},
    };
    for (const auto& row : rows) {
        const auto answer = office.ask(row.body);
        CHECK_MESSAGE(answer.status == row.status, row.what << ": " << answer.status << " " << answer.body);
        CHECK_FALSE(answer.remember);
        CHECK(office.remembered.size == 50);
        CHECK(office.remembered.root == before);
    }
    const auto stale = office.ask(log.request(0, 60));
    CHECK(stale.body == "50\n");
    CHECK(stale.content_type == "text/x.tlog.size");
    CHECK(office.ask(log.request(50, 60)).status == 200);
}

TEST_CASE("a witness that knows nothing takes no proof, and an empty log has one root only") {
    Log log;
    log.grow(10);
    WitnessOffice office("w", log);
    CHECK(office.ask(write_add_checkpoint({0, Proof(1, std::string(32, 'x')), log.note(10)})).status == 422);
    auto lie = log.checkpoint(0);
    lie.root = std::string(32, 'x');
    CHECK(office.ask(write_add_checkpoint({0, {}, sign_checkpoint(lie, log.keys, now).value()})).status == 422);
    CHECK(office.ask(log.request(0, 0)).status == 200);
    CHECK(office.ask(log.request(0, 10)).status == 200);
}

TEST_CASE("what a witness sends besides true cosignatures is dropped") {
    Log log;
    log.grow(10);
    WitnessOffice office("w", log), foreign("v", log);
    const auto note = log.note(10);
    const auto good = office.ask(log.request(0, 10)).body, unknown = foreign.ask(log.request(0, 10)).body;
    const auto of_another_text = signature_line(office.keys[0], "other\n", now).value();
    const auto known = std::span(&office.keys[0].who, 1);
    CHECK(add_cosignatures(note, unknown + good + of_another_text, known).value() == note + good);
    CHECK(add_cosignatures(note + good, good, known).value() == note + good);
    CHECK_FALSE(add_cosignatures(note, "junk", known));
}

TEST_CASE("a quorum of 3 of 5 stands with one witness dead and one lying, and no lie finds a quorum") {
    Log log, lie;
    log.grow(20);
    lie.grow(20, "lie ");
    lie.keys = log.keys;
    const std::string names[] = {"规资", "发改", "省厅", "审计", "公证"};
    std::vector<WitnessOffice> offices;
    std::string policy_text = "log " + log.keys[0].who.text() + "\n";
    for (const auto& name : names) {
        const bool sm2 = name == "省厅";
        offices.emplace_back(name + ".example/w", log,
                             sm2 ? SignatureKind::sm2_cosignature : SignatureKind::ed25519_cosignature);
        policy_text += "witness " + name + " " + offices.back().keys[0].who.text() + "\n";
    }
    const auto policy = parse_policy(policy_text + "group 见证 3 规资 发改 省厅 审计 公证\nquorum 见证\n").value();
    std::vector<VerifierKey> known;
    for (const auto& witness : policy.witnesses) known.push_back(witness.key);

    for (auto& office : offices) REQUIRE(office.ask(log.request(0, 10)).status == 200);
    // 公证 is dead from here on; 审计 cosigns whatever it is given.
    const auto lying = [&](const std::string& text) { return signature_line(offices[3].keys[0], text, now).value(); };
    auto note = log.note(20), false_note = lie.note(20);
    for (int i = 0; i < 3; ++i) {
        note =
            add_cosignatures(note, offices[static_cast<std::size_t>(i)].ask(log.request(10, 20)).body, known).value();
        const auto answer = offices[static_cast<std::size_t>(i)].ask(lie.request(10, 20));
        CHECK(answer.status != 200);
    }
    false_note = add_cosignatures(false_note, lying(parse_note(false_note)->text), known).value();
    const auto good = open_checkpoint(note, policy);
    REQUIRE_MESSAGE(good, good.error().en());
    CHECK(good->witnesses.size() == 3);
    CHECK(good->witnesses[2].name == "省厅");
    const auto bad = open_checkpoint(false_note, policy);
    CHECK(bad.error().is(err::ledger_quorum));
    CHECK(bad.error().params.at("seen") == "1");
}
