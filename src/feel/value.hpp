#pragma once
// A FEEL value: immutable, 24 bytes, cheap to copy. Numbers, dates and durations are held inside; everything else is
// shared. Containers know their depth and weight, so that whoever walks them knows beforehand what it costs.

#include "feel/number.hpp"
#include "feel/temporal.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace zhupi::feel {

class Value;
struct List;
struct Context;
struct Range;
struct Function;

enum class Kind : unsigned char {
    null,
    boolean,
    number,
    string,
    date,
    time,
    date_time,
    days_time,
    years_months,
    list,
    context,
    range,
    function,
};

/// "days and time duration" …, as FEEL writes the type.
std::string_view name_of(Kind kind);

class Value {
public:
    Value() = default;
    explicit Value(bool v) : held_(v) {}
    Value(const Number& v) : held_(v) {}
    Value(const Date& v) : held_(v) {}
    Value(const DaysTime& v) : held_(v) {}
    Value(const YearsMonths& v) : held_(v) {}
    explicit Value(std::string v);
    explicit Value(const char* v) : Value(std::string(v)) {}
    explicit Value(std::shared_ptr<const std::string> v) : held_(std::move(v)) {}
    explicit Value(Time v);
    explicit Value(DateTime v);
    explicit Value(std::vector<Value> items);
    explicit Value(std::vector<std::pair<std::string, Value>> entries);
    explicit Value(Context v);
    explicit Value(Range v);
    explicit Value(std::shared_ptr<const Function> v) : held_(std::move(v)) {}
    /// A number where there is one, null where there is none.
    template <class T>
    static Value of(const std::optional<T>& v) {
        return v ? Value(*v) : Value();
    }

    Kind kind() const { return static_cast<Kind>(held_.index()); }
    bool is(Kind k) const { return kind() == k; }
    bool is_null() const { return held_.index() == 0; }
    bool is_true() const { return is(Kind::boolean) && boolean(); }

    // Each may be asked only of a value of its kind.
    bool boolean() const { return *std::get_if<bool>(&held_); }
    const Number& number() const { return *std::get_if<Number>(&held_); }
    const std::string& string() const { return **std::get_if<std::shared_ptr<const std::string>>(&held_); }
    const Date& date() const { return *std::get_if<Date>(&held_); }
    const Time& time() const { return **std::get_if<std::shared_ptr<const Time>>(&held_); }
    const DateTime& date_time() const { return **std::get_if<std::shared_ptr<const DateTime>>(&held_); }
    const DaysTime& days_time() const { return *std::get_if<DaysTime>(&held_); }
    const YearsMonths& years_months() const { return *std::get_if<YearsMonths>(&held_); }
    const std::vector<Value>& items() const;  ///< of a list
    const Context& context() const { return **std::get_if<std::shared_ptr<const Context>>(&held_); }
    const Range& range() const { return **std::get_if<std::shared_ptr<const Range>>(&held_); }
    const Function& function() const { return **std::get_if<std::shared_ptr<const Function>>(&held_); }

    std::uint32_t depth() const;   ///< 0 for scalars; a list is one deeper than its deepest element
    std::uint32_t weight() const;  ///< 1 for scalars, more for long strings; a container's is the sum of what it shows

private:
    std::variant<std::monostate, bool, Number, std::shared_ptr<const std::string>, Date, std::shared_ptr<const Time>,
                 std::shared_ptr<const DateTime>, DaysTime, YearsMonths, std::shared_ptr<const List>,
                 std::shared_ptr<const Context>, std::shared_ptr<const Range>, std::shared_ptr<const Function>>
        held_;
};

struct List {
    std::vector<Value> items;
    std::uint32_t depth = 1;
    std::uint32_t weight = 1;
};

/// Entries in the order they were written; names are unique.
struct Context {
    struct Entry {
        std::shared_ptr<const std::string> name;
        Value value;
    };
    std::vector<Entry> entries;
    std::uint32_t depth = 1;
    std::uint32_t weight = 1;

    const Value* find(std::string_view name) const;
    void put(std::shared_ptr<const std::string> name, Value value);  ///< replaces, or appends
    void put(std::string_view name, Value value);
};

/// [a..b], or one of the unary forms "(< 10)", which are kept apart because they are not equal to any interval.
struct Range {
    enum class Form : unsigned char { interval, less, less_equal, greater, greater_equal, equal, unequal };
    Form form = Form::interval;
    bool start_included = false;
    bool end_included = false;
    Value start, end;
};

/// true, false, or null when the two cannot be compared (different kinds).
enum class Truth : unsigned char { no, yes, unknown };
inline Value truth_value(Truth t) { return t == Truth::unknown ? Value() : Value(t == Truth::yes); }

Truth equal(const Value& a, const Value& b);
/// -1, 0, 1; nullopt when there is no order between them.
std::optional<int> compare(const Value& a, const Value& b);
/// Does the value lie in the range? Unknown for a null endpoint or another kind.
Truth contains(const Range& range, const Value& value);
/// The same value by kind, zone and every digit of a second: what the function is() asks.
bool identical(const Value& a, const Value& b);

/// FEEL's string(): strings as they are at the top, quoted inside; null for null.
std::string to_text(const Value& v);
/// As a FEEL literal: strings in quotes, null as "null". For diagnostics and explanations.
std::string to_literal(const Value& v, std::size_t max_length = 200);

}  // namespace zhupi::feel
