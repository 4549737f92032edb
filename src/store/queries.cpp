#include "store/queries.hpp"

#include "base/error_codes.hpp"

namespace zhupi::store {
namespace {

/// A statement that grows clause by clause with its arguments in step.
class Where {
public:
    /// `before` arguments of the statement are somebody else's.
    explicit Where(std::size_t before = 0) : before_(before) {}

    /// `clause` holds one "?" where the argument goes.
    void add(std::string_view clause, Value value) {
        args_.push_back(std::move(value));
        const auto at = clause.find('?');
        join();
        text_ += clause.substr(0, at);
        text_ += last();
        text_ += clause.substr(at + 1);
    }
    void add(std::string_view clause) {
        join();
        text_ += clause;
    }
    void one_of(std::string_view column, const std::vector<std::string>& values) {
        if (values.empty()) return;
        join();
        text_ += column;
        text_ += " IN (";
        for (const auto& value : values) {
            if (&value != &values.front()) text_ += ", ";
            args_.emplace_back(std::string(value));  // kept: the caller's list may be gone by the time it is bound
            text_ += last();
        }
        text_ += ")";
    }
    std::string sql(std::string_view before, std::string_view after) const {
        return std::string(before) + (text_.empty() ? "" : " WHERE " + text_) + std::string(after);
    }
    const std::vector<Value>& args() const { return args_; }
    std::string next(Value value) {
        args_.push_back(std::move(value));
        return last();
    }

private:
    std::string last() const { return "$" + std::to_string(before_ + args_.size()); }
    void join() {
        if (!text_.empty()) text_ += " AND ";
    }
    const std::size_t before_;
    std::string text_;
    std::vector<Value> args_;
};

/// What a user types, as a LIKE pattern in which % and _ are themselves.
std::string contains(const std::string& typed) {
    std::string pattern = "%";
    for (const char c : typed) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

constexpr std::string_view case_columns =
    "c.id, c.application, c.project, c.organisation, c.number, c.item, c.department, c.district, c.stage, c.status, "
    "c.desk, "
    "c.handler, c.is_open, c.filed_at, c.received_at, c.accepted_at, c.ended_at, c.clock, c.statutory, c.due, c.turn, "
    "c.used, c.late, c.counts";
constexpr int case_column_count = 24;

template <class E>
E enum_of(std::string_view name) {
    for (const auto& entry : json::OpsFor<E>::names())
        if (name == entry.name) return static_cast<E>(entry.value);
    bug("a row holds an unknown name: " + std::string(name));
}

std::optional<Instant> instant_at(const Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(Instant{row.integer(column)});
}

template <class T>
T decoded(std::string_view text) {
    auto value = json::decode<T>(text, json::Unknown::ignore);
    ensure(value.has_value(), "a derived row cannot be read; rebuild it with zhupi replay");
    return std::move(*value);
}

approval::CaseRow read_case(const Row& row) {
    approval::CaseRow c;
    c.id = row.integer(0);
    c.application = row.integer(1);
    c.project = row.integer(2);
    c.organisation = row.integer(3);
    c.number = row.text(4);
    c.item = row.text(5);
    c.department = row.text(6);
    c.district = row.text(7);
    c.stage = static_cast<int>(row.integer(8));
    c.status = enum_of<approval::Status>(row.text(9));
    c.desk = enum_of<approval::Desk>(row.text(10));
    c.handler = row.integer(11);
    c.open = row.integer(12) != 0;
    c.filed_at = Instant{row.integer(13)};
    c.received_at = instant_at(row, 14);
    c.accepted_at = instant_at(row, 15);
    c.ended_at = instant_at(row, 16);
    c.clock = decoded<calendar::Ledger>(row.text(17));
    if (!row.text(18).empty()) c.statutory = decoded<calendar::Budget>(row.text(18));
    if (row.integer(19) != no_due) c.due = Date{static_cast<std::int32_t>(row.integer(19))};
    c.turn = decoded<approval::Wait>(row.text(20));
    c.used = static_cast<int>(row.integer(21));
    c.late = row.integer(22) != 0;
    c.counts = row.integer(23) != 0;
    return c;
}

/// "m.organisation = $1 AND …": the rows of project_member by which an applicant sees something.
std::string membership(Where& where, const Visible& visible) {
    std::string sql = "m.organisation = " + where.next(visible.organisation) + " AND m.person IN (0, " +
                      where.next(visible.person) + ") AND m.role IN (";
    for (const auto role : visible.roles)
        sql += (role == visible.roles.front() ? "" : ", ") + where.next(std::string(json::name_of(role)));
    return sql + ")";
}

void only_among(Where& where, const Visible& visible, const std::string& column) {
    if (visible.projects.empty()) return;
    std::string list;
    for (const auto id : visible.projects) list += (list.empty() ? "" : ", ") + where.next(id);
    where.add(column + " IN (" + list + ")");
}

/// The first condition is what an index serves; the second says which cases of the project.
void restrict_to_membership(Where& where, const Visible& visible) {
    where.add("c.project IN (SELECT m.project FROM project_member m WHERE " + membership(where, visible) + ")");
    where.add("EXISTS (SELECT 1 FROM project_member m WHERE m.project = c.project AND " + membership(where, visible) +
              " AND m.stage_from <= c.stage AND m.filed_until >= c.filed_at)");
    only_among(where, visible, "c.project");
}

void restrict_to(Where& where, const Visible& visible) {
    if (visible.organisation != 0) restrict_to_membership(where, visible);
    const auto& scopes = visible.any_of;
    if (scopes.empty()) return;
    const bool departments_only = std::all_of(scopes.begin(), scopes.end(), [](const Scope& s) {
        return !s.department.empty() && s.district.empty() && s.items.empty();
    });
    if (departments_only) {  // the usual case, in the form that an index serves best
        std::vector<std::string> departments;
        for (const auto& scope : scopes) departments.push_back(scope.department);
        where.one_of("c.department", departments);
        return;
    }
    std::string any;
    for (const auto& scope : scopes) {
        std::string all = "1 = 1";
        if (!scope.department.empty()) all += " AND c.department = " + where.next(scope.department);
        if (!scope.district.empty()) all += " AND c.district = " + where.next(scope.district);
        if (!scope.items.empty()) {
            all += " AND c.item IN (";
            for (const auto& item : scope.items) all += (&item == &scope.items.front() ? "" : ", ") + where.next(item);
            all += ")";
        }
        any += (any.empty() ? "(" : " OR (") + all + ")";
    }
    where.add("(" + any + ")");
}

void restrict_to_box(Where& where, const CaseFilter& filter) {
    switch (filter.box) {
        case Box::all:
            return;
        case Box::mine: {
            std::string handlers = where.next(filter.user);
            for (const auto absent : filter.stands_in_for) handlers += ", " + where.next(absent);
            where.add("c.handler IN (" + handlers + ")");
            break;
        }
        case Box::department:
            break;
        case Box::unassigned:
            where.add("c.handler = 0 AND c.status IN ('received', 'corrected')");
            break;
        case Box::intake:
            where.add("c.status = 'filed'");
            break;
        case Box::review:
            where.add("c.desk IN ('review', 'approval') AND c.desk = 'review'");  // as its index says
            break;
        case Box::approval:
            where.add("c.desk IN ('review', 'approval') AND c.desk = 'approval'");
            break;
        case Box::due_soon:
            where.add("c.due >= ?", std::int64_t{filter.today.day});
            where.add("c.due <= ?", std::int64_t{filter.soon_until.day});
            break;
        case Box::overdue:
            where.add("c.due < ?", std::int64_t{filter.today.day});
            break;
        case Box::done:
            where.add("c.is_open = 0");
            return;
    }
    where.add("c.is_open = 1");
}

/// By what a box is ordered, and in which direction.
struct Order {
    std::string_view column;
    bool descending;
};
Order order_of(Box box) {
    if (box == Box::all) return {"c.id", true};
    if (box == Box::done) return {"c.ended_at", true};
    return {"c.due", false};
}

std::int64_t key_of(const approval::CaseRow& row, Box box) {
    if (box == Box::all) return row.id;
    if (box == Box::done) return row.ended_at->ms;
    return row.due ? row.due->day : no_due;
}

}  // namespace

bool sees(const Visible& visible, const approval::CaseRow& row) {
    if (visible.nothing || visible.organisation != 0) return false;
    return visible.any_of.empty() || std::any_of(visible.any_of.begin(), visible.any_of.end(), [&](const Scope& scope) {
               const auto item = std::find(scope.items.begin(), scope.items.end(), row.item);
               return (scope.department.empty() || scope.department == row.department) &&
                      (scope.district.empty() || scope.district == row.district) &&
                      (scope.items.empty() || item != scope.items.end());
           });
}

Result<bool> sees(Snapshot& from, const Visible& visible, const approval::CaseRow& row) {
    if (visible.organisation == 0) return sees(visible, row);
    if (visible.nothing) return false;
    Where where;
    where.add(membership(where, visible));
    where.add("m.project = ?", row.project);
    where.add("m.stage_from <= ?", std::int64_t{row.stage});
    where.add("m.filed_until >= ?", row.filed_at.ms);
    only_among(where, visible, "m.project");
    bool found = false;
    ZHUPI_CHECK(from.query(where.sql("SELECT 1 FROM project_member m", " LIMIT 1"), where.args(),
                           [&](const Row&) { found = true; }));
    return found;
}

Result<bool> belongs(Snapshot& from, const Visible& visible, Id project) {
    if (visible.nothing) return false;
    Where where;
    where.add(membership(where, visible));
    where.add("m.project = ?", project);
    only_among(where, visible, "m.project");
    bool found = false;
    ZHUPI_CHECK(from.query(where.sql("SELECT 1 FROM project_member m", " LIMIT 1"), where.args(),
                           [&](const Row&) { found = true; }));
    return found;
}

Result<CasePage> list_cases(Snapshot& from, const CaseFilter& filter, std::optional<Cursor> after, int limit) {
    CasePage page;
    if (filter.visible.nothing) return page;
    Where where;
    restrict_to(where, filter.visible);
    restrict_to_box(where, filter);
    if (filter.stage != 0) where.add("c.stage = ?", std::int64_t{filter.stage});
    if (filter.project != 0) where.add("c.project = ?", filter.project);
    if (!filter.item.empty()) where.add("c.item = ?", filter.item);
    if (!filter.department.empty()) where.add("c.department = ?", filter.department);
    if (!filter.status.empty()) where.add("c.status = ?", filter.status);
    if (!filter.search.empty()) {
        const auto number = where.next(filter.search);
        const auto pattern = where.next(contains(filter.search));
        where.add("(c.number = " + number + " OR c.project IN (SELECT id FROM project_row WHERE search LIKE " +
                  pattern + " ESCAPE '\\'))");
    }
    const auto order = order_of(filter.box);
    const std::string comparison = order.descending ? "<" : ">";
    if (after) {
        const auto key = where.next(after->key);
        const auto id = where.next(after->id);
        where.add("(" + std::string(order.column) + ", c.id) " + comparison + " (" + key + ", " + id + ")");
    }
    const std::string direction = order.descending ? " DESC" : "";
    const auto count = where.next(std::int64_t{limit} + 1);
    const auto sql =
        where.sql("SELECT " + std::string(case_columns) +
                      ", p.name, p.code FROM case_row c JOIN project_row p ON p.id = c.project",
                  " ORDER BY " + std::string(order.column) + direction + ", c.id" + direction + " LIMIT " + count);
    ZHUPI_CHECK(from.query(sql, where.args(), [&](const Row& row) {
        page.cases.push_back(
            {read_case(row), std::string(row.text(case_column_count)), std::string(row.text(case_column_count + 1))});
    }));
    if (static_cast<int>(page.cases.size()) > limit) {
        page.cases.pop_back();
        const auto& last = page.cases.back().row;
        page.next = Cursor{key_of(last, filter.box), last.id};
    }
    return page;
}

Result<approval::CaseRow> find_case(Snapshot& from, Id case_id) {
    static const std::string sql = "SELECT " + std::string(case_columns) + " FROM case_row c WHERE c.id = $1";
    std::optional<approval::CaseRow> found;
    ZHUPI_CHECK(from.query(sql, {case_id}, [&](const Row& row) { found = read_case(row); }));
    if (!found) return fail(err::case_none);
    return std::move(*found);
}

Result<std::vector<approval::CaseRow>> cases_of_project(Snapshot& from, Id project) {
    return cases_of_projects(from, {project});
}

Result<std::vector<approval::CaseRow>> cases_of_projects(Snapshot& from, const std::vector<Id>& projects) {
    std::vector<approval::CaseRow> rows;
    if (projects.empty()) return rows;
    std::string list;
    std::vector<Value> args;
    for (const auto id : projects) {
        args.emplace_back(id);
        list += (list.empty() ? "$" : ", $") + std::to_string(args.size());
    }
    ZHUPI_CHECK(from.query(
        "SELECT " + std::string(case_columns) + " FROM case_row c WHERE c.project IN (" + list + ") ORDER BY c.id",
        args, [&](const Row& row) { rows.push_back(read_case(row)); }));
    return rows;
}

/// Each count is one walk over an index that has all it asks for.
Result<BoxCounts> count_boxes(Snapshot& from, const CaseFilter& filter) {
    BoxCounts counts;
    if (filter.visible.nothing) return counts;
    constexpr Box boxes[] = {Box::mine,    Box::department, Box::unassigned, Box::due_soon,
                             Box::overdue, Box::intake,     Box::review,     Box::approval};
    std::string sql;
    std::vector<Value> args;
    for (const auto box : boxes) {
        auto one = filter;
        one.box = box;
        Where where(args.size());
        restrict_to(where, one.visible);
        restrict_to_box(where, one);
        const auto* const what = box == Box::intake ? "COUNT(DISTINCT c.application)" : "COUNT(*)";
        sql += sql.empty() ? "SELECT (" : "), (";
        sql += where.sql("SELECT " + std::string(what) + " FROM case_row c", "");
        args.insert(args.end(), where.args().begin(), where.args().end());
    }
    ZHUPI_CHECK(from.query(sql + ")", args, [&](const Row& row) {
        counts = {row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                  row.integer(4), row.integer(5), row.integer(6), row.integer(7)};
    }));
    return counts;
}

Result<ProjectPage> list_projects(Snapshot& from, const ProjectFilter& filter, std::optional<Cursor> after, int limit) {
    Where where;
    if (filter.visible.organisation != 0) {
        where.add("p.id IN (SELECT m.project FROM project_member m WHERE " + membership(where, filter.visible) + ")");
        only_among(where, filter.visible, "p.id");
    }
    where.one_of("p.district", filter.districts);
    if (!filter.district.empty()) where.add("p.district = ?", filter.district);
    if (!filter.flow.empty()) where.add("p.flow = ?", filter.flow);
    if (filter.stage != 0) where.add("p.stage = ?", std::int64_t{filter.stage});
    if (filter.completed) where.add("p.completed = ?", std::int64_t{*filter.completed});
    if (!filter.search.empty()) where.add("p.search LIKE ? ESCAPE '\\'", contains(filter.search));
    if (after) where.add("p.id < ?", after->id);
    const auto count = where.next(std::int64_t{limit} + 1);
    const auto sql = where.sql(
        "SELECT p.id, p.organisation, p.code, p.name, p.flow, p.district, p.stage, p.completed, p.investment, "
        "p.registered_at, p.longitude, p.latitude, p.papers_needed, p.papers_saved FROM project_row p",
        " ORDER BY p.id DESC LIMIT " + count);
    ProjectPage page;
    ZHUPI_CHECK(from.query(sql, where.args(), [&](const Row& row) {
        approval::ProjectRow p;
        p.id = row.integer(0);
        p.organisation = row.integer(1);
        p.code = row.text(2);
        p.name = row.text(3);
        p.flow = row.text(4);
        p.district = row.text(5);
        p.stage = static_cast<int>(row.integer(6));
        p.completed = row.integer(7) != 0;
        p.investment = {row.integer(8)};
        p.registered_at = {row.integer(9)};
        if (!row.is_null(10)) p.longitude = static_cast<double>(row.integer(10)) / 1e6;
        if (!row.is_null(11)) p.latitude = static_cast<double>(row.integer(11)) / 1e6;
        p.papers_needed = static_cast<int>(row.integer(12));
        p.papers_saved = static_cast<int>(row.integer(13));
        page.projects.push_back(std::move(p));
    }));
    if (static_cast<int>(page.projects.size()) > limit) {
        page.projects.pop_back();
        page.next = Cursor{0, page.projects.back().id};
    }
    return page;
}

}  // namespace zhupi::store
