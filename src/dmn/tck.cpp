#include "dmn/tck.hpp"

#include "base/text.hpp"
#include "dmn/dmn.hpp"
#include "dmn/source.hpp"
#include "dmn/xml.hpp"
#include "feel/json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace zhupi::dmn::tck {

namespace {

namespace fs = std::filesystem;
using feel::Kind;
using feel::Number;
using feel::Value;
using xml::Element;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Value simple_value(const Element& e) {
    if (e.attribute("xsi:nil") == "true") return {};
    std::string_view type = e.attribute("xsi:type");
    if (const auto colon = type.find(':'); colon != std::string_view::npos) type = type.substr(colon + 1);
    const std::string s(text::trim(e.text));
    if (type == "boolean") return Value(s == "true" || s == "1");
    if (type == "decimal" || type == "double" || type == "float" || type == "integer" || type == "int" ||
        type == "long")
        return Value::of(Number::parse(s));
    if (type == "date")
        if (const auto d = feel::parse_date(s)) return *d;
    if (type == "dateTime")
        if (auto t = feel::parse_date_time(s)) return Value(std::move(*t));
    if (type == "time")
        if (auto t = feel::parse_time(s)) return Value(std::move(*t));
    if (type == "duration") {
        if (const auto d = feel::parse_years_months(s)) return *d;
        if (const auto d = feel::parse_days_time(s)) return *d;
    }
    if (type.empty() && s.empty()) return {};  // nothing said at all
    return Value(e.text);
}

Value value_in(const Element& e) {
    if (e.attribute("xsi:nil") == "true") return {};
    if (const Element* v = e.child("value")) return simple_value(*v);
    if (const Element* list = e.child("list")) {
        if (list->attribute("xsi:nil") == "true") return {};
        std::vector<Value> items;
        for (const Element* item : list->all("item")) items.push_back(value_in(*item));
        return Value(std::move(items));
    }
    const auto components = e.all("component");
    if (components.empty()) return {};
    feel::Context context;
    for (const Element* c : components) context.put(c->attribute("name"), value_in(*c));
    return Value(std::move(context));
}

bool close(const Number& a, const Number& b) {
    const auto difference = feel::subtract(a, b);
    return difference && difference->abs() < *Number::make(false, 1, -8);
}

bool same(const Value& expected, const Value& actual) {
    if (expected.is(Kind::number) && actual.is(Kind::number)) return close(expected.number(), actual.number());
    // Where the test does not say of what type a value is, its text counts.
    if (expected.is(Kind::string) && !actual.is(Kind::string) && !actual.is_null())
        return expected.string() == feel::to_text(actual);
    if (expected.is(Kind::list) && actual.is(Kind::list)) {
        const auto& a = expected.items();
        const auto& b = actual.items();
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
    }
    if (expected.is(Kind::context) && actual.is(Kind::context)) {
        const auto& entries = expected.context().entries;
        return entries.size() == actual.context().entries.size() &&
               std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
                   const Value* other = actual.context().find(*entry.name);
                   return other != nullptr && same(entry.value, *other);
               });
    }
    return feel::identical(expected, actual);
}

/// Does any value below say of what type it is?
bool says_type(const Element& e) {
    return !e.attribute("xsi:type").empty() || std::any_of(e.children.begin(), e.children.end(), says_type);
}

class Folder {
public:
    Folder(const fs::path& path, Report& report) : path_(path), report_(report) {
        for (const auto& entry : fs::directory_iterator(path)) {
            if (!entry.is_regular_file()) continue;
            if (entry.path().extension() == ".dmn") models_.push_back(entry.path());
            if (entry.path().extension() == ".xml") tests_.push_back(entry.path());
        }
        std::sort(models_.begin(), models_.end());
        std::sort(tests_.begin(), tests_.end());
    }

    void run() {
        for (const fs::path& test : tests_) {
            const auto root = xml::parse(read_file(test));
            if (!root) {
                report_.problems.push_back(test.filename().string() + ": " + root.error().en());
                continue;
            }
            if (root->name != "testCases") continue;
            for (const Element* test_case : root->all("testCase")) run_case(*test_case, root->child_text("modelName"));
        }
    }

private:
    const Result<Model>& model(const std::string& file) {
        const auto known = loaded_.find(file);
        if (known != loaded_.end()) return known->second;
        const auto resolver = [this](const std::string& space, const std::string&) -> std::optional<std::string> {
            for (const fs::path& candidate : models_) {
                std::string content = read_file(candidate);
                const auto definitions = source::read(content);
                if (definitions && definitions->space == space) return content;
            }
            return std::nullopt;
        };
        return loaded_.emplace(file, load(read_file(path_ / file), resolver)).first->second;
    }

    feel::Type declared_type(const std::string& model_name, const std::string& input) {
        if (const auto& m = model(model_name))
            for (const dmn::Element& e : m->elements())
                if (e.name == input) return e.type;
        return {};
    }

    void run_case(const Element& test_case, const std::string& model_name) {
        feel::Context inputs;
        for (const Element* input : test_case.all("inputNode")) {
            const std::string name(input->attribute("name"));
            Value v = value_in(*input);
            if (!says_type(*input)) v = feel::typed(v, declared_type(model_name, name));
            inputs.put(name, std::move(v));
        }
        const bool invokes = test_case.attribute("type") == "decisionService" || test_case.attribute("type") == "bkm";
        bool all = true;
        for (const Element* result : test_case.all("resultNode")) {
            Verdict v;
            v.folder = path_.filename().string();
            v.test = test_case.attribute("id");
            v.node = result->attribute("name");
            const Element* expectation = result->child("expected");
            const Value expected = expectation == nullptr ? Value() : value_in(*expectation);
            v.expected = feel::to_literal(expected, 2000);
            const auto& m = model(model_name);
            if (!m) {
                v.reason = m.error().en();
            } else {
                const std::string name = invokes ? std::string(test_case.attribute("invocableName")) : v.node;
                const auto outcome = evaluate(*m, name, inputs);
                const Value actual = outcome ? pick(outcome->value, invokes, name, v.node) : Value();
                v.passed = outcome && same(expected, actual);
                v.actual = feel::to_literal(actual, 2000);
                if (!outcome)
                    v.reason = outcome.error().en();
                else if (!outcome->diagnostics.empty())
                    v.reason = outcome->diagnostics.front().error.en();
            }
            all = all && v.passed;
            report_.verdicts.push_back(std::move(v));
        }
        ++(all ? report_.cases_passed : report_.cases_failed);
    }

    /// A service with several outputs answers a context; a test may ask for one of them.
    static Value pick(const Value& value, bool invokes, const std::string& name, const std::string& node) {
        if (!invokes || node == name || !value.is(Kind::context)) return value;
        const Value* entry = value.context().find(node);
        return entry == nullptr ? value : *entry;
    }

    fs::path path_;
    Report& report_;
    std::vector<fs::path> models_, tests_;
    std::map<std::string, Result<Model>> loaded_;
};

}  // namespace

Report run(const std::string& folder) {
    Report report;
    std::vector<fs::path> folders{folder};
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error))
        if (entry.is_directory()) folders.push_back(entry.path());
    if (error) report.problems.push_back(folder + ": " + error.message());
    std::sort(folders.begin(), folders.end());
    if (!error)
        for (const fs::path& f : folders) Folder(f, report).run();
    return report;
}

}  // namespace zhupi::dmn::tck
