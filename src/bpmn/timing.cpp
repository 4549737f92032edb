#include "bpmn/timing.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>
#include <limits>

namespace zhupi::bpmn {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t longest = 1'000'000;  ///< of any part of a duration; more is a slip of the pen

/// A number with at most three decimals, in thousandths; err when it is none.
std::optional<std::int64_t> thousandths(std::string_view text) {
    const auto point = text.find_first_of(".,");
    const auto whole = text.substr(0, point);
    auto fraction = point == text.npos ? std::string() : std::string(text.substr(point + 1));
    if (!text::is_digits(whole) || whole.size() > 7 || fraction.size() > 3) return std::nullopt;
    if (point != text.npos && !text::is_digits(fraction)) return std::nullopt;
    fraction.resize(3, '0');
    std::int64_t value = 0, part = 0;
    std::from_chars(whole.data(), whole.data() + whole.size(), value);
    std::from_chars(fraction.data(), fraction.data() + fraction.size(), part);
    if (value > longest) return std::nullopt;
    return value * 1000 + part;
}

/// Adds what one designator says; false when it may not stand there.
bool add(Span& span, bool in_time, char designator, std::int64_t amount) {
    if (amount % 1000 != 0 && designator != 'S') return false;
    const auto whole = static_cast<int>(amount / 1000);
    switch (designator) {
        case 'Y':
            span.months += whole * 12;
            return !in_time;
        case 'M':
            in_time ? void(span.ms += whole * std::int64_t{60'000}) : void(span.months += whole);
            return true;
        case 'W':
            span.days += whole * 7;
            return !in_time;
        case 'D':
            span.days += whole;
            return !in_time;
        case 'H':
            span.ms += whole * std::int64_t{3'600'000};
            return in_time;
        case 'S':
            span.ms += amount;
            return in_time;
        default:
            return false;
    }
}

tl::unexpected<Error> not_a_timer(std::string_view text) {
    return fail(err::bpmn_timer, {{"value", std::string(text)}});
}

/// Designators must come in this order, each once.
std::size_t rank(bool in_time, char designator) {
    return std::string_view(in_time ? "HMS" : "YMWD").find(designator) + (in_time ? 4 : 0);
}

/// A point in time; one without a zone is meant on the city's wall clock.
Result<Instant> point(std::string_view text) {
    if (auto instant = Instant::parse(text)) return instant;
    return Instant::parse(std::string(text) + "+08:00");
}

Result<int> repetitions(std::string_view text) {
    if (text == "R") return for_ever;
    int times = 0;
    const auto digits = text.substr(1);
    if (text.front() != 'R' || !text::is_digits(digits) || digits.size() > 6) return not_a_timer(text);
    std::from_chars(digits.data(), digits.data() + digits.size(), times);
    if (times < 1) return not_a_timer(text);
    return times;
}

Date add_months(Date date, int months) {
    const auto all = date.year() * 12 + date.month() - 1 + months;
    const auto next_month = Date::of((all + 1) / 12, (all + 1) % 12 + 1, 1);
    const auto first = Date::of(all / 12, all % 12 + 1, 1);
    return {
        std::min(first.day + date.day_of_month() - 1, next_month.day - 1)};  // 31 January + 1 month ends with February
}

}  // namespace

Result<Span> parse_span(std::string_view iso, TimeUnit unit) {
    const auto wrong = [&] { return fail(err::bpmn_duration, {{"value", std::string(iso)}}); };
    Span span;
    span.unit = unit;
    if (iso.size() < 2 || iso.front() != 'P' || iso.back() == 'T') return wrong();
    bool in_time = false, any = false;
    std::size_t last_rank = 0;
    for (std::size_t at = 1; at < iso.size();) {
        if (iso[at] == 'T') {
            if (in_time) return wrong();
            in_time = true;
            ++at;
            continue;
        }
        const auto end = iso.find_first_not_of("0123456789.,", at);
        if (end == iso.npos || end == at) return wrong();
        const auto amount = thousandths(iso.substr(at, end - at));
        const auto order = rank(in_time, iso[end]);
        if (!amount || order >= iso.npos - 8 || (any && order <= last_rank) || !add(span, in_time, iso[end], *amount))
            return wrong();
        last_rank = order;
        any = true;
        at = end + 1;
    }
    if (!any || (unit != TimeUnit::civil && span.months != 0) || (unit == TimeUnit::working_days && span.ms != 0))
        return wrong();
    return span;
}

Result<TimerRule> parse_timer(TimerForm form, std::string_view text, TimeUnit unit) {
    text = text::trim(text);
    TimerRule rule;
    if (form == TimerForm::date) {
        const auto instant = point(text);
        if (!instant) return not_a_timer(text);
        rule.at = *instant;
        return rule;
    }
    if (form == TimerForm::duration) {
        ZHUPI_TRY(rule.every, parse_span(text, unit));
        return rule;
    }
    const auto parts = text::split(text, '/');
    if (parts.size() < 2 || parts.size() > 3 || parts[0].empty()) return not_a_timer(text);
    ZHUPI_TRY(rule.times, repetitions(parts[0]));
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].starts_with('P')) {
            if (rule.every) return not_a_timer(text);
            ZHUPI_TRY(rule.every, parse_span(parts[i], unit));
            if (rule.every->months == 0 && rule.every->days == 0 && rule.every->ms == 0) return not_a_timer(text);
        } else {
            const auto instant = point(parts[i]);
            if (!instant) return not_a_timer(text);
            (i == 1 ? rule.at : rule.until) = *instant;
        }
    }
    if (!rule.every) return not_a_timer(text);
    return rule;
}

Result<Instant> CivilTime::due(Instant from, const Span& span) const {
    if (span.unit != TimeUnit::civil) return fail(err::bpmn_working_time);
    const auto date = zone_.date_of(from);
    const auto time_of_day = from.ms - zone_.start_of(date).ms;
    const auto day = add_months(date, span.months).plus_days(span.days);
    return Instant{zone_.start_of(day).ms + time_of_day + span.ms};
}

Result<Span> CivilTime::left(Instant from, Instant now, const Span& span) const {
    ZHUPI_TRY(const auto end, due(from, span));
    const auto ms = std::max<std::int64_t>(0, end.ms - now.ms);
    return Span{0, static_cast<int>(ms / ms_per_day), ms % ms_per_day, TimeUnit::civil};
}

}  // namespace zhupi::bpmn
