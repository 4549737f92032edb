#include "store/postgres/dialect.hpp"

#include "base/time.hpp"

#include <cstdio>

namespace zhupi::store::postgres {
namespace {

void replace_all(std::string& text, std::string_view old, std::string_view fresh) {
    for (auto at = text.find(old); at != text.npos; at = text.find(old, at + fresh.size()))
        text.replace(at, old.size(), fresh);
}

}  // namespace

std::string translate(std::string_view statement) {
    std::string out(statement);
    replace_all(out, " TEXT", " TEXT COLLATE \"C\"");
    // A unique index of a partitioned table must hold what the table is partitioned by. That a number or a version is
    // there twice in different months is kept out by the one writer at a time, and found by `zhupi replay --verify`.
    if (out.starts_with("CREATE TABLE event (")) {
        replace_all(out, "BIGINT PRIMARY KEY", "BIGINT NOT NULL");
        out.insert(out.rfind(')'), ", PRIMARY KEY (seq, at)");
        out += " PARTITION BY RANGE (at)";
    } else if (out.starts_with("CREATE UNIQUE INDEX event_stream")) {
        replace_all(out, "version)", "version, at)");
    }
    return out;
}

std::string in_our_words(std::string_view sql) {
    std::string out(sql);
    replace_all(out, " LIKE ", " ILIKE ");
    return out;
}

Month month_of(std::int64_t at_ms) {
    const auto day = Zone{0}.date_of(Instant{at_ms});
    return {day.year(), day.month()};
}

std::string partition_statement(Month month) {
    const auto start = [](int year, int number) {
        return Zone{0}.start_of(Date::of(year + (number - 1) / 12, (number - 1) % 12 + 1, 1)).ms;
    };
    char out[200];
    std::snprintf(out, sizeof out,
                  "CREATE TABLE IF NOT EXISTS event_%04d_%02d PARTITION OF event FOR VALUES FROM (%lld) TO (%lld)",
                  month.year, month.month, static_cast<long long>(start(month.year, month.month)),
                  static_cast<long long>(start(month.year, month.month + 1)));
    return out;
}

Result<void> guard_log(Tx& tx) {
    ZHUPI_CHECK(
        tx.run("CREATE OR REPLACE FUNCTION event_is_final() RETURNS trigger LANGUAGE plpgsql AS "
               "$$ BEGIN RAISE EXCEPTION 'events are never changed or deleted'; END $$",
               {}));
    ZHUPI_CHECK(
        tx.run("CREATE OR REPLACE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON event "
               "FOR EACH ROW EXECUTE FUNCTION event_is_final()",
               {}));
    ZHUPI_CHECK(
        tx.run("CREATE OR REPLACE TRIGGER event_is_kept BEFORE TRUNCATE ON event "
               "FOR EACH STATEMENT EXECUTE FUNCTION event_is_final()",
               {}));
    return {};
}

Result<void> add_own_indexes(Tx& tx, bool trigrams) {
    if (trigrams)
        ZHUPI_CHECK(
            tx.run("CREATE INDEX IF NOT EXISTS project_row_search ON project_row USING gin (search gin_trgm_ops)", {}));
    return {};
}

}  // namespace zhupi::store::postgres
