#include "notify/outbox.hpp"

#include "approval/testing.hpp"
#include "base/event_types.hpp"
#include "notify/derive.hpp"
#include "store/event_log.hpp"
#include "store/sequence.hpp"
#include "store/test_support.hpp"

#include <map>
#include <random>

namespace zhupi::notify {
namespace {

using namespace store::test;

const Zone china;
const auto morning = china.at(Date::of(2026, 3, 9), 9);

Kinds small_kinds() {
    const auto loaded = load_kinds(
        {{"notices/a.yaml",
          "kinds:\n"
          "  - kind: accepted\n    name: { zh: 甲, en: A }\n    from: case.accepted\n    to: [applicant]\n"
          "    holds: [accepted]\n    channels: [email, sms]\n"
          "    title: { zh: \"{number}受理\", en: \"{number} accepted\" }\n    body: { zh: 乙, en: B }\n"
          "  - kind: refused\n    name: { zh: 甲, en: A }\n    from: case.refused\n    to: [applicant]\n"
          "    holds: [refused]\n    urgent: yes\n    channels: [email]\n"
          "    title: { zh: \"{number}拒绝\", en: \"{number} refused\" }\n    body: { zh: 乙, en: B }\n"
          "  - kind: given\n    name: { zh: 甲, en: A }\n    from: case.assigned\n    to: [handler]\n"
          "    channels: [email]\n"
          "    title: { zh: \"{number}归您\", en: \"{number} is yours\" }\n    body: { zh: 乙, en: B }\n"
          "  - kind: soon\n    name: { zh: 甲, en: A }\n    step: red\n    to: [handler]\n    channels: [email]\n"
          "    title: { zh: \"剩{left}天\", en: A }\n    body: { zh: 乙, en: B }\n"
          "  - kind: over\n    name: { zh: 甲, en: A }\n    step: overdue\n    to: [handler]\n    channels: [email]\n"
          "    title: { zh: \"超{late}天\", en: A }\n    body: { zh: 乙, en: B }\n"}},
        {"red", "overdue"});
    REQUIRE(loaded.has_value());
    return *loaded;
}

/// A company of two people, an officer, and cases that are nothing but their rows.
class Bench {
public:
    Bench() : store(open_store(folder.path())) {
        person(1, 50, "", "");
        person(2, 50, "", "");
        person(7, 0, "plan", "officer");
        must(run(*store,
                 "INSERT INTO project_row (id, organisation, code, name, flow, district, stage, completed, "
                 "investment, registered_at, papers_needed, papers_saved, search) VALUES "
                 "(1,50,'C','楼','T','990101',1,0,0,0,0,0,'')"));
        step(morning);  // begins at the end of the log
    }
    void person(Id id, Id organisation, const std::string& department, const std::string& role) {
        const std::string grants = role.empty() ? "[]" : R"([{"role":")" + role + R"(","items":[]}])";
        must(run(
            *store,
            "INSERT INTO person (id, username, name, phone, department, organisation, grants, roles, password, "
            "enabled, must_change, totp_secret, totp_used) VALUES ($1,$2,'人','19900000001',$3,$4,$5,$6,'',1,0,'',0)",
            {id, "u" + std::to_string(id), department, organisation, grants, "," + role + ","}));
        must(run(*store,
                 "INSERT INTO notice_channel (person, channel, enabled, address, pending, code_digest, code_at, "
                 "code_tries) VALUES ($1,'email',1,$2,'','',0,0)",
                 {id, "u" + std::to_string(id) + "@b.cn"}));
    }
    void case_row(Id id, const std::string& status, Id handler = 0) {
        must(run(
            *store,
            "INSERT INTO case_row (id, application, project, organisation, number, item, department, district, "
            "stage, status, desk, handler, is_open, filed_at, clock, statutory, due, turn, party, used, late, counts, "
            "budget) VALUES ($1,1,1,50,$2,'A','plan','990101',1,$3,'handling',$4,1,0,'{\"budget\":{\"amount\":5,"
            "\"unit\":\"working_day\"},\"pauses\":[]}','',2147483647,'{\"party\":\"authority\",\"department\":"
            "\"plan\",\"since\":\"2026-03-09T01:00:00.000Z\",\"reason\":\"handling\",\"basis\":\"\"}','authority',0,0,"
            "0,5)",
            {id, "N" + std::to_string(id), status, handler}));
    }
    void status(Id id, const std::string& status) {
        must(run(*store, "UPDATE case_row SET status = $2 WHERE id = $1", {id, status}));
    }
    void happen(std::string_view type, Id case_id, Id actor = 0) {
        must(store->write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(const auto version, store::next_value(tx, "v"));
            ZHUPI_CHECK(store::append(tx, {"application/1",
                                           version,
                                           std::string(type),
                                           morning,
                                           json::encode(approval::Actor{actor, "", "", 0}),
                                           {},
                                           R"({"caseId":)" + std::to_string(case_id) + "}"}));
            return {};
        }));
    }
    int step(Instant now, int most = 100) {
        Derived derived;
        must(store->write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(derived, derive(tx, desk, {Channel::email, Channel::sms}, now, most));
            return {};
        }));
        return derived.notices;
    }
    std::vector<Claimed> take(Instant now, Channel channel = Channel::email) {
        std::vector<Claimed> claimed;
        must(store->write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(claimed, claim(tx, desk, settings, channel, now, 100));
            return {};
        }));
        return claimed;
    }
    void settled(const Claimed& claimed, Outcome outcome, Instant now, Channel channel = Channel::email) {
        must(store->write([&](store::Tx& tx) { return settle(tx, settings, channel, claimed, outcome, now); }));
    }
    std::map<std::string, int> states() {
        std::map<std::string, int> out;
        must(store->read([&](store::Snapshot& from) {
            return from.query("SELECT state FROM notice_delivery WHERE channel = 'email'", {},
                              [&](const store::Row& row) { ++out[std::string(row.text(0))]; });
        }));
        return out;
    }
    void prefer(Id id, const Preference& p) {
        must(store->write([&](store::Tx& tx) { return save_preference(tx, {{id, "", "", 0}, morning}, p); }));
        step(morning);
    }

    Folder folder;
    std::unique_ptr<store::Store> store;
    catalog::Catalog city = approval::testing::small_city();
    calendar::WorkCalendar calendar = approval::testing::plain_calendar();
    Kinds kinds = small_kinds();
    Desk desk{kinds, {city, calendar, china}, "https://z.cn"};
    Settings settings;
};

