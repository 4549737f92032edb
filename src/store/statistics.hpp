#pragma once
// Figures for those who supervise, by the national formulas (exchange-standard.md §6), from derived rows.

#include "store/queries.hpp"

namespace zhupi::store {

struct DepartmentFigures {
    std::string department;
    std::int64_t open = 0, due_soon = 0, overdue = 0, ended = 0, ended_late = 0, paused = 0;
    std::int64_t used_days = 0, counted = 0;  ///< of ended cases whose time counts
};
struct StageFigures {
    int stage = 1;
    std::int64_t open_cases = 0, used_days = 0, promised_days = 0, counted = 0;
};
struct MonthFigures {
    int year = 0, month = 0;
    std::int64_t filed = 0, ended = 0, ended_late = 0;
};
struct FlowFigures {
    std::string flow;
    std::int64_t running = 0, completed = 0;
};
struct CityFigures {
    std::int64_t projects_running = 0, projects_completed = 0, waiting_for_applicant = 0;
    std::int64_t papers_needed = 0, papers_saved = 0;
    Decimal investment;                                                          ///< of running projects
    std::vector<std::int64_t> projects_by_stage = std::vector<std::int64_t>(6);  ///< running, by furthest stage
    std::vector<DepartmentFigures> departments;
    std::vector<StageFigures> stages;
    std::vector<MonthFigures> months;  ///< the last twelve, oldest first
    std::vector<FlowFigures> flows;
};
/// `district` empty: the whole city.
Result<CityFigures> city_figures(Snapshot& from, const std::string& district, Date today, Date soon_until, Zone zone);

struct MapPoint {
    Id project = 0;
    std::string name, district, flow;
    double longitude = 0, latitude = 0;
    int stage = 1;
    bool completed = false;
    int overdue_cases = 0;
};
Result<std::vector<MapPoint>> map_points(Snapshot& from, Date today);

}  // namespace zhupi::store
