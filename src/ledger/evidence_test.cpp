#include "ledger/evidence.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "ledger/test_log.hpp"

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::event_at;
using store::test::failed_with;

namespace {

const Salts salts(crypto::Secret(std::string(32, 's')));

}  // namespace

TEST_CASE("an entry is salted digests in canonical JSON, and nothing of the event is in it") {
    const auto event = event_at(12);
    const auto text = evidence_of(event, salts).text();
    const auto salt = salts.of(12);
    CHECK(salt == crypto::hmac(crypto::Hash::sm3, std::string(32, 's'),
                               std::string("zhupi-ledger-salt/v1") + std::string(7, '\0') + '\x0c'));
    const auto content = salt + store::event_content(event);
    CHECK(text.find(R"("seq":12,"sha256":")" + encoding::base64(crypto::sha256(content)) + R"(","sm3":")" +
                    encoding::base64(crypto::sm3(content)) + R"(","v":1})") != text.npos);
    for (const auto* part : {"application", "user", "filed"}) CHECK(text.find(part) == text.npos);
    CHECK(salts.of(13) != salt);
}

TEST_CASE("an entry is read back as it was, and no other text is one") {
    const auto entry = evidence_of(event_at(1234567), salts);
    const auto text = entry.text();
    REQUIRE(parse_evidence(text));
    CHECK(*parse_evidence(text) == entry);
    for (std::size_t at = 0; at < text.size(); ++at) {
        CHECK_FALSE(parse_evidence(text.substr(0, at)));
        auto changed = text;
        changed[at] = '!';
        CHECK_FALSE(parse_evidence(changed));
    }
    CHECK_FALSE(parse_evidence(text + " "));
    CHECK_FALSE(parse_evidence(""));
}

TEST_CASE("a row is compared with its entry, and a changed time is told apart from a changed content") {
    const auto event = event_at(3);
    const auto entry = evidence_of(event, salts).text();
    CHECK(compare(event, entry, salts));
    auto backdated = event;
    backdated.at = event.at.plus_seconds(-86'400);
    CHECK(failed_with(compare(backdated, entry, salts), err::ledger_event_time));
    CHECK(compare(backdated, entry, salts).error().params.at("at") == backdated.at.iso());
    const auto edited = [&](auto change) {
        auto other = event;
        change(other);
        return compare(other, entry, salts);
    };
    CHECK(failed_with(edited([](auto& e) { e.payload += " "; }), err::ledger_event_edited));
    CHECK(failed_with(edited([](auto& e) { e.stream = "application/4"; }), err::ledger_event_edited));
    CHECK(failed_with(edited([](auto& e) { ++e.version; }), err::ledger_event_edited));
    CHECK(failed_with(edited([](auto& e) { e.type = "x"; }), err::ledger_event_edited));
    CHECK(failed_with(edited([](auto& e) { e.actor = "{}"; }), err::ledger_event_edited));
    CHECK(failed_with(edited([](auto& e) { e.basis = ""; }), err::ledger_event_edited));
    CHECK(failed_with(edited([](auto& e) { ++e.seq; }), err::ledger_entry_foreign));
    CHECK(failed_with(compare(event, "{}", salts), err::ledger_entry_foreign));
    const Salts others(crypto::Secret(std::string(32, 't')));
    CHECK(failed_with(compare(event, entry, others), err::ledger_event_time));
}
