#include "dmn/explain.hpp"

#include "base/text.hpp"

namespace zhupi::dmn {

namespace {

/// The sentences of one language; {placeholders} are filled by text::fill.
struct Sentences {
    std::string_view result, result_null, input, input_null, given, one_rule, several_rules, no_rule, miss, miss_null,
        because, note, separator;
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
    "规则 {rule} 不成立：“{column}”应满足“{cell}”，实际是 {value}。",
    "规则 {rule} 无法判断：“{column}”为 {value}，不能与“{cell}”比较。",
    "规则 {rule} 的说明：{text}。",
    "说明：{text}。",
    "、",
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
    "Rule {rule} does not hold: '{column}' must satisfy '{cell}', but is {value}.",
    "Rule {rule} cannot be judged: '{column}' is {value}, which cannot be compared with '{cell}'.",
    "Note on rule {rule}: {text}.",
    "Note: {text}.",
    ", ",
};

class Teller {
public:
    explicit Teller(const Sentences& sentences) : s_(sentences) {}

    std::vector<std::string> tell(const Explanation& explanation, bool in_chinese) {
        // The decision that was asked for comes first, then what it rests on.
        for (auto d = explanation.decisions.rbegin(); d != explanation.decisions.rend(); ++d) {
            if (d->kind == "input") {
                say(d->is_null ? s_.input_null : s_.input, {{"name", d->name}, {"value", d->value}});
                continue;
            }
            say(d->is_null ? s_.result_null : s_.result, {{"name", d->name}, {"value", d->value}});
            if (!d->requirements.empty()) say(s_.given, {{"list", pairs(d->requirements)}});
            for (const ExplainedTable& table : d->tables) tell(table);
            for (const std::string& note : in_chinese ? d->notes_zh : d->notes_en) say(s_.note, {{"text", note}});
        }
        return std::move(lines_);
    }

private:
    void say(std::string_view sentence, const std::map<std::string, std::string>& params) {
        lines_.push_back(text::fill(sentence, params));
    }

    std::string pairs(const std::vector<ExplainedInput>& inputs) const {
        std::vector<std::string> parts;
        for (const ExplainedInput& i : inputs) parts.push_back(i.name + " = " + i.value);
        return text::join(parts, s_.separator);
    }

    void tell(const ExplainedTable& table) {
        if (!table.inputs.empty()) say(s_.given, {{"list", pairs(table.inputs)}});
        std::vector<std::string> held;
        for (const ExplainedRule& rule : table.rules)
            if (rule.held) held.push_back(std::to_string(rule.number));
        const std::map<std::string, std::string> params{
            {"rules", text::join(held, s_.separator)}, {"outputs", table.result}, {"policy", table.hit_policy}};
        say(held.empty() ? s_.no_rule : held.size() == 1 ? s_.one_rule : s_.several_rules, params);
        for (const ExplainedRule& rule : table.rules) {
            const std::string number = std::to_string(rule.number);
            if (rule.miss)
                say(rule.miss->is_null ? s_.miss_null : s_.miss, {{"rule", number},
                                                                  {"column", rule.miss->column},
                                                                  {"cell", rule.miss->cell},
                                                                  {"value", rule.miss->value}});
            for (const std::string& annotation : rule.annotations)
                if (rule.held && !annotation.empty()) say(s_.because, {{"rule", number}, {"text", annotation}});
        }
    }

    const Sentences& s_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> in_chinese(const Explanation& explanation) { return Teller(chinese).tell(explanation, true); }
std::vector<std::string> in_english(const Explanation& explanation) { return Teller(english).tell(explanation, false); }

}  // namespace zhupi::dmn
