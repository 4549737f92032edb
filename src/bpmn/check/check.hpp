#pragma once
// The constraints of BPMN 2.0.2 that a schema cannot express, each with the element, its line and what to do. The
// numbers in the codes (bpmn.ext058 …) are those of the published catalogue of constraints: Geiger, Neugebauer,
// Vorndran, "Automatic Standard Compliance Assessment of BPMN 2.0 Process Models" (ZEUS 2017), where each is traced to
// its page of the standard.

#include "bpmn/model.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zhupi::bpmn {

struct Finding {
    Error error;          ///< code and parameters; `where` is "element:line"
    std::string element;  ///< id; of an element without one its name
    int line = 0;
};

struct CheckOptions {
    /// The text of an imported file; no value when there is none. Without this function imports are not followed.
    std::function<std::optional<std::string>(const std::string& location)> import;
    /// The platform has one language: scripts and expressions that name none are written in it, and need not say that
    /// they are formal.
    bool one_language = false;
    /// Whether a process that a call activity names is drawn in another file of the same edition. Without this function
    /// it must be in this one.
    std::function<bool(std::string_view process)> elsewhere;
};

/// Everything that is wrong, in order of lines. Empty for a model that conforms.
std::vector<Finding> check(const Model& model, const CheckOptions& options = {});

}  // namespace zhupi::bpmn
