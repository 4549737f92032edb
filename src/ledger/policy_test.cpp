#include "ledger/policy.hpp"

#include "base/error_codes.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;

namespace {

const Instant now{1'795'665'600'000};

NoteSigner signer(std::string name, SignatureKind kind = SignatureKind::ed25519_cosignature) {
    const auto key = crypto::generate_private_key(crypto::Algorithm::ed25519);
    return note_signer(std::move(name), kind, crypto::signer_in_memory(key).value()).value();
}

}  // namespace

TEST_CASE("the example of tlog-policy means what its words say") {
    std::string text =
        "# 见证策略\n\nlog " + signer("log", SignatureKind::ed25519).who.text() + " https://log.example\n";
    for (const auto* name : {"X1", "X2", "X3", "Y1", "Y2", "Y3"})
        text += "\twitness " + std::string(name) + "  " + signer(name).who.text() + "\n";
    text +=
        "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\ngroup X-and-Y all X-witnesses Y-witnesses\n"
        "quorum X-and-Y\n";
    const auto policy = parse_policy(text);
    REQUIRE_MESSAGE(policy, policy.error().en());
    const auto met = [&](std::vector<std::string> seen) { return policy->is_met_by(seen); };
    CHECK(met({"X1", "X3", "Y2"}));
    CHECK(met({"X1", "X2", "X3", "Y1", "Y2", "Y3"}));
    CHECK_FALSE(met({"X1", "X2", "X3"}));
    CHECK_FALSE(met({"X1", "Y1", "Y2", "Y3"}));
    CHECK_FALSE(met({"X1", "X1", "Y1"}));
    CHECK_FALSE(met({}));
}

TEST_CASE("a policy that is wrong is refused with its line") {
    const auto log = "log " + signer("log", SignatureKind::ed25519).who.text() + "\n";
    const auto key = signer("w").who.text();
    const auto witness = "witness w " + key + "\n";
    struct Row {
        std::string text;
        int line;
    };
    const Row rows[] = {{"", 1},
                        {log, 2},
                        {"quorum w\n", 1},
                        {"quorum none\nquorum none\n", 2},
                        {"logs x\n", 1},
                        {"log x\n", 1},
                        {"log " + key + "\n", 1},
                        {witness + log.substr(0, 3) + "\n", 2},
                        {log + log, 2},
                        {witness + "witness v " + key + "\n", 2},
                        {"witness w " + log.substr(4), 1},
                        {"witness none " + key + "\n", 1},
                        {witness + "group g 2 w\n", 2},
                        {witness + "group g 0 w\n", 2},
                        {witness + "group g any\n", 2},
                        {witness + "group g any w w\n", 2},
                        {witness + "group g any w\ngroup h any w\n", 3},
                        {witness + "group g any v\n", 2},
                        {witness + "group w any w\n", 2}};
    for (const auto& row : rows) {
        const auto policy = parse_policy(row.text);
        REQUIRE_FALSE_MESSAGE(policy, row.text);
        CHECK_MESSAGE(policy.error().params.at("line") == std::to_string(row.line), row.text);
    }
    CHECK(parse_policy(log + witness + "quorum w"));
    CHECK(parse_policy("quorum none\n").value().is_met_by({}));
}

TEST_CASE("a checkpoint is believed from the log that it names, and from witnesses enough") {
    const auto log = signer("a.example/log", SignatureKind::ed25519),
               other = signer("b.example/log", SignatureKind::ed25519);
    const auto one = signer("w1"), two = signer("w2");
    const auto policy =
        parse_policy("log " + log.who.text() + "\nlog " + other.who.text() + "\nwitness 一 " + one.who.text() +
                     "\nwitness 二 " + two.who.text() + "\ngroup g all 一 二\nquorum g\n")
            .value();
    const Checkpoint checkpoint{"a.example/log", 7, std::string(32, 'r'), {}};
    const auto open = [&](std::vector<NoteSigner> signers, const Checkpoint& what) {
        return open_checkpoint(sign_checkpoint(what, signers, now).value(), policy);
    };
    const auto good = open({log, one, two}, checkpoint);
    REQUIRE(good);
    CHECK(good->checkpoint == checkpoint);
    CHECK(good->witnesses[1].name == "二");
    CHECK(good->witnesses[1].at == now);
    CHECK(open({log, one}, checkpoint).error().is(err::ledger_quorum));
    CHECK(open({other, one, two}, checkpoint).error().is(err::ledger_other_log));
    CHECK(open({one, two}, checkpoint).error().is(err::ledger_other_log));
    CHECK(open({signer("a.example/log", SignatureKind::ed25519)}, checkpoint).error().is(err::ledger_note_unsigned));
}

TEST_CASE("a checkpoint has three lines in the one form that they may have") {
    const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    const auto good = parse_checkpoint("example.com/behind-the-sofa\n20852163\n" + root + "\n").value();
    CHECK(good.origin == "example.com/behind-the-sofa");
    CHECK(good.size == 20852163);
    CHECK(checkpoint_text(good) == "example.com/behind-the-sofa\n20852163\n" + root + "\n");
    CHECK(parse_checkpoint("o\n0\n" + root + "\nmore\n").value().extensions == std::vector<std::string>{"more"});
    struct Row {
        std::string text;
        int line;
    };
    const Row rows[] = {{"", 1},
                        {"\n1\n" + root + "\n", 1},
                        {"o\n", 2},
                        {"o\n1\n", 3},
                        {"o\n01\n" + root + "\n", 2},
                        {"o\n-1\n" + root + "\n", 2},
                        {"o\n18446744073709551616\n" + root + "\n", 2},
                        {"o\n1\nAAAA\n", 3},
                        {"o\n1\n" + root + "\n\n", 4},
                        {"o\n1\n" + root, 1},
                        {"o\n1 \n" + root + "\n", 2}};
    for (const auto& row : rows) {
        const auto wrong = parse_checkpoint(row.text);
        REQUIRE_FALSE_MESSAGE(wrong, row.text);
        CHECK_MESSAGE(wrong.error().params.at("line") == std::to_string(row.line), row.text);
    }
}
