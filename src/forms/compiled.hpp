#pragma once
// Inside of a compiled form; for the files of this room.

#include "feel/feel.hpp"
#include "forms/form.hpp"

#include <cstdint>

namespace zhupi::forms {

struct Condition {
    std::shared_ptr<const feel::Program> program;  ///< null: there is none
    std::vector<std::string> names;                ///< its inputs, in order
    explicit operator bool() const { return program != nullptr; }
};

struct CompiledField {
    const Field* field = nullptr;
    const Group* group = nullptr;  ///< null on the form itself
    Condition shown, required, value;
};

struct CompiledGroup {
    const Group* group = nullptr;
    Condition shown;
    std::vector<std::size_t> fields;  ///< in Compiled::fields, in order of the definition
};

struct CompiledRule {
    const Rule* rule = nullptr;
    const Group* group = nullptr;
    Condition check;
};

/// What is worked out in turn: whether a group is shown, a field (in all rows), the rows of a group as a value.
struct Step {
    enum class Kind : std::uint8_t { group_shown, field, group_value };
    Kind kind;
    std::size_t index;
};

struct Form::Compiled {
    Definition definition;
    std::vector<CompiledField> fields;  ///< in order of the definition
    std::vector<CompiledGroup> groups;
    std::vector<CompiledRule> rules;
    std::vector<Step> order;
};

}  // namespace zhupi::forms
