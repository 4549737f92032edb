#include "store/statistics.hpp"

#include <map>

namespace zhupi::store {
namespace {

/// " AND column = $n" when a district was asked for.
struct District {
    std::string_view code;
    std::vector<Value> args(std::vector<Value> others) const {
        if (!code.empty()) others.emplace_back(code);
        return others;
    }
    std::string clause(std::string_view column, std::size_t number) const {
        return code.empty() ? std::string{} : " AND " + std::string(column) + " = $" + std::to_string(number);
    }
};

Result<void> count_projects(Snapshot& from, const District& district, CityFigures& figures) {
    return from.query(
        "SELECT stage, completed, COUNT(*), SUM(investment), SUM(papers_needed), SUM(papers_saved) FROM project_row "
        "WHERE 1 = 1" +
            district.clause("district", 1) + " GROUP BY stage, completed",
        district.args({}), [&](const Row& row) {
            const auto count = row.integer(2);
            if (row.integer(1) != 0) {
                figures.projects_completed += count;
            } else {
                figures.projects_running += count;
                figures.projects_by_stage[static_cast<std::size_t>(row.integer(0))] += count;
                figures.investment.units += row.integer(3);
            }
            figures.papers_needed += row.integer(4);
            figures.papers_saved += row.integer(5);
        });
}

Result<void> count_flows(Snapshot& from, const District& district, CityFigures& figures) {
    return from.query("SELECT flow, SUM(1 - completed), SUM(completed) FROM project_row WHERE 1 = 1" +
                          district.clause("district", 1) + " GROUP BY flow ORDER BY flow",
                      district.args({}), [&](const Row& row) {
                          figures.flows.push_back({std::string(row.text(0)), row.integer(1), row.integer(2)});
                      });
}

Result<void> count_cases(Snapshot& from, const District& district, Date today, Date soon, CityFigures& figures) {
    std::map<std::string, DepartmentFigures> departments;
    std::map<int, StageFigures> stages;
    ZHUPI_CHECK(
        from.query("SELECT department, stage, party, COUNT(*), SUM(CASE WHEN due < $1 THEN 1 ELSE 0 END), "
                   "SUM(CASE WHEN due >= $1 AND due <= $2 THEN 1 ELSE 0 END) FROM case_row WHERE is_open = 1" +
                       district.clause("district", 3) + " GROUP BY department, stage, party",
                   district.args({std::int64_t{today.day}, std::int64_t{soon.day}}), [&](const Row& row) {
                       auto& d = departments[std::string(row.text(0))];
                       const auto count = row.integer(3);
                       d.open += count;
                       d.overdue += row.integer(4);
                       d.due_soon += row.integer(5);
                       if (row.text(2) == "applicant") figures.waiting_for_applicant += count;
                       if (row.text(2) == "applicant" || row.text(2) == "statutory") d.paused += count;
                       stages[static_cast<int>(row.integer(1))].open_cases += count;
                   }));
    ZHUPI_CHECK(from.query(
        "SELECT department, stage, COUNT(*), SUM(late), SUM(counts), SUM(CASE WHEN counts = 1 THEN used ELSE 0 END), "
        "SUM(CASE WHEN counts = 1 THEN budget ELSE 0 END) FROM case_row WHERE is_open = 0" +
            district.clause("district", 1) + " GROUP BY department, stage",
        district.args({}), [&](const Row& row) {
            auto& d = departments[std::string(row.text(0))];
            d.ended += row.integer(2);
            d.ended_late += row.integer(3);
            d.counted += row.integer(4);
            d.used_days += row.integer(5);
            auto& s = stages[static_cast<int>(row.integer(1))];
            s.counted += row.integer(4);
            s.used_days += row.integer(5);
            s.promised_days += row.integer(6);
        }));
    for (auto& [code, d] : departments) {
        d.department = code;
        figures.departments.push_back(d);
    }
    for (auto& [number, s] : stages) {
        s.stage = number;
        figures.stages.push_back(s);
    }
    return {};
}

Result<void> count_months(Snapshot& from, const District& district, Date today, Zone zone, CityFigures& figures) {
    constexpr int months = 12;
    for (int back = months - 1; back >= 0; --back) {
        const int index = today.year() * 12 + today.month() - 1 - back;
        MonthFigures month{index / 12, index % 12 + 1};
        const auto first = zone.start_of(Date::of(month.year, month.month, 1)).ms;
        const auto next = zone.start_of(Date::of((index + 1) / 12, (index + 1) % 12 + 1, 1)).ms;
        ZHUPI_CHECK(from.query(
            "SELECT COUNT(*) FROM case_row WHERE filed_at >= $1 AND filed_at < $2" + district.clause("district", 3),
            district.args({first, next}), [&](const Row& row) { month.filed = row.integer(0); }));
        ZHUPI_CHECK(
            from.query("SELECT COUNT(*), COALESCE(SUM(late), 0) FROM case_row WHERE is_open = 0 AND ended_at >= $1 AND "
                       "ended_at < $2" +
                           district.clause("district", 3),
                       district.args({first, next}), [&](const Row& row) {
                           month.ended = row.integer(0);
                           month.ended_late = row.integer(1);
                       }));
        figures.months.push_back(month);
    }
    return {};
}

}  // namespace

Result<CityFigures> city_figures(Snapshot& from, const std::string& code, Date today, Date soon_until, Zone zone) {
    const District district{code};
    CityFigures figures;
    ZHUPI_CHECK(count_projects(from, district, figures));
    ZHUPI_CHECK(count_flows(from, district, figures));
    ZHUPI_CHECK(count_cases(from, district, today, soon_until, figures));
    ZHUPI_CHECK(count_months(from, district, today, zone, figures));
    return figures;
}

Result<std::vector<MapPoint>> map_points(Snapshot& from, Date today) {
    std::vector<MapPoint> points;
    ZHUPI_CHECK(from.query(
        "SELECT p.id, p.name, p.district, p.flow, p.longitude, p.latitude, p.stage, p.completed, "
        "(SELECT COUNT(*) FROM case_row c WHERE c.project = p.id AND c.is_open = 1 AND c.due < $1) FROM project_row p "
        "WHERE p.longitude IS NOT NULL ORDER BY p.id",
        {std::int64_t{today.day}}, [&](const Row& row) {
            points.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                              std::string(row.text(3)), static_cast<double>(row.integer(4)) / 1e6,
                              static_cast<double>(row.integer(5)) / 1e6, static_cast<int>(row.integer(6)),
                              row.integer(7) != 0, static_cast<int>(row.integer(8))});
        }));
    return points;
}

}  // namespace zhupi::store
