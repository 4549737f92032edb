#include "store/copy.hpp"

#include "base/error_codes.hpp"
#include "store/migrations.hpp"

#include <algorithm>

namespace zhupi::store {
namespace {

constexpr std::size_t most_rows = 4'000, most_bytes = 8 << 20;  ///< of one transaction

/// The word after `before` at the beginning of a statement, or nothing.
std::string name_after(std::string_view statement, std::string_view before) {
    if (!statement.starts_with(before)) return {};
    const auto rest = statement.substr(before.size());
    return std::string(rest.substr(0, rest.find_first_of(" (\n;")));
}

}  // namespace

int schema_version() { return migrations().back().number; }

std::vector<std::string> all_tables() {
    std::vector<std::string> tables;
    for (const auto& step : migrations())
        for (const auto& statement : statements_of(step.sql)) {
            if (auto made = name_after(statement, "CREATE TABLE "); !made.empty()) tables.push_back(std::move(made));
            if (const auto gone = name_after(statement, "DROP TABLE "); !gone.empty()) std::erase(tables, gone);
        }
    return tables;
}

Result<std::int64_t> copy_rows(Snapshot& from, RowSink& sink) {
    std::int64_t rows = 0;
    for (const auto& table : all_tables()) {
        Result<void> taken;
        bool begun = false;
        std::vector<Field> fields;
        // The log goes in its order, so that a restore can be checked while it grows.
        const auto sql = "SELECT * FROM " + table + (table == "event" ? " ORDER BY seq" : "");
        ZHUPI_CHECK(from.scan(sql, {}, [&](const Row& row) {
            if (!taken) return;
            const int count = row.columns();
            if (!begun) {
                begun = true;
                std::vector<std::string> columns;
                for (int i = 0; i < count; ++i) columns.emplace_back(row.name(i));
                taken = sink.table(table, columns);
                if (!taken) return;
            }
            fields.clear();
            for (int i = 0; i < count; ++i) {
                if (row.is_null(i))
                    fields.emplace_back();
                else if (row.is_integer(i))
                    fields.emplace_back(row.integer(i));
                else
                    fields.emplace_back(row.text(i));
            }
            taken = sink.row(fields);
            ++rows;
        }));
        if (!taken) return fail(std::move(taken.error()));
    }
    return rows;
}

Result<void> Loader::table(const std::string& name, const std::vector<std::string>& columns) {
    ZHUPI_CHECK(finish());
    const auto known = all_tables();
    if (std::find(known.begin(), known.end(), name) == known.end())
        return fail(err::archive_damaged, {{"detail", "table " + name}});
    std::string names, places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool plain = std::all_of(columns[i].begin(), columns[i].end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
        if (!plain) return fail(err::archive_damaged, {{"detail", "column " + columns[i]}});
        names += (i == 0 ? "" : ", ") + columns[i];
        places += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
    }
    insert_ = "INSERT INTO " + name + " (" + names + ") VALUES (" + places + ")";
    at_column_ = columns.size();
    if (name == "event")
        at_column_ = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), "at") - columns.begin());
    return {};
}

Result<void> Loader::row(const std::vector<Field>& fields) {
    std::vector<Kept> kept;
    kept.reserve(fields.size());
    for (const auto& field : fields) {
        if (const auto* number = std::get_if<std::int64_t>(&field)) {
            kept.emplace_back(*number);
        } else if (const auto* text = std::get_if<std::string_view>(&field)) {
            kept.emplace_back(std::string(*text));
            waiting_bytes_ += text->size();
        } else {
            kept.emplace_back();
        }
    }
    waiting_.push_back(std::move(kept));
    ++rows_;
    return waiting_.size() >= most_rows || waiting_bytes_ >= most_bytes ? finish() : Result<void>{};
}

Result<void> Loader::finish() {
    if (waiting_.empty()) return {};
    const auto done = into_.write([&](Tx& tx) -> Result<void> {
        std::vector<Value> args;
        for (const auto& row : waiting_) {
            if (at_column_ < row.size())
                if (const auto* at = std::get_if<std::int64_t>(&row[at_column_])) ZHUPI_CHECK(tx.make_room_for(*at));
            args.clear();
            for (const auto& field : row) {
                if (const auto* number = std::get_if<std::int64_t>(&field))
                    args.emplace_back(*number);
                else if (const auto* text = std::get_if<std::string>(&field))
                    args.emplace_back(std::string_view(*text));
                else
                    args.emplace_back(nullptr);
            }
            ZHUPI_CHECK(tx.put(insert_, args));
        }
        return {};
    });
    waiting_.clear();
    waiting_bytes_ = 0;
    return done;
}

Result<void> need_empty(Store& store) {
    for (const auto& table : all_tables()) {
        bool taken = false;
        ZHUPI_CHECK(store.read([&](Snapshot& from) {
            return from.query("SELECT 1 FROM " + table + " LIMIT 1", {}, [&](const Row&) { taken = true; });
        }));
        if (taken) return fail(err::store_not_empty, {{"table", table}});
    }
    return {};
}

}  // namespace zhupi::store
