// The vectors that the browser's runtime is tested with as well (forms/vectors.test.ts).

#include "base/json.hpp"
#include "base/text.hpp"
#include "feel/json.hpp"
#include "forms/difference.hpp"
#include "forms/document.hpp"
#include "forms/form.hpp"
#include "forms/merge.hpp"
#include "forms/schema.hpp"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

namespace zhupi::forms {
namespace {

// Vectors write of a definition only what matters to them (forms/vectors/reading.ts).
struct SomeField {
    std::string code;
    std::optional<Words> label, help;
    std::optional<Kind> kind;
    std::optional<bool> required, personal;
    std::optional<std::string> required_if, shown_if, value, unit, filled_from;
    std::optional<Decimal> least, most;
    std::optional<int> decimals, max_length;
    std::vector<Choice> options;
    std::vector<std::string> readers;
};
BOOST_DESCRIBE_STRUCT(SomeField, (),
                      (code, label, help, kind, required, personal, required_if, shown_if, value, unit, filled_from,
                       least, most, decimals, max_length, options, readers))
struct SomeGroup {
    std::string code;
    std::optional<Words> label, help;
    std::optional<std::string> shown_if, filled_from;
    std::optional<int> least, most;
    std::vector<SomeField> fields;
    std::vector<std::string> readers;
};
BOOST_DESCRIBE_STRUCT(SomeGroup, (), (code, label, help, shown_if, filled_from, least, most, fields, readers))
struct SomeSection {
    std::string code;
    std::optional<Words> label;
    std::vector<SomeField> fields;
    std::vector<SomeGroup> groups;
};
BOOST_DESCRIBE_STRUCT(SomeSection, (), (code, label, fields, groups))
struct SomeRule {
    std::string code, check;
    std::optional<std::string> group;
    std::vector<std::string> about;
    std::optional<Words> words;
    std::optional<bool> warning;
};
BOOST_DESCRIBE_STRUCT(SomeRule, (), (code, check, group, about, words, warning))
struct SomeForm {
    std::vector<SomeSection> sections;
    std::vector<SomeRule> rules;
};
BOOST_DESCRIBE_STRUCT(SomeForm, (), (sections, rules))

Field whole(const SomeField& some) {
    Field field;
    field.code = some.code;
    field.label = some.label.value_or(Words{some.code, some.code});
    field.help = some.help.value_or(Words{});
    field.kind = some.kind.value_or(Kind::text);
    field.required = some.required.value_or(true);
    field.required_if = some.required_if.value_or("");
    field.shown_if = some.shown_if.value_or("");
    field.value = some.value.value_or("");
    field.least = some.least;
    field.most = some.most;
    field.decimals = some.decimals.value_or(4);
    field.max_length = some.max_length.value_or(200);
    field.unit = some.unit.value_or("");
    field.options = some.options;
    field.readers = some.readers;
    field.filled_from = some.filled_from.value_or("");
    field.personal = some.personal.value_or(false);
    return field;
}

Group whole(const SomeGroup& some) {
    Group group{some.code,
                some.label.value_or(Words{some.code, some.code}),
                some.help.value_or(Words{}),
                some.shown_if.value_or(""),
                some.least.value_or(0),
                some.most.value_or(50),
                {},
                some.readers,
                some.filled_from.value_or("")};
    for (const auto& field : some.fields) group.fields.push_back(whole(field));
    return group;
}

Definition whole(const SomeForm& some) {
    Definition form;
    for (const auto& section : some.sections) {
        form.sections.push_back({section.code, section.label.value_or(Words{section.code, section.code}), {}, {}});
        for (const auto& field : section.fields) form.sections.back().fields.push_back(whole(field));
        for (const auto& group : section.groups) form.sections.back().groups.push_back(whole(group));
    }
    for (const auto& rule : some.rules)
        form.rules.push_back({rule.code, rule.group.value_or(""), rule.check, rule.about,
                              rule.words.value_or(Words{rule.code, rule.code}), rule.warning.value_or(false)});
    return form;
}

const Date today = Date::of(2026, 11, 26);

template <class File>
std::vector<File> read(const std::string& name) {
    std::vector<File> files;
    for (const auto* kind : {".hand.json", ".made.json"}) {
        std::ifstream stream(ZHUPI_SOURCE_DIR "/forms/vectors/" + name + kind, std::ios::binary);
        const std::string text(std::istreambuf_iterator<char>(stream), {});
        auto file = json::decode<File>(text);
        REQUIRE_MESSAGE(file.has_value(), name, kind, ": ", file ? "" : file.error().where + " " + file.error().en());
        files.push_back(std::move(*file));
    }
    return files;
}

int& counted() {
    static int count = 0;
    return count;
}

struct ExpressionCase {
    Kind kind = Kind::text;
    std::string expression;
    Values values;
    std::optional<std::string> text, refused;
};
BOOST_DESCRIBE_STRUCT(ExpressionCase, (), (kind, expression, values, text, refused))
struct ExpressionFile {
    SomeForm form;
    std::vector<ExpressionCase> cases;
};
BOOST_DESCRIBE_STRUCT(ExpressionFile, (), (form, cases))

TEST_CASE("vectors: expressions give the same in C++ and in TypeScript") {
    for (const auto& file : read<ExpressionFile>("expressions"))
        for (const auto& one : file.cases) {
            CAPTURE(one.expression);
            CAPTURE(json::encode(one.values));
            auto definition = whole(file.form);
            SomeField out;
            out.code = "out";
            out.kind = one.kind;
            out.required = false;
            out.value = one.expression;
            out.max_length = 4000;
            definition.sections.push_back({"out", {}, {whole(out)}, {}});
            const auto form = compile(std::move(definition));
            ++counted();
            if (!form) {
                CHECK(one.refused.value_or("") == form.error().front().error.code->code);
                continue;
            }
            CHECK_FALSE(one.refused);
            CHECK(form->judge(one.values, today).cells.at("out").text == one.text.value_or("?"));
        }
}

struct ValueCase {
    SomeField field;
    std::string value;
    std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(ValueCase, (), (field, value, code))
struct ValueFile {
    std::vector<ValueCase> cases;
};
BOOST_DESCRIBE_STRUCT(ValueFile, (), (cases))

TEST_CASE("vectors: a value is right or wrong in the same way") {
    for (const auto& file : read<ValueFile>("values"))
        for (const auto& one : file.cases) {
            CAPTURE(json::encode(one.field));
            CAPTURE(one.value);
            ++counted();
            const auto field = whole(one.field);
            const auto* code = wrong_value(field, text::trim(one.value));
            CHECK((code ? code->code : "") == one.code.value_or(""));
            // The exported schema says the same of the document; it has no length for a number.
            if (field.kind == Kind::number && one.code == "field.length") continue;
            const auto form = compile({{{"s", {}, {field}, {}}}, {}});
            REQUIRE(form.has_value());
            const auto schema = Schema::read(schema_of(form->definition(), {}));
            const auto document = feel::from_json(document_of(*form, form->judge({{"f", one.value}}, today)));
            REQUIRE(schema.has_value());
            REQUIRE(document.has_value());
            CHECK(schema->check(*document).empty() == !code);
        }
}

struct IssueCase {
    std::string key, pointer, code;
    bool warning = false;
    std::string rule;
    bool operator==(const IssueCase&) const = default;
};
BOOST_DESCRIBE_STRUCT(IssueCase, (), (key, pointer, code, warning, rule))
struct TroubleCase {
    std::string at, code;
};
BOOST_DESCRIBE_STRUCT(TroubleCase, (), (at, code))
struct Check {
    Values values;
    std::optional<std::vector<std::string>> shown, required;
    std::optional<Values> computed, handed_in;
    std::optional<std::vector<IssueCase>> issues;
    std::optional<json::Raw> document;
};
BOOST_DESCRIBE_STRUCT(Check, (), (values, shown, required, computed, handed_in, issues, document))
struct FormCase {
    std::string name;
    SomeForm form;
    std::optional<std::vector<TroubleCase>> troubles;
    std::vector<Check> checks;
};
BOOST_DESCRIBE_STRUCT(FormCase, (), (name, form, troubles, checks))
struct FormFile {
    std::vector<FormCase> cases;
};
BOOST_DESCRIBE_STRUCT(FormFile, (), (cases))

void look(const Form& form, const Check& check) {
    const auto state = form.judge(check.values, today);
    std::vector<std::string> shown, required;
    Values computed;
    for (const auto& [key, cell] : state.cells) {
        if (cell.shown) shown.push_back(key);
        if (cell.required) required.push_back(key);
        if (cell.computed) computed[key] = cell.text;
    }
    std::vector<IssueCase> issues;
    for (const auto& issue : state.issues) {
        issues.push_back({issue.key, issue.pointer, std::string(issue.code), issue.warning, issue.rule});
        CHECK(issue.zh.find('{') == std::string::npos);
        CHECK(issue.en.find('{') == std::string::npos);
    }
    if (check.shown) CHECK(shown == *check.shown);
    if (check.required) CHECK(required == *check.required);
    if (check.computed) CHECK(computed == *check.computed);
    if (check.handed_in) CHECK(state.handed_in() == *check.handed_in);
    if (check.issues) CHECK(json::encode(issues) == json::encode(*check.issues));
    if (!check.document) return;
    // Read by the same reader: 100 and 100.0 are one number, and the order of members is nobody's business.
    const auto made = feel::from_json(document_of(form, state)), wanted = feel::from_json(check.document->text);
    REQUIRE(made.has_value());
    REQUIRE(wanted.has_value());
    CHECK_MESSAGE(feel::equal(*made, *wanted) == feel::Truth::yes, document_of(form, state));
}

TEST_CASE("vectors: a form is judged in the same way") {
    for (const auto& file : read<FormFile>("forms"))
        for (const auto& one : file.cases) {
            CAPTURE(one.name);
            CAPTURE(json::encode(one.form));
            const auto form = compile(whole(one.form));
            if (one.troubles || !form) {
                ++counted();
                std::vector<TroubleCase> troubles;
                if (!form)
                    for (const auto& trouble : form.error())
                        troubles.push_back({trouble.at, std::string(trouble.error.code->code)});
                CHECK(json::encode(troubles) == json::encode(one.troubles.value_or(std::vector<TroubleCase>{})));
            }
            if (!form) continue;
            for (const auto& check : one.checks) {
                CAPTURE(json::encode(check.values));
                ++counted();
                look(*form, check);
            }
        }
}

struct MergeCase {
    std::string name;
    std::vector<SomeForm> forms;
    std::vector<std::string> conflicts;
    std::optional<SomeForm> merged;
};
BOOST_DESCRIBE_STRUCT(MergeCase, (), (name, forms, conflicts, merged))
struct MergeFile {
    std::vector<MergeCase> cases;
};
BOOST_DESCRIBE_STRUCT(MergeFile, (), (cases))

TEST_CASE("vectors: forms merge in the same way") {
    for (const auto& file : read<MergeFile>("merges"))
        for (const auto& one : file.cases) {
            CAPTURE(one.name);
            ++counted();
            std::vector<Definition> forms;
            for (const auto& form : one.forms) forms.push_back(whole(form));
            const auto made = merge(forms);
            std::vector<std::string> conflicts;
            for (const auto& conflict : made.conflicts) conflicts.push_back(conflict.at);
            CHECK(json::encode(conflicts) == json::encode(one.conflicts));
            if (one.merged) CHECK(json::encode(made.definition) == json::encode(whole(*one.merged)));
        }
}

struct DifferenceCase {
    std::optional<SomeForm> form;
    Values before, after;
    std::vector<Change> changes;
};
BOOST_DESCRIBE_STRUCT(DifferenceCase, (), (form, before, after, changes))
struct DifferenceFile {
    std::optional<SomeForm> form;
    std::vector<DifferenceCase> cases;
};
BOOST_DESCRIBE_STRUCT(DifferenceFile, (), (form, cases))

TEST_CASE("vectors: what has changed reads the same") {
    for (const auto& file : read<DifferenceFile>("differences"))
        for (const auto& one : file.cases) {
            ++counted();
            const auto form = whole(one.form ? *one.form : *file.form);
            CHECK(json::encode(difference(form, one.before, one.after)) == json::encode(one.changes));
        }
}

TEST_CASE("vectors: are a thousand and more") { CHECK(counted() >= 1000); }

}  // namespace
}  // namespace zhupi::forms
