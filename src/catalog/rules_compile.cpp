// From the files of a set of rules to something that can be asked: every model compiled, every name in every table
// looked up in the catalogue, every decision found, and everything that is usually decided decided once.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/reading.hpp"
#include "catalog/rules_inside.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <array>

namespace zhupi::catalog {
namespace {

using dmn::source::Definitions;
using Inside = Rules::Inside;

/// What stands in a column of outputs, known by the column's name.
struct OutputMeaning {
    std::string_view name;
    std::optional<Kind> kind = {};                ///< the code or name of something in the catalogue
    std::array<std::string_view, 8> one_of = {};  ///< or one of these words
    bool free = false;                            ///< or anything
};
constexpr OutputMeaning meanings[] = {
    {"问题", Kind::fact},
    {"流程", Kind::flow},
    {"事项", Kind::item},
    {"免评事项", Kind::item},
    {"材料", Kind::material},
    {"部门", Kind::department},
    {"特别程序", Kind::special_procedure},
    {"收费项目", Kind::fee},
    {"必要性", {}, {"必要", "非必要", "容缺后补"}},
    {"来源", {}, {"申请人提交", "审批结果", "共享获取", "系统生成"}},
    {"法定单位", {}, {"工作日", "自然日", "null"}},
    {"承诺单位", {}, {"工作日", "自然日"}},
    {"岗位", {}, {"承办、审核、批准", "承办、批准", "即办", "告知承诺", "联合审查", "联合审图", "联合验收"}},
    {"告知承诺", {}, {"是", "否"}},
    {"容缺受理", {}, {"是", "否"}},
    {"法定时限", {}, {}, true},
    {"承诺时限", {}, {}, true},
    {"标准", {}, {}, true},
    {"计量", {}, {}, true},
};

const OutputMeaning* meaning_of(std::string_view name) {
    const auto* found = std::find_if(std::begin(meanings), std::end(meanings), [&](auto& m) { return m.name == name; });
    return found == std::end(meanings) ? nullptr : found;
}

std::string allowed_outputs() {
    std::vector<std::string> names;
    for (const auto& meaning : meanings) names.emplace_back(meaning.name);
    return text::join(names, "、");
}

class Compiler {
public:
    Compiler(const Catalog& catalog, std::vector<SourceFile> files)
        : catalog_(catalog), inside_(std::make_shared<Inside>(catalog)) {
        std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        inside_->files = std::move(files);
    }
    CompiledRules compile();

private:
    void define_catalogue();
    void read_files();
    void read_file(std::size_t file);
    void take_tables(const SourceFile& file);
    void check_table(const WrittenTable& table, int line);
    void check_rule(const WrittenTable& table, const dmn::source::Table::Rule& rule);
    void check_outputs(const WrittenTable& table, const dmn::source::Table::Rule& rule);
    void check_order(const WrittenTable& table, const dmn::source::Table::Rule& rule);
    void check_limits(const WrittenTable& table, const dmn::source::Table::Rule& rule);
    void find_decisions();
    void find_decision(Decision decision);
    void settle_usual();
    void settle_conditions();
    /// Where a decision stands, for findings about it; the place of its first table.
    Place place_of(Decision decision) const { return places_[static_cast<std::size_t>(decision)]; }
    Place here(int line) const { return reading_.at(line); }

