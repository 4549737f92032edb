#include "supervision/warnings.hpp"

#include "approval/testing.hpp"
#include "store/test_support.hpp"
#include "supervision/orders.hpp"

#include <map>
#include <random>
#include <set>

namespace zhupi::supervision {
namespace {

using namespace store::test;

const Zone china;

Rules five_steps() {
    Rules rules;
    rules.steps = {{"yellow", {}, Colour::yellow, 3, 5},
                   {"red", {}, Colour::red, 1, 1},
                   {"overdue", {}, Colour::overdue, -1, 0},
                   {"leader", {}, Colour::overdue, -2, 0},
                   {"supervisor", {}, Colour::overdue, -4, 0}};
    return rules;
}

/// A store with cases that are nothing but their rows.
class Bench {
public:
    Bench() : store(open_store(folder.path())) {}

    void add(Id id, Date due, int budget, bool accepted = true) {
        must(run(
            *store,
            "INSERT INTO case_row (id, application, project, organisation, number, item, department, district, "
            "stage, status, desk, handler, is_open, filed_at, accepted_at, clock, statutory, due, turn, party, used, "
            "late, counts, budget) VALUES ($1,1,1,1,'',$2,'plan','990101',1,'handling','handling',7,1,0,$3,'{}','',"
            "$4,'{}','authority',0,0,1,$5)",
            {id, "A", accepted ? store::Value(1) : store::Value(nullptr), std::int64_t{due.day},
             std::int64_t{budget}}));
    }
    void change(Id id, const std::string& what) {
        must(run(*store, "UPDATE case_row SET " + what + " WHERE id = " + std::to_string(id)));
    }
    /// As the clock does it: until there is nothing left.
    void sweep(Date today, int most = 100) {
        const auto now = china.at(today, 9);
        for (;;) {
            bool any = false;
            must(store->read([&](store::Snapshot& from) -> Result<void> {
                ZHUPI_TRY(any, anything_to_mark(from, office, rules, now));
                return {};
            }));
            if (!any) return;
            must(store->write([&](store::Tx& tx) -> Result<void> {
                ZHUPI_TRY(const auto noted, mark_warnings(tx, office, rules, now, most));
                CHECK(!noted.empty());
                return {};
            }));
        }
    }
    std::map<std::pair<Id, std::string>, int> marks() {
        std::map<std::pair<Id, std::string>, int> out;
        must(store->read([&](store::Snapshot& from) {
            return from.query("SELECT case_id, step FROM supervision_warning", {},
                              [&](const store::Row& row) { ++out[{row.integer(0), std::string(row.text(1))}]; });
        }));
        return out;
    }
    std::set<std::string> steps_of(Id id) {
        std::set<std::string> out;
        for (const auto& [mark, times] : marks())
            if (mark.first == id) out.insert(mark.second);
        return out;
    }

