#pragma once
// Supervision orders (督办) and inspections, on site (现场检查) or of efficiency (效能检查): issued to a department,
// about a case or not, answered by it, closed by the supervisor or sent back. Each step is an event of the stream
// "order/N", and the row is what those events say.

#include "store/command_path.hpp"
#include "store/queries.hpp"

namespace zhupi::supervision {

using store::Id;

enum class OrderKind : unsigned char { order, onsite, efficiency };
BOOST_DESCRIBE_ENUM(OrderKind, order, onsite, efficiency)
enum class OrderState : unsigned char { open, answered, closed };
BOOST_DESCRIBE_ENUM(OrderState, open, answered, closed)

constexpr std::size_t longest_order = 2000;
constexpr int most_answer_days = 60;

struct Order {
    Id id = 0;
    std::string number;  ///< 督办〔2026〕12 号
    OrderKind kind = OrderKind::order;
    std::string department;
    Id project = 0, case_id = 0, finding = 0;
    std::string text;
    Id issued_by = 0;
    Instant issued_at;
    Date due;  ///< the last day to answer
    OrderState state = OrderState::open;
    bool overdue = false;  ///< it was not answered in time, at least once
    std::string answer;
    Id answered_by = 0;
    std::optional<Instant> answered_at;
    std::string conclusion;
    Id closed_by = 0;
    std::optional<Instant> closed_at;
    int rounds = 0;                         ///< answers that were sent back
    std::string case_number, project_name;  ///< of the rows it is about, where they were read, too
    bool operator==(const Order&) const = default;
};

/// After a step: the order, and where the step stands in the log.
struct Stepped {
    Order order;
    std::int64_t seq = 0;
};

struct NewOrder {
    OrderKind kind = OrderKind::order;
    std::string department;
    Id case_id = 0;  ///< 0: of the department as a whole
    Id finding = 0;
    std::string text;
    int days = 3;  ///< working days to answer, 1 … most_answer_days
};

/// Errors: supervision.order_text, order_due, order_department, case.none, calendar.missing.
Result<Stepped> issue(store::Tx& tx, const store::Office& office, const store::Acting& acting, const NewOrder& order);
/// By the department it was issued to. Errors: supervision.order_none, order_state, order_text.
Result<Stepped> answer(store::Tx& tx, const store::Acting& acting, Id id, const std::string& text);
/// The answer will not do: the department answers again within `days`. Errors: as above, and order_due.
Result<Stepped> send_back(store::Tx& tx, const store::Office& office, const store::Acting& acting, Id id,
                          const std::string& text, int days);
Result<Stepped> close(store::Tx& tx, const store::Acting& acting, Id id, const std::string& text);
/// As readers of the log hear of it.
store::Noted noted_of(const Stepped& step, std::string_view type);
/// Those that were not answered by yesterday, once each. Tells what it has noted.
Result<std::vector<store::Noted>> mark_overdue(store::Tx& tx, const store::Office& office, Instant now, int most);

Result<Order> load_order(store::Snapshot& from, Id id);  ///< supervision.order_none
struct OrderFilter {
    std::string department;  ///< an official's own; empty: all
    std::string state, kind;
    Id case_id = 0;
};
struct OrderPage {
    std::vector<Order> orders;
    std::optional<store::Cursor> next;
};
Result<OrderPage> list_orders(store::Snapshot& from, const OrderFilter& filter, std::optional<store::Cursor> after,
                              int limit);

/// Folds the log's events of orders and warnings again and compares; each difference in words.
Result<std::vector<std::string>> verify_supervision(store::Snapshot& from);

}  // namespace zhupi::supervision
