// Equality and order between values (DMN 1.5, tables 42 and 44).

#include "feel/function.hpp"
#include "feel/value.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

template <class T>
int order(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

Truth truth(bool b) { return b ? Truth::yes : Truth::no; }

Truth equal_lists(const std::vector<Value>& a, const std::vector<Value>& b) {
    if (a.size() != b.size()) return Truth::no;
    Truth out = Truth::yes;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const Truth t = equal(a[i], b[i]);
        if (t == Truth::no) return Truth::no;
        if (t == Truth::unknown) out = Truth::unknown;
    }
    return out;
}

Truth equal_contexts(const Context& a, const Context& b) {
    if (a.entries.size() != b.entries.size()) return Truth::no;
    Truth out = Truth::yes;
    for (const auto& entry : a.entries) {
        const Value* other = b.find(*entry.name);
        if (other == nullptr) return Truth::no;
        const Truth t = equal(entry.value, *other);
        if (t == Truth::no) return Truth::no;
        if (t == Truth::unknown) out = Truth::unknown;
    }
    return out;
}

Truth equal_ranges(const Range& a, const Range& b) {
    if (a.form != b.form || a.start_included != b.start_included || a.end_included != b.end_included) return Truth::no;
    const Truth start = equal(a.start, b.start);
    const Truth end = equal(a.end, b.end);
    if (start == Truth::no || end == Truth::no) return Truth::no;
    return start == Truth::unknown ? start : end;
}

bool same_function(const Function& a, const Function& b) {
    if (&a == &b) return true;
    const auto* left = std::get_if<const Builtin*>(&a.body);
    const auto* right = std::get_if<const Builtin*>(&b.body);
    return left != nullptr && right != nullptr && *left == *right;
}

}  // namespace

std::optional<int> compare(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return std::nullopt;
    switch (a.kind()) {
        case Kind::number:
            return order(a.number(), b.number());
        case Kind::string: {
            // UTF-8 sorts like its code points.
            const int c = a.string().compare(b.string());
            return order(c, 0);
        }
        case Kind::date:
            return order(a.date(), b.date());
        case Kind::time:
            if (a.time().zone.present() != b.time().zone.present()) return std::nullopt;
            return order(a.time().comparable_seconds(), b.time().comparable_seconds());
        case Kind::date_time:
            if (a.date_time().zone.present() != b.date_time().zone.present()) return std::nullopt;
            return order(a.date_time().utc_seconds(), b.date_time().utc_seconds());
        case Kind::days_time:
            return order(a.days_time(), b.days_time());
        case Kind::years_months:
            return order(a.years_months(), b.years_months());
        default:
            return std::nullopt;
    }
}

Truth equal(const Value& a, const Value& b) {
    if (a.is_null() || b.is_null()) return truth(a.is_null() && b.is_null());
    if (a.kind() != b.kind()) return Truth::unknown;
    switch (a.kind()) {
        case Kind::boolean:
            return truth(a.boolean() == b.boolean());
        case Kind::string:
            return truth(a.string() == b.string());
        case Kind::list:
            return equal_lists(a.items(), b.items());
        case Kind::context:
            return equal_contexts(a.context(), b.context());
        case Kind::range:
            return equal_ranges(a.range(), b.range());
        case Kind::function:
            return truth(same_function(a.function(), b.function()));
        default:
            break;
    }
    const auto c = compare(a, b);
    return c ? truth(*c == 0) : Truth::unknown;
}

Truth contains(const Range& range, const Value& value) {
    const auto below = [&](const Value& limit, bool included, int sign) {
        const auto c = compare(value, limit);
        if (!c) return Truth::unknown;
        return truth(included ? *c * sign <= 0 : *c * sign < 0);
    };
    switch (range.form) {
        case Range::Form::less:
            return below(range.end, false, 1);
        case Range::Form::less_equal:
            return below(range.end, true, 1);
        case Range::Form::greater:
            return below(range.start, false, -1);
        case Range::Form::greater_equal:
            return below(range.start, true, -1);
        case Range::Form::equal:
            return equal(value, range.start);
        case Range::Form::unequal: {
            const Truth t = equal(value, range.start);
            return t == Truth::unknown ? t : truth(t == Truth::no);
        }
        case Range::Form::interval:
            break;
    }
    const Truth above = below(range.start, range.start_included, -1);
    const Truth under = below(range.end, range.end_included, 1);
    if (above == Truth::unknown || under == Truth::unknown) return Truth::unknown;
    return truth(above == Truth::yes && under == Truth::yes);
}

bool identical(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::null:
            return true;
        case Kind::time:
            return a.time() == b.time();
        case Kind::date_time:
            return a.date_time() == b.date_time();
        case Kind::list:
            return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), identical);
        case Kind::context: {
            if (a.context().entries.size() != b.context().entries.size()) return false;
            return std::all_of(a.context().entries.begin(), a.context().entries.end(), [&](const auto& entry) {
                const Value* other = b.context().find(*entry.name);
                return other != nullptr && identical(entry.value, *other);
            });
        }
        default:
            return equal(a, b) == Truth::yes;
    }
}

}  // namespace zhupi::feel
