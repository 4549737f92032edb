#include "supervision/orders.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/text.hpp"
#include "supervision/journal.hpp"
#include "supervision/order_events.hpp"
#include "supervision/scope_sql.hpp"
#include "supervision/warnings.hpp"

#include <charconv>
#include <map>
#include <tuple>

namespace zhupi::supervision {
namespace {

constexpr std::string_view order_columns =
    "SELECT id, number, kind, department, project, case_id, finding, text, issued_by, issued_at, due, state, overdue, "
    "answer, answered_by, answered_at, conclusion, closed_by, closed_at, rounds FROM supervision_order";

template <class E>
E named(std::string_view text) {
    for (const auto& entry : json::OpsFor<E>::names())
        if (entry.name == text) return static_cast<E>(entry.value);
    bug("a word of an order that we did not write");
}

std::optional<Instant> instant_of(const store::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(Instant{row.integer(column)});
}

Order read_order(const store::Row& row) {
    Order o;
    o.id = row.integer(0);
    o.number = row.text(1);
    o.kind = named<OrderKind>(row.text(2));
    o.department = row.text(3);
    o.project = row.integer(4);
    o.case_id = row.integer(5);
    o.finding = row.integer(6);
    o.text = row.text(7);
    o.issued_by = row.integer(8);
    o.issued_at = Instant{row.integer(9)};
    o.due = Date{static_cast<std::int32_t>(row.integer(10))};
    o.state = named<OrderState>(row.text(11));
    o.overdue = row.integer(12) != 0;
    o.answer = row.text(13);
    o.answered_by = row.integer(14);
    o.answered_at = instant_of(row, 15);
    o.conclusion = row.text(16);
    o.closed_by = row.integer(17);
    o.closed_at = instant_of(row, 18);
    o.rounds = static_cast<int>(row.integer(19));
    return o;
}

store::Value ms_or_null(const std::optional<Instant>& at) { return at ? store::Value(at->ms) : store::Value(nullptr); }

Result<void> save(store::Tx& tx, const Order& o) {
    return tx.put(
        "INSERT INTO supervision_order (id, number, kind, department, project, case_id, finding, text, issued_by, "
        "issued_at, due, state, overdue, answer, answered_by, answered_at, conclusion, closed_by, closed_at, rounds) "
        "VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20) ON CONFLICT (id) DO UPDATE "
        "SET "
        "due = excluded.due, state = excluded.state, overdue = excluded.overdue, answer = excluded.answer, answered_by "
        "= excluded.answered_by, answered_at = excluded.answered_at, conclusion = excluded.conclusion, closed_by = "
        "excluded.closed_by, closed_at = excluded.closed_at, rounds = excluded.rounds",
        {o.id,
         o.number,
         json::name_of(o.kind),
         o.department,
         o.project,
         o.case_id,
         o.finding,
         o.text,
         o.issued_by,
         o.issued_at.ms,
         std::int64_t{o.due.day},
         json::name_of(o.state),
         std::int64_t{o.overdue},
         o.answer,
         o.answered_by,
         ms_or_null(o.answered_at),
         o.conclusion,
         o.closed_by,
         ms_or_null(o.closed_at),
         std::int64_t{o.rounds}});
}

std::string order_stream(Id id) { return "order/" + std::to_string(id); }

Result<std::string> checked_text(const std::string& text) {
    const auto trimmed = text::trim(text);
    if (trimmed.empty() || text::length(trimmed) > longest_order)
        return fail(err::supervision_order_text, {{"most", std::to_string(longest_order)}}, "/text");
    return std::string(trimmed);
}

Result<Date> due_in(const store::Office& office, Instant now, int days) {
    if (days < 1 || days > most_answer_days)
        return fail(err::supervision_order_due, {{"most", std::to_string(most_answer_days)}}, "/days");
    return office.calendar.workday_after(office.zone.date_of(now), days);
}

/// Writes the event, folds it and keeps the row: what replaying does again.
template <class Event>
Result<Stepped> record(store::Tx& tx, const store::Acting& acting, Order order, std::string_view type,
                       const Event& event) {
    const auto payload = json::encode(event);
    ZHUPI_TRY(const auto seq, append_event(tx, acting, order_stream(order.id), type, payload));
    ZHUPI_CHECK(apply(order, type, payload, acting.now, acting.actor.user));
    ZHUPI_CHECK(save(tx, order));
    return Stepped{std::move(order), seq};
}

Result<Order> load_in_state(store::Snapshot& from, Id id, OrderState state) {
    ZHUPI_TRY(auto order, load_order(from, id));
    if (order.state != state) return fail(err::supervision_order_state, {{"number", order.number}});
    return order;
}

struct Nothing {
    bool overdue = true;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), (overdue))

constexpr std::string_view joined_columns =
    "SELECT o.id, o.number, o.kind, o.department, o.project, o.case_id, o.finding, o.text, o.issued_by, o.issued_at, "
    "o.due, o.state, o.overdue, o.answer, o.answered_by, o.answered_at, o.conclusion, o.closed_by, o.closed_at, "
    "o.rounds, "
    "COALESCE(c.number, ''), COALESCE(p.name, '') FROM supervision_order o LEFT JOIN case_row c ON c.id = o.case_id "
    "LEFT "
    "JOIN project_row p ON p.id = o.project";

Order read_joined(const store::Row& row) {
    auto order = read_order(row);
    order.case_number = row.text(20);
    order.project_name = row.text(21);
    return order;
}

}  // namespace

