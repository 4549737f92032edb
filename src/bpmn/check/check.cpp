#include "bpmn/check/check.hpp"

#include "bpmn/check/checker.hpp"

#include <algorithm>

namespace zhupi::bpmn {

void Checker::report(const ErrorCode& code, Node at, Params params) {
    params.try_emplace("element", called(at));
    params.try_emplace("line", std::to_string(at.line()));
    Finding finding{Error{&code, called(at) + ":" + std::to_string(at.line()), std::move(params)}, called(at),
                    at.line()};
    findings.push_back(std::move(finding));
}

std::vector<Finding> check(const Model& model, const CheckOptions& options) {
    Checker checker(model, options);
    check_structure(checker);
    check_references(checker);
    check_flows(checker);
    check_activities(checker);
    check_tasks(checker);
    check_events(checker);
    check_links(checker);
    check_gateways(checker);
    check_data(checker);
    check_collaborations(checker);
    check_expressions(checker);
    std::stable_sort(checker.findings.begin(), checker.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.line < b.line; });
    return std::move(checker.findings);
}

}  // namespace zhupi::bpmn