const Outcome well{Verdict::accepted, "1", {}, 0, false}, not_now{Verdict::later, {}, "451", 0, false};

TEST_CASE("an event becomes one notice for each of the company's people, once, however often the reader looks") {
    Bench bench;
    bench.case_row(12, "accepted");
    bench.happen(event::case_accepted, 12);
    CHECK(bench.step(morning) == 2);
    CHECK(bench.step(morning) == 0);
    // A place that was set back by a restored copy meets the unique key.
    must(run(*bench.store, "UPDATE reader_place SET seq = 0 WHERE reader = 'notify'"));
    CHECK(bench.step(morning) == 0);
    CHECK(number(*bench.store, "SELECT COUNT(*) FROM notice") == 2);
    CHECK(number(*bench.store, "SELECT COUNT(*) FROM notice_delivery") == 4);  // mail and short message each
}

TEST_CASE("nobody is told what they did themselves, and only the handler hears of a case that is given to them") {
    Bench bench;
    bench.case_row(12, "accepted", 7);
    bench.happen(event::case_assigned, 12, 7);
    CHECK(bench.step(morning) == 0);
    bench.happen(event::case_assigned, 12, 3);
    CHECK(bench.step(morning) == 1);
}

TEST_CASE("what state has overtaken is dropped before it is sent, in the list as well") {
    Bench bench;
    bench.case_row(12, "accepted");
    bench.happen(event::case_accepted, 12);
    bench.step(morning);
    bench.status(12, "withdrawn");
    CHECK(bench.take(morning).empty());
    CHECK(bench.states() == std::map<std::string, int>{{"overtaken", 2}});
    CHECK(number(*bench.store, "SELECT COUNT(*) FROM notice WHERE overtaken = 1") == 2);
}

TEST_CASE("of two notices of one kind about one case the older is dropped") {
    Bench bench;
    bench.case_row(12, "accepted");
    bench.happen(event::case_accepted, 12);
    bench.happen(event::case_accepted, 12);
    bench.step(morning);
    CHECK(bench.take(morning).size() == 2);
    CHECK(bench.states() == std::map<std::string, int>{{"overtaken", 2}, {"sending", 2}});
}

