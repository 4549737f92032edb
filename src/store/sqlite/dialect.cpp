#include "store/sqlite/dialect.hpp"

namespace zhupi::store::sqlite {

std::string translate(std::string_view statement) {
    constexpr std::string_view theirs = "BIGINT", ours = "INTEGER";
    std::string out(statement);
    for (auto at = out.find(theirs); at != std::string::npos; at = out.find(theirs, at + ours.size()))
        out.replace(at, theirs.size(), ours);
    if (out.starts_with("CREATE TABLE")) out += " STRICT";
    return out;
}

Result<void> guard_log(Tx& tx) {
    ZHUPI_CHECK(
        tx.run("CREATE TRIGGER IF NOT EXISTS event_is_final BEFORE UPDATE ON event "
               "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
               {}));
    ZHUPI_CHECK(
        tx.run("CREATE TRIGGER IF NOT EXISTS event_is_kept BEFORE DELETE ON event "
               "BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
               {}));
    return {};
}

}  // namespace zhupi::store::sqlite
