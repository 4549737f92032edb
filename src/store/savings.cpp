#include "store/savings.hpp"

#include "store/states.hpp"

namespace zhupi::store {
namespace {

Result<void> add(Tx& tx, const SavingKey& key, const approval::Savings& sums) {
    // Not put(): on PostgreSQL a batch must not name one row twice, and all hand-ins of a month name the same.
    ZHUPI_CHECK(
        tx.run("INSERT INTO paper_saving (district, month, hand_ins, needed, saved, reused, by_system, later) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (district, month) DO UPDATE SET "
               "hand_ins = paper_saving.hand_ins + excluded.hand_ins, needed = paper_saving.needed + excluded.needed, "
               "saved = paper_saving.saved + excluded.saved, reused = paper_saving.reused + excluded.reused, "
               "by_system = paper_saving.by_system + excluded.by_system, later = paper_saving.later + excluded.later",
               {key.district, std::int64_t{key.month}, sums.hand_ins, sums.needed, sums.saved, sums.reused,
                sums.by_system, sums.later}));
    return {};
}

}  // namespace

SavingKey saving_key(const approval::Application& application, Zone zone) {
    const auto day = zone.date_of(application.filed_at);
    return {application.district, day.year() * 100 + day.month()};
}

Result<void> add_savings(Tx& tx, const approval::Application& application, Zone zone) {
    return add(tx, saving_key(application, zone), approval::savings_of(application));
}

Result<SavingTable> load_savings(Snapshot& from, const std::string& district) {
    SavingTable table;
    const auto take = [&](const Row& row) {
        table[{std::string(row.text(0)), static_cast<int>(row.integer(1))}] = {
            row.integer(2), row.integer(3), row.integer(4), row.integer(5), row.integer(6), row.integer(7)};
    };
    const std::string columns =
        "SELECT district, month, hand_ins, needed, saved, reused, by_system, later FROM paper_saving";
    const auto done = district.empty() ? from.query(columns, {}, take)
                                       : from.query(columns + " WHERE district = $1", {district}, take);
    if (!done) return fail(done.error());
    return table;
}

Result<void> settle_savings(Store& store, Zone zone) {
    bool settled = false;
    ZHUPI_CHECK(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto there, load_savings(from, {}));
        settled = !there.empty();
        return {};
    }));
    if (settled) return {};
    return store.write([&](Tx& tx) -> Result<void> {
        ZHUPI_TRY(const auto there, load_savings(tx, {}));
        if (!there.empty()) return {};  // another process was faster
        SavingTable sums;
        std::optional<Error> broken;
        ZHUPI_CHECK(tx.scan("SELECT state FROM application_state", {}, [&](const Row& row) {
            const auto state = json::decode<approval::Application>(row.text(0), json::Unknown::ignore);
            if (state)
                sums[saving_key(*state, zone)] += approval::savings_of(*state);
            else
                broken = state.error();
        }));
        if (broken) return fail(std::move(*broken));
        for (const auto& [key, sum] : sums) ZHUPI_CHECK(add(tx, key, sum));
        return {};
    });
}

}  // namespace zhupi::store
