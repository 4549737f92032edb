#include "approval/flow.hpp"
#include "base/json.hpp"
#include "server/flow_views.hpp"
#include "server/form_views.hpp"
#include "server/views.hpp"

namespace zhupi::server {
namespace {

using approval::Party;
using approval::Status;

/// How many desks decide, for the sentence that says what a step leads to.
std::string desks_of(std::string_view route) {
    if (route == "instant" || route == "commitment") return "instant";
    return route == "brief" || route == "joint_drawing" ? "brief" : "normal";
}

constexpr int soon = 2;  ///< days left at which a case is due soon (预警, domain.md §5.3)

api::Limit limit_view(const calendar::Budget& budget) {
    return {budget.amount, std::string(json::name_of(budget.unit))};
}

std::optional<std::string> iso(const std::optional<Instant>& at) {
    return at ? std::optional(at->iso()) : std::nullopt;
}
std::optional<std::string> iso(const std::optional<Date>& at) { return at ? std::optional(at->iso()) : std::nullopt; }

api::WaitView wait_view(const World& world, const approval::Wait& wait) {
    api::WaitView view;
    view.party = json::name_of(wait.party);
    if (!wait.department.empty()) view.department = department_view(world, wait.department);
    view.since = wait.since.iso();
    view.until = iso(wait.until);
    view.reason = wait.reason;
    view.basis = wait.basis;
    view.seconds = (wait.until.value_or(world.now()).ms - wait.since.ms) / 1000;
    return view;
}

const approval::Paper* paper_of(const approval::Project& project, std::optional<approval::Id> id) {
    return id ? project.paper(*id) : nullptr;
}

std::vector<api::MaterialView> material_views(const World& world, const approval::Application& application,
                                              const approval::Project& project, std::string_view only_item) {
    std::vector<api::MaterialView> views;
    for (const auto& use : application.materials) {
        if (!only_item.empty() && std::find(use.items.begin(), use.items.end(), only_item) == use.items.end()) continue;
        const auto* material = world.catalog.material(use.material);
        api::MaterialView view{use.material,
                               material ? name_view(material->name) : api::Name{},
                               std::string(json::name_of(use.supply)),
                               {},
                               {}};
        const auto* paper = paper_of(project, use.paper);
        // The result of an item of the same hand-in, once that item has ended.
        if (!paper && use.supply == approval::Supply::later)
            for (const auto& candidate : project.papers)
                if (candidate.material == use.material && !candidate.revoked) paper = &candidate;
        if (paper) view.paper = paper_view(world, *paper);
        for (const auto other : use.others)
            if (const auto* more = project.paper(other)) view.others.push_back(paper_view(world, *more));
        for (const auto& item : use.items) view.items.push_back(item_view(world, item));
        views.push_back(std::move(view));
    }
    return views;
}

api::Name target_name(const World& world, const approval::CorrectionRequest& request) {
    if (const auto* material = world.catalog.material(request.target)) return name_view(material->name);
    if (const auto* field = catalog::field_of_key(world.catalog, request.target)) return name_view(field->label);
    return {request.target, request.target};
}

api::CorrectionView correction_view(const World& world, const Directory& people, const approval::Project& project,
                                    const approval::Correction& correction) {
    api::CorrectionView view{correction.round,
                             correction.asked_at.iso(),
                             people.person(correction.asked_by).name,
                             iso(correction.answered_at),
                             {},
                             correction.notice};
    int number = 0;
    for (const auto& request : correction.requests) {
        api::CorrectionLine line{++number,     request.kind,  request.target, target_name(world, request),
                                 request.text, request.basis, request.answer, {}};
        if (const auto* paper = paper_of(project, request.paper)) line.paper = paper_view(world, *paper);
        view.lines.push_back(std::move(line));
    }
    return view;
}

std::vector<api::DeferralLine> deferral_views(const World& world, const approval::Project& project,
                                              const std::vector<approval::Deferral>& deferrals) {
    std::vector<api::DeferralLine> views;
    for (const auto& deferral : deferrals) {
        const auto* material = world.catalog.material(deferral.material);
        api::DeferralLine line{deferral.material,
                               material ? name_view(material->name) : api::Name{},
                               deferral.due.iso(),
                               iso(deferral.supplied_at),
                               {}};
        if (const auto* paper = paper_of(project, deferral.paper)) line.paper = paper_view(world, *paper);
        views.push_back(std::move(line));
    }
    return views;
}

}  // namespace

api::ClockView clock_view(const World& world, const approval::CaseRow& row) {
    api::ClockView view;
    view.limit = limit_view(row.clock.budget);
    if (row.statutory) view.statutory = limit_view(*row.statutory);
    view.started = iso(row.clock.started);
    view.running = row.clock.running();
    view.paused = row.clock.paused();
    const auto now = row.ended_at.value_or(world.now());
    if (const auto reading = calendar::read(row.clock, world.calendar, world.zone, now)) {
        view.used = reading->used;
        view.left = reading->left;
        view.correction_days = reading->correction_days;
        view.special_days = reading->special_days;
        view.overdue = row.open ? reading->overdue : row.late;
    }
    if (row.open && row.due) {
        view.due = row.due->iso();
        const auto today = world.today();
        view.overdue = view.overdue || *row.due < today;
        if (const auto left = world.calendar.workdays(today, *row.due)) view.due_soon = !view.overdue && *left <= soon;
    }
    if (row.open && row.statutory && row.clock.started && !view.paused) {
        calendar::Ledger statutory = row.clock;
        statutory.budget = *row.statutory;
        if (const auto reading = calendar::read(statutory, world.calendar, world.zone, now))
            view.statutory_due = iso(reading->due);
    }
    return view;
}

api::TurnView turn_view(const World& world, const Directory& people, const approval::CaseRow& row) {
    api::TurnView view;
    if (!row.open) {
        view.party = "nobody";
        view.since = iso(row.ended_at);
        return view;
    }
    view.party = json::name_of(row.turn.party);
    view.since = row.turn.since.iso();
    view.reason = row.turn.reason;
    view.until = iso(row.due);
    if (!row.turn.department.empty()) {
        view.department = department_view(world, row.turn.department);
        if (const auto* department = world.catalog.department(row.turn.department)) view.phone = department->phone;
    }
    if (row.turn.party == Party::authority && row.handler != 0) view.person = people.person(row.handler).name;
    return view;
}

api::CaseRow case_row_view(const World& world, const Directory& people, const approval::CaseRow& row,
                           const ProjectLabel& project) {
    api::CaseRow view;
    view.id = row.id;
    view.application = row.application;
    view.project = row.project;
    view.number = row.number;
    view.project_name = project.name;
    view.project_code = project.code;
    view.item = item_view(world, row.item);
    view.stage = row.stage;
    view.department = department_view(world, row.department);
    view.status = json::name_of(row.status);
    view.national_status = approval::national_code(row.status);
    view.desk = json::name_of(row.desk);
    if (row.handler != 0) view.handler = people.person(row.handler).name;
    view.filed_at = row.filed_at.iso();
    view.accepted_at = iso(row.accepted_at);
    view.ended_at = iso(row.ended_at);
    view.clock = clock_view(world, row);
    view.turn = turn_view(world, people, row);
    view.organisation = people.organisation(row.organisation);
    return view;
}

api::CaseView case_view(const World& world, const Directory& people, const CaseFile& file) {
    const auto& c = file.one;
    const ProjectLabel label{file.project.facts.name, file.project.facts.code};
    const auto row_of = [&](const approval::Case& one) {
        return case_row_view(world, people, approval::case_row(one, file.application, world.calendar, world.zone),
                             label);
    };
    api::CaseView view;
    view.row = row_of(c);
    view.version = file.application.version;
    const auto& item = *world.catalog.item(c.item);
    view.basis = item.basis;
    view.handling = desks_of(approval::route_of(c));
    view.tasks = task_views(world, file.application, c.id);
    view.fields = handed_in_fields(world, file.application.stage, {c.item}, file.values);
    for (const auto& field : view.fields)
        if (const auto found = file.values.find(field.code); found != file.values.end()) view.values.insert(*found);
    view.materials = material_views(world, file.application, file.project, c.item);
    for (const auto& correction : c.corrections)
        view.corrections.push_back(correction_view(world, people, file.project, correction));
    for (const auto& special : c.specials) {
        const auto* entry = world.catalog.entry("special_procedure", special.procedure);
        view.specials.push_back({{special.procedure, entry ? name_view(entry->name) : api::Name{}},
                                 special.basis,
                                 special.note,
                                 limit_view(special.limit),
                                 special.started_at.iso(),
                                 iso(special.ended_at)});
    }
    for (const auto& opinion : c.opinions) {
        api::OpinionView one;
        one.desk = json::name_of(opinion.desk);
        one.outcome = opinion.outcome;
        one.text = opinion.text;
        one.by = opinion.by == 0 ? "" : people.person(opinion.by).name;
        one.at = opinion.at.iso();
        one.task = opinion.task;
        if (!opinion.department.empty()) one.department = department_view(world, opinion.department);
        view.opinions.push_back(std::move(one));
    }
    if (c.decision) {
        const auto& d = *c.decision;
        view.decision =
            api::DecisionView{std::string(json::name_of(c.status == Status::revoked ? Status::revoked : c.status)),
                              d.number,
                              d.title,
                              d.date.iso(),
                              people.person(d.by).name,
                              d.text,
                              iso(d.valid_until),
                              deferral_views(world, file.project, d.deferrals),
                              iso(d.revoked_at),
                              d.revoked_at ? std::optional(d.revoked_reason) : std::nullopt};
    }
    for (const auto& wait : c.waits) view.waits.push_back(wait_view(world, wait));
    for (const auto& sibling : file.application.cases)
        if (sibling.id != c.id) view.siblings.push_back(row_of(sibling));
    for (const auto& code : c.special_procedures)
        if (const auto* entry = world.catalog.entry("special_procedure", code))
            view.special_procedures.push_back({code, name_view(entry->name)});
    view.deferrable = c.deferrable;
    return view;
}

api::ApplicationView application_view(const World& world, const Directory& people,
                                      const approval::Application& application, const approval::Project& project,
                                      std::map<std::string, std::string> values) {
    api::ApplicationView view;
    view.id = application.id;
    view.project = application.project;
    view.number = application.number;
    view.project_name = project.facts.name;
    view.project_code = project.facts.code;
    view.organisation = people.organisation(application.organisation);
    view.stage = application.stage;
    if (const auto* flow = world.catalog.flow(application.flow))
        for (const auto& stage : flow->stages)
            if (stage.number == application.stage) {
                view.stage_name = name_view(stage.name);
                if (!stage.lead.empty()) view.lead = department_view(world, stage.lead);
            }
    view.status = application.ended_at ? "ended" : application.received_at ? "running" : "filed";
    view.filed_at = application.filed_at.iso();
    view.received_at = iso(application.received_at);
    view.ended_at = iso(application.ended_at);
    std::vector<std::string> items;
    for (const auto& c : application.cases) items.push_back(c.item);
    view.fields = handed_in_fields(world, application.stage, items, values);
    view.values = std::move(values);
    view.materials = material_views(world, application, project, {});
    view.papers_needed = application.papers_needed;
    view.papers_saved = application.papers_saved;
    const ProjectLabel label{project.facts.name, project.facts.code};
    for (const auto& c : application.cases)
        view.cases.push_back(
            case_row_view(world, people, approval::case_row(c, application, world.calendar, world.zone), label));
    view.version = application.version;
    return view;
}

}  // namespace zhupi::server
