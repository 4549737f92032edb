#pragma once
// What has changed between two hand-ins, in words that somebody can read. Twin: forms/difference.ts.

#include "forms/definition.hpp"

namespace zhupi::forms {

enum class ChangeKind : unsigned char { changed, row_added, row_removed };
BOOST_DESCRIBE_ENUM(ChangeKind, changed, row_added, row_removed)

struct Change {
    ChangeKind kind = ChangeKind::changed;
    std::string key;      ///< of the value, or "group/row"
    std::string section;  ///< where it stands; empty for what the form does not have any more
    Words label;
    Words before, after;  ///< as they are read: option names, units; empty: nothing was there
};
BOOST_DESCRIBE_STRUCT(Change, (), (kind, key, section, label, before, after))

/// In the order of the form; then values that it does not have any more, under their keys. A row that is new or gone
/// is one change, with what it holds.
std::vector<Change> difference(const Definition& form, const Values& before, const Values& after);

/// A value as it is read: the option's name, 是 / Yes, a number with its unit.
Words read_value(const Field& field, const std::string& value);

}  // namespace zhupi::forms
