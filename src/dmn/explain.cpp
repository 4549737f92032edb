#include "dmn/explain.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace zhupi::dmn {

namespace {

/// The sentences of one language; {placeholders} are filled by text::fill.
struct Sentences {
    std::string_view result, result_null, input, input_null, given, one_rule, several_rules, no_rule, miss, must,
        must_null, also, more, because, choice, choice_null, note, separator, clause, from_input, from_decision;
};

constexpr Sentences chinese{
    "“{name}”的结果是 {value}。",
    "“{name}”没有结果（空值）。",
    "输入“{name}”为 {value}。",
    "输入“{name}”没有填写（空值）。",
    "依据：{list}。",
    "规则 {rules} 成立，得出 {outputs}。",
    "规则 {rules} 同时成立（命中策略 {policy}），得出 {outputs}。",
    "没有规则成立。",
    "规则 {rule} 不成立：{list}。",
    "“{column}”应{must}，实际是 {value}",
    "“{column}”应{must}，但它没有值，无法判断{from}",
    "规则 {rule} 也符合，但排在前面的规则已经决定了结果。",
    "另有 {count} 条规则不成立。",
    "规则 {rule} 的说明：{text}。",
    "条件“{condition}”{answer}。",
    "条件“{condition}”没有值，按不成立处理。",
    "说明：{text}。",
    "、",
    "；",
    "（{name} 没有填写）",
    "（{name} 没有结果）",
};

constexpr Sentences english{
    "The result of '{name}' is {value}.",
    "'{name}' has no result (null).",
    "Input '{name}' is {value}.",
    "Input '{name}' was not given (null).",
    "Based on: {list}.",
    "Rule {rules} holds and gives {outputs}.",
    "Rules {rules} hold at once (hit policy {policy}) and give {outputs}.",
    "No rule holds.",
    "Rule {rule} does not hold: {list}.",
    "'{column}' must {must}, but is {value}",
    "'{column}' must {must}, but has no value, so it cannot be judged{from}",
    "Rule {rule} fits as well, but a rule before it has decided.",
    "{count} more rules do not hold.",
    "Note on rule {rule}: {text}.",
    "The condition '{condition}' {answer}.",
    "The condition '{condition}' has no value and counts as not met.",
    "Note: {text}.",
    ", ",
    "; ",
    " ({name} was not given)",
    " ({name} has no result)",
};

/// Rules that failed are told of up to here, those that came closest first.
constexpr std::size_t max_misses_told = 12;

class Teller {
public:
    Teller(const Explanation& explanation, bool zh) : explanation_(explanation), zh_(zh), s_(zh ? chinese : english) {}

    std::vector<std::string> tell() {
        // The decision that was asked for comes first, then what it rests on.
        for (auto d = explanation_.decisions.rbegin(); d != explanation_.decisions.rend(); ++d) {
            if (d->kind == "input") {
                say(d->is_null ? s_.input_null : s_.input, {{"name", d->name}, {"value", d->value}});
                continue;
            }
            say(d->is_null ? s_.result_null : s_.result, {{"name", d->name}, {"value", d->value}});
            if (!d->requirements.empty()) say(s_.given, {{"list", pairs(d->requirements)}});
            for (const ExplainedChoice& c : d->choices) tell(c);
            for (const ExplainedTable& table : d->tables) tell(table);
            for (const std::string& note : zh_ ? d->notes_zh : d->notes_en) say(s_.note, {{"text", note}});
        }
        return std::move(lines_);
    }

private:
    using Params = std::map<std::string, std::string>;
    void say(std::string_view sentence, const Params& params) { lines_.push_back(text::fill(sentence, params)); }

    std::string pairs(const std::vector<ExplainedInput>& inputs) const {
        std::vector<std::string> parts;
        for (const ExplainedInput& i : inputs) parts.push_back(i.name + " = " + i.value + origin(i.from));
        return text::join(parts, s_.separator);
    }

    /// Where a null comes from; an input was not given, a decision had no result.
    std::string origin(const std::vector<std::string>& from) const {
        std::string out;
        for (const std::string& name : from) {
            const bool is_input =
                std::any_of(explanation_.decisions.begin(), explanation_.decisions.end(),
                            [&](const ExplainedDecision& d) { return d.kind == "input" && d.name == name; });
            out += text::fill(is_input ? s_.from_input : s_.from_decision, {{"name", name}});
        }
        return out;
    }

    void tell(const ExplainedChoice& c) {
        const bool met = c.answer == "true";
        const std::string answer = zh_ ? (met ? "成立" : "不成立") : (met ? "is met" : "is not met");
        say(c.answer == "null" ? s_.choice_null : s_.choice, {{"condition", c.condition}, {"answer", answer}});
    }

    void tell(const ExplainedTable& table) {
        if (!table.inputs.empty()) say(s_.given, {{"list", pairs(table.inputs)}});
        std::vector<std::string> held;
        std::vector<const ExplainedRule*> failed;
        for (const ExplainedRule& rule : table.rules) {
            if (rule.held)
                held.push_back(std::to_string(rule.number));
            else
                failed.push_back(&rule);
        }
        const Params params{
            {"rules", text::join(held, s_.separator)}, {"outputs", table.result}, {"policy", table.hit_policy}};
        say(held.empty() ? s_.no_rule : held.size() == 1 ? s_.one_rule : s_.several_rules, params);
        for (const ExplainedRule& rule : table.rules)
            for (const std::string& annotation : rule.annotations)
                if (rule.held && !annotation.empty())
                    say(s_.because, {{"rule", std::to_string(rule.number)}, {"text", annotation}});
        std::stable_sort(failed.begin(), failed.end(), [](const ExplainedRule* a, const ExplainedRule* b) {
            return a->misses.size() < b->misses.size();
        });
        const std::size_t told = std::min(failed.size(), max_misses_told);
        for (std::size_t i = 0; i < told; ++i) tell(*failed[i]);
        if (told < failed.size()) say(s_.more, {{"count", std::to_string(failed.size() - told)}});
    }

    void tell(const ExplainedRule& rule) {
        const std::string number = std::to_string(rule.number);
        if (rule.misses.empty()) return say(s_.also, {{"rule", number}});
        std::vector<std::string> parts;
        for (const ExplainedMiss& m : rule.misses)
            parts.push_back(text::fill(m.is_null ? s_.must_null : s_.must, {{"column", m.column},
                                                                            {"must", zh_ ? m.must_zh : m.must_en},
                                                                            {"value", m.value},
                                                                            {"from", origin(m.from)}}));
        say(s_.miss, {{"rule", number}, {"list", text::join(parts, s_.clause)}});
    }

    const Explanation& explanation_;
    bool zh_;
    const Sentences& s_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> in_chinese(const Explanation& explanation) { return Teller(explanation, true).tell(); }
std::vector<std::string> in_english(const Explanation& explanation) { return Teller(explanation, false).tell(); }

}  // namespace zhupi::dmn