    const Catalog& catalog_;
    std::shared_ptr<Inside> inside_;
    Reading reading_;
    std::vector<Definitions> written_;  ///< one for each model
    std::array<Place, decision_count> places_{};
};

/// What the catalogue has, so that the reading can say which of the rules' names it has not.
void Compiler::define_catalogue() {
    reading_.open("city");
    const auto define = [&](Kind kind, const std::string& code) {
        if (!code.empty() && !reading_.defined(kind, code)) reading_.define(kind, code, {});
    };
    for (const auto& item : catalog_.items) define(Kind::item, item.code);
    for (const auto& material : catalog_.materials) define(Kind::material, material.code);
    for (const auto& flow : catalog_.flows) define(Kind::flow, flow.code);
    for (const auto& fact : inside_->vocabulary.facts) {
        define(Kind::fact, fact.term.zh);
        for (const auto& [term, code] : fact.code_of) define(Kind::answer, fact.term.zh + "/" + term);
    }
    for (const char* known : {given::item, given::flow, given::material}) define(Kind::fact, known);
    for (const auto& [name, code] : inside_->vocabulary.department_of_name) define(Kind::department, name);
    for (const auto& [name, code] : inside_->vocabulary.procedure_of_name) define(Kind::special_procedure, name);
    for (const auto& [name, code] : inside_->vocabulary.fee_of_name) define(Kind::fee, name);
}

void Compiler::read_files() {
    for (std::size_t file = 0; file < inside_->files.size(); ++file) read_file(file);
    if (inside_->files.empty()) {
        reading_.open("rules/");
        reading_.report(err::city_file_missing, here(0), {{"file", "rules/*.dmn"}});
    }
}

/// The line of "规则 12 · 面积" within a decision, or that of the decision.
int line_within(const dmn::source::Decision& decision, const std::string& where) {
    constexpr std::string_view sign = "规则 ";
    const auto at = where.find(sign);
    if (at == std::string::npos || !decision.logic.table) return decision.line;
    const auto number = static_cast<std::size_t>(std::atoi(where.c_str() + at + sign.size()));
    const auto& rules = decision.logic.table->rules;
    return number >= 1 && number <= rules.size() ? rules[number - 1].line : decision.line;
}

void Compiler::read_file(std::size_t index) {
    const auto& file = inside_->files[index];
    reading_.open(file.path);
    const auto problem = [&](const Error& error, int line) {
        reading_.report(err::rules_model, here(line),
                        {{"detailZh", error.zh() + "。" + error.next_zh()},
                         {"detail", error.en() + ". " + error.next_en()},
                         {"place", error.where}});
    };
    auto written = dmn::source::read(file.text);
    if (!written) return problem(written.error(), std::atoi(written.error().where.c_str()));
    auto model = dmn::load(file.text);
    if (!model) return problem(model.error(), std::atoi(model.error().where.c_str()));
    for (const auto& p : model->problems()) {
        int line = 0;
        for (const auto& decision : written->decisions)
            if (decision.name == p.element) line = line_within(decision, p.error.where);
        problem(p.error, line);
    }
    for (const char* clock : {"now()", "today()"})
        if (file.text.find(clock) != std::string::npos) reading_.report(err::rules_clock, here(0), {{"name", clock}});
    inside_->models.push_back(std::move(*model));
    written_.push_back(std::move(*written));
    take_tables(file);
}

void Compiler::take_tables(const SourceFile& file) {
    for (const auto& decision : written_.back().decisions) {
        const auto first = inside_->tables.size();
        if (decision.logic.table) {
            WrittenTable table{file.path, decision.name, decision.logic.table, {}};
            for (const auto& input : decision.logic.table->inputs)
                table.columns.emplace_back(reading_.defined(Kind::fact, input.text) ? input.text : std::string());
            inside_->tables.push_back(std::move(table));
        }
        for (std::size_t t = first; t < inside_->tables.size(); ++t) check_table(inside_->tables[t], decision.line);
        for (std::size_t d = 0; d < decision_count; ++d)
            if (decision.name == name_of(static_cast<Decision>(d))) places_[d] = here(decision.line);
    }
}

void Compiler::check_table(const WrittenTable& table, int line) {
    for (const auto& output : table.table->outputs)
        if (!meaning_of(output.name))
            reading_.report(err::rules_output, here(line),
                            {{"decision", table.decision}, {"name", output.name}, {"allowed", allowed_outputs()}});
    for (const auto& rule : table.table->rules) check_rule(table, rule);
}

void Compiler::check_rule(const WrittenTable& table, const dmn::source::Table::Rule& rule) {
    for (std::size_t c = 0; c < table.columns.size() && c < rule.inputs.size(); ++c) {
        const auto& column = table.columns[c];
        const auto cell = read_cell(rule.inputs[c]);
        if (column.empty() || !cell.understood) continue;
        for (const auto& name : cell.names) {
            if (column == given::item)
                reading_.refer(Kind::item, name, here(rule.line));
            else if (column == given::flow)
                reading_.refer(Kind::flow, name, here(rule.line));
            else if (column == given::material)
                reading_.refer(Kind::material, name, here(rule.line));
            else
                reading_.refer(Kind::answer, column + "/" + name, here(rule.line));
        }
    }
    check_outputs(table, rule);
    check_order(table, rule);
    check_limits(table, rule);
}

void Compiler::check_outputs(const WrittenTable& table, const dmn::source::Table::Rule& rule) {
    for (std::size_t o = 0; o < table.table->outputs.size() && o < rule.outputs.size(); ++o) {
        const auto* meaning = meaning_of(table.table->outputs[o].name);
        if (!meaning || meaning->free) continue;
        const auto& cell = rule.outputs[o];
        const auto named = literal(cell);
        if (meaning->kind && named) {
            reading_.refer(*meaning->kind, *named, here(rule.line));
            continue;
        }
        const auto word = named.value_or(cell == "null" ? cell : std::string());
        const auto& words = meaning->one_of;
        if (!meaning->kind && !word.empty() && std::find(words.begin(), words.end(), word) != words.end()) continue;
        std::vector<std::string> allowed;
        for (const auto& one : words)
            if (!one.empty()) allowed.push_back(one == "null" ? "null" : "\"" + std::string(one) + "\"");
        if (allowed.empty()) allowed.emplace_back("\"…\"");
        reading_.report(
            err::rules_cell, here(rule.line),
            {{"column", std::string(meaning->name)}, {"cell", cell}, {"allowed", text::join(allowed, "、")}});
    }
}

/// A question may depend on earlier ones only: otherwise nobody could tell what to ask first.
void Compiler::check_order(const WrittenTable& table, const dmn::source::Table::Rule& rule) {
    const int output = table.output("问题");
    if (output < 0) return;
    const auto& facts = inside_->vocabulary.fact_of_term;
    const auto asked = literal(rule.outputs[static_cast<std::size_t>(output)]);
    const auto question = asked ? facts.find(*asked) : facts.end();
    if (question == facts.end()) return;
    for (std::size_t c = 0; c < table.columns.size() && c < rule.inputs.size(); ++c) {
        if (read_cell(rule.inputs[c]).any) continue;
        const auto needed = facts.find(table.columns[c]);
        if (needed != facts.end() && needed->second >= question->second)
            reading_.report(err::city_question_order, here(rule.line), {{"code", *asked}, {"later", table.columns[c]}});
    }
}

/// A promise can only be compared with the law where a promised day is at least as long as a statutory one.
void Compiler::check_limits(const WrittenTable& table, const dmn::source::Table::Rule& rule) {
    const auto cell = [&](const char* name) {
        const int output = table.output(name);
        return output < 0 ? std::string() : rule.outputs[static_cast<std::size_t>(output)];
    };
    const auto statutory = cell("法定时限"), promised = cell("承诺时限");
    if (table.output("承诺时限") < 0) return;
    const auto days = text::is_digits(promised) && promised.size() < 5 ? std::atoi(promised.c_str()) : 0;
    if (days < 1 || days > 180)
        return reading_.report(err::city_range, here(rule.line),
                               {{"value", promised}, {"least", "1"}, {"most", "180"}});
    if (!text::is_digits(statutory)) return;
    const bool comparable = cell("法定单位") == cell("承诺单位") || cell("承诺单位") == "\"工作日\"";
    if (comparable && days > std::atoi(statutory.c_str()))
        reading_.report(err::city_promised, here(rule.line), {{"promised", promised}, {"statutory", statutory}});
}

void Compiler::find_decisions() {
    for (std::size_t d = 0; d < decision_count; ++d) find_decision(static_cast<Decision>(d));
}

void Compiler::find_decision(Decision decision) {
    const std::string name(name_of(decision));
    auto& asking = inside_->asks[static_cast<std::size_t>(decision)];
    int found = 0;
    for (std::size_t m = 0; m < inside_->models.size(); ++m) {
        const auto& elements = inside_->models[m].elements();
        for (std::size_t e = 0; e < elements.size(); ++e) {
            if (elements[e].kind != dmn::Element::Kind::decision || elements[e].name != name) continue;
            ++found;
            asking.file = m;
            asking.element = e;
        }
    }
    if (found != 1) {
        if (found == 0) reading_.open("rules/");
        return reading_.report(err::rules_decision, found == 0 ? here(0) : place_of(decision),
                               {{"name", name}, {"count", std::to_string(found)}});
    }
    const auto& model = inside_->models[asking.file];
    for (const auto input : model.inputs_of(asking.element)) {
        const auto& term = model.elements()[input].name;
        const auto fact = inside_->vocabulary.fact_of_term.find(term);
        asking.slots.push_back(term == given::item                              ? Inside::about_item
                               : term == given::flow                            ? Inside::about_flow
                               : term == given::material                        ? Inside::about_material
                               : fact != inside_->vocabulary.fact_of_term.end() ? static_cast<int>(fact->second)
                                                                                : Inside::about_item);
        asking.of_facts = asking.of_facts || asking.slots.back() >= 0;
        reading_.refer(Kind::fact, term, place_of(decision));
    }
}

void Compiler::settle_usual() {
    const auto nothing = inside_->known({});
    const auto open = [&](const Error& error, Decision decision) {
        reading_.report(*error.code, place_of(decision), error.params);
    };
    for (std::size_t i = 0; i < inside_->vocabulary.items.size(); ++i) {
        const auto& code = inside_->vocabulary.items[i];
        auto usual = inside_->rule(i, nothing);
        if (!usual) {
            open(usual.error(), Decision::limits);
            continue;
        }
        usual->needs = inside_->all_needs(code);
        inside_->usual.emplace(code, std::move(*usual));
    }
    for (const auto& material : catalog_.materials) {
        std::vector<FiredRule> fired;
        const auto source = inside_->source(material.code, nothing, fired);
        if (!source)
            open(source.error(), Decision::source);
        else if (inside_->usual_source.emplace(material.code, *source);
                 *source == Source::result && material.produced_by.empty())
            reading_.report(err::city_not_produced, place_of(Decision::source), {{"code", material.code}});
    }
    for (const auto& flow : catalog_.flows)
        for (const auto& in_flow : flow.items) {
            auto known = nothing;
            known.flow = feel::Value(flow.code);
            known.item = feel::Value(in_flow.item);
            std::vector<FiredRule> fired;
            std::optional<Limit> statutory;
            const auto limits = inside_->one(Decision::limits, known, in_flow.item, fired);
            const auto promised = limits ? inside_->promised(*limits, statutory, in_flow.item) : Limit{};
            inside_->usual_days[flow.code][in_flow.item] = promised ? promised->amount : 0;
        }
}

/// Which items only circumstances call for, and which nobody ever calls for.
void Compiler::settle_conditions() {
    std::map<std::string, int> rules;
    for (const auto& table : inside_->tables) {
        const int output = table.output("事项"), flow_column = table.column(given::flow);
        if (output < 0) continue;
        for (const auto& rule : table.table->rules) {
            const auto item = literal(rule.outputs[static_cast<std::size_t>(output)]);
            if (!item) continue;
            ++rules[*item];
            bool always = true;
            for (std::size_t c = 0; c < rule.inputs.size(); ++c)
                always = always && (static_cast<int>(c) == flow_column || read_cell(rule.inputs[c]).any);
            for (const auto& flow : catalog_.flows) {
                const bool here =
                    flow_column < 0 || read_cell(rule.inputs[static_cast<std::size_t>(flow_column)]).holds(flow.code);
                auto& conditional = inside_->conditional[flow.code].try_emplace(*item, true).first->second;
                if (always && here) conditional = false;
            }
        }
    }
    for (const auto& item : catalog_.items)
        if (!rules.contains(item.code))
            reading_.report(err::rules_item, place_of(Decision::items), {{"item", item.code}, {"name", item.name.zh}});
}

CompiledRules Compiler::compile() {
    define_catalogue();
    read_files();
    // Models that cannot be read leave decisions missing; that is one mistake, not many.
    if (inside_->models.size() == inside_->files.size()) find_decisions();
    reading_.resolve();
    if (reading_.clean()) {
        settle_usual();
        settle_conditions();
    }
    if (!reading_.clean()) return tl::unexpected(std::move(reading_).findings());
    std::string all;
    for (const auto& file : inside_->files)
        all += std::to_string(file.path.size()) + ":" + file.path + std::to_string(file.text.size()) + ":" + file.text;
    inside_->version = crypto::sha256_hex(all);
    return std::make_shared<const Rules>(std::move(inside_));
}

}  // namespace

// Written tables --------------------------------------------------------------------------------------------------

int WrittenTable::column(std::string_view name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

int WrittenTable::output(std::string_view name) const {
    for (std::size_t o = 0; o < table->outputs.size(); ++o)
        if (table->outputs[o].name == name) return static_cast<int>(o);
    return -1;
}

bool NamedCell::holds(std::string_view name) const {
    return any || (std::find(names.begin(), names.end(), name) != names.end()) != negated;
}

std::optional<std::string> literal(std::string_view cell) {
    const std::string trimmed(text::trim(cell));
    const std::string_view s = trimmed;
    if (s.size() < 2 || s.front() != '"' || s.back() != '"') return std::nullopt;
    const auto inner = s.substr(1, s.size() - 2);
    if (inner.find_first_of("\"\\") != std::string_view::npos) return std::nullopt;
    return std::string(inner);
}

NamedCell read_cell(std::string_view written) {
    NamedCell cell;
    std::string trimmed(text::trim(written));
    std::string_view s = trimmed;
    if (s.empty() || s == "-") {
        cell.any = cell.understood = true;
        return cell;
    }
    if (s.starts_with("not(") && s.ends_with(')')) {
        cell.negated = true;
        s = s.substr(4, s.size() - 5);
    }
    cell.understood = true;
    for (const auto part : text::split(s, ',')) {
        auto name = literal(part);
        if (!name) return {};
        cell.names.push_back(std::move(*name));
    }
    return cell;
}

// Vocabulary ------------------------------------------------------------------------------------------------------

void Vocabulary::Fact::answer(const std::string& code, const std::string& term, const std::string& english_term) {
    code_of.emplace(term, code);
    term_of.emplace(code, term);
    english.emplace(term, english_term);
}

void Vocabulary::add(Fact fact) {
    fact_of_term.emplace(fact.term.zh, facts.size());
    fact_of_code.emplace(fact.code, facts.size());
    facts.push_back(std::move(fact));
}

Vocabulary::Vocabulary(const Catalog& catalog) {
    for (const auto& question : catalog.questions) {
        Fact fact{question.code, question.term, question.kind, true, {}, {}, {}};
        for (const auto& option : question.options) fact.answer(option.code, option.term, option.name.en);
        if (question.kind == AnswerKind::yes_no) {
            fact.answer("yes", "是", "yes");
            fact.answer("no", "否", "no");
        }
        add(std::move(fact));
    }
    Fact district{std::string(district_fact), {"区县", "District"}, AnswerKind::choice, false, {}, {}, {}};
    for (const auto& one : catalog.districts) district.answer(one.code, one.name.zh, one.name.en);
    if (!fact_of_code.contains(district.code) && !fact_of_term.contains(district.term.zh)) add(std::move(district));
    for (const auto& item : catalog.items) {
        if (position_of_item.emplace(item.code, items.size()).second) items.push_back(item.code);
        item_names.emplace(item.code, item.name);
    }
    for (const auto& material : catalog.materials) material_names.emplace(material.code, material.name);
    for (const auto& flow : catalog.flows) flow_names.emplace(flow.code, flow.name);
    for (const auto& department : catalog.departments) {
        department_of_name.emplace(department.name.zh, department.code);
        department_of_name.emplace(department.code, department.code);
        department_names.emplace(department.name.zh, department.name);
    }
    const auto entries = [&](const char* dictionary, auto& names) {
        const auto found = catalog.dictionaries.find(dictionary);
        if (found == catalog.dictionaries.end()) return;
        for (const auto& entry : found->second) names.emplace(entry.name.zh, entry.code);
    };
    entries("special_procedure", procedure_of_name);
    entries("fee", fee_of_name);
}

std::vector<MaterialNeed> Inside::all_needs(std::string_view item) const {
    std::vector<MaterialNeed> needs;
    const auto nothing = known({});
    for (const auto& table : tables) {
        const int material_output = table.output("材料"), necessity_output = table.output("必要性");
        const int item_column = table.column(given::item);
        if (material_output < 0 || necessity_output < 0 || item_column < 0) continue;
        for (const auto& rule : table.table->rules) {
            if (!read_cell(rule.inputs[static_cast<std::size_t>(item_column)]).holds(item)) continue;
            bool always = true;
            for (std::size_t c = 0; c < rule.inputs.size(); ++c)
                always = always && (static_cast<int>(c) == item_column || read_cell(rule.inputs[c]).any);
            const auto material = literal(rule.outputs[static_cast<std::size_t>(material_output)]).value_or("");
            const auto word = literal(rule.outputs[static_cast<std::size_t>(necessity_output)]).value_or("");
            const auto before =
                std::find_if(needs.begin(), needs.end(), [&](const auto& need) { return need.material == material; });
            if (before != needs.end()) {
                before->conditional = before->conditional && !always;
                continue;
            }
            std::vector<FiredRule> fired;
            const auto from = source(material, nothing, fired);
            needs.push_back({material,
                             word == "容缺后补" ? Necessity::deferrable
                             : word == "非必要" ? Necessity::optional
                                                : Necessity::required,
                             from ? *from : Source::applicant, !always});
        }
    }
    return needs;
}

CompiledRules compile_rules(const Catalog& catalog, std::vector<SourceFile> files) {
    return Compiler(catalog, std::move(files)).compile();
}

bool is_rules(std::string_view path) { return path.starts_with("rules/") && path.ends_with(".dmn"); }

}  // namespace zhupi::catalog
