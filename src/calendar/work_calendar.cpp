#include "calendar/work_calendar.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace zhupi::calendar {
namespace {

int days_in(int year) { return Date::of(year + 1, 1, 1).day - Date::of(year, 1, 1).day; }

}  // namespace

Result<WorkCalendar> WorkCalendar::make(std::vector<int> years, std::vector<Exception> exceptions) {
    WorkCalendar made;
    if (years.empty()) return made;
    std::sort(years.begin(), years.end());
    std::sort(exceptions.begin(), exceptions.end(), [](const auto& a, const auto& b) { return a.date < b.date; });
    for (std::size_t i = 0; i < exceptions.size(); ++i) {
        const auto& date = exceptions[i].date;
        if (!std::binary_search(years.begin(), years.end(), date.year()))
            return fail(err::calendar_year, {{"date", date.iso()}, {"year", std::to_string(date.year())}});
        if (i > 0 && exceptions[i - 1].date == date) return fail(err::calendar_twice, {{"date", date.iso()}});
    }

    made.first_year_ = years.front();
    made.first_ = Date::of(years.front(), 1, 1);
    made.exceptions_ = std::move(exceptions);
    made.worked_.push_back(0);
    auto next = made.exceptions_.begin();
    for (int year = years.front(); year <= years.back(); ++year) {
        const bool known = std::binary_search(years.begin(), years.end(), year);
        made.year_known_.push_back(known);
        auto day = Date::of(year, 1, 1);
        for (int i = 0; i < days_in(year); ++i, day = day.plus_days(1)) {
            bool working = known && day.weekday() <= 5;
            if (next != made.exceptions_.end() && next->date == day) working = (next++)->working;
            made.worked_.push_back(made.worked_.back() + (working ? 1 : 0));
        }
    }
    return made;
}

Result<WorkCalendar> WorkCalendar::parse_csv(std::string_view csv) {
    std::set<int> years;
    std::vector<Exception> exceptions;
    int line_number = 0;
    for (auto line : text::split(csv, '\n')) {
        ++line_number;
        line = text::trim(line);
        if (line.empty() || line.starts_with("date,")) continue;
        const auto fields = text::split(line, ',');
        const auto at = "line " + std::to_string(line_number);
        if (fields.size() != 6 || (fields[1] != "0" && fields[1] != "1"))
            return fail(err::calendar_line, {{"line", std::to_string(line_number)}}, at);
        const auto date = Date::parse(fields[0]);
        if (!date) return fail(err::calendar_line, {{"line", std::to_string(line_number)}}, at);
        years.insert(date->year());
        exceptions.push_back({*date, fields[1] == "1", std::string(fields[3]), std::string(fields[5])});
    }
    return make({years.begin(), years.end()}, std::move(exceptions));
}

WorkCalendar WorkCalendar::merged(const WorkCalendar& newer) const {
    std::set<int> years;
    std::vector<Exception> exceptions;
    const auto take = [&](const WorkCalendar& from, const WorkCalendar* unless) {
        for (std::size_t i = 0; i < from.year_known_.size(); ++i)
            if (from.year_known_[i]) years.insert(from.first_year_ + static_cast<int>(i));
        for (const auto& exception : from.exceptions_)
            if (!unless || !unless->covers(exception.date)) exceptions.push_back(exception);
    };
    take(*this, &newer);
    take(newer, nullptr);
    auto made = make({years.begin(), years.end()}, std::move(exceptions));
    ensure(made.has_value(), "two calendars that were right each cannot be wrong together");
    return std::move(*made);
}

bool WorkCalendar::covers_year(int year) const {
    const auto index = static_cast<std::size_t>(year - first_year_);
    return year >= first_year_ && index < year_known_.size() && year_known_[index];
}

bool WorkCalendar::covers(Date date) const { return covers_year(date.year()); }

int WorkCalendar::last_year() const {
    int year = first_year_;
    while (covers_year(year + 1)) ++year;
    return year;
}

Result<bool> WorkCalendar::is_workday(Date date) const {
    if (!covers(date)) return fail(err::calendar_missing, {{"year", std::to_string(date.year())}});
    const auto i = static_cast<std::size_t>(date.day - first_.day);
    return worked_[i + 1] > worked_[i];
}

Result<int> WorkCalendar::workdays(Date from, Date to) const {
    if (to <= from) return 0;
    for (int year = from.year(); year <= to.year(); ++year)
        if (!covers_year(year)) return fail(err::calendar_missing, {{"year", std::to_string(year)}});
    // [from, to] less `from` itself when it is a working day is (from, to].
    return worked_[static_cast<std::size_t>(to.day - first_.day) + 1] -
           worked_[static_cast<std::size_t>(from.day - first_.day) + 1];
}

Result<Date> WorkCalendar::workday_after(Date from, int n) const {
    if (n <= 0) return from;
    if (!covers(from)) return fail(err::calendar_missing, {{"year", std::to_string(from.year())}});
    const auto start = worked_.begin() + (from.day - first_.day) + 1;
    const auto found = std::lower_bound(start, worked_.end(), *start + n);
    // A gap year counts no working day, so the answer is only good when no gap lies before it.
    const auto reached = found == worked_.end()
                             ? Date::of(first_year_ + static_cast<int>(year_known_.size()), 1, 1)
                             : Date{first_.day + static_cast<std::int32_t>(found - worked_.begin()) - 1};
    for (int year = from.year(); year <= reached.year(); ++year)
        if (!covers_year(year)) return fail(err::calendar_missing, {{"year", std::to_string(year)}});
    return reached;
}

}  // namespace zhupi::calendar
