// Expressions: formal where they are to be executed, and not empty.
#include "bpmn/check/checker.hpp"

namespace zhupi::bpmn {

void check_expressions(Checker& checker) {
    const auto& model = checker.model;
    for (const auto tag :
         {Tag::completionCondition, Tag::activationCondition, Tag::loopCardinality, Tag::loopCondition,
          Tag::conditionExpression, Tag::timeDate, Tag::timeCycle, Tag::timeDuration, Tag::from, Tag::to})
        for (const auto& expression : model.all(tag)) {
            checker.report_if(
                !checker.options.one_language && model.is_executable(expression) && !is_formal(expression),
                err::bpmn_ext012, expression.parent());
            checker.report_if(is_formal(expression) && expression.text().empty(), err::bpmn_ext013,
                              expression.parent());
        }
    // The schema makes these formal whether they say so or not.
    for (const auto tag : {Tag::messagePath, Tag::dataPath, Tag::transformation})
        for (const auto& expression : model.all(tag))
            checker.report_if(expression.text().empty(), err::bpmn_ext013, expression.parent());
    for (const auto& condition : model.all(Tag::condition)) {
        const auto owner = condition.parent();
        if (owner.is(Tag::complexBehaviorDefinition))
            checker.report_if(condition.text().empty(), err::bpmn_ext013, owner.parent());
        if (owner.is(Tag::conditionalEventDefinition) && model.is_executable(owner))
            checker.report_if((!checker.options.one_language && !is_formal(condition)) || condition.text().empty(),
                              err::bpmn_ext123, owner);
    }
    for (const auto tag : {Tag::conditionExpression, Tag::completionCondition, Tag::loopCondition, Tag::condition})
        for (const auto& expression : model.all(tag)) {
            const auto language = expression.attribute("language");
            checker.report_if(!is_uri(language), err::bpmn_ext014, expression.parent(),
                              {{"value", std::string(language)}});
        }
}

}  // namespace zhupi::bpmn