Result<void> apply(Order& o, std::string_view type, std::string_view payload, Instant at, Id by) {
    constexpr auto ignore = json::Unknown::ignore;
    if (type == event::supervision_ordered) {
        ZHUPI_TRY(auto e, json::decode<OrderIssued>(payload, ignore));
        o = {};
        o.id = e.order;
        o.number = e.number;
        o.kind = e.kind;
        o.department = e.department;
        o.project = e.project;
        o.case_id = e.case_id;
        o.finding = e.finding;
        o.text = e.text;
        o.due = e.due;
        o.issued_by = by;
        o.issued_at = at;
    } else if (type == event::supervision_answered) {
        ZHUPI_TRY(auto e, json::decode<OrderAnswered>(payload, ignore));
        o.state = OrderState::answered;
        o.answer = e.text;
        o.answered_by = by;
        o.answered_at = at;
    } else if (type == event::supervision_returned) {
        ZHUPI_TRY(auto e, json::decode<OrderReturned>(payload, ignore));
        o.state = OrderState::open;
        o.conclusion = e.text;
        o.due = e.due;
        o.overdue = false;  // of this round; the log keeps the one before
        ++o.rounds;
    } else if (type == event::supervision_closed) {
        ZHUPI_TRY(auto e, json::decode<OrderClosed>(payload, ignore));
        o.state = OrderState::closed;
        o.conclusion = e.text;
        o.closed_by = by;
        o.closed_at = at;
    } else if (type == event::supervision_overdue) {
        o.overdue = true;
    }
    return {};
}

Result<Stepped> issue(store::Tx& tx, const store::Office& office, const store::Acting& acting, const NewOrder& wanted) {
    OrderIssued e;
    ZHUPI_TRY(e.text, checked_text(wanted.text));
    ZHUPI_TRY(e.due, due_in(office, acting.now, wanted.days));
    e.kind = wanted.kind;
    e.department = wanted.department;
    e.finding = wanted.finding;
    if (wanted.case_id != 0) {
        ZHUPI_TRY(const auto row, store::find_case(tx, wanted.case_id));
        e.case_id = row.id;
        e.project = row.project;
        if (e.department.empty()) e.department = row.department;
    }
    if (!office.catalog.department(e.department))
        return fail(err::supervision_order_department, {{"department", e.department}}, "/department");
    ZHUPI_TRY(e.order, store::next_value(tx, "order"));
    const auto year = std::to_string(office.zone.date_of(acting.now).year());
    ZHUPI_TRY(const auto in_year, store::next_value(tx, "order/" + year));
    e.number = "督办〔" + year + "〕" + std::to_string(in_year) + "号";
    Order order;
    order.id = e.order;
    return record(tx, acting, std::move(order), event::supervision_ordered, e);
}

Result<Stepped> answer(store::Tx& tx, const store::Acting& acting, Id id, const std::string& text) {
    ZHUPI_TRY(auto words, checked_text(text));
    ZHUPI_TRY(auto order, load_in_state(tx, id, OrderState::open));
    return record(tx, acting, std::move(order), event::supervision_answered, OrderAnswered{std::move(words)});
}

Result<Stepped> send_back(store::Tx& tx, const store::Office& office, const store::Acting& acting, Id id,
                          const std::string& text, int days) {
    ZHUPI_TRY(auto words, checked_text(text));
    ZHUPI_TRY(const auto due, due_in(office, acting.now, days));
    ZHUPI_TRY(auto order, load_in_state(tx, id, OrderState::answered));
    return record(tx, acting, std::move(order), event::supervision_returned, OrderReturned{std::move(words), due});
}

Result<Stepped> close(store::Tx& tx, const store::Acting& acting, Id id, const std::string& text) {
    ZHUPI_TRY(auto words, checked_text(text));
    ZHUPI_TRY(auto order, load_in_state(tx, id, OrderState::answered));
    return record(tx, acting, std::move(order), event::supervision_closed, OrderClosed{std::move(words)});
}

store::Noted noted_of(const Stepped& step, std::string_view type) {
    const auto& o = step.order;
    return {step.seq, std::string(type), o.project, 0, o.case_id, 0, o.department};
}

