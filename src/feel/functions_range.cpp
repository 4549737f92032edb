// Relations between points and ranges (DMN 1.5, table 78; Allen's interval algebra).

#include "feel/builtins.hpp"
#include "feel/machine.hpp"

namespace zhupi::feel {

namespace {

/// One end of a range, or a point (which is both ends of itself, included).
struct Edge {
    const Value* value;
    bool included;
    int infinite;  ///< -1 or 1: the open side of "(< 10)"
};

struct Interval {
    Edge start, end;
    bool is_range;
};

Interval interval(const Value& v) {
    if (!v.is(Kind::range)) return {{&v, true, 0}, {&v, true, 0}, false};
    const Range& r = v.range();
    const bool unary = r.form != Range::Form::interval;
    return {{&r.start, r.start_included, unary && r.start.is_null() ? -1 : 0},
            {&r.end, r.end_included, unary && r.end.is_null() ? 1 : 0},
            true};
}

/// Compares edges and remembers whether any two could not be compared.
class Ordering {
public:
    int operator()(const Edge& a, const Edge& b) {
        if (a.infinite != b.infinite) return a.infinite - b.infinite;
        if (a.infinite != 0) return 0;
        const auto c = compare(*a.value, *b.value);
        known_ = known_ && c.has_value();
        return c.value_or(0);
    }
    bool known() const { return known_; }

private:
    bool known_ = true;
};

using Relation = bool (*)(Ordering& order, const Interval& a, const Interval& b);

/// Which of the two may be points.
enum class Shape : unsigned char { any, ranges, range_first, range_second, alike };

template <Relation relation, Shape shape, bool swapped = false>
Value ask(const Call& call) {
    const Interval a = interval(call[swapped ? 1 : 0]);
    const Interval b = interval(call[swapped ? 0 : 1]);
    const bool fits = shape == Shape::any || (shape == Shape::ranges && a.is_range && b.is_range) ||
                      (shape == Shape::range_first && a.is_range) || (shape == Shape::range_second && b.is_range) ||
                      (shape == Shape::alike && a.is_range == b.is_range);
    if (!fits) return call.no_result();
    Ordering order;
    const bool answer = relation(order, a, b);
    return order.known() ? Value(answer) : call.no_result();
}

bool before(Ordering& order, const Interval& a, const Interval& b) {
    const int c = order(a.end, b.start);
    return c < 0 || (c == 0 && !(a.end.included && b.start.included));
}

bool meets(Ordering& order, const Interval& a, const Interval& b) {
    return order(a.end, b.start) == 0 && a.end.included && b.start.included;
}

/// They have a point in common.
bool overlaps(Ordering& order, const Interval& a, const Interval& b) {
    const int end = order(a.end, b.start);
    const int start = order(a.start, b.end);
    return (end > 0 || (end == 0 && a.end.included && b.start.included)) &&
           (start < 0 || (start == 0 && a.start.included && b.end.included));
}

bool overlaps_before(Ordering& order, const Interval& a, const Interval& b) {
    const int start = order(a.start, b.start);
    const int meeting = order(a.end, b.start);
    const int end = order(a.end, b.end);
    return (start < 0 || (start == 0 && a.start.included && !b.start.included)) &&
           (meeting > 0 || (meeting == 0 && a.end.included && b.start.included)) &&
           (end < 0 || (end == 0 && (!a.end.included || b.end.included)));
}

bool finishes(Ordering& order, const Interval& a, const Interval& b) {
    const int end = order(a.end, b.end);
    if (!a.is_range) return end == 0 && b.end.included;
    const int start = order(a.start, b.start);
    return end == 0 && a.end.included == b.end.included &&
           (start > 0 || (start == 0 && (!a.start.included || b.start.included)));
}

bool starts(Ordering& order, const Interval& a, const Interval& b) {
    const int start = order(a.start, b.start);
    if (!a.is_range) return start == 0 && b.start.included;
    const int end = order(a.end, b.end);
    return start == 0 && a.start.included == b.start.included &&
           (end < 0 || (end == 0 && (!a.end.included || b.end.included)));
}

/// a lies within b.
bool during(Ordering& order, const Interval& a, const Interval& b) {
    const int start = order(a.start, b.start);
    const int end = order(a.end, b.end);
    return (start > 0 || (start == 0 && (b.start.included || !a.start.included))) &&
           (end < 0 || (end == 0 && (b.end.included || !a.end.included)));
}

bool coincides(Ordering& order, const Interval& a, const Interval& b) {
    return order(a.start, b.start) == 0 && order(a.end, b.end) == 0 && a.start.included == b.start.included &&
           a.end.included == b.end.included;
}

constexpr auto is_before = ask<before, Shape::any>;
constexpr auto is_after = ask<before, Shape::any, true>;
constexpr auto is_meeting = ask<meets, Shape::ranges>;
constexpr auto is_met = ask<meets, Shape::ranges, true>;
constexpr auto is_overlapping = ask<overlaps, Shape::ranges>;
constexpr auto is_overlapping_before = ask<overlaps_before, Shape::ranges>;
constexpr auto is_overlapping_after = ask<overlaps_before, Shape::ranges, true>;
constexpr auto is_finishing = ask<finishes, Shape::range_second>;
constexpr auto is_finished = ask<finishes, Shape::range_second, true>;
constexpr auto is_including = ask<during, Shape::range_second, true>;
constexpr auto is_during = ask<during, Shape::range_second>;
constexpr auto is_starting = ask<starts, Shape::range_second>;
constexpr auto is_started = ask<starts, Shape::range_second, true>;
constexpr auto is_coinciding = ask<coincides, Shape::alike>;

constexpr std::string_view points = "point1: any, point2: any";
constexpr std::string_view point_range = "point: any, range: any";
constexpr std::string_view range_point = "range: any, point: any";
constexpr std::string_view ranges = "range1: any, range2: any";

constexpr detail::Line table[]{
    {"before", points, "boolean", is_before},
    {"before", point_range, "boolean", is_before},
    {"before", range_point, "boolean", is_before},
    {"before", ranges, "boolean", is_before},
    {"after", points, "boolean", is_after},
    {"after", point_range, "boolean", is_after},
    {"after", range_point, "boolean", is_after},
    {"after", ranges, "boolean", is_after},
    {"meets", ranges, "boolean", is_meeting},
    {"met by", ranges, "boolean", is_met},
    {"overlaps", ranges, "boolean", is_overlapping},
    {"overlaps before", ranges, "boolean", is_overlapping_before},
    {"overlaps after", ranges, "boolean", is_overlapping_after},
    {"finishes", point_range, "boolean", is_finishing},
    {"finishes", ranges, "boolean", is_finishing},
    {"finished by", range_point, "boolean", is_finished},
    {"finished by", ranges, "boolean", is_finished},
    {"includes", range_point, "boolean", is_including},
    {"includes", ranges, "boolean", is_including},
    {"during", point_range, "boolean", is_during},
    {"during", ranges, "boolean", is_during},
    {"starts", point_range, "boolean", is_starting},
    {"starts", ranges, "boolean", is_starting},
    {"started by", range_point, "boolean", is_started},
    {"started by", ranges, "boolean", is_started},
    {"coincides", points, "boolean", is_coinciding},
    {"coincides", ranges, "boolean", is_coinciding},
};

}  // namespace

std::span<const detail::Line> detail::range_functions() { return table; }

}  // namespace zhupi::feel
