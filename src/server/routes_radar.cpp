// Warnings that were given, and the radar.

#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "server/api_supervision.hpp"
#include "server/routes_orders.hpp"
#include "supervision/radar.hpp"
#include "supervision/warnings.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

api::WarningStep step_view(const supervision::Rules& rules, const std::string& code) {
    const auto* step = rules.step(code);
    if (!step) return {code, {code, code}, "overdue", 0};  // the city has taken it out of its ladder
    return {code, name_view(step->name), std::string(json::name_of(step->colour)), step->left};
}

Result<Response> list_warnings(App& app, const supervision::Rules& rules, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const supervision::MarkFilter filter{access::visible(caller(call).person, permission::supervision_read),
                                         query_or(call, "step"), query_or(call, "department"),
                                         std::atoll(query_or(call, "case", "0").c_str())};
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto listed, supervision::list_marks(from, filter, after, limit_of(call)));
        const auto people = app.names.directory();
        api::WarningMarkPage page;
        for (const auto& step : rules.steps) page.steps.push_back(step_view(rules, step.code));
        for (const auto& m : listed.marks)
            page.items.push_back({m.seq, m.case_id, m.number, m.at.iso(), m.due.iso(), m.project_name, m.status,
                                  m.handler == 0 ? "" : people.person(m.handler).name, item_view(app.world, m.item),
                                  department_view(app.world, m.department), step_view(rules, m.step), m.phase, m.open});
        if (listed.next) page.next = text_of(*listed.next);
        return Response::json(page);
    });
}

std::map<std::string, std::int64_t> thresholds(const supervision::Radar& r) {
    return {{"pauseLeft", r.pause_left},
            {"trivialRequests", r.trivial_requests},
            {"trivialText", r.trivial_text},
            {"trivialMinutes", r.trivial_minutes},
            {"repeatedRounds", r.repeated_rounds},
            {"batchCases", r.batch_cases},
            {"batchMinutes", r.batch_minutes},
            {"instantSeconds", r.instant_seconds},
            {"instantBudgetOver", r.instant_budget_over},
            {"silentDays", r.silent_days},
            {"silentHours", r.silent_hours},
            {"silentBudgetOver", r.silent_budget_over}};
}

api::RadarFinding finding_view(const App& app, const supervision::RadarFinding& f,
                               const std::map<store::Id, std::string>& numbers) {
    const auto people = app.names.directory();
    api::RadarFinding view;
    view.id = f.id;
    view.case_id = f.case_id;
    view.pattern = f.pattern;
    view.number = f.number;
    view.project_name = f.project_name;
    view.at = f.at.iso();
    view.person = f.person == 0 ? "" : people.person(f.person).name;
    view.item = item_view(app.world, f.item);
    view.department = department_view(app.world, f.department);
    view.facts = f.evidence.facts;
    for (const auto id : f.evidence.cases) view.cases.push_back({id, numbers.contains(id) ? numbers.at(id) : ""});
    view.judgement = f.judgement;
    view.note = f.note;
    if (f.judged_by != 0) view.judged_by = people.person(f.judged_by).name;
    if (f.judged_at) view.judged_at = f.judged_at->iso();
    return view;
}

Result<Response> list_radar(App& app, const supervision::Rules& rules, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    supervision::FindingFilter filter;
    filter.visible = access::visible(caller(call).person, permission::supervision_read);
    filter.department = query_or(call, "department");
    filter.case_id = std::atoll(query_or(call, "case", "0").c_str());
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        api::RadarPage page;
        ZHUPI_TRY(const auto counts, supervision::count_findings(from, filter));
        for (const auto& c : counts) page.patterns.push_back({c.pattern, c.open, c.confirmed, c.dismissed});
        filter.pattern = query_or(call, "pattern");
        const auto state = query_or(call, "state", "all");
        if (state != "all") filter.judgement = state == "open" ? "" : state;
        ZHUPI_TRY(const auto listed, supervision::list_findings(from, filter, after, limit_of(call)));
        ZHUPI_TRY(const auto numbers, supervision::numbers_of(from, listed.findings));
        for (const auto& finding : listed.findings) page.items.push_back(finding_view(app, finding, numbers));
        page.thresholds = thresholds(rules.radar);
        if (listed.next) page.next = text_of(*listed.next);
        return Response::json(page);
    });
}

Result<Response> judge(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    ZHUPI_TRY(const auto wanted, call.body<api::JudgeFinding>());
    const auto who = acting(app, call, permission::supervision_order);
    const auto visible = access::visible(caller(call).person, permission::supervision_order);
    ZHUPI_CHECK(app.store.write([&](store::Tx& tx) {
        return supervision::judge(tx, who, visible, id, std::string(json::name_of(wanted.judgement)), wanted.note);
    }));
    return Response::no_content();
}

}  // namespace

void add_radar_routes(net::Router& router, App& app, const supervision::Rules& rules) {
    const std::string supervise(permission::supervision_read);
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/warnings",
                .permission = supervise,
                .operation = "warnings",
                .tag = "supervision",
                .zh = "预警与逾期升级的记录",
                .en = "Warnings and escalations that were given",
                .response = json::ops_for<api::WarningMarkPage>(),
                .query = paging({{"step", "档", "step"},
                                 {"department", "部门代码", "department"},
                                 {"case", "办件", "case", {}, {{1, INT64_MAX / 2}}}}),
                .handler = [&app, &rules](Call& call) { return list_warnings(app, rules, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/radar",
                .permission = supervise,
                .operation = "radar",
                .tag = "supervision",
                .zh = "监督雷达",
                .en = "The radar's findings",
                .response = json::ops_for<api::RadarPage>(),
                .query = paging({{"pattern",
                                  "迹象",
                                  "pattern",
                                  {"pause_before_limit", "trivial_correction", "repeated_correction", "batch_closing",
                                   "instant_decision", "work_before_receipt"}},
                                 {"state", "核实", "judgement", {"all", "open", "confirmed", "dismissed"}},
                                 {"department", "部门代码", "department"},
                                 {"case", "办件", "case", {}, {{1, INT64_MAX / 2}}}}),
                .handler = [&app, &rules](Call& call) { return list_radar(app, rules, call); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/supervision/radar/{id}/judge",
                .permission = std::string(permission::supervision_order),
                .operation = "judgeFinding",
                .tag = "supervision",
                .zh = "核实线索",
                .en = "Judge a finding",
                .request = json::ops_for<api::JudgeFinding>(),
                .success = 204,
                .handler = [&app](Call& call) { return judge(app, call); }});
}

}  // namespace zhupi::server
