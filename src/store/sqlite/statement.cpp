#include "store/sqlite/statement.hpp"

#include "store/sqlite/failure.hpp"

#include <charconv>

namespace zhupi::store::sqlite {
namespace {

constexpr std::size_t most_resting = 500;  ///< lists are put together of clauses: without a limit their shapes pile up

std::size_t place_named(const char* name) {
    std::size_t place = 0;
    const std::string_view text = name ? name : "";
    if (text.starts_with('$')) std::from_chars(text.data() + 1, text.data() + text.size(), place);
    ensure(place > 0, "parameters of a statement are written $1, $2, ...");
    return place;
}

}  // namespace

Result<Statement> Statement::prepare(sqlite3* db, std::string_view sql) {
    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
    Statement made;
    made.handle_.reset(raw);
    if (code != SQLITE_OK) return failure(db, code);
    ensure(raw != nullptr && rest == sql.data() + sql.size(), "one statement at a time");
    // SQLite takes $2 for a name and numbers names by their first appearance, so that "$2 ... $1" must be bound by
    // name.
    for (int number = 1, last = sqlite3_bind_parameter_count(raw); number <= last; ++number) {
        const auto place = place_named(sqlite3_bind_parameter_name(raw, number));
        if (made.places_.size() < place) made.places_.resize(place);
        made.places_[place - 1] = number;
    }
    return made;
}

Result<void> Statement::bind(std::span<const Value> args) {
    ensure(places_.size() <= args.size(), "a statement has more parameters than arguments");
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (places_[i] == 0) continue;
        int code = SQLITE_OK;
        if (args[i].is_null()) {
            code = sqlite3_bind_null(handle(), places_[i]);
        } else if (const auto* number = args[i].integer()) {
            code = sqlite3_bind_int64(handle(), places_[i], *number);
        } else {
            const auto text = args[i].text();
            const char* data = text.data() ? text.data() : "";  // an empty text is not NULL
            code = sqlite3_bind_text64(handle(), places_[i], data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        if (code != SQLITE_OK) return failure(sqlite3_db_handle(handle()), code);
    }
    return {};
}

void Statement::reset() {
    sqlite3_reset(handle());
    sqlite3_clear_bindings(handle());
}

std::string_view StatementRow::text(int column) const {
    const auto* data = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data ? std::string_view(reinterpret_cast<const char*>(data), size) : std::string_view{};
}

StatementCache::Use::~Use() {
    if (node_.empty()) return;
    node_.mapped().reset();
    cache_->resting_.insert(std::move(node_));
}

Result<StatementCache::Use> StatementCache::take(sqlite3* db, std::string_view sql) {
    auto found = resting_.find(sql);
    if (found == resting_.end()) {
        if (resting_.size() >= most_resting) resting_.clear();
        ZHUPI_TRY(auto made, Statement::prepare(db, sql));
        const auto key = made.sql();
        found = resting_.emplace(key, std::move(made)).first;
    }
    return Use(*this, resting_.extract(found));
}

}  // namespace zhupi::store::sqlite
