#pragma once
// What a loaded model is made of. Only this room looks inside.

#include "dmn/dmn.hpp"
#include "dmn/source.hpp"
#include "feel/inline_vector.hpp"
#include "feel/machine.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace zhupi::dmn {

/// One input of a decision's program, filled from other elements before it runs.
struct Requirement {
    std::string name;
    struct Part {
        std::string name;  ///< within the import's context; empty for an element of the same model
        std::size_t element;
    };
    std::vector<Part> parts;
    bool imported = false;
};

struct Compiled {
    struct Node {
        std::vector<Requirement> requirements;  ///< in the order of the program's inputs
        std::shared_ptr<const feel::Program> program;
        feel::Value function;                 ///< of a knowledge model or service
        std::vector<std::size_t> outputs;     ///< of a service: its output decisions
        std::vector<std::size_t> parameters;  ///< of a service, or everything a decision depends on
        std::string output_name;              ///< the name the value goes by
        /// Of a decision that rests on input data alone: which of `parameters` each requirement is. Such a decision
        /// needs no Evaluation.
        std::vector<std::uint32_t> straight;
        bool is_straight = false;
        feel::Kind plain =
            feel::Kind::null;  ///< when the type is a scalar without constraints: values of it pass at once
    };
    std::string name, space;
    std::size_t own_elements = 0;  ///< of the model itself; those of imports follow
    std::vector<Element> elements;
    std::vector<Node> nodes;  ///< one per element
    std::vector<Problem> problems;
    std::vector<std::string> import_names;  ///< of elements' models: how the root model calls them; empty for its own
    std::vector<std::size_t> model_of;      ///< element → index into import_names
};

/// Values of elements, worked out when they are asked for. One per evaluation.
class Evaluation {
public:
    Evaluation(const Compiled& compiled, feel::Machine& machine);
    void give(std::size_t element, feel::Value value);  ///< converted to the element's type
    const feel::Value& value(std::size_t element);
    feel::Value requirement(const Requirement& r);
    feel::Value call_service(std::size_t element);  ///< with what was given

private:
    feel::Value decide(std::size_t element);

    const Compiled& compiled_;
    feel::Machine& machine_;
    feel::InlineVector<feel::Value, 32> values_;
    feel::InlineVector<char, 64> known_;
};

/// Sees decisions come and go, besides tables.
class DecisionObserver {
public:
    virtual ~DecisionObserver() = default;
    virtual void begin(std::size_t element) = 0;
    virtual void end(std::size_t element, std::span<const feel::Value> requirements, const feel::Value& value) = 0;
};

}  // namespace zhupi::dmn
