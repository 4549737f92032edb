// A log asks its witnesses: good ones, dead ones and liars.
#include "ledger/asking.hpp"

#include "base/error_codes.hpp"
#include "ledger/test_log.hpp"
#include "ledger/test_tree.hpp"
#include "ledger/witness.hpp"

#include <mutex>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::make_signer;
using ledger::testing::NaiveTree;
using ledger::testing::noon;
using store::test::failed_with;
using store::test::must;

namespace {

const std::string origin = "zjj.example.gov.cn/evidence";

/// A town of witnesses behind a Post, and a log that grows.
struct Town {
    NaiveTree tree{Hash::sha256};
    ledger::testing::MemoryStore tiles;
    Tree log{tiles, Hash::sha256, Keeps::entries};
    NoteSigner key = make_signer(origin, SignatureKind::ed25519);
    Policy policy;
    std::map<std::string, NoteSigner> offices;  ///< by address
    std::map<std::string, Remembered> remembered;
    std::map<std::string, std::function<Result<HttpAnswer>(const std::string& body)>> odd;  ///< who answers otherwise
    std::mutex mutex;
    std::map<std::string, int> asked;

    explicit Town(int count) {
        policy.quorum = "none";
        for (int i = 1; i <= count; ++i) {
            const auto name = "w" + std::to_string(i), url = "http://" + name;
            offices.emplace(
                url, make_signer(name, i % 2 ? SignatureKind::ed25519_cosignature : SignatureKind::sm2_cosignature));
            policy.witnesses.push_back({name, offices.at(url).who, url + "/"});
        }
    }
    std::string grow(int count) {
        std::vector<std::string> more;
        for (int i = 0; i < count; ++i) more.push_back("entry " + std::to_string(log.size() + more.size()));
        must(log.append(more));
        return must(sign_checkpoint(checkpoint(), std::span(&key, 1), noon));
    }
    Checkpoint checkpoint() const { return {origin, log.size(), std::string(bytes_of(log.root())), {}}; }

    Result<HttpAnswer> post(const std::string& url, const std::string& body) {
        const std::lock_guard lock(mutex);
        REQUIRE(url.ends_with("/add-checkpoint"));
        const auto office = url.substr(0, url.rfind('/'));
        ++asked[office];
        if (odd.contains(office)) return odd.at(office)(body);
        const auto lookup = [&](std::string_view name) {
            return name == origin
                       ? std::optional(std::pair(WatchedLog{origin, {key.who}, Hash::sha256}, remembered[office]))
                       : std::nullopt;
        };
        auto answer = must(answer_add_checkpoint(body, lookup, std::span(&offices.at(office), 1), noon));
        if (answer.remember) remembered[office] = *answer.remember;
        return HttpAnswer{answer.status, answer.content_type, answer.body};
    }
    Asking asking() {
        return Asking(policy, [this](const auto& url, const auto& body) { return post(url, body); });
    }
    auto stores() {
        return [this]() -> std::unique_ptr<TileStore> {
            auto copy = std::make_unique<ledger::testing::MemoryStore>();
            copy->files = tiles.files;
            return copy;
        };
    }
    std::size_t lines_in(const std::string& note) {
        std::vector<VerifierKey> keys;
        for (const auto& witness : policy.witnesses) keys.push_back(witness.key);
        const auto opened = open_note(note, keys);
        return opened ? opened->seen.size() : 0;
    }
};

}  // namespace

TEST_CASE("good witnesses cosign every step, and are not asked again for what they have signed") {
    Town town(3);
    auto asking = town.asking();
    for (const int more : {0, 1, 300, 1, 255}) {
        auto note = town.grow(more);
        CHECK(asking.anyone_due(note, noon));
        note = must(asking.round(note, town.stores(), [] { return noon; }));
        CHECK(town.lines_in(note) == 3);
        CHECK_FALSE(asking.anyone_due(note, noon));
        CHECK(must(asking.round(note, town.stores(), [] { return noon; })) == note);
    }
    CHECK(town.asked.at("http://w1") == 5);
    CHECK(asking.states()[0].size == 557);
    CHECK(asking.states()[0].at == noon);
}

