#include "store/idempotency.hpp"

#include "base/error_codes.hpp"

namespace zhupi::store {

Result<std::optional<std::string>> find_answer(Snapshot& from, std::string_view key, std::int64_t user,
                                               std::string_view request_digest) {
    std::optional<std::string> answer;
    bool other = false;
    ZHUPI_CHECK(from.query("SELECT request_digest, answer FROM idempotency WHERE key = $1 AND user_id = $2",
                           {key, user}, [&](const Row& row) {
                               other = row.text(0) != request_digest;
                               answer = row.text(1);
                           }));
    if (other) return fail(err::idempotency_mismatch);
    return answer;
}

Result<void> record_answer(Tx& tx, std::string_view key, std::int64_t user, std::string_view request_digest,
                           std::string_view answer, Instant now) {
    if (key.size() > 200) return fail(err::idempotency_key);
    ZHUPI_CHECK(tx.put("INSERT INTO idempotency (key, user_id, request_digest, answer, at) VALUES ($1,$2,$3,$4,$5)",
                       {key, user, request_digest, answer, now.ms}));
    return {};
}

Result<std::int64_t> forget_old_answers(Tx& tx, Instant now) {
    return tx.run("DELETE FROM idempotency WHERE at < $1", {now.ms - key_lifetime_ms});
}

}  // namespace zhupi::store
