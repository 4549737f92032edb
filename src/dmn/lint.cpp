#include "dmn/lint.hpp"

#include "dmn/compiled.hpp"
#include "dmn/lint_table.hpp"

#include <algorithm>

namespace zhupi::dmn {

std::string_view name_of(Finding::Kind kind) {
    static constexpr std::string_view names[]{"problem",  "gap",         "overlap", "masked",
                                              "subsumed", "unreachable", "output",  "unchecked"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Finding::Severity severity) {
    static constexpr std::string_view names[]{"error", "warning", "note"};
    return names[static_cast<std::size_t>(severity)];
}

std::vector<Finding> lint(const Model& model, const LintLimits& limits) {
    const Compiled& compiled = model.compiled();
    std::vector<Finding> out;
    for (const Problem& p : model.problems()) {
        Finding finding;
        finding.error = p.error;
        finding.element = p.element;
        finding.span = p.span;
        finding.text = p.text;
        out.push_back(std::move(finding));
    }
    for (std::size_t e = 0; e < compiled.own_elements; ++e) {
        const feel::Program* program = compiled.nodes[e].program.get();
        if (program == nullptr) continue;
        for (const auto& extension : program->extensions)
            if (const auto* table = dynamic_cast<const Table*>(extension.get()))
                lint_table(*table, *program, compiled.elements[e].name, limits, out);
    }
    return out;
}

}  // namespace zhupi::dmn
