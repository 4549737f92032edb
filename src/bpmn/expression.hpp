#pragma once
// What the engine asks of an expression language. Expressions are compiled with the definition and evaluated against
// the data of a scope; values go in and out as JSON, so that neither side knows the other's types.

#include "base/error.hpp"
#include "base/json.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace zhupi::bpmn {

/// Names that an expression may use: the data of its scope and of those around it, then what the caller adds.
class Data {
public:
    virtual ~Data() = default;
    /// Null pointer when there is no such name. Valid until the data changes.
    virtual const json::Raw* find(std::string_view name) const = 0;
};

class Expression {
public:
    virtual ~Expression() = default;
    virtual Result<json::Raw> evaluate(const Data& data) const = 0;
};
using ExpressionPtr = std::shared_ptr<const Expression>;

class ExpressionLanguage {
public:
    virtual ~ExpressionLanguage() = default;
    /// An error of the language's own, or err::bpmn_expression.
    virtual Result<ExpressionPtr> compile(std::string_view text) const = 0;
};

}  // namespace zhupi::bpmn
