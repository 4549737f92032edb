#include "store/sequence.hpp"

namespace zhupi::store {

Result<std::int64_t> next_value(Tx& tx, std::string_view series) {
    std::int64_t value = 0;
    ZHUPI_CHECK(
        tx.query("INSERT INTO sequence (name, value) VALUES ($1, 1) "
                 "ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value",
                 {series}, [&](const Row& row) { value = row.integer(0); }));
    return value;
}

}  // namespace zhupi::store