    Folder folder;
    std::unique_ptr<store::Store> store;
    catalog::Catalog city = approval::testing::small_city();
    calendar::WorkCalendar calendar = approval::testing::plain_calendar();
    store::Office office{city, calendar, china};
    Rules rules = five_steps();
};

using Steps = std::set<std::string>;
const auto monday = Date::of(2026, 3, 9);

TEST_CASE("a day is reached when so many working days are left, or have gone by") {
    const auto calendar = approval::testing::plain_calendar();
    for (int offset = 0; offset < 14; ++offset) {
        const auto today = monday.plus_days(offset);
        for (int left = -6; left <= 6; ++left) {
            const auto day = reached_by(calendar, today, left);
            REQUIRE(day.has_value());
            const auto reached = [&](Date due) {
                if (due >= today) return *calendar.workdays(today, due) <= left;
                return -*calendar.workdays(due, today) <= left;
            };
            CHECK(reached(*day));
            if (left < 0) CHECK_FALSE(reached(day->plus_days(1)));
            if (left >= 0) CHECK(*calendar.workdays(today, *day) == left);
        }
    }
}

TEST_CASE("a case climbs the ladder one step after the other, each once, however often it is looked at") {
    Bench bench;
    bench.add(1, monday.plus_days(4), 10);  // Friday
    const Steps expected[] = {{},
                              {"yellow"},
                              {"yellow"},
                              {"yellow", "red"},
                              {"yellow", "red"},
                              {"yellow", "red"},
                              {"yellow", "red"},
                              {"yellow", "red", "overdue"},
                              {"yellow", "red", "overdue", "leader"},
                              {"yellow", "red", "overdue", "leader"},
                              {"yellow", "red", "overdue", "leader", "supervisor"}};
    for (int day = 0; day < 11; ++day)
        for (int again = 0; again < 3; ++again) {
            CAPTURE(day);
            bench.sweep(monday.plus_days(day));
            CHECK(bench.steps_of(1) == expected[day]);
        }
    for (const auto& [mark, times] : bench.marks()) CHECK(times == 1);
}

TEST_CASE("a city that was away climbs all steps behind the limit at once, and gives no warning that is over") {
    Bench bench;
    bench.add(1, monday.plus_days(-20), 10);
    bench.sweep(monday);
    CHECK(bench.steps_of(1) == Steps{"overdue", "leader", "supervisor"});
}

TEST_CASE("a short limit is not warned of from its first day, and one that stands still not at all") {
    Bench bench;
    bench.add(1, monday.plus_days(2), 5);   // not longer than five days: red only
    bench.add(2, monday.plus_days(1), 1);   // one day: overdue only
    bench.add(3, Date{store::no_due}, 10);  // paused
    bench.sweep(monday);
    CHECK(bench.steps_of(1).empty());
    CHECK(bench.steps_of(2).empty());
    bench.sweep(monday.plus_days(1));
    CHECK(bench.steps_of(1) == Steps{"red"});
    bench.sweep(monday.plus_days(30));
    CHECK(bench.steps_of(2) == Steps{"overdue", "leader", "supervisor"});
    CHECK(bench.steps_of(3).empty());
}

TEST_CASE("acceptance and decision are two phases: each has its own ladder") {
    Bench bench;
    bench.add(1, monday.plus_days(1), 20, false);
    bench.sweep(monday);
    CHECK(bench.steps_of(1) == Steps{"red"});
    bench.change(1, "accepted_at = 1, due = " + std::to_string(monday.plus_days(28).day));
    bench.sweep(monday);
    CHECK(bench.marks().size() == 1);
    bench.sweep(monday.plus_days(23));
    CHECK(number(*bench.store, "SELECT COUNT(*) FROM supervision_warning WHERE phase = 2 AND step = 'yellow'") == 1);
}

TEST_CASE("what has ended is not marked any more") {
    Bench bench;
    bench.add(1, monday.plus_days(-20), 10);
    bench.change(1, "is_open = 0");
    bench.sweep(monday);
    CHECK(bench.marks().empty());
}

TEST_CASE("random cases over random days: each mark once, none without its day, and the log says the same") {
    std::mt19937 random(11);
    Bench bench;
    std::map<Id, Date> due;
    for (Id id = 1; id <= 40; ++id) {
        due[id] = monday.plus_days(static_cast<int>(random() % 30) - 5);
        bench.add(id, due[id], 10);
    }
    for (int day = 0; day < 35; day += 1 + static_cast<int>(random() % 3)) {
        const auto today = monday.plus_days(day);
        bench.sweep(today, 1 + static_cast<int>(random() % 7));
        for (const auto& [mark, times] : bench.marks()) {
            CHECK(times == 1);
            const auto* step = bench.rules.step(mark.second);
            REQUIRE(step != nullptr);
            CHECK(due[mark.first] <= *reached_by(bench.calendar, today, step->left));
        }
        for (const auto& [id, last] : due)
            if (last <= *reached_by(bench.calendar, today, -4)) CHECK(bench.steps_of(id).contains("supervisor"));
    }
    must(bench.store->read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto differences, verify_supervision(from));
        CHECK(differences.empty());
        return {};
    }));
    must(run(*bench.store, "UPDATE supervision_warning SET due = due + 1 WHERE case_id = 3 AND step = 'supervisor'"));
    must(bench.store->read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto differences, verify_supervision(from));
        CHECK(differences.size() == 1);
        return {};
    }));
}

