#pragma once
// FEEL as the expression language of flows. Names that an expression uses need not be declared: a name is looked up in
// the data of the scope when the expression is evaluated, and is null when nobody knows it. Names with blanks or signs
// must be announced (feel allows them only when it knows them); those of the model's data objects are.

#include "bpmn/expression.hpp"
#include "bpmn/model.hpp"

#include <string>
#include <vector>

namespace zhupi::bpmn {

class FeelLanguage : public ExpressionLanguage {
public:
    FeelLanguage() = default;
    explicit FeelLanguage(const Model& model);  ///< knows the names of its data objects, inputs and properties
    void know(std::string name) { names_.push_back(std::move(name)); }

    /// Errors are those of feel::compile. A leading "=" or an enclosing ${…} is allowed.
    Result<ExpressionPtr> compile(std::string_view text) const override;

private:
    std::vector<std::string> names_;
};

}  // namespace zhupi::bpmn