TEST_CASE(
    "a claim that was never settled is claimed again when its time is over, under the same key, as a repetition") {
    Bench bench;
    bench.case_row(12, "accepted");
    bench.happen(event::case_accepted, 12);
    bench.step(morning);
    const auto first = bench.take(morning);
    REQUIRE(first.size() == 2);
    CHECK_FALSE(first[0].message.repeated);
    CHECK(first[0].message.title == "N12受理");
    CHECK(first[0].message.link == "https://z.cn/my/cases/12");
    CHECK(bench.take(morning.plus_seconds(5)).empty());
    const auto second = bench.take(morning.plus_seconds(3600));
    REQUIRE(second.size() == 2);
    CHECK(second[0].message.repeated);
    CHECK(second[0].message.key == first[0].message.key);
    // The first one's answer comes after all, too late to count.
    bench.settled(first[0], {Verdict::refused, {}, "550", 0, false}, morning.plus_seconds(3601));
    CHECK(bench.states() == std::map<std::string, int>{{"sending", 2}});
    bench.settled(second[0], well, morning.plus_seconds(3602));
    CHECK(bench.states() == std::map<std::string, int>{{"sending", 1}, {"accepted", 1}});
}

TEST_CASE("what fails is tried again with growing pauses and given up in the end; doubt stays until it is cleared up") {
    Bench bench;
    bench.settings.attempts = 4;
    bench.case_row(12, "refused");
    bench.happen(event::case_refused, 12);
    bench.step(morning);
    must(run(*bench.store, "DELETE FROM notice_delivery WHERE person = 2"));
    auto now = morning;
    std::int64_t last = 0;
    for (int attempt = 1; attempt <= 4; ++attempt) {
        const auto claimed = bench.take(now);
        REQUIRE(claimed.size() == 1);
        CHECK(claimed[0].message.attempt == attempt);
        CHECK(claimed[0].message.repeated == (attempt > 2));  // from the attempt whose answer was lost
        auto outcome = not_now;
        outcome.uncertain = attempt == 2;
        bench.settled(claimed[0], outcome, now);
        if (attempt == 4) break;
        const auto next = number(*bench.store, "SELECT next_at FROM notice_delivery WHERE channel = 'email'");
        CHECK(next - now.ms > last);
        last = next - now.ms;
        CHECK(bench.take(Instant{next - 1}).empty());
        now = Instant{next};
    }
    CHECK(bench.states() == std::map<std::string, int>{{"given_up", 1}});
    CHECK(bench.take(now.plus_seconds(100'000)).empty());
    const store::Acting admin{{3, "administrator", "", 0}, now};
    const auto id = number(*bench.store, "SELECT id FROM notice_delivery WHERE channel = 'email'");
    must(bench.store->write([&](store::Tx& tx) { return retry(tx, admin, id); }));
    CHECK(bench.take(now).size() == 1);
}

TEST_CASE("quiet hours put off what is not urgent, and a digest goes out as one letter") {
    Bench bench;
    bench.prefer(1, {"en", 8 * 60, 10 * 60, -1});
    bench.prefer(2, {"zh", -1, -1, 17 * 60});
    bench.case_row(12, "accepted");
    bench.case_row(13, "accepted");
    bench.case_row(14, "refused");
    bench.happen(event::case_accepted, 12);
    bench.happen(event::case_accepted, 13);
    bench.happen(event::case_refused, 14);
    bench.step(morning);
    const auto at_once = bench.take(morning);
    REQUIRE(at_once.size() == 2);  // only the refusal, to both
    for (const auto& one : at_once) {
        CHECK(one.message.title.starts_with("N14"));
        bench.settled(one, well, morning);
    }
    const auto after = bench.take(china.at(Date::of(2026, 3, 9), 10));
    REQUIRE(after.size() == 2);
    CHECK(after[0].message.title == "N12 accepted");
    CHECK(after[0].person == 1);
    const auto evening = bench.take(china.at(Date::of(2026, 3, 9), 17));
    std::vector<Claimed> digests;
    for (const auto& one : evening)
        if (one.person == 2 && one.deliveries.size() == 2) digests.push_back(one);
    REQUIRE(digests.size() == 1);
    CHECK(digests[0].message.title.find("2 条提醒") != std::string::npos);
    CHECK(digests[0].message.body.find("N12受理") != std::string::npos);
    CHECK(digests[0].message.body.find("N13受理") != std::string::npos);
}

TEST_CASE("of two warnings the worse one is sent, and none once the limit has moved") {
    Bench bench;
    const auto due = china.date_of(morning).plus_days(-3);  // Friday before
    const auto warn = [&](Id id, const char* step) {
        must(bench.store->write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(const auto version, store::next_value(tx, "v"));
            ZHUPI_CHECK(
                store::append(tx, {"supervision/" + std::to_string(id),
                                   version,
                                   std::string(event::supervision_warned),
                                   morning,
                                   json::encode(approval::Actor{}),
                                   {},
                                   R"({"phase":2,"step":")" + std::string(step) + R"(","due":")" + due.iso() + "\"}"}));
            return {};
        }));
    };
    for (const Id id : {12, 13}) {
        bench.case_row(id, "accepted", 7);
        must(run(*bench.store, "UPDATE case_row SET due = " + std::to_string(due.day)));
        warn(id, "red");
        warn(id, "overdue");
    }
    CHECK(bench.step(morning) == 4);
    must(run(*bench.store, "UPDATE case_row SET due = due + 9 WHERE id = 13"));
    const auto claimed = bench.take(morning);
    REQUIRE(claimed.size() == 1);
    CHECK(claimed[0].message.title == "超1天");
    CHECK(claimed[0].message.link == "https://z.cn/work/12");
    CHECK(bench.states() == std::map<std::string, int>{{"overtaken", 3}, {"sending", 1}});
}

