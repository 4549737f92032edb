#pragma once
// Which days are working days. The State Council publishes the holidays of a year (and the weekends worked in
// exchange) in a notice at the end of the year before; until then nobody knows. A year without a published calendar is
// therefore an error that callers must face, never a guess from weekends.

#include "base/error.hpp"
#include "base/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zhupi::calendar {

/// A day that differs from the ordinary week: a holiday on a weekday, or a weekend day worked in exchange.
struct Exception {
    Date date;
    bool working = false;
    std::string holiday;  ///< 春节 …
    std::string notice;   ///< where the State Council's notice can be read
};

class WorkCalendar {
public:
    WorkCalendar() = default;
    /// `years` are those whose notice is known; exceptions outside them are refused (err::calendar_year).
    static Result<WorkCalendar> make(std::vector<int> years, std::vector<Exception> exceptions);
    /// CSV with header date,is_workday,kind,holiday_name,weekday_cn,state_council_notice; the years it mentions are
    /// the years that are published. err::calendar_line, calendar_twice.
    static Result<WorkCalendar> parse_csv(std::string_view text);
    /// This calendar with another's years added or replaced (a year's notice may be amended, as in 2020).
    WorkCalendar merged(const WorkCalendar& newer) const;

    bool covers(Date date) const;
    bool covers_year(int year) const;
    int first_year() const { return first_year_; }
    int last_year() const;  ///< the last of an unbroken run of published years
    const std::vector<Exception>& exceptions() const { return exceptions_; }

    /// err::calendar_missing {year} when the day's year is not published.
    Result<bool> is_workday(Date date) const;
    /// 工作日数(from, to) of the national statistics: working days in [from, to], less one when `from` is one. So the
    /// day itself is day 0; when it is no working day, the first working day after it is day 1. 0 when to < from.
    Result<int> workdays(Date from, Date to) const;
    /// The n-th working day after `from` (n ≥ 1); `from` itself for n = 0.
    Result<Date> workday_after(Date from, int n) const;

private:
    int first_year_ = 0;
    Date first_;                    ///< January 1st of first_year_
    std::vector<bool> year_known_;  ///< by year - first_year_
    std::vector<int> worked_;       ///< worked_[i]: working days in [first_, first_ + i); unknown years count as none
    std::vector<Exception> exceptions_;
};

}  // namespace zhupi::calendar
