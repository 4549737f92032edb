#include "base/permissions.hpp"
#include "server/app.hpp"
#include "server/material_views.hpp"
#include "store/statistics.hpp"

#include <cstdio>

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

double mean(std::int64_t sum, std::int64_t count) {
    return count == 0 ? 0.0 : static_cast<double>(sum) / static_cast<double>(count);
}

/// The district to which the caller's supervision is limited, or the one that was asked for.
std::string district_of(const Call& call) {
    for (const auto& scope : access::visible(caller(call).person, permission::supervision_read).any_of)
        if (!scope.district.empty()) return scope.district;
    return query_or(call, "district");
}

api::Overview overview_view(const App& app, const store::CityFigures& figures) {
    api::Overview view;
    view.projects_running = figures.projects_running;
    view.projects_completed = figures.projects_completed;
    view.waiting_for_applicant = figures.waiting_for_applicant;
    view.investment = figures.investment;
    view.paper_reuse = mean(figures.papers_saved, figures.papers_needed);
    std::int64_t late = 0, counted = 0;
    for (const auto& d : figures.departments) {
        view.cases_open += d.open;
        view.cases_ended += d.ended;
        view.overdue += d.overdue;
        view.due_soon += d.due_soon;
        view.paused += d.paused;
        late += d.ended_late;
        counted += d.counted;
        view.departments.push_back({department_view(app.world, d.department), d.open, d.due_soon, d.overdue, d.ended,
                                    d.ended_late, d.paused, mean(d.used_days, d.counted)});
    }
    view.share_in_time = counted == 0 ? 1.0 : 1.0 - mean(late, counted);
    const auto* stages =
        app.world.catalog.dictionaries.contains("stage") ? &app.world.catalog.dictionaries.at("stage") : nullptr;
    for (int number = 1; number <= 5; ++number) {
        api::StageLoad load{number, {}, figures.projects_by_stage[static_cast<std::size_t>(number)], 0, 0, 0};
        if (stages)
            for (const auto& entry : *stages)
                if (entry.code == std::to_string(number)) load.name = name_view(entry.name);
        for (const auto& s : figures.stages)
            if (s.stage == number) {
                load.open_cases = s.open_cases;
                load.mean_used = mean(s.used_days, s.counted);
                load.mean_limit = mean(s.promised_days, s.counted);
            }
        view.stages.push_back(std::move(load));
    }
    for (const auto& m : figures.months) {
        char month[16];
        std::snprintf(month, sizeof month, "%04d-%02d", m.year, m.month);
        view.months.push_back({month, m.filed, m.ended, m.ended_late});
    }
    for (const auto& f : figures.flows) {
        const auto* flow = app.world.catalog.flow(f.flow);
        view.flows.push_back(
            {{f.flow, flow ? name_view(flow->name) : api::Name{f.flow, f.flow}}, f.running, f.completed});
    }
    return view;
}

Result<Response> overview(App& app, Call& call) {
    const auto today = app.world.today();
    auto soon = today;
    if (const auto day = app.world.calendar.workday_after(today, 2)) soon = *day;
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto figures, store::city_figures(from, district_of(call), today, soon, app.world.zone));
        return Response::json(overview_view(app, figures));
    });
}

Result<Response> savings(App& app, Call& call) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto table, store::load_savings(from, district_of(call)));
        return Response::json(savings_report(app.world, table));
    });
}

Result<Response> map(App& app, Call& call) {
    const auto district = district_of(call);
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto points, store::map_points(from, app.world.today()));
        api::MapView view;
        for (const auto& p : points)
            if (district.empty() || p.district == district)
                view.points.push_back({p.project, p.name, p.longitude, p.latitude, p.stage,
                                       p.completed ? "completed" : "running", p.district, p.flow, p.overdue_cases});
        return Response::json(view);
    });
}

}  // namespace

void add_supervision_routes(net::Router& router, App& app) {
    const std::string supervise(permission::supervision_read);
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/savings",
                .permission = std::string(permission::supervision_read),
                .operation = "savings",
                .tag = "supervision",
                .zh = "材料免交率",
                .en = "Papers that nobody had to bring again",
                .response = json::ops_for<api::SavingsReport>(),
                .query = {{"district", "区县", "district"}},
                .handler = [&app](Call& call) { return savings(app, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/overview",
                .permission = supervise,
                .operation = "overview",
                .tag = "supervision",
                .zh = "全市概况",
                .en = "City overview",
                .response = json::ops_for<api::Overview>(),
                .query = {{"district", "区县", "district"}},
                .handler = [&app](Call& call) { return overview(app, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/map",
                .permission = supervise,
                .operation = "projectMap",
                .tag = "supervision",
                .zh = "项目一张图",
                .en = "Projects on the map",
                .response = json::ops_for<api::MapView>(),
                .query = {{"district", "区县", "district"}},
                .handler = [&app](Call& call) { return map(app, call); }});
}

}  // namespace zhupi::server