TEST_CASE("an address that is none any more is forgotten, and without one nothing is sent") {
    Bench bench;
    bench.case_row(14, "refused");
    bench.happen(event::case_refused, 14);
    bench.step(morning);
    for (const auto& one : bench.take(morning)) bench.settled(one, {Verdict::gone, {}, "410", 0, false}, morning);
    CHECK(bench.states() == std::map<std::string, int>{{"failed", 2}});
    bench.case_row(15, "refused");
    bench.happen(event::case_refused, 15);
    CHECK(bench.step(morning) == 2);  // the notice itself stands in the list all the same
    CHECK(bench.take(morning).empty());
}

TEST_CASE("random crashes and failures: every reminder is read once by those it is for") {
    std::mt19937 random(5);
    for (int round = 0; round < 5; ++round) {
        Bench bench;
        bench.settings.attempts = 1000;
        bench.settings.retry_seconds = 1;
        std::map<std::string, int> read;  // by reader and key, as a mailbox shows it
        auto now = morning;
        Id next = 100;
        for (int i = 0; i < 300; ++i) {
            now = now.plus_seconds(1 + static_cast<std::int64_t>(random() % 20));
            const auto what = random() % 10;
            if (what < 2 && next < 115) {
                bench.case_row(next, "refused");
                bench.happen(event::case_refused, next++);
            } else if (what < 4) {
                bench.step(now, 1 + static_cast<int>(random() % 3));
            } else {
                for (const auto& one : bench.take(now)) {
                    const auto luck = random() % 5;
                    const auto key = one.message.address + one.message.key;
                    if (luck == 0) continue;                          // killed before it was sent
                    if (luck == 1) bench.settled(one, not_now, now);  // refused for the moment
                    if (luck >= 2) read[key] = 1;                     // it arrives, perhaps again
                    if (luck >= 3) bench.settled(one, well, now);     // luck 2: killed after it was sent
                }
            }
        }
        while (bench.step(now, 100) > 0) {
        }
        for (int i = 0; i < 100; ++i) {
            now = now.plus_seconds(600);
            for (const auto& one : bench.take(now)) {
                read[one.message.address + one.message.key] = 1;
                bench.settled(one, well, now);
            }
        }
        CHECK(read.size() == static_cast<std::size_t>(next - 100) * 2);
        CHECK(bench.states() == std::map<std::string, int>{{"accepted", static_cast<int>(next - 100) * 2}});
    }
}

}  // namespace
}  // namespace zhupi::notify
