#pragma once
// What a form is made of: plain data, as a city writes it, as the API sends it and as the browser's runtime reads it
// (forms/definition.ts). docs/forms.md says what each member means.
//
// Values are text under keys: "land_area" is a field, "single_buildings/0001/height" a field of one row of a repeated
// group. Which rows there are follows from the keys.

#include "base/decimal.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::forms {

/// In both languages of the product.
struct Words {
    std::string zh, en;
    bool operator==(const Words&) const = default;
};
BOOST_DESCRIBE_STRUCT(Words, (), (zh, en))

enum class Kind : unsigned char {
    text,
    long_text,
    number,
    date,  ///< 2026-11-24
    choice,
    yes_no,  ///< "yes", "no"
    phone,
    credit_code,
    identity_number
};
BOOST_DESCRIBE_ENUM(Kind, text, long_text, number, date, choice, yes_no, phone, credit_code, identity_number)

struct Choice {
    std::string code;
    Words name;
    bool operator==(const Choice&) const = default;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (code, name))

struct Field {
    std::string code;  ///< [a-z][a-z0-9_]*, once on the form and in no group of it
    Words label, help;
    Kind kind = Kind::text;
    bool required = true;
    std::string required_if;             ///< FEEL → boolean: required as well when it holds
    std::string shown_if;                ///< FEEL → boolean: not asked unless it holds
    std::string value;                   ///< FEEL: what it is while nothing is written
    std::optional<Decimal> least, most;  ///< of a number, inclusive
    int decimals = 4;                    ///< of a number, 0–4
    int max_length = 200;                ///< characters
    std::string unit;
    std::vector<Choice> options;
    std::vector<std::string> readers;  ///< items that read it
    std::string filled_from;           ///< where the system knows it from (catalog/form.hpp); or empty
    bool personal = false;             ///< personal data: masked for those who need not see it
};
BOOST_DESCRIBE_STRUCT(Field, (),
                      (code, label, help, kind, required, required_if, shown_if, value, least, most, decimals,
                       max_length, unit, options, readers, filled_from, personal))

/// Fields that are asked for once per row.
struct Group {
    std::string code;
    Words label, help;
    std::string shown_if;      ///< speaks of fields outside of it
    int least = 0, most = 50;  ///< rows, most ≤ 200
    std::vector<Field> fields;
    std::vector<std::string> readers;
    std::string filled_from;
};
BOOST_DESCRIBE_STRUCT(Group, (), (code, label, help, shown_if, least, most, fields, readers, filled_from))

struct Section {
    std::string code;
    Words label;
    std::vector<Field> fields;
    std::vector<Group> groups;  ///< below the fields
};
BOOST_DESCRIBE_STRUCT(Section, (), (code, label, fields, groups))

/// What must hold between fields. Not judged while one of the fields it is about is empty or not asked; an answer of
/// null counts as holding, because something else that it needs is not there yet.
struct Rule {
    std::string code;
    std::string group;               ///< whose rows it is about; empty: the form
    std::string check;               ///< FEEL → boolean
    std::vector<std::string> about;  ///< codes; the first is where a reader is led to
    Words words;                     ///< said when it does not hold
    bool warning = false;            ///< does not keep anybody from handing in
};
BOOST_DESCRIBE_STRUCT(Rule, (), (code, group, check, about, words, warning))

struct Definition {
    std::vector<Section> sections;
    std::vector<Rule> rules;
};
BOOST_DESCRIBE_STRUCT(Definition, (), (sections, rules))

using Values = std::map<std::string, std::string>;

}  // namespace zhupi::forms
