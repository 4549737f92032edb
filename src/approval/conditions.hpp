#pragma once
// What departments attach to their opinions (条件), as data: what, which measure, how much, in which direction, where,
// by which clause. And the detector that tells which of them cannot hold together. Words, units and places are compared
// with three answers, yes, no and maybe: what contradicts for certain is a clash, what might contradict is a clash to
// be looked at. Nothing that might is ever taken for harmless.

#include "base/decimal.hpp"
#include "base/json.hpp"
#include "catalog/catalog.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::approval {

/// `available` is no demand but a fact: so much is there, and what is demanded has to fit into it.
enum class Direction : unsigned char { at_least, at_most, exactly, required, forbidden, available };
BOOST_DESCRIBE_ENUM(Direction, at_least, at_most, exactly, required, forbidden, available)

struct Condition {
    std::string subject;           ///< 消防车道
    std::string measure;           ///< 净宽; empty for required and forbidden
    std::optional<Decimal> value;  ///< not negative, at most 100 millions
    std::string unit;              ///< m, ㎡, %, 个 …
    Direction direction = Direction::at_least;
    std::string zone;  ///< where: 东侧, 1号楼; empty: everywhere
    std::string clause, reason;
    bool operator==(const Condition&) const = default;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (subject, measure, value, unit, direction, zone, clause, reason))

/// Words that mean the same, from the city's dictionaries: `condition_subject`, `condition_measure`, `condition_zone`
/// (whose entry "all" is everywhere; notes hold other words for the same, separated by 、) and `condition_room`, the
/// measures of which one piece can be used up once only (a note is how much there always is, such as 100 %).
struct Vocabulary {
    std::map<std::u32string, std::string> subjects, measures;
    std::set<std::u32string> everywhere;
    std::map<std::string, std::optional<Decimal>> room;  ///< by measure
};
Vocabulary vocabulary_of(const catalog::Catalog& catalog);

/// A condition and its number, by which clashes name it.
struct Stated {
    int number = 0;
    std::string department;
    const Condition* said = nullptr;
};

enum class ClashKind : unsigned char {
    range,         ///< no value satisfies both
    presence,      ///< one demands what the other forbids
    room,          ///< together they need more than there is
    unknown_room,  ///< they use the same piece, and nobody has said how much there is
    units,         ///< their units cannot be compared
};
BOOST_DESCRIBE_ENUM(ClashKind, range, presence, room, unknown_room, units)

struct Clash {
    std::vector<int> conditions;  ///< numbers, ascending: two, or as many as together need too much
    ClashKind kind = ClashKind::range;
    bool certain = true;              ///< false: to be looked at
    std::string needed, there, unit;  ///< of ClashKind::room, in the unit of what is there
    bool operator==(const Clash&) const = default;
};

/// Every clash among the conditions, ordered by their numbers; each set of conditions once. Quadratic in their number.
std::vector<Clash> find_clashes(const std::vector<Stated>& stated, const Vocabulary& vocabulary);

}  // namespace zhupi::approval
