#include "store/messages.hpp"

#include "base/event_types.hpp"
#include "store/command_path.hpp"

namespace zhupi::store {
namespace {

/// What an applicant hears of, and whether it asks something of them.
struct Concern {
    std::string_view type;
    bool to_do;
};
constexpr Concern concerns[] = {
    {event::application_received, false}, {event::case_accepted, false},        {event::case_refused, false},
    {event::case_correction_asked, true}, {event::case_special_started, false}, {event::case_special_ended, false},
    {event::case_concluded, false},       {event::case_lapsed, false},          {event::case_revoked, false},
    {event::project_stage_opened, true},  {event::project_completed, false},
};

}  // namespace

bool concerns_applicant(std::string_view type) {
    return std::any_of(std::begin(concerns), std::end(concerns), [&](const Concern& c) { return c.type == type; });
}

Result<void> derive_message(Tx& tx, const Noted& noted, Instant at) {
    for (const auto& concern : concerns) {
        if (concern.type != noted.type) continue;
        ZHUPI_CHECK(
            tx.put("INSERT INTO message (id, organisation, at, type, to_do, project, application, case_id) "
                   "VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
                   {noted.seq, noted.organisation, at.ms, noted.type, std::int64_t{concern.to_do}, noted.project,
                    noted.application, noted.case_id}));
        return {};
    }
    return {};
}

Result<std::vector<Message>> list_messages(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                           std::int64_t before, int limit) {
    std::vector<Message> messages;
    ZHUPI_CHECK(from.query(
        "SELECT m.id, m.at, m.type, m.to_do, m.project, m.application, m.case_id, p.name, COALESCE(c.item, ''), "
        "r.message IS NOT NULL "
        "FROM message m JOIN project_row p ON p.id = m.project "
        "LEFT JOIN case_row c ON c.id = m.case_id "
        "LEFT JOIN message_read r ON r.message = m.id AND r.user_id = $2 "
        "WHERE m.organisation = $1 AND m.id < $3 ORDER BY m.id DESC LIMIT $4",
        {organisation, user, before == 0 ? INT64_MAX : before, std::int64_t{limit}}, [&](const Row& row) {
            messages.push_back({row.integer(0), Instant{row.integer(1)}, std::string(row.text(2)), row.integer(3) != 0,
                                row.integer(4), row.integer(5), row.integer(6), std::string(row.text(7)),
                                std::string(row.text(8)), row.integer(9) != 0});
        }));
    return messages;
}

Result<std::int64_t> count_unread(Snapshot& from, std::int64_t organisation, std::int64_t user) {
    std::int64_t count = 0;
    ZHUPI_CHECK(
        from.query("SELECT COUNT(*) FROM message m WHERE m.organisation = $1 AND NOT EXISTS "
                   "(SELECT 1 FROM message_read r WHERE r.message = m.id AND r.user_id = $2)",
                   {organisation, user}, [&](const Row& row) { count = row.integer(0); }));
    return count;
}

Result<void> mark_read(Tx& tx, std::int64_t organisation, std::int64_t user, std::int64_t id) {
    ZHUPI_CHECK(
        tx.put("INSERT INTO message_read (message, user_id) "
               "SELECT id, $2 FROM message WHERE id = $3 AND organisation = $1 ON CONFLICT DO NOTHING",
               {organisation, user, id}));
    return {};
}

Result<void> mark_all_read(Tx& tx, std::int64_t organisation, std::int64_t user) {
    ZHUPI_CHECK(
        tx.put("INSERT INTO message_read (message, user_id) "
               "SELECT id, $2 FROM message WHERE organisation = $1 ON CONFLICT DO NOTHING",
               {organisation, user}));
    return {};
}

}  // namespace zhupi::store
