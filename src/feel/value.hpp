#pragma once
// A FEEL value: immutable, 24 bytes, cheap to copy. Numbers, dates and durations are held inside; everything else is
// shared. Containers know their depth and weight, so that whoever walks them knows beforehand what it costs.

#include "feel/number.hpp"
#include "feel/temporal.hpp"

#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// A tag and sixteen bytes. Copying a number or a date copies those bytes, copying anything else counts a reference;
/// decision tables do little besides, which is why this is no std::variant.
class Value {
public:
    Value() noexcept : plain_{} {}
    explicit Value(bool v) noexcept : kind_(Kind::boolean), plain_{} { boolean_ = v; }
    Value(const Number& v) noexcept : kind_(Kind::number), plain_{} { number_ = v; }
    Value(const Date& v) noexcept : kind_(Kind::date), plain_{} { date_ = v; }
    Value(const DaysTime& v) noexcept : kind_(Kind::days_time), plain_{} { days_time_ = v; }
    Value(const YearsMonths& v) noexcept : kind_(Kind::years_months), plain_{} { years_months_ = v; }
    explicit Value(std::string v);
    explicit Value(const char* v) : Value(std::string(v)) {}
    explicit Value(std::shared_ptr<const std::string> v) : Value(Kind::string, std::move(v)) {}
    explicit Value(Time v);
    explicit Value(DateTime v);
    explicit Value(std::vector<Value> items);
    explicit Value(std::vector<std::pair<std::string, Value>> entries);
    explicit Value(Context v);
    explicit Value(Range v);
    explicit Value(std::shared_ptr<const Function> v) : Value(Kind::function, std::move(v)) {}
    /// A number where there is one, null where there is none.
    template <class T>
    static Value of(const std::optional<T>& v) {
        return v ? Value(*v) : Value();
    }

    Value(const Value& other) noexcept : plain_{} { copy(other); }
    Value(Value&& other) noexcept : plain_{} { take(other); }
    Value& operator=(const Value& other) noexcept {
        if (this == &other) return *this;
        clear();
        copy(other);
        return *this;
    }
    Value& operator=(Value&& other) noexcept {
        if (this == &other) return *this;
        // What is let go may own the other value: it goes last.
        const Value old(Moved{}, *this);
        take(other);
        return *this;
    }
    ~Value() { clear(); }

    Kind kind() const { return kind_; }
    bool is(Kind k) const { return kind_ == k; }
    bool is_null() const { return kind_ == Kind::null; }
    bool is_true() const { return kind_ == Kind::boolean && boolean_; }

    // Each may be asked only of a value of its kind.
    bool boolean() const { return boolean_; }
    const Number& number() const { return number_; }
    const std::string& string() const { return *static_cast<const std::string*>(shared_.get()); }
    const Date& date() const { return date_; }
    const Time& time() const { return *static_cast<const Time*>(shared_.get()); }
    const DateTime& date_time() const { return *static_cast<const DateTime*>(shared_.get()); }
    const DaysTime& days_time() const { return days_time_; }
    const YearsMonths& years_months() const { return years_months_; }
    const std::vector<Value>& items() const;  ///< of a list
    const Context& context() const { return *static_cast<const Context*>(shared_.get()); }
    const Range& range() const { return *static_cast<const Range*>(shared_.get()); }
    const Function& function() const { return *static_cast<const Function*>(shared_.get()); }

    std::uint32_t depth() const;   ///< 0 for scalars; a list is one deeper than its deepest element
    std::uint32_t weight() const;  ///< 1 for scalars, more for long strings; a container's is the sum of what it shows

private:
    struct Plain {
        std::uint64_t first, second;
    };
    struct Moved {};
    Value(Moved, Value& from) noexcept : plain_{} { take(from); }
    Value(Kind kind, std::shared_ptr<const void> shared) noexcept
        : kind_(shared ? kind : Kind::null), shared_(std::move(shared)) {}

    static constexpr bool is_shared(Kind k) {
        return k == Kind::string || k == Kind::time || k == Kind::date_time || k >= Kind::list;
    }
    void clear() noexcept {
        if (is_shared(kind_)) shared_.~shared_ptr();
        kind_ = Kind::null;
        plain_ = {};
    }
    /// Into a null value.
    void copy(const Value& other) noexcept {
        if (is_shared(other.kind_))
            new (&shared_) std::shared_ptr<const void>(other.shared_);
        else
            plain_ = other.plain_;
        kind_ = other.kind_;
    }
    void take(Value& other) noexcept {
        if (is_shared(other.kind_)) {
            new (&shared_) std::shared_ptr<const void>(std::move(other.shared_));
            other.shared_.~shared_ptr();
        } else {
            plain_ = other.plain_;
        }
        kind_ = std::exchange(other.kind_, Kind::null);
    }

    Kind kind_ = Kind::null;
    union {
        Plain plain_;  ///< the bytes of whichever scalar it is
        bool boolean_;
        Number number_;
        Date date_;
        DaysTime days_time_;
        YearsMonths years_months_;
        std::shared_ptr<const void> shared_;
    };
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