Result<std::vector<store::Noted>> mark_overdue(store::Tx& tx, const store::Office& office, Instant now, int most) {
    std::vector<Order> late;
    ZHUPI_CHECK(tx.query(
        std::string(order_columns) + " WHERE state = 'open' AND overdue = 0 AND due < $1 ORDER BY due, id LIMIT $2",
        {std::int64_t{office.zone.date_of(now).day}, std::int64_t{most}},
        [&](const store::Row& row) { late.push_back(read_order(row)); }));
    std::vector<store::Noted> noted;
    for (auto& order : late) {
        ZHUPI_TRY(const auto done, record(tx, {{}, now}, std::move(order), event::supervision_overdue, Nothing{}));
        noted.push_back(noted_of(done, event::supervision_overdue));
    }
    return noted;
}

Result<Order> load_order(store::Snapshot& from, Id id) {
    std::optional<Order> found;
    ZHUPI_CHECK(from.query(std::string(joined_columns) + " WHERE o.id = $1", {id},
                           [&](const store::Row& row) { found = read_joined(row); }));
    if (!found) return fail(err::supervision_order_none);
    return std::move(*found);
}

Result<OrderPage> list_orders(store::Snapshot& from, const OrderFilter& filter, std::optional<store::Cursor> after,
                              int limit) {
    Conditions where;
    if (!filter.department.empty()) where.add("o.department = ?", filter.department);
    if (!filter.state.empty()) where.add("o.state = ?", filter.state);
    if (!filter.kind.empty()) where.add("o.kind = ?", filter.kind);
    if (filter.case_id != 0) where.add("o.case_id = ?", filter.case_id);
    if (after) where.add("o.id < ?", after->id);
    const auto limit_at = where.value(std::int64_t{limit} + 1);
    OrderPage page;
    ZHUPI_CHECK(from.query(std::string(joined_columns) + where.sql() + " ORDER BY o.id DESC LIMIT " + limit_at,
                           where.values(), [&](const store::Row& row) { page.orders.push_back(read_joined(row)); }));
    if (page.orders.size() > static_cast<std::size_t>(limit)) {
        page.orders.pop_back();
        page.next = store::Cursor{page.orders.back().id, page.orders.back().id};
    }
    return page;
}

Result<std::vector<std::string>> verify_supervision(store::Snapshot& from) {
    std::vector<std::string> differences;
    std::map<Id, Order> orders;
    using Rung = std::tuple<Id, int, std::string>;
    std::map<Rung, std::pair<std::int64_t, std::int32_t>> marks;  // its place in the log, and the day
    std::optional<Error> broken;
    ZHUPI_CHECK(from.scan(
        "SELECT stream, type, at, actor, payload, seq FROM event WHERE type LIKE 'supervision.%' ORDER BY seq", {},
        [&](const store::Row& row) {
            const auto stream = row.text(0);
            if (stream.starts_with("supervision/")) {
                const auto warned = json::decode<Warned>(row.text(4), json::Unknown::ignore);
                if (!warned) return differences.push_back("warning " + std::string(stream) + " cannot be read");
                marks[{warned->case_id, warned->phase, warned->step}] = {row.integer(5), warned->due.day};
            } else if (stream.starts_with("order/")) {
                Id id = 0;
                std::from_chars(stream.data() + 6, stream.data() + stream.size(), id);
                const auto actor = json::decode<approval::Actor>(row.text(3), json::Unknown::ignore);
                if (const auto applied =
                        apply(orders[id], row.text(1), row.text(4), Instant{row.integer(2)}, actor ? actor->user : 0);
                    !applied)
                    differences.push_back(std::string(stream) + " cannot be read");
            }
        }));
    std::size_t rows = 0;
    ZHUPI_CHECK(from.scan(std::string(order_columns) + " ORDER BY id", {}, [&](const store::Row& row) {
        ++rows;
        const auto order = read_order(row);
        const auto found = orders.find(order.id);
        if (found == orders.end() || !(found->second == order))
            differences.push_back("supervision order " + order.number);
    }));
    if (rows != orders.size()) differences.push_back("number of supervision orders: " + std::to_string(rows));
    rows = 0;
    ZHUPI_CHECK(
        from.scan("SELECT case_id, phase, step, seq, due FROM supervision_warning", {}, [&](const store::Row& row) {
            ++rows;
            const auto found = marks.find({row.integer(0), static_cast<int>(row.integer(1)), std::string(row.text(2))});
            if (found == marks.end() ||
                found->second != std::pair(row.integer(3), static_cast<std::int32_t>(row.integer(4))))
                differences.push_back("warning of case " + std::to_string(row.integer(0)));
        }));
    if (rows != marks.size()) differences.push_back("number of warnings: " + std::to_string(rows));
    return differences;
}

}  // namespace zhupi::supervision
