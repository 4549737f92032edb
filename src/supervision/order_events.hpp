#pragma once
// What happens to an order, as the log keeps it, and what follows for its row.

#include "supervision/orders.hpp"

namespace zhupi::supervision {

struct OrderIssued {
    Id order = 0;
    std::string number;
    OrderKind kind = OrderKind::order;
    std::string department;
    Id project = 0, case_id = 0, finding = 0;
    std::string text;
    Date due;
};
BOOST_DESCRIBE_STRUCT(OrderIssued, (), (order, number, kind, department, project, case_id, finding, text, due))
struct OrderAnswered {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(OrderAnswered, (), (text))
struct OrderReturned {
    std::string text;
    Date due;
};
BOOST_DESCRIBE_STRUCT(OrderReturned, (), (text, due))
struct OrderClosed {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(OrderClosed, (), (text))

/// The event must be one of an order's; its payload one that was written here.
Result<void> apply(Order& order, std::string_view type, std::string_view payload, Instant at, Id by);

}  // namespace zhupi::supervision
