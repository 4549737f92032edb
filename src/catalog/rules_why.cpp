// Why a rule held or did not, in the words of the catalogue and in both languages.

#include "base/text.hpp"
#include "catalog/rules_inside.hpp"

#include <algorithm>

namespace zhupi::catalog {
namespace {

using Inside = Rules::Inside;

/// A cell in words: “划拨、出让”, or as it stands where it is an expression.
Name wanted(const Vocabulary::Fact* fact, const std::string& written) {
    const auto cell = read_cell(written);
    if (!cell.understood || cell.any) return {written, written};
    std::vector<std::string> zh, en;
    for (const auto& name : cell.names) {
        zh.push_back(name);
        const auto english = fact ? fact->english.find(name) : std::map<std::string, std::string>::const_iterator{};
        en.push_back(fact && english != fact->english.end() ? english->second : name);
    }
    return {(cell.negated ? "不是" : "") + text::join(zh, "、"), (cell.negated ? "not " : "") + text::join(en, " or ")};
}

Name actual(const Vocabulary::Fact* fact, const feel::Value& value) {
    if (value.is_null()) return {"没有填写", "not answered"};
    const auto zh = feel::to_text(value);
    if (!fact) return {zh, zh};
    const auto english = fact->english.find(zh);
    return {zh, english == fact->english.end() ? zh : english->second};
}

Name or_code(const std::map<std::string, Name, std::less<>>& names, std::string_view code) {
    const auto found = names.find(code);
    return found == names.end() ? Name{std::string(code), std::string(code)} : found->second;
}

class Explainer {
public:
    Explainer(const Inside& inside, const Answers& answers)
        : inside_(inside), known_(inside.known(inside.relevant(answers))) {
        std::vector<FiredRule> fired;
        const auto flows = inside.list(Decision::flows, known_, {}, fired);
        if (!flows.empty()) known_.flow = flows.front();
    }
    void about(std::string_view item) { known_.item = feel::Value(std::string(item)); }

    /// The rules that give `wanted` in the column `output`, or all that hold when nothing is wanted.
    Why explain(Decision decision, const char* output, std::string_view wanted) const;

private:
    const WrittenTable* table(const std::string& decision) const {
        for (const auto& table : inside_.tables)
            if (table.decision == decision) return &table;
        return nullptr;
    }
    const feel::Value& value(const std::string& column) const {
        static const feel::Value unknown;
        if (column == given::item) return known_.item;
        if (column == given::flow) return known_.flow;
        const auto fact = inside_.vocabulary.fact_of_term.find(column);
        return fact == inside_.vocabulary.fact_of_term.end() ? unknown : known_.facts[fact->second];
    }
    WhyRule rule(const WrittenTable& written, const dmn::ExplainedRule& explained) const;