TEST_CASE("a witness that remembers more than we know of is asked from there") {
    Town town(1);
    auto first = town.asking();
    must(first.round(town.grow(40), town.stores(), [] { return noon; }));
    auto restarted = town.asking();  // this process knows nothing
    const auto note = must(restarted.round(town.grow(30), town.stores(), [] { return noon; }));
    CHECK(town.lines_in(note) == 1);
    CHECK(town.asked.at("http://w1") == 3);
}

TEST_CASE("a dead one and a liar cost their own lines only, and are asked again after a while") {
    Town town(5);
    town.odd["http://w4"] = [](const auto&) {
        return fail(err::outgoing_away, {{"host", "w4"}, {"detail", "timeout"}});
    };
    const auto forged = make_signer("w5", SignatureKind::ed25519_cosignature);
    town.odd["http://w5"] = [&](const auto&) {
        return HttpAnswer{200, "text/plain", must(signature_line(forged, checkpoint_text(town.checkpoint()), noon))};
    };
    auto now = noon;
    auto asking = town.asking();
    auto note = must(asking.round(town.grow(10), town.stores(), [&] { return now; }));
    CHECK(town.lines_in(note) == 3);
    CHECK(asking.states()[3].problem->is(err::outgoing_away));
    CHECK(asking.states()[4].problem->is(err::ledger_witness_false));
    CHECK_FALSE(asking.anyone_due(note, now));
    now = now.plus_seconds(1);
    CHECK(asking.anyone_due(note, now));
    for (int i = 0; i < 12; ++i) {
        note = must(asking.round(note, town.stores(), [&] { return now; }));
        const auto pause = asking.states()[3].next_at->ms - now.ms;
        CHECK(pause >= 2'000);
        CHECK(pause <= 300'000);
        now = *asking.states()[3].next_at;
    }
    town.odd.clear();
    note = must(asking.round(note, town.stores(), [&] { return now; }));
    CHECK(town.lines_in(note) == 5);
    CHECK(asking.states()[3].failures == 0);
    CHECK_FALSE(asking.states()[3].problem);
}

TEST_CASE("whatever a witness answers, nothing of it is believed but its own signature on this checkpoint") {
    Town town(1);
    const auto& good = town.offices.at("http://w1");
    const auto note = town.grow(10);
    const auto ask = [&](HttpAnswer answer) {
        town.odd["http://w1"] = [answer](const auto&) { return answer; };
        WitnessState state;
        const auto nodes = nodes_of(town.tiles, Hash::sha256, town.log.size());
        return ask_witness(town.policy.witnesses[0], note, town.checkpoint(), state, nodes,
                           [&](const auto& url, const auto& body) { return town.post(url, body); });
    };
    auto other = town.checkpoint();
    ++other.size;
    CHECK(failed_with(ask({200, "text/plain", ""}), err::ledger_witness_false));
    CHECK(failed_with(ask({200, "text/plain", "junk\n"}), err::ledger_witness_false));
    CHECK(failed_with(ask({200, "text/plain", must(signature_line(good, checkpoint_text(other), noon))}),
                      err::ledger_witness_false));
    CHECK(failed_with(ask({409, "text/x.tlog.size", "11\n"}), err::ledger_witness_ahead));
    CHECK(failed_with(ask({409, "text/x.tlog.size", "5\n"}), err::ledger_witness_refused));  // again and again
    CHECK(failed_with(ask({409, "text/x.tlog.size", "-1\n"}), err::ledger_witness_refused));
    CHECK(failed_with(ask({409, "text/plain", "another root\n"}), err::ledger_witness_refused));
    const auto refusal = ask({404, "text/plain", "unknown\x1b[31m log\nmore"});
    REQUIRE(failed_with(refusal, err::ledger_witness_refused));
    CHECK(refusal.error().params.at("detail") == "unknown?[31m log");
    CHECK(ask({200, "text/plain", must(signature_line(good, checkpoint_text(town.checkpoint()), noon))}));
}
