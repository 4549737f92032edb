#include "approval/project.hpp"
#include "base/json.hpp"
#include "server/views.hpp"

namespace zhupi::server {
namespace {

std::optional<std::string> iso(const std::optional<Instant>& at) {
    return at ? std::optional(at->iso()) : std::nullopt;
}
std::optional<std::string> iso(const std::optional<Date>& at) { return at ? std::optional(at->iso()) : std::nullopt; }

api::StageView stage_view(const World& world, const catalog::PlannedStage& planned, const approval::StageState* state,
                          const approval::StageState* before, const catalog::PlannedStage* stage_before) {
    api::StageView view;
    view.number = planned.stage->number;
    view.name = name_view(planned.stage->name);
    if (!planned.stage->lead.empty()) view.lead = department_view(world, planned.stage->lead);
    view.limit = planned.stage->limit;
    view.status = state ? std::string(json::name_of(state->status)) : "locked";
    if (view.status == "locked" && stage_before) {
        const bool concluded = before && before->status == approval::StageStatus::concluded;
        if (!concluded) {
            view.locked_by = "“" + stage_before->stage->name.zh + "”办结后可以申报";
            view.locked_by_en = "can be filed once '" + stage_before->stage->name.en + "' has ended";
        }
    }
    if (state) {
        view.started_at = iso(state->started_at);
        view.concluded_at = iso(state->concluded_at);
        view.applications = state->applications;
    }
    return view;
}

}  // namespace

api::PaperView paper_view(const World& world, const approval::Paper& paper) {
    api::PaperView view;
    view.id = paper.id;
    view.material = paper.material;
    if (const auto* material = world.catalog.material(paper.material)) view.material_name = name_view(material->name);
    view.title = paper.title;
    view.media_type = paper.media_type;
    view.sha256 = paper.sha256;
    view.size = paper.size;
    view.version = paper.version;
    view.at = paper.at.iso();
    view.source = json::name_of(paper.source);
    if (!paper.number.empty()) view.number = paper.number;
    view.valid_until = iso(paper.valid_until);
    view.valid = !paper.revoked && (!paper.valid_until || *paper.valid_until >= world.today());
    view.sheet = paper.sheet;
    view.sheet_title = paper.sheet_title;
    return view;
}

std::vector<api::ResultView> result_views(const World& world, const approval::Project& project) {
    std::vector<api::ResultView> views;
    const auto rules = world.catalog.rulebook->version(project.rules_version.value_or(""));
    for (const auto& result : project.results) {
        views.push_back(
            {result.case_id, item_view(world, result.item),
             department_view(world,
                             rules && world.catalog.item(result.item) ? rules->usual(result.item).department : ""),
             result.number, result.title, result.date.iso(), iso(result.valid_until), result.revoked,
             result.with_deferral, project.id, project.facts.name});
    }
    return views;
}

ProjectCounts count_cases(const World& world, const std::vector<approval::CaseRow>& rows) {
    ProjectCounts counts;
    for (const auto& row : rows) {
        ++(row.open ? counts.open : counts.ended);
        if (row.open && clock_view(world, row).overdue) ++counts.overdue;
        if (row.open && row.turn.party == approval::Party::applicant) ++counts.waiting_for_applicant;
    }
    return counts;
}

api::ProjectRow project_row_view(const World& world, const Directory& people, const approval::ProjectRow& row,
                                 const ProjectCounts& counts) {
    api::ProjectRow view;
    view.id = row.id;
    view.code = row.code;
    view.name = row.name;
    view.organisation = people.organisation(row.organisation);
    const auto* flow = world.catalog.flow(row.flow);
    view.flow = {row.flow, flow ? name_view(flow->name) : api::Name{row.flow, row.flow}};
    const auto* district = world.catalog.district(row.district);
    view.district = {row.district, district ? name_view(district->name) : api::Name{row.district, row.district}};
    view.stage = row.stage;
    view.status = row.completed ? "completed" : "running";
    view.open_cases = counts.open;
    view.ended_cases = counts.ended;
    view.overdue_cases = counts.overdue;
    view.waiting_for_applicant = counts.waiting_for_applicant;
    view.investment = row.investment;
    view.registered_at = row.registered_at.iso();
    view.longitude = row.longitude;
    view.latitude = row.latitude;
    return view;
}

Result<api::ProjectView> project_view(const World& world, const Directory& people, const ProjectFile& file) {
    const auto& project = file.project;
    const auto plan = approval::plan_of(world.catalog, project);

    std::vector<const approval::Case*> cases;
    std::vector<approval::CaseRow> rows;
    std::map<int, std::vector<const approval::Case*>> by_stage;
    std::map<int, std::vector<approval::CaseRow>> rows_by_stage;
    approval::InFlight in_flight;
    for (const auto& application : file.applications)
        for (const auto& c : application.cases) {
            cases.push_back(&c);
            by_stage[application.stage].push_back(&c);
            rows.push_back(approval::case_row(c, application, world.calendar, world.zone));
            rows_by_stage[application.stage].push_back(rows.back());
            if (!approval::has_ended(c.status)) in_flight.insert(c.item);
        }

    api::ProjectView view;
    view.row = project_row_view(world, people, approval::project_row(project), count_cases(world, rows));
    view.location = project.facts.location;
    view.scale = project.facts.scale;
    view.land_area = project.facts.land_area;
    view.floor_area = project.facts.floor_area;
    view.planned_start = iso(project.facts.planned_start);
    view.planned_finish = iso(project.facts.planned_finish);
    view.contact = file.contact;
    view.contact_phone = file.contact_phone;
    view.answers = project.facts.answers;
    for (const auto& b : project.facts.buildings)
        view.buildings.push_back({b.name, b.use, b.floor_area, b.storeys_above, b.storeys_below, b.height});
    const auto as_planned = plan_view(world, plan);
    view.official_total = plan.official_total;
    view.longest_path = plan.longest_path;
    view.critical_path = plan.critical_path;

    const ProjectLabel label{project.facts.name, project.facts.code};
    for (std::size_t i = 0; i < plan.stages.size(); ++i) {
        const auto& planned = plan.stages[i];
        const int number = planned.stage->number;
        const auto* before = i > 0 ? &plan.stages[i - 1] : nullptr;
        auto stage = stage_view(world, planned, project.stage(number),
                                before ? project.stage(before->stage->number) : nullptr, before);
        stage.items = as_planned.stages[i].items;
        ZHUPI_TRY(stage.used, approval::stage_days(by_stage[number], world.calendar, world.zone, world.now()));
        stage.overdue = stage.limit > 0 && stage.used > stage.limit;
        if (number != 5) view.used += stage.used;
        auto& stage_rows = rows_by_stage[number];
        std::stable_sort(stage_rows.begin(), stage_rows.end(),
                         [](const auto& a, const auto& b) { return a.id > b.id; });
        for (const auto& row : stage_rows) stage.cases.push_back(case_row_view(world, people, row, label));
        if (file.can_file && stage.status != "locked") {
            const auto offered = approval::offers(project, plan, number, in_flight);
            stage.can_file = std::any_of(offered.begin(), offered.end(), [](const auto& o) { return o.can_file; });
        }
        view.stages.push_back(std::move(stage));
    }
    for (const auto& paper : project.papers)
        if (!paper.removed.value_or(false)) view.papers.push_back(paper_view(world, paper));
    view.results = result_views(world, project);
    view.papers_needed = project.papers_needed;
    view.papers_saved = project.papers_saved;
    for (const auto& share : approval::time_by_party(project, cases, world.now())) {
        api::PartyTime time{std::string(json::name_of(share.party)), {}, share.ms / 1000};
        if (!share.department.empty()) time.department = department_view(world, share.department);
        view.time_by_party.push_back(std::move(time));
    }
    view.version = project.version;
    return view;
}

}  // namespace zhupi::server
