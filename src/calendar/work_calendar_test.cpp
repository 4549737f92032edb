#include "calendar/work_calendar.hpp"

#include "base/error_codes.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include <doctest/doctest.h>

namespace zhupi::calendar {
namespace {

/// The calendar that the demo city ships: every file of city/calendar, the later names over the earlier.
WorkCalendar shipped() {
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(ZHUPI_SOURCE_DIR "/city/calendar"))
        if (entry.path().extension() == ".csv") files.insert(entry.path());
    WorkCalendar all;
    for (const auto& path : files) {
        std::ifstream in(path);
        const auto read = WorkCalendar::parse_csv(std::string(std::istreambuf_iterator<char>(in), {}));
        REQUIRE(read.has_value());
        all = all.merged(*read);
    }
    return all;
}

/// The rule as a clerk would apply it with the notice in hand.
class Naive {
public:
    explicit Naive(const WorkCalendar& calendar) {
        for (const auto& exception : calendar.exceptions()) exceptions_[exception.date] = exception.working;
    }
    bool works(Date date) const {
        const auto found = exceptions_.find(date);
        return found == exceptions_.end() ? date.weekday() <= 5 : found->second;
    }
    int workdays(Date from, Date to) const {
        int count = 0;
        for (auto day = from; day <= to; day = day.plus_days(1)) count += works(day);
        return std::max(0, count - (works(from) ? 1 : 0));
    }

private:
    std::map<Date, bool> exceptions_;
};

TEST_CASE("the published years have the working days of the State Council's notices") {
    const auto calendar = shipped();
    const std::map<int, int> official{{2019, 250}, {2020, 249}, {2021, 250}, {2022, 249},
                                      {2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
    for (const auto& [year, count] : official) {
        CAPTURE(year);
        int working = 0;
        for (auto day = Date::of(year, 1, 1); day < Date::of(year + 1, 1, 1); day = day.plus_days(1))
            working += *calendar.is_workday(day);
        CHECK(working == count);
    }
    CHECK(calendar.first_year() == 2019);
    CHECK(calendar.last_year() == 2026);
}

TEST_CASE("the day of acceptance is day 0, a holiday's first working day is day 1") {
    const auto calendar = shipped();
    const auto monday = Date::of(2026, 11, 23), friday = Date::of(2026, 11, 27), saturday = Date::of(2026, 11, 28);
    CHECK(*calendar.workdays(monday, monday) == 0);
    CHECK(*calendar.workdays(monday, friday) == 4);
    CHECK(*calendar.workdays(saturday, saturday) == 0);
    CHECK(*calendar.workdays(saturday, Date::of(2026, 11, 30)) == 1);
    CHECK(*calendar.workdays(friday, monday) == 0);
    CHECK(*calendar.workday_after(friday, 1) == Date::of(2026, 11, 30));
    CHECK(*calendar.workday_after(saturday, 0) == saturday);
    CHECK(*calendar.is_workday(Date::of(2026, 2, 14)));        // a Saturday worked for the Spring Festival
    CHECK_FALSE(*calendar.is_workday(Date::of(2026, 2, 16)));  // a Monday of it
}

TEST_CASE("counting agrees with counting day by day") {
    const auto calendar = shipped();
    const Naive naive(calendar);
    const auto first = Date::of(2019, 1, 1);
    const int length = Date::of(2027, 1, 1).day - first.day;
    std::mt19937 random(11);
    for (int round = 0; round < 2000; ++round) {
        const auto from = first.plus_days(static_cast<int>(random() % static_cast<unsigned>(length)));
        const auto to = std::min(from.plus_days(static_cast<int>(random() % 200)), Date::of(2026, 12, 31));
        CAPTURE(from.iso());
        CAPTURE(to.iso());
        const int count = *calendar.workdays(from, to);
        CHECK(count == naive.workdays(from, to));
        CHECK(*calendar.is_workday(to) == naive.works(to));
        if (count == 0) continue;
        const auto reached = *calendar.workday_after(from, count);
        CHECK(naive.works(reached));
        CHECK(reached <= to);
        CHECK(naive.workdays(from, reached) == count);
    }
}

TEST_CASE("a year whose notice is not published is an error, never a guess") {
    const auto calendar = shipped();
    const auto december = Date::of(2026, 12, 31), january = Date::of(2027, 1, 4);
    CHECK_FALSE(calendar.covers(january));
    CHECK(calendar.is_workday(january).error().is(err::calendar_missing));
    CHECK(calendar.workdays(december, january).error().params.at("year") == "2027");
    CHECK(calendar.workdays(Date::of(2018, 12, 31), december).error().params.at("year") == "2018");
    CHECK(calendar.workday_after(december, 1).error().params.at("year") == "2027");
    CHECK(calendar.workday_after(Date::of(2026, 12, 30), 1) == december);
    CHECK(WorkCalendar().is_workday(december).error().is(err::calendar_missing));
}

TEST_CASE("a gap between published years is not counted over") {
    const auto calendar = WorkCalendar::make({2019, 2021}, {});
    REQUIRE(calendar);
    CHECK(calendar->last_year() == 2019);
    CHECK(calendar->covers_year(2021));
    CHECK_FALSE(calendar->covers_year(2020));
    CHECK(calendar->workdays(Date::of(2019, 12, 30), Date::of(2021, 1, 5)).error().params.at("year") == "2020");
    CHECK(calendar->workday_after(Date::of(2019, 12, 30), 5).error().params.at("year") == "2020");
    CHECK(*calendar->workdays(Date::of(2021, 1, 4), Date::of(2021, 1, 5)) == 1);
}

TEST_CASE("a newer notice replaces its whole year and leaves the others") {
    const auto old_notice =
        WorkCalendar::parse_csv("2020-01-01,0,holiday,元旦,三,a\n2019-10-01,0,holiday,国庆节,二,a\n");
    const auto amended = WorkCalendar::parse_csv("2020-01-31,0,holiday,春节,五,b\n");
    REQUIRE((old_notice && amended));
    const auto merged = old_notice->merged(*amended);
    CHECK(*merged.is_workday(Date::of(2020, 1, 1)));
    CHECK_FALSE(*merged.is_workday(Date::of(2020, 1, 31)));
    CHECK_FALSE(*merged.is_workday(Date::of(2019, 10, 1)));
    CHECK(merged.exceptions().size() == 2);
}

TEST_CASE("a calendar file with a bad line is refused, and the error names the line") {
    const std::string header = "date,is_workday,kind,holiday_name,weekday_cn,state_council_notice\r\n";
    const auto wrong = [&](const char* line) { return WorkCalendar::parse_csv(header + line).error(); };
    for (const char* line :
         {"2026-02-30,0,a,b,c,d", "2026-02-01,2,a,b,c,d", "2026-02-01,0,a,b,c", "01.02.2026,0,a,b,c,d"}) {
        CAPTURE(line);
        CHECK(wrong(line).is(err::calendar_line));
        CHECK(wrong(line).where == "line 2");
    }
    CHECK(wrong("2026-02-02,0,a,b,c,d\n2026-02-02,1,a,b,c,d").is(err::calendar_twice));
    CHECK(WorkCalendar::make({2025}, {{Date::of(2026, 1, 1), false, "元旦", ""}}).error().is(err::calendar_year));
    CHECK(WorkCalendar::parse_csv(header + "2026-01-01,0,a,元旦,四,d\r\n\r\n")->exceptions()[0].holiday == "元旦");
}

}  // namespace
}  // namespace zhupi::calendar
