#include "store/migrations.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "store/migrations_embedded.hpp"

#include <map>

namespace zhupi::store {

std::span<const Migration> migrations() { return embedded_migrations; }

std::vector<std::string> statements_of(std::string_view sql) {
    std::vector<std::string> statements;
    std::string statement;
    for (auto line : text::split(sql, '\n')) {
        line = text::trim(line.substr(0, line.find("--")));
        if (line.empty()) continue;
        statement += (statement.empty() ? "" : "\n") + std::string(line);
        if (!line.ends_with(';')) continue;
        statement.pop_back();
        statements.push_back(std::move(statement));
        statement.clear();
    }
    if (!statement.empty()) statements.push_back(std::move(statement));
    return statements;
}

Result<int> migrate(Tx& tx, std::span<const Migration> steps, Translate translate, Instant now) {
    ZHUPI_CHECK(
        tx.run("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
               "digest TEXT NOT NULL, at BIGINT NOT NULL)",
               {}));
    std::map<int, std::string> done;
    ZHUPI_CHECK(tx.query("SELECT number, digest FROM migration", {},
                         [&](const Row& row) { done[static_cast<int>(row.integer(0))] = row.text(1); }));
    const int known = steps.empty() ? 0 : steps.back().number;
    if (!done.empty() && done.rbegin()->first > known)
        return fail(err::store_newer,
                    {{"found", std::to_string(done.rbegin()->first)}, {"known", std::to_string(known)}});
    int ran = 0;
    for (const auto& step : steps) {
        const auto digest = crypto::sha256_hex(step.sql);
        if (const auto found = done.find(step.number); found != done.end()) {
            if (found->second != digest) return fail(err::store_changed_step, {{"name", std::string(step.name)}});
            continue;
        }
        for (const auto& statement : statements_of(step.sql)) ZHUPI_CHECK(tx.run(translate(statement), {}));
        ZHUPI_CHECK(tx.run("INSERT INTO migration (number, name, digest, at) VALUES ($1,$2,$3,$4)",
                           {std::int64_t{step.number}, step.name, digest, now.ms}));
        ++ran;
    }
    return ran;
}

}  // namespace zhupi::store
