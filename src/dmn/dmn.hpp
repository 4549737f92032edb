#pragma once
// Decision models (DMN 1.5): load once, evaluate often.
//
//   auto model = dmn::load(xml);
//   auto outcome = dmn::evaluate(*model, "审批流程", inputs, {.explain = true});
//   outcome->value, outcome->diagnostics, outcome->explanation
//
// A loaded model is immutable and may be shared between threads. What is wrong inside one decision does not keep the
// model from loading: it is in problems(), and that decision yields null.

#include "base/error.hpp"
#include "dmn/explain.hpp"
#include "feel/feel.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::dmn {

struct Compiled;

/// An element of the decision requirements graph, as it looks from outside.
struct Element {
    enum class Kind : unsigned char { input, decision, knowledge, service };
    Kind kind = Kind::decision;
    std::string name;
    std::string id;
    std::string space;  ///< namespace of its model
    feel::Type type;    ///< of its value; of a knowledge model or service, that of the function
};

struct Problem {
    Error error;          ///< where: the element, and within it "规则 3 · 面积"
    std::string element;  ///< name of the decision or knowledge model
    feel::Span span;      ///< within the text, if it is a FEEL expression
    std::string text;     ///< the piece of it
};

class Model {
public:
    const std::string& name() const;
    const std::string& space() const;
    /// All elements, imported ones behind those of the model itself. An index is good for evaluate().
    const std::vector<Element>& elements() const;
    const std::vector<Problem>& problems() const;
    /// A decision, knowledge model or service of the model itself by name or id; then one of the imported ones.
    std::optional<std::size_t> find(std::string_view name) const;
    /// The input data a decision or service depends on, near or far; for a service its parameters come first.
    std::vector<std::size_t> inputs_of(std::size_t element) const;

    explicit Model(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    const Compiled& compiled() const { return *compiled_; }

private:
    std::shared_ptr<const Compiled> compiled_;
};

/// Finds the text of an imported model by its namespace and, if given, its location.
using Resolver = std::function<std::optional<std::string>(const std::string& space, const std::string& location)>;

Result<Model> load(std::string_view xml, const Resolver& resolver = {});

/// The namespace of the model in a file; empty when it is none. For those who write a Resolver.
std::string space_of_model(std::string_view xml);

/// The inputs of a decision, service or knowledge model as one context type: what JSON is read as (feel::from_json).
feel::Type input_type(const Model& model, std::size_t element);

struct Options {
    bool explain = false;
    feel::Limits limits;
    feel::Environment environment;
    bool trace = false;  ///< which rules held, and no more; an explanation says it too
};

/// A rule that held, in the order of evaluation.
struct Fired {
    std::size_t element = 0;  ///< the decision whose table it is in
    int rule = 0;             ///< from 1, as written
};

struct Outcome {
    feel::Value value;
    std::vector<feel::Diagnostic> diagnostics;
    std::optional<Explanation> explanation;
    std::vector<Fired> fired;  ///< when asked for with `trace`
};

/// Evaluates a decision, or calls a knowledge model or decision service, with inputs by name. The input of an imported
/// model may be given by its own name, as "import.name", or in a context under the import's name.
Result<Outcome> evaluate(const Model& model, std::string_view name, const feel::Context& inputs,
                         const Options& options = {});

/// The same, without a look-up of names: inputs in the order of model.inputs_of(element).
Outcome evaluate(const Model& model, std::size_t element, std::span<const feel::Value> inputs,
                 const Options& options = {});

}  // namespace zhupi::dmn
