#pragma once
// A form that can be judged: its conditions compiled, their order known. The browser judges by the same rules
// (forms/form.ts); forms/vectors hold both to them.
//
//   auto form = forms::compile(definition);
//   auto state = form->judge(values, today);
//   state.issues          what is wrong, each with the key it stands at
//   state.handed_in()     what would be handed in

#include "base/error.hpp"
#include "base/time.hpp"
#include "forms/definition.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::forms {

/// A mistake in a definition.
struct Trouble {
    std::string at;  ///< "land_area", "single_buildings", "single_buildings/height", "rule/areas_add_up"
    Error error;
};

/// One field as it stands now.
struct Cell {
    std::string text;  ///< what counts: what was written (trimmed), else the computed value; empty when not shown
    bool shown = false, required = false;
    bool computed = false;  ///< nothing was written: `text` follows from other fields
};

struct Issue {
    std::string key;        ///< "single_buildings/0001/height", or the group's code for its rows
    std::string pointer;    ///< into the document that is handed in: "/single_buildings/0/height"
    std::string_view code;  ///< "field.required", … of lists/errors
    std::string zh, en;
    bool warning = false;  ///< does not keep anybody from handing in
    std::string rule;      ///< whose rule is broken, for field.rule
};

struct State {
    std::map<std::string, Cell> cells;                     ///< by key
    std::map<std::string, std::vector<std::string>> rows;  ///< of the groups that are shown, in order
    std::vector<Issue> issues;  ///< in the order of the form, its rules last; key order within a row
    Values handed_in() const;   ///< everything that is shown and not empty
    bool complete() const;      ///< no issue but warnings
};

class Form {
public:
    const Definition& definition() const;
    State judge(const Values& values, Date today) const;

    struct Compiled;
    explicit Form(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

private:
    std::shared_ptr<const Compiled> compiled_;
};

/// All mistakes at once.
tl::expected<Form, std::vector<Trouble>> compile(Definition definition);

/// What an expression of a definition speaks of, members of rows aside; empty when it cannot be read.
/// `group`: in whose rows it stands, or empty.
std::vector<std::string> names_in(const Definition& definition, std::string_view group, std::string_view expression);

/// "group/row/field", or "field".
struct Key {
    std::string_view group, row, field;
};
/// A row is [0-9a-z]{1,8}; nothing when the text is no key.
std::optional<Key> key_of(std::string_view text);
/// Rows come shorter names first, then in order: 2 before 10.
bool row_before(std::string_view a, std::string_view b);

/// What is wrong with a value that is there, or null. Bounds, length, options and kind; `value` is trimmed.
const ErrorCode* wrong_value(const Field& field, std::string_view value);
/// The sentence about a field for an error of field.*; `label` as it should be called.
Error value_error(const Field& field, const ErrorCode& code, const Words& label);

}  // namespace zhupi::forms
