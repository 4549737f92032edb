#pragma once
// A small expression language for models that come from elsewhere: literals, names, comparisons, !, &&, ||, and
// text.contains("…"), optionally inside ${…}. Flows of the city use FEEL (feel_language.hpp).

#include "bpmn/expression.hpp"

namespace zhupi::bpmn {

class PlainLanguage : public ExpressionLanguage {
public:
    Result<ExpressionPtr> compile(std::string_view text) const override;
};

}  // namespace zhupi::bpmn
