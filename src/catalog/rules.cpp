// Asking the compiled rules.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/rules_inside.hpp"

#include <algorithm>

namespace zhupi::catalog {
namespace {

using feel::Value;
using Inside = Rules::Inside;

constexpr std::size_t most_remembered = 4096, most_settled = 65'536;

/// Rules must give the same answer whenever they are asked: what the clock says is none of their business, and
/// compile_rules() refuses rules that look at it.
Instant no_clock() { return {}; }

const dmn::Options& tracing() {
    static const dmn::Options options = [] {
        dmn::Options made;
        made.environment.clock = no_clock;
        made.trace = true;
        return made;
    }();
    return options;
}

void flatten(const Value& value, std::vector<Value>& out) {
    if (value.is_null()) return;
    if (!value.is(feel::Kind::list)) return out.push_back(value);
    for (const auto& item : value.items()) flatten(item, out);
}

/// A member of a row of outputs, or the value itself where the table has one output only.
Value member(const Value& row, std::string_view name) {
    if (!row.is(feel::Kind::context)) return row;
    const auto* found = row.context().find(name);
    return found ? *found : Value();
}

std::string text_of(const Value& value) { return value.is(feel::Kind::string) ? value.string() : std::string(); }

std::optional<int> whole(const Value& value) {
    if (!value.is(feel::Kind::number)) return std::nullopt;
    const auto number = value.number().to_int64();
    if (!number || *number < 0 || *number > 3650) return std::nullopt;
    return static_cast<int>(*number);
}

tl::unexpected<Error> undecided(Decision decision, std::string_view about, const std::vector<feel::Diagnostic>& notes) {
    const auto why = notes.empty() ? std::pair<std::string, std::string>{"没有规则成立", "no rule holds"}
                                   : std::pair{notes.front().error.zh(), notes.front().error.en()};
    return fail(err::rules_undecided, {{"decision", std::string(name_of(decision))},
                                       {"about", about.empty() ? "本项目" : std::string(about)},
                                       {"aboutEn", about.empty() ? "the project" : std::string(about)},
                                       {"detailZh", why.first},
                                       {"detail", why.second}});
}

std::string key_of(const Answers& answers) {
    std::string key;
    for (const auto& [code, value] : answers) (((key += code) += '\x1f') += value) += '\x1e';
    return key;
}

std::optional<Decimal> decimal(const Value& value) {
    if (!value.is(feel::Kind::number)) return std::nullopt;
    const auto parsed = Decimal::parse(value.number().text());
    return parsed ? std::optional(*parsed) : std::nullopt;
}

}  // namespace

std::string_view name_of(Decision decision) {
    constexpr std::string_view names[decision_count] = {
        "提问",     "适用流程", "办理事项", "区域评估免评事项", "申报材料", "材料来源", "办理时限",
        "办理部门", "办理岗位", "特别程序", "告知承诺",         "容缺受理", "收费"};
    return names[static_cast<std::size_t>(decision)];
}

std::vector<std::string> ItemRuling::deferrable() const {
    std::vector<std::string> materials;
    for (const auto& need : needs)
        if (deferral && need.necessity == Necessity::deferrable) materials.push_back(need.material);
    return materials;
}

const ItemRuling* Ruling::item(std::string_view code) const {
    const auto found = std::find_if(items.begin(), items.end(), [&](const auto& i) { return i.item == code; });
    return found == items.end() ? nullptr : &*found;
}

// Inside ----------------------------------------------------------------------------------------------------------

/// An unanswered yes-or-no question is "no"; any other is null.
Inside::Known Inside::known(const Answers& answers) const {
    static const Value no{"否"};
    Known known;
    known.facts.resize(vocabulary.facts.size());
    for (std::size_t i = 0; i < vocabulary.facts.size(); ++i) {
        const auto& fact = vocabulary.facts[i];
        const auto found = answers.find(fact.code);
        if (found == answers.end()) {
            if (fact.kind == AnswerKind::yes_no) known.facts[i] = no;
        } else if (fact.kind == AnswerKind::number) {
            known.facts[i] = Value::of(feel::Number::parse(found->second));
        } else if (const auto term = fact.term_of.find(found->second); term != fact.term_of.end()) {
            known.facts[i] = Value(term->second);
        }
    }
    return known;
}

dmn::Outcome Inside::ask(Decision decision, const Known& known, const dmn::Options& options) const {
    const auto& asking = asks[static_cast<std::size_t>(decision)];
    std::vector<Value> inputs;
    inputs.reserve(asking.slots.size());
    for (const int slot : asking.slots)
        inputs.push_back(slot == about_item       ? known.item
                         : slot == about_flow     ? known.flow
                         : slot == about_material ? known.material
                                                  : known.facts[static_cast<std::size_t>(slot)]);
    return dmn::evaluate(models[asking.file], asking.element, inputs, options);
}

std::shared_ptr<const dmn::Outcome> Inside::answer(Decision decision, const Known& known) const {
    if (asks[static_cast<std::size_t>(decision)].of_facts)
        return std::make_shared<const dmn::Outcome>(ask(decision, known, tracing()));
    std::string key(1, static_cast<char>('A' + static_cast<int>(decision)));
    for (const auto* about : {&known.item, &known.flow, &known.material}) (key += text_of(*about)) += '\x1f';
    {
        const std::lock_guard lock(mutex);
        if (const auto found = settled.find(key); found != settled.end()) return found->second;
    }
    auto outcome = std::make_shared<const dmn::Outcome>(ask(decision, known, tracing()));
    const std::lock_guard lock(mutex);
    if (settled.size() >= most_settled) settled.clear();
    settled.emplace(std::move(key), outcome);
    return outcome;
}

namespace {

void note(const dmn::Outcome& outcome, const dmn::Model& model, std::string_view about, std::vector<FiredRule>& fired) {
    for (const auto& rule : outcome.fired)
        fired.push_back({model.elements()[rule.element].name, std::string(about), rule.rule});
}

}  // namespace

std::vector<Value> Inside::list(Decision decision, const Known& known, std::string_view about,
                                std::vector<FiredRule>& fired) const {
    const auto outcome = answer(decision, known);
    note(*outcome, models[asks[static_cast<std::size_t>(decision)].file], about, fired);
    std::vector<Value> values;
    flatten(outcome->value, values);
    return values;
}

Result<Value> Inside::one(Decision decision, const Known& known, std::string_view about,
                          std::vector<FiredRule>& fired) const {
    const auto outcome = answer(decision, known);
    if (outcome->value.is_null()) return undecided(decision, about, outcome->diagnostics);
    note(*outcome, models[asks[static_cast<std::size_t>(decision)].file], about, fired);
    return outcome->value;
}

/// Whether a question is asked depends on the answers to others, which count only when these are asked. As a question
/// depends on earlier ones alone, each round settles those that hang on the ones settled before. What is known without
/// a question always counts.
std::vector<bool> Inside::asked(const Answers& answers) const {
    std::vector<bool> asked(vocabulary.facts.size(), true);
    for (std::size_t round = 0; round <= vocabulary.facts.size(); ++round) {
        auto known = this->known(answers);
        static const Value no{"否"};
        for (std::size_t i = 0; i < asked.size(); ++i)
            if (!asked[i]) known.facts[i] = vocabulary.facts[i].kind == AnswerKind::yes_no ? no : Value();
        std::vector<bool> now(asked.size(), false);
        for (std::size_t i = 0; i < now.size(); ++i) now[i] = !vocabulary.facts[i].asked_for;
        std::vector<FiredRule> fired;
        for (const auto& value : list(Decision::questions, known, {}, fired))
            if (const auto found = vocabulary.fact_of_term.find(text_of(value)); found != vocabulary.fact_of_term.end())
                now[found->second] = true;
        if (now == asked) break;
        asked = std::move(now);
    }
    return asked;
}

Answers Inside::relevant(const Answers& answers) const {
    const auto asked = this->asked(answers);
    Answers kept;
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (const auto found = answers.find(vocabulary.facts[i].code); asked[i] && found != answers.end())
            kept.insert(*found);
    return kept;
}

Result<Source> Inside::source(std::string_view material, const Known& known, std::vector<FiredRule>& fired) const {
    Known about = known;
    about.material = Value(std::string(material));
    ZHUPI_TRY(const auto value, one(Decision::source, about, material, fired));
    const auto name = text_of(value);
    return name == "审批结果"   ? Source::result
           : name == "共享获取" ? Source::shared
           : name == "系统生成" ? Source::form
                                : Source::applicant;
}

Result<Limit> Inside::promised(const Value& limits, std::optional<Limit>& statutory, std::string_view item) const {
    const auto unit = [&](const char* name) {
        return text_of(member(limits, name)) == "自然日" ? Unit::calendar_day : Unit::working_day;
    };
    const auto days = whole(member(limits, "承诺时限"));
    if (!days || *days == 0) return undecided(Decision::limits, item, {});
    if (const auto by_law = whole(member(limits, "法定时限"))) statutory = Limit{*by_law, unit("法定单位")};
    return Limit{*days, unit("承诺单位")};
}

/// The words of the column 岗位.
static Handling handling_of(std::string_view words) {
    static constexpr std::pair<std::string_view, Handling> known[] = {
        {"承办、批准", Handling::brief},       {"即办", Handling::instant},
        {"告知承诺", Handling::commitment},    {"联合审查", Handling::joint_review},
        {"联合审图", Handling::joint_drawing}, {"联合验收", Handling::joint_acceptance},
    };
    for (const auto& [name, handling] : known)
        if (name == words) return handling;
    return Handling::normal;
}

Result<ItemRuling> Inside::rule(std::size_t position, const Known& project) const {
    ItemRuling ruling;
    ruling.item = vocabulary.items[position];
    const auto& code = ruling.item;
    auto known = project;
    known.item = Value(code);

    ZHUPI_TRY(const auto limits, one(Decision::limits, known, code, ruling.fired));
    ZHUPI_TRY(ruling.promised, promised(limits, ruling.statutory, code));
    ZHUPI_TRY(const auto department, one(Decision::department, known, code, ruling.fired));
    const auto found = vocabulary.department_of_name.find(text_of(department));
    if (found == vocabulary.department_of_name.end()) return undecided(Decision::department, code, {});
    ruling.department = found->second;
    ZHUPI_TRY(const auto posts, one(Decision::posts, known, code, ruling.fired));
    const auto passed = text_of(posts);
    ruling.handling = handling_of(passed);
    ZHUPI_TRY(const auto commitment, one(Decision::commitment, known, code, ruling.fired));
    ruling.commitment = text_of(commitment) == "是";
    ZHUPI_TRY(const auto deferral, one(Decision::deferral, known, code, ruling.fired));
    ruling.deferral = text_of(deferral) == "是";

    for (const auto& value : list(Decision::procedures, known, code, ruling.fired))
        if (const auto procedure = vocabulary.procedure_of_name.find(text_of(value));
            procedure != vocabulary.procedure_of_name.end())
            ruling.special_procedures.push_back(procedure->second);
    for (const auto& value : list(Decision::fees, known, code, ruling.fired))
        if (const auto fee = vocabulary.fee_of_name.find(text_of(member(value, "收费项目")));
            fee != vocabulary.fee_of_name.end())
            ruling.fees.push_back({fee->second, decimal(member(value, "标准")), text_of(member(value, "计量"))});

    for (const auto& value : list(Decision::needs, known, code, ruling.fired)) {
        const auto material = text_of(member(value, "材料")), necessity = text_of(member(value, "必要性"));
        const auto strict = necessity == "容缺后补" ? Necessity::deferrable
                            : necessity == "非必要" ? Necessity::optional
                                                    : Necessity::required;
        const auto before = std::find_if(ruling.needs.begin(), ruling.needs.end(),
                                         [&](const auto& need) { return need.material == material; });
        if (before != ruling.needs.end()) {
            if (strict == Necessity::required) before->necessity = strict;
            continue;
        }
        ZHUPI_TRY(const auto from, source(material, known, ruling.fired));
        ruling.needs.push_back({material, strict, from, false});
    }
    return ruling;
}

Result<std::shared_ptr<const Ruling>> Inside::decide(const Answers& answers) const {
    auto ruling = std::make_shared<Ruling>();
    ruling->version = version;
    ruling->facts = relevant(answers);
    auto known = this->known(ruling->facts);
    for (const auto& value : list(Decision::flows, known, {}, ruling->fired)) ruling->flows.push_back(text_of(value));
    if (ruling->flows.empty()) return fail(err::flow_none, {}, "/answers");
    known.flow = Value(ruling->flows.front());

    std::vector<std::size_t> positions;
    for (const auto& value : list(Decision::items, known, {}, ruling->fired))
        if (const auto found = vocabulary.position_of_item.find(text_of(value));
            found != vocabulary.position_of_item.end())
            positions.push_back(found->second);
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
    const auto& in_flow = usual_days.find(ruling->flows.front());
    for (const auto position : positions) {
        // What the flow does not have is not asked about further.
        if (in_flow == usual_days.end() || !in_flow->second.contains(vocabulary.items[position])) continue;
        ZHUPI_TRY(auto item, rule(position, known));
        ruling->items.push_back(std::move(item));
    }
    for (const auto& value : list(Decision::spared, known, {}, ruling->fired)) ruling->spared.push_back(text_of(value));
    return std::shared_ptr<const Ruling>(std::move(ruling));
}

// Rules -----------------------------------------------------------------------------------------------------------

const std::string& Rules::version() const { return inside_->version; }
const std::vector<SourceFile>& Rules::files() const { return inside_->files; }

std::vector<std::string> Rules::asked(const Answers& answers) const {
    const auto asked = inside_->asked(answers);
    const auto& facts = inside_->vocabulary.facts;
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (asked[i] && facts[i].asked_for) codes.push_back(facts[i].code);
    return codes;
}

Answers Rules::relevant(const Answers& answers) const { return inside_->relevant(answers); }

Result<std::shared_ptr<const Ruling>> Rules::decide(const Answers& answers) const {
    auto key = key_of(answers);
    {
        const std::lock_guard lock(inside_->mutex);
        if (const auto found = inside_->remembered.find(key); found != inside_->remembered.end()) return found->second;
    }
    ZHUPI_TRY(auto ruling, inside_->decide(answers));
    const std::lock_guard lock(inside_->mutex);
    if (inside_->remembered.size() >= most_remembered) inside_->remembered.clear();
    inside_->remembered.emplace(std::move(key), ruling);
    return ruling;
}

const ItemRuling& Rules::usual(std::string_view item) const {
    const auto found = inside_->usual.find(item);
    ensure(found != inside_->usual.end(), "an item that the rules were not compiled for");
    return found->second;
}

Source Rules::usual_source(std::string_view material) const {
    const auto found = inside_->usual_source.find(material);
    ensure(found != inside_->usual_source.end(), "a material that the rules were not compiled for");
    return found->second;
}

int Rules::usual_days(std::string_view item, std::string_view flow) const {
    const auto in_flow = inside_->usual_days.find(flow);
    if (in_flow == inside_->usual_days.end()) return 0;
    const auto found = in_flow->second.find(item);
    return found == in_flow->second.end() ? 0 : found->second;
}

bool Rules::conditional(std::string_view item, std::string_view flow) const {
    const auto in_flow = inside_->conditional.find(flow);
    if (in_flow == inside_->conditional.end()) return false;
    const auto found = in_flow->second.find(item);
    return found != in_flow->second.end() && found->second;
}

// Rulebook --------------------------------------------------------------------------------------------------------

struct Rulebook::Shelf {
    mutable std::mutex mutex;
    std::shared_ptr<const Rules> own;
    std::vector<Edition> editions;
    std::map<std::string, std::shared_ptr<const Rules>, std::less<>> versions;
};

Rulebook::Rulebook(std::shared_ptr<const Rules> own) : shelf_(std::make_unique<Shelf>()) {
    shelf_->own = std::move(own);
    shelf_->versions.emplace(shelf_->own->version(), shelf_->own);
}
Rulebook::~Rulebook() = default;

std::shared_ptr<const Rules> Rulebook::own() const {
    const std::lock_guard lock(shelf_->mutex);
    return shelf_->own;
}

std::shared_ptr<const Rules> Rulebook::in_force(Date day) const {
    const std::lock_guard lock(shelf_->mutex);
    for (auto edition = shelf_->editions.rbegin(); edition != shelf_->editions.rend(); ++edition)
        if (edition->from <= day) return edition->rules;
    return shelf_->own;
}

std::shared_ptr<const Rules> Rulebook::version(std::string_view version) const {
    const std::lock_guard lock(shelf_->mutex);
    if (version.empty()) return shelf_->own;
    const auto found = shelf_->versions.find(version);
    return found == shelf_->versions.end() ? nullptr : found->second;
}

void Rulebook::know(std::shared_ptr<const Rules> rules) {
    const std::lock_guard lock(shelf_->mutex);
    shelf_->versions.try_emplace(rules->version(), rules);
}

void Rulebook::publish(std::vector<Edition> editions) {
    const std::lock_guard lock(shelf_->mutex);
    for (const auto& edition : editions) shelf_->versions.insert_or_assign(edition.rules->version(), edition.rules);
    std::stable_sort(editions.begin(), editions.end(),
                     [](const Edition& a, const Edition& b) { return a.from < b.from; });
    shelf_->editions = std::move(editions);
}

}  // namespace zhupi::catalog
