// Temporal values from and to text: the lexical forms of XML Schema with FEEL's "@zone".

#include "feel/temporal.hpp"

#include <algorithm>
#include <cstdlib>

namespace zhupi::feel {

namespace {

class Scan {
public:
    explicit Scan(std::string_view s) : s_(s) {}
    bool take(char c) {
        if (at_ >= s_.size() || s_[at_] != c) return false;
        ++at_;
        return true;
    }
    /// Between `least` and `most` digits; more of them fail.
    bool digits(std::size_t least, std::size_t most, std::int64_t& value) {
        const auto before = at_;
        value = 0;
        for (; at_ < s_.size() && s_[at_] >= '0' && s_[at_] <= '9'; ++at_) {
            if (at_ - before == most) return false;
            value = value * 10 + (s_[at_] - '0');
        }
        return at_ - before >= least;
    }
    /// The digits after a decimal point as nanoseconds; what is finer is cut.
    std::int64_t fraction() {
        std::int64_t nanos = 0;
        std::int64_t unit = nanos_per_second / 10;
        for (; at_ < s_.size() && s_[at_] >= '0' && s_[at_] <= '9'; ++at_, unit /= 10) nanos += (s_[at_] - '0') * unit;
        return nanos;
    }
    char peek() const { return at_ < s_.size() ? s_[at_] : '\0'; }
    std::size_t at() const { return at_; }
    std::string_view rest() const { return s_.substr(at_); }
    bool end() const { return at_ == s_.size(); }

private:
    std::string_view s_;
    std::size_t at_ = 0;
};

std::optional<Date> scan_date(Scan& in) {
    const bool negative = in.take('-');
    const bool leading_zero = in.peek() == '0';
    const auto before = in.at();
    std::int64_t year = 0, month = 0, day = 0;
    if (!in.digits(4, 9, year) || (leading_zero && in.at() - before > 4)) return std::nullopt;
    if (!in.take('-') || !in.digits(2, 2, month) || !in.take('-') || !in.digits(2, 2, day)) return std::nullopt;
    return make_date(negative ? -year : year, month, day);
}

/// "24:00:00" is allowed and comes out as nanos_per_day.
std::optional<Time> scan_time(Scan& in) {
    std::int64_t hour = 0, minute = 0, second = 0, nanos = 0;
    if (!in.digits(2, 2, hour) || !in.take(':') || !in.digits(2, 2, minute) || !in.take(':') ||
        !in.digits(2, 2, second))
        return std::nullopt;
    if (in.take('.')) {
        if (in.peek() < '0' || in.peek() > '9') return std::nullopt;
        nanos = in.fraction();
    }
    if (minute > 59 || second > 59) return std::nullopt;
    nanos += ((hour * 60 + minute) * 60 + second) * nanos_per_second;
    if (nanos > nanos_per_day) return std::nullopt;
    Time out{nanos, {}};
    if (!Zone::parse(in.rest(), out.zone)) return std::nullopt;
    return out;
}

std::string two(std::int64_t n) { return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)}; }

std::string fraction_text(std::int64_t nanos) {
    if (nanos == 0) return {};
    std::string out(10, '.');
    for (std::size_t i = 9; i > 0; --i, nanos /= 10) out[i] = static_cast<char>('0' + nanos % 10);
    out.erase(out.find_last_not_of('0') + 1);
    return out;
}

std::string clock_text(std::int64_t nanos) {
    const std::int64_t s = nanos / nanos_per_second;
    return two(s / 3600) + ":" + two(s / 60 % 60) + ":" + two(s % 60) + fraction_text(nanos % nanos_per_second);
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    Scan in(text);
    const auto out = scan_date(in);
    return in.end() ? out : std::nullopt;
}

std::optional<Time> parse_time(std::string_view text) {
    Scan in(text);
    auto out = scan_time(in);
    if (out) out->nanos %= nanos_per_day;
    return out;
}