TEST_CASE("an order is answered and closed, or sent back and answered again; each step is kept as the log says") {
    Bench bench;
    const store::Acting supervisor{{5, "supervisor", "", 0}, china.at(monday, 10)};
    const store::Acting official{{6, "officer", "plan", 0}, china.at(monday, 11)};
    const auto step = [&](auto take) {
        Result<Stepped> done = fail(Error{});
        const auto written = bench.store->write([&](store::Tx& tx) -> Result<void> {
            done = take(tx);
            if (!done) return fail(done.error());
            return {};
        });
        return done;
    };
    const auto issued = step([&](store::Tx& tx) {
        return issue(tx, bench.office, supervisor, {OrderKind::onsite, "plan", 0, 0, " 请说明 ", 3});
    });
    REQUIRE(issued.has_value());
    const auto id = issued->order.id;
    CHECK(issued->order.number == "督办〔2026〕1号");
    CHECK(issued->order.text == "请说明");
    CHECK(issued->order.due == monday.plus_days(3));
    CHECK(failed_with(step([&](store::Tx& tx) { return close(tx, supervisor, id, "好"); }),
                      err::supervision_order_state));
    CHECK(
        failed_with(step([&](store::Tx& tx) { return answer(tx, official, id, "  "); }), err::supervision_order_text));
    CHECK(step([&](store::Tx& tx) { return answer(tx, official, id, "已整改"); })->order.state == OrderState::answered);
    const auto back = step([&](store::Tx& tx) { return send_back(tx, bench.office, supervisor, id, "不够", 2); });
    CHECK(back->order.state == OrderState::open);
    CHECK(back->order.rounds == 1);

    const auto late = [&](Date today) {
        std::size_t count = 0;
        must(bench.store->write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(const auto noted, mark_overdue(tx, bench.office, china.at(today, 9), 10));
            count = noted.size();
            return {};
        }));
        return count;
    };
    CHECK(late(monday.plus_days(2)) == 0);
    CHECK(late(monday.plus_days(3)) == 1);
    CHECK(late(monday.plus_days(4)) == 0);
    CHECK(step([&](store::Tx& tx) { return answer(tx, official, id, "全部整改"); })->order.overdue);
    const auto closed = step([&](store::Tx& tx) { return close(tx, supervisor, id, "同意"); });
    CHECK(closed->order.state == OrderState::closed);
    CHECK(failed_with(step([&](store::Tx& tx) { return answer(tx, official, id, "再答"); }),
                      err::supervision_order_state));
    CHECK(
        failed_with(step([&](store::Tx& tx) { return close(tx, supervisor, 99, "好"); }), err::supervision_order_none));
    for (const int days : {0, 61})
        CHECK(failed_with(step([&](store::Tx& tx) {
                              return issue(tx, bench.office, supervisor, {OrderKind::order, "plan", 0, 0, "请", days});
                          }),
                          err::supervision_order_due));
    CHECK(failed_with(step([&](store::Tx& tx) {
                          return issue(tx, bench.office, supervisor, {OrderKind::order, "none", 0, 0, "请", 3});
                      }),
                      err::supervision_order_department));
    must(bench.store->read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto differences, verify_supervision(from));
        CHECK(differences.empty());
        return {};
    }));
    must(run(*bench.store, "UPDATE supervision_order SET answer = '改过' WHERE id = " + std::to_string(id)));
    must(bench.store->read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto differences, verify_supervision(from));
        CHECK(differences.size() == 1);
        return {};
    }));
}

}  // namespace
}  // namespace zhupi::supervision
