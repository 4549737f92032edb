#include "access/assigner.hpp"

#include "base/event_types.hpp"
#include "base/roles.hpp"
#include "store/mandates.hpp"

#include <map>
#include <set>

namespace zhupi::access {
namespace {

using store::Row;
using store::Snapshot;

struct Officer {
    Id id = 0;
    std::vector<Grant> grants;
};

Result<std::vector<Officer>> officers_of(Snapshot& from, const std::string& department) {
    std::vector<Officer> officers;
    ZHUPI_CHECK(from.query(
        "SELECT id, grants FROM person WHERE department = $1 AND enabled = 1 AND roles LIKE '%,officer,%' ORDER BY id",
        {department}, [&](const Row& row) {
            auto grants = json::decode<std::vector<Grant>>(row.text(1), json::Unknown::ignore);
            ensure(grants.has_value(), "the grants of a person cannot be read");
            officers.push_back({row.integer(0), std::move(*grants)});
        }));
    return officers;
}

bool skilled(const Officer& officer, const approval::Application& application, const approval::Case& c) {
    return std::any_of(officer.grants.begin(), officer.grants.end(), [&](const Grant& g) {
        return g.role == role::officer && (!g.department || *g.department == c.department) &&
               (!g.district || *g.district == application.district) &&
               (g.items.empty() || std::find(g.items.begin(), g.items.end(), c.item) != g.items.end());
    });
}

Result<std::map<Id, std::int64_t>> open_cases(Snapshot& from, const std::string& department) {
    std::map<Id, std::int64_t> open;
    ZHUPI_CHECK(
        from.query("SELECT handler, COUNT(*) FROM case_row WHERE department = $1 AND is_open = 1 AND handler <> 0 "
                   "GROUP BY handler",
                   {department}, [&](const Row& row) { open[row.integer(0)] = row.integer(1); }));
    return open;
}

struct Automatic {
    std::string department;
    bool automatic = false;
};
BOOST_DESCRIBE_STRUCT(Automatic, (), (department, automatic))

}  // namespace

Result<bool> assigns_automatically(Snapshot& from, const std::string& department) {
    bool automatic = false;
    ZHUPI_CHECK(from.query("SELECT automatic FROM assignment_rule WHERE department = $1", {department},
                           [&](const Row& row) { automatic = row.integer(0) != 0; }));
    return automatic;
}

Result<void> set_automatic(store::Tx& tx, const store::Acting& acting, const std::string& department, bool automatic) {
    ZHUPI_CHECK(
        tx.put("INSERT INTO assignment_rule (department, automatic) VALUES ($1, $2) "
               "ON CONFLICT (department) DO UPDATE SET automatic = excluded.automatic",
               {department, std::int64_t{automatic}}));
    return store::note_event(tx, acting, "department/" + department, event::assignment_changed,
                             json::encode(Automatic{department, automatic}));
}

Result<std::optional<approval::command::Assign>> assign_by_load(Snapshot& from,
                                                                const approval::Application& application,
                                                                const approval::Case& arrived, Instant now, Id not_to,
                                                                const std::vector<Id>& given) {
    ZHUPI_TRY(const bool automatic, assigns_automatically(from, arrived.department));
    if (!automatic) return std::nullopt;
    ZHUPI_TRY(const auto officers, officers_of(from, arrived.department));
    ZHUPI_TRY(auto open, open_cases(from, arrived.department));
    for (const auto id : given) ++open[id];
    ZHUPI_TRY(const auto leaves, store::leaves_of_department(from, arrived.department, now));
    std::set<Id> away;
    for (const auto& leave : leaves)
        if (leave.from <= now) away.insert(leave.person);
    ZHUPI_TRY(const auto recused, store::recused_from(from, application.organisation, application.project));
    approval::AssignmentReason why;
    const approval::Considered* best = nullptr;
    for (const auto& officer : officers) {
        if (!skilled(officer, application, arrived)) continue;
        approval::Considered one{officer.id, open[officer.id], {}};
        if (away.count(officer.id) != 0) one.out = "leave";
        if (std::find(recused.begin(), recused.end(), officer.id) != recused.end()) one.out = "recused";
        if (officer.id == not_to) one.out = "gave_back";
        why.considered.push_back(one);
    }
    for (const auto& one : why.considered)
        if (one.out.empty() && (!best || one.open < best->open)) best = &one;
    if (!best) return std::nullopt;
    approval::command::Assign chosen{arrived.id, best->user, {}, {}};
    chosen.because = std::move(why);
    return chosen;
}

}  // namespace zhupi::access