std::optional<DateTime> parse_date_time(std::string_view text) {
    Scan in(text);
    const auto date = scan_date(in);
    if (!date) return std::nullopt;
    if (in.end()) return DateTime{*date, 0, {}};
    if (!in.take('T')) return std::nullopt;
    const auto time = scan_time(in);
    if (!time) return std::nullopt;
    if (time->nanos < nanos_per_day) return DateTime{*date, time->nanos, time->zone};
    const auto next = plus(*date, DaysTime{86'400, 0});
    if (!next) return std::nullopt;
    return DateTime{*next, 0, time->zone};
}

std::optional<YearsMonths> parse_years_months(std::string_view text) {
    Scan in(text);
    const bool negative = in.take('-');
    if (!in.take('P')) return std::nullopt;
    std::int64_t value = 0, months = 0;
    bool any = false;
    for (const auto& [unit, factor] : {std::pair{'Y', 12}, std::pair{'M', 1}}) {
        if (in.end()) break;
        if (!in.digits(1, 16, value)) return std::nullopt;
        if (in.take(unit)) {
            months += value * factor;
            any = true;
            continue;
        }
        if (unit == 'M' || !in.take('M')) return std::nullopt;
        months += value;
        any = true;
        break;
    }
    if (!any || !in.end()) return std::nullopt;
    return YearsMonths{negative ? -months : months};
}

std::optional<DaysTime> parse_days_time(std::string_view text) {
    Scan in(text);
    const bool negative = in.take('-');
    if (!in.take('P')) return std::nullopt;
    std::int64_t value = 0, seconds = 0, nanos = 0;
    bool any = false;
    if (in.peek() != 'T') {
        if (!in.digits(1, 13, value) || !in.take('D')) return std::nullopt;
        seconds = value * 86'400;
        any = true;
    }
    if (in.take('T')) {
        any = false;
        int last = 0;
        while (!in.end()) {
            if (!in.digits(1, 13, value)) return std::nullopt;
            if (last < 1 && in.take('H')) {
                seconds += value * 3600;
                last = 1;
            } else if (last < 2 && in.take('M')) {
                seconds += value * 60;
                last = 2;
            } else if (last < 3) {
                if (in.take('.')) nanos = in.fraction();
                if (!in.take('S')) return std::nullopt;
                seconds += value;
                last = 3;
            } else {
                return std::nullopt;
            }
            any = true;
        }
    }
    if (!any || !in.end()) return std::nullopt;
    return negative ? DaysTime::of_nanos(-seconds, -nanos) : DaysTime::of_nanos(seconds, nanos);
}

std::string text_of(const Date& d) {
    std::string year = std::to_string(std::abs(d.year));
    if (year.size() < 4) year.insert(0, 4 - year.size(), '0');
    return (d.year < 0 ? "-" : "") + year + "-" + two(d.month) + "-" + two(d.day);
}

std::string text_of(const Time& t) { return clock_text(t.nanos) + t.zone.text(); }

std::string text_of(const DateTime& t) { return text_of(t.date) + "T" + clock_text(t.nanos) + t.zone.text(); }

std::string text_of(const DaysTime& d) {
    std::int64_t seconds = d.seconds;
    std::int64_t nanos = d.nanos;
    const bool negative = seconds < 0;
    if (negative && nanos > 0) {
        ++seconds;
        nanos = nanos_per_second - nanos;
    }
    // Magnitudes as unsigned: -2⁶³ has no positive twin.
    const auto s = negative ? 0 - static_cast<std::uint64_t>(seconds) : static_cast<std::uint64_t>(seconds);
    if (s == 0 && nanos == 0) return "PT0S";
    std::string out = negative ? "-P" : "P";
    if (s >= 86'400) out += std::to_string(s / 86'400) + "D";
    const std::uint64_t rest = s % 86'400;
    if (rest == 0 && nanos == 0) return out;
    out += "T";
    if (rest >= 3600) out += std::to_string(rest / 3600) + "H";
    if (rest / 60 % 60 != 0) out += std::to_string(rest / 60 % 60) + "M";
    if (rest % 60 != 0 || nanos != 0) out += std::to_string(rest % 60) + fraction_text(nanos) + "S";
    return out;
}

std::string text_of(const YearsMonths& d) {
    const auto m = d.months < 0 ? 0 - static_cast<std::uint64_t>(d.months) : static_cast<std::uint64_t>(d.months);
    if (m == 0) return "P0M";
    std::string out = d.months < 0 ? "-P" : "P";
    if (m >= 12) out += std::to_string(m / 12) + "Y";
    if (m % 12 != 0) out += std::to_string(m % 12) + "M";
    return out;
}

}  // namespace zhupi::feel