    const Inside& inside_;
    Inside::Known known_;
};

WhyRule Explainer::rule(const WrittenTable& written, const dmn::ExplainedRule& explained) const {
    const auto& source = written.table->rules[static_cast<std::size_t>(explained.number) - 1];
    WhyRule why{written.decision, explained.number, explained.held, {}, {}};
    for (std::size_t c = 0; c < source.inputs.size(); ++c) {
        const auto& heading = written.table->inputs[c].label;
        const auto& column = written.columns[c];
        const bool missed =
            explained.miss && explained.miss->column == (heading.empty() ? written.table->inputs[c].text : heading);
        if (column == given::item || (read_cell(source.inputs[c]).any && !missed)) continue;
        const auto found = inside_.vocabulary.fact_of_term.find(column);
        const auto* fact =
            found == inside_.vocabulary.fact_of_term.end() ? nullptr : &inside_.vocabulary.facts[found->second];
        WhyCondition condition;
        condition.fact = fact ? fact->term : column == given::flow ? Name{"审批流程", "Flow"} : Name{heading, heading};
        condition.wanted = ::zhupi::catalog::wanted(fact, source.inputs[c]);
        condition.actual = column.empty() && explained.miss ? Name{explained.miss->value, explained.miss->value}
                                                            : actual(fact, value(column));
        condition.met = !missed;
        why.conditions.push_back(std::move(condition));
        if (missed) break;
    }
    for (std::size_t a = 0; a < source.annotations.size(); ++a)
        if (!source.annotations[a].empty())
            why.notes.emplace_back(a < written.table->annotations.size() ? written.table->annotations[a] : "",
                                   source.annotations[a]);
    if (!source.description.empty()) why.notes.emplace_back("", source.description);
    return why;
}

/// The condition that decides: what was met, or what was not.
std::string conditions(const WhyRule& rule, bool chinese) {
    std::vector<std::string> parts;
    for (const auto& c : rule.conditions) {
        if (c.met != rule.held) continue;
        if (chinese)
            parts.push_back("“" + c.fact.zh + "”" + (c.met ? "为“" : "是“") + c.actual.zh + "”" +
                            (c.met ? "" : "，而规则要求“" + c.wanted.zh + "”"));
        else
            parts.push_back("'" + c.fact.en + "' is '" + c.actual.en + "'" +
                            (c.met ? "" : " where the rule wants '" + c.wanted.en + "'"));
    }
    return text::join(parts, chinese ? "，" : ", ");
}

Why Explainer::explain(Decision decision, const char* output, std::string_view wanted) const {
    dmn::Options options;
    options.explain = true;
    options.environment.clock = [] { return Instant{}; };
    const auto outcome = inside_.ask(decision, known_, options);
    Why why;
    std::vector<WhyRule> missed;
    for (const auto& explained : outcome.explanation->decisions) {
        const auto* written = table(explained.name);
        if (!written || explained.tables.empty()) continue;
        const int column = written->output(output);
        const int item_column = written->column(given::item);
        if (column < 0) continue;
        for (const auto& candidate : explained.tables.front().rules) {
            const auto& source = written->table->rules[static_cast<std::size_t>(candidate.number) - 1];
            if (!wanted.empty() && literal(source.outputs[static_cast<std::size_t>(column)]) != std::string(wanted))
                continue;
            if (item_column >= 0 && known_.item.is(feel::Kind::string) &&
                !read_cell(source.inputs[static_cast<std::size_t>(item_column)]).holds(known_.item.string()))
                continue;
            if (candidate.held)
                why.rules.push_back(rule(*written, candidate));
            else if (!wanted.empty())
                missed.push_back(rule(*written, candidate));
        }
    }
    why.applies = !why.rules.empty();
    if (!why.applies) why.rules = std::move(missed);
    return why;
}

void say(Why& why, const Name& subject, const Name& verb, const Name& negated) {
    std::vector<std::string> zh, en;
    for (const auto& rule : why.rules) {
        if (auto text = conditions(rule, true); !text.empty()) zh.push_back(std::move(text));
        if (auto text = conditions(rule, false); !text.empty()) en.push_back(std::move(text));
    }
    const auto& said = why.applies ? verb : negated;
    const auto because_zh = why.rules.empty() ? std::string("没有规则提到它")
                            : zh.empty()      ? std::string("规则不设条件")
                                              : text::join(zh, why.applies ? "；并且" : "；");
    const auto because_en = why.rules.empty() ? std::string("no rule speaks of it")
                            : en.empty()      ? std::string("the rule has no condition")
                                              : text::join(en, why.applies ? "; and " : "; ");
    why.sentence = {subject.zh + said.zh + "：" + because_zh + "。", subject.en + said.en + ": " + because_en + "."};
}

}  // namespace

Why Rules::why_flow(const Answers& answers, std::string_view flow) const {
    auto why = Explainer(*inside_, answers).explain(Decision::flows, "流程", flow);
    say(why, or_code(inside_->vocabulary.flow_names, flow), {"适用", " fits"}, {"不适用", " does not fit"});
    return why;
}

Why Rules::why_item(const Answers& answers, std::string_view item) const {
    auto why = Explainer(*inside_, answers).explain(Decision::items, "事项", item);
    say(why, or_code(inside_->vocabulary.item_names, item), {"需要办理", " is needed"},
        {"不需要办理", " is not needed"});
    return why;
}

Why Rules::why_material(const Answers& answers, std::string_view item, std::string_view material) const {
    Explainer explainer(*inside_, answers);
    explainer.about(item);
    auto why = explainer.explain(Decision::needs, "材料", material);
    say(why, or_code(inside_->vocabulary.material_names, material), {"需要提交", " is asked for"},
        {"不需要提交", " is not asked for"});
    return why;
}

std::vector<Why> Rules::why_handled(const Answers& answers, std::string_view item) const {
    Explainer explainer(*inside_, answers);
    explainer.about(item);
    struct Part {
        Decision decision;
        const char* output;
        Name subject;
    };
    std::vector<Why> all;
    for (const auto& part : {Part{Decision::limits, "承诺时限", {"办理时限", "The limits"}},
                             Part{Decision::department, "部门", {"办理部门", "The department"}},
                             Part{Decision::posts, "岗位", {"办理岗位", "The posts"}},
                             Part{Decision::fees, "收费项目", {"收费", "The fee"}}}) {
        auto why = explainer.explain(part.decision, part.output, {});
        if (!why.applies) continue;
        say(why, part.subject, {"由此确定", " follow from this"}, {"", ""});
        all.push_back(std::move(why));
    }
    return all;
}

}  // namespace zhupi::catalog
