#include "dmn/words.hpp"

#include <algorithm>

namespace zhupi::dmn {

namespace {

using feel::Kind;
using feel::Value;
using Form = Condition::Form;

bool is_time(const Value& v) { return v.is(Kind::date) || v.is(Kind::time) || v.is(Kind::date_time); }

InWords comparison(Form form, const Value& v) {
    const InWords value = in_words(v);
    const bool time = is_time(v);
    switch (form) {
        case Form::less:
            return {(time ? "早于 " : "小于 ") + value.zh, (time ? "be before " : "be less than ") + value.en};
        case Form::less_equal:
            return {(time ? "不晚于 " : "不超过 ") + value.zh, (time ? "be no later than " : "be at most ") + value.en};
        case Form::greater:
            return {(time ? "晚于 " : "大于 ") + value.zh, (time ? "be after " : "be more than ") + value.en};
        default:
            return {(time ? "不早于 " : "不少于 ") + value.zh,
                    (time ? "be no earlier than " : "be at least ") + value.en};
    }
}

InWords joined(const std::vector<Condition>& parts, std::string_view zh, std::string_view en) {
    InWords out;
    for (const Condition& part : parts) {
        const InWords one = in_words(part, {});
        out.zh += (out.zh.empty() ? "" : std::string(zh)) + one.zh;
        out.en += (out.en.empty() ? "" : std::string(en)) + one.en;
    }
    return out;
}

/// "为“住宅”或“工业”": the values of tests that are nothing but values.
std::optional<InWords> values(const std::vector<Condition>& parts) {
    InWords out;
    for (const Condition& part : parts) {
        if (part.form != Form::equal) return std::nullopt;
        const InWords one = in_words(part.low);
        out.zh += (out.zh.empty() ? "" : " 或 ") + one.zh;
        out.en += (out.en.empty() ? "" : " or ") + one.en;
    }
    return out;
}

InWords negated(const Condition& inner) {
    const auto listed = inner.form == Form::any_of  ? values(inner.parts)
                        : inner.form == Form::equal ? std::optional(in_words(inner.low))
                                                    : std::nullopt;
    if (listed) return {"不为 " + listed->zh, "not be " + listed->en};
    const InWords words = in_words(inner, {});
    return {"不满足“" + words.zh + "”", "not " + words.en};
}

}  // namespace

InWords in_words(const Value& value) {
    switch (value.kind()) {
        case Kind::null:
            return {"空（没有值）", "empty (no value)"};
        case Kind::boolean:
            return value.boolean() ? InWords{"是", "true"} : InWords{"否", "false"};
        case Kind::string:
            return {"“" + value.string() + "”", "'" + value.string() + "'"};
        default: {
            std::string literal = feel::to_literal(value);
            return {literal, literal};
        }
    }
}

InWords in_words(const std::optional<Condition>& condition, std::string_view cell) {
    if (!condition) return {"满足“" + std::string(cell) + "”", "satisfy '" + std::string(cell) + "'"};
    const Condition& c = *condition;
    switch (c.form) {
        case Form::always:
            return {"为任何值", "be anything"};
        case Form::never:
            return {"满足不可能的条件", "satisfy the impossible"};
        case Form::equal: {
            const InWords v = in_words(c.low);
            return {"为 " + v.zh, "be " + v.en};
        }
        case Form::unequal: {
            const InWords v = in_words(c.low);
            return {"不为 " + v.zh, "not be " + v.en};
        }
        case Form::interval: {
            const InWords low = comparison(c.low_included ? Form::greater_equal : Form::greater, c.low);
            const InWords high = comparison(c.high_included ? Form::less_equal : Form::less, c.high);
            return {low.zh + " 且 " + high.zh, low.en + " and " + high.en};
        }
        case Form::any_of:
            if (const auto listed = values(c.parts)) return {"为 " + listed->zh, "be " + listed->en};
            return joined(c.parts, " 或 ", " or ");
        case Form::all_of:
            return joined(c.parts, " 且 ", " and ");
        case Form::none_of:
            return negated(c.parts.front());
        default:
            return comparison(c.form, c.low);
    }
}

}  // namespace zhupi::dmn
