#include "bpmn/feel_language.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "feel/feel.hpp"
#include "feel/json.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

class FeelExpression : public Expression {
public:
    FeelExpression(std::shared_ptr<const feel::Program> program, std::vector<std::string> names)
        : program_(std::move(program)), names_(std::move(names)) {}

    Result<json::Raw> evaluate(const Data& data) const override {
        std::vector<feel::Value> inputs;
        inputs.reserve(names_.size());
        for (const auto& name : names_) {
            const auto* found = data.find(name);
            if (!found) {
                inputs.emplace_back();
                continue;
            }
            ZHUPI_TRY(auto value, feel::from_json(found->text));
            inputs.push_back(std::move(value));
        }
        return json::Raw{feel::to_json(feel::evaluate(*program_, inputs).value)};
    }

private:
    std::shared_ptr<const feel::Program> program_;
    std::vector<std::string> names_;
};

std::string_view bare(std::string_view text) {
    text = text::trim(text);
    if (text.starts_with('=')) return text::trim(text.substr(1));
    if (text.starts_with("${") && text.ends_with('}')) return text::trim(text.substr(2, text.size() - 3));
    return text;
}

std::vector<feel::Parameter> parameters(const std::vector<std::string>& names) {
    std::vector<feel::Parameter> list;
    for (const auto& name : names) list.push_back({name, {}});
    return list;
}

}  // namespace

FeelLanguage::FeelLanguage(const Model& model) {
    for (const auto tag : {Tag::dataObject, Tag::dataInput, Tag::dataOutput, Tag::property})
        for (const auto& data : model.all(tag)) {
            const auto name = data.attribute("name").empty() ? data.id() : data.attribute("name");
            if (!name.empty() && std::find(names_.begin(), names_.end(), name) == names_.end())
                names_.emplace_back(name);
        }
}

Result<ExpressionPtr> FeelLanguage::compile(std::string_view text) const {
    const auto source = bare(text);
    auto names = names_;
    // Each round announces the names that the one before did not know; they run out, since a name is announced once.
    while (true) {
        ZHUPI_TRY(auto program, feel::compile(source, parameters(names)));
        const auto known = names.size();
        for (const auto& problem : program->problems) {
            if (!problem.error.is(err::feel_unknown_name)) return fail(problem.error);
            const auto& name = problem.error.params.at("name");
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        }
        if (names.size() == known) {
            if (!program->problems.empty()) return fail(program->problems.front().error);
            return std::make_shared<const FeelExpression>(std::move(program), std::move(names));
        }
    }
}

}  // namespace zhupi::bpmn
