#pragma once
// What the rules share: the model, a place to report to, and questions that many of them ask.

#include "base/error_codes.hpp"
#include "bpmn/check/check.hpp"

#include <initializer_list>

namespace zhupi::bpmn {

class Checker {
public:
    Checker(const Model& checked, const CheckOptions& chosen) : model(checked), options(chosen) {}

    void report(const ErrorCode& code, Node at, Params params = {});
    void report_if(bool wrong, const ErrorCode& code, Node at, Params params = {}) {
        if (wrong) report(code, at, std::move(params));
    }

    const Model& model;
    const CheckOptions& options;
    std::vector<Finding> findings;
};

bool is_one_of(Tag tag, std::initializer_list<Tag> tags);
bool is_event_sub_process(Node node);
/// A sequence-flow end that is exempt from "must be connected": compensation activities, event sub-processes, what
/// stands in an ad-hoc sub-process.
bool may_stand_alone(Node node);
bool is_link(const Model& model, Node event);
bool is_formal(Node expression);  ///< xsi:type says tFormalExpression
bool is_media_type(std::string_view text);
bool is_uri(std::string_view text);
Node item_of(const Model& model, Node data);                  ///< item definition of a data element, message, signal …
bool same_item(const Model& model, Node first, Node second);  ///< the same, or the same structure
std::string called(Node element);                             ///< its id, or its tag

void check_structure(Checker& checker);
void check_references(Checker& checker);
void check_flows(Checker& checker);
void check_activities(Checker& checker);
void check_tasks(Checker& checker);
void check_events(Checker& checker);
void check_links(Checker& checker);
void check_gateways(Checker& checker);
void check_data(Checker& checker);
void check_collaborations(Checker& checker);
void check_expressions(Checker& checker);

}  // namespace zhupi::bpmn
