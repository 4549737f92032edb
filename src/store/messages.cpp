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
    {event::application_received, false}, {event::case_accepted, false},
    {event::case_refused, false},         {event::application_notice_issued, true},
    {event::case_correction_asked, true}, {event::case_special_started, false},
    {event::case_special_ended, false},   {event::case_concluded, false},
    {event::case_lapsed, false},          {event::case_revoked, false},
    {event::project_stage_opened, true},  {event::project_completed, false},
};

const Concern* concern_of(std::string_view type) {
    const auto found =
        std::find_if(std::begin(concerns), std::end(concerns), [&](const Concern& c) { return c.type == type; });
    return found == std::end(concerns) ? nullptr : found;
}

/// Papers that may come later are asked for one by one; anything else is one thing to do.
int things_of(const Concern& concern, const Asked& asked) {
    return concern.type == event::case_concluded ? asked.things : int{concern.to_do};
}
int stage_of(const Concern& concern, const Asked& asked) {
    return concern.type == event::project_stage_opened ? asked.stage : 0;
}

/// Which event answers what was asked, and of what.
enum class Of : unsigned char { a_case, an_application, a_stage };
struct Settling {
    std::string_view type, settles;
    Of of;
    bool one = false;  ///< one of the things that were asked, rather than all
};
constexpr Settling settling[] = {
    {event::case_correction_answered, event::case_correction_asked, Of::a_case},
    {event::application_notice_answered, event::application_notice_issued, Of::an_application},
    {event::project_application_filed, event::project_stage_opened, Of::a_stage},
    {event::project_stage_concluded, event::project_stage_opened, Of::a_stage},
    {event::case_deferral_supplied, event::case_concluded, Of::a_case, true},
    {event::case_revoked, event::case_concluded, Of::a_case},
};

}  // namespace

Asked asked_in(const approval::ApplicationEvent& event) {
    return std::visit(
        [](const auto& e) {
            Asked asked;
            if constexpr (requires { e.deferrals; }) asked.things = static_cast<int>(e.deferrals.size());
            return asked;
        },
        event);
}

Asked asked_in(const approval::ProjectEvent& event) {
    return std::visit(
        [](const auto& e) {
            Asked asked;
            if constexpr (requires { e.stage; }) asked.stage = e.stage;
            return asked;
        },
        event);
}

Result<void> derive_message(Tx& tx, const Noted& noted, const Asked& asked, Instant at) {
    for (const auto& rule : settling) {
        if (rule.type != noted.type) continue;
        std::string sql = "UPDATE message SET left_open = ";
        sql += rule.one ? "left_open - 1, settled_at = CASE WHEN left_open = 1 THEN $1 END " : "0, settled_at = $1 ";
        sql += "WHERE project = $2 AND left_open > 0 AND type = $3 AND ";
        sql += rule.of == Of::a_case           ? "case_id = $4"
               : rule.of == Of::an_application ? "application = $4"
                                               : "stage = $4";
        const auto which = rule.of == Of::a_case           ? noted.case_id
                           : rule.of == Of::an_application ? noted.application
                                                           : std::int64_t{asked.stage};
        ZHUPI_CHECK(tx.run(sql, {at.ms, noted.project, rule.settles, which}));
    }
    const auto* concern = concern_of(noted.type);
    if (!concern) return {};
    const auto open = things_of(*concern, asked);
    return tx.put(
        "INSERT INTO message (id, organisation, at, type, to_do, project, application, case_id, stage, left_open) "
        "VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
        {noted.seq, noted.organisation, at.ms, noted.type, std::int64_t{open > 0}, noted.project, noted.application,
         noted.case_id, std::int64_t{stage_of(*concern, asked)}, std::int64_t{open}});
}

void MessageModel::fold(const Noted& noted, const Asked& asked, Instant at) {
    for (const auto& rule : settling) {
        if (rule.type != noted.type) continue;
        for (const auto id : open_[noted.project]) {
            auto& row = rows_.at(id);
            const bool same = rule.of == Of::a_case           ? row.case_id == noted.case_id
                              : rule.of == Of::an_application ? row.application == noted.application
                                                              : row.stage == asked.stage;
            if (row.type != rule.settles || !same || row.left_open == 0) continue;
            row.left_open = rule.one ? row.left_open - 1 : 0;
            if (row.left_open == 0) row.settled_at = at.ms;
        }
    }
    const auto* concern = concern_of(noted.type);
    if (!concern) return;
    const auto open = things_of(*concern, asked);
    rows_[noted.seq] = {noted.seq,
                        noted.organisation,
                        at.ms,
                        noted.type,
                        noted.project,
                        noted.application,
                        noted.case_id,
                        stage_of(*concern, asked),
                        open > 0,
                        open,
                        {}};
    if (open > 0) open_[noted.project].push_back(noted.seq);
}

Result<std::vector<MessageRow>> load_message_rows(Snapshot& from) {
    std::vector<MessageRow> rows;
    ZHUPI_CHECK(from.query(
        "SELECT id, organisation, at, type, project, application, case_id, stage, to_do, left_open, settled_at "
        "FROM message ORDER BY id",
        {}, [&](const Row& row) {
            rows.push_back({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)), row.integer(4),
                            row.integer(5), row.integer(6), static_cast<int>(row.integer(7)), row.integer(8) != 0,
                            static_cast<int>(row.integer(9)),
                            row.is_null(10) ? std::nullopt : std::optional(row.integer(10))});
        }));
    return rows;
}

namespace {

/// " AND m.project IN (4, 7)": numbers of ours, not words of a user's.
std::string about(const std::vector<std::int64_t>& projects) {
    if (projects.empty()) return {};
    std::string list;
    for (const auto id : projects) list += (list.empty() ? "" : ", ") + std::to_string(id);
    return " AND m.project IN (" + list + ")";
}

}  // namespace

Result<std::vector<Message>> list_messages(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                           std::int64_t before, int limit, Inbox box,
                                           const std::vector<std::int64_t>& only) {
    std::string sql =
        "SELECT m.id, m.at, m.type, m.to_do, m.project, m.application, m.case_id, p.name, COALESCE(c.item, ''), "
        "r.message IS NOT NULL, COALESCE(c.department, ''), m.stage, m.settled_at "
        "FROM message m JOIN project_row p ON p.id = m.project "
        "LEFT JOIN case_row c ON c.id = m.case_id "
        "LEFT JOIN message_read r ON r.message = m.id AND r.user_id = $2 "
        "WHERE m.organisation = $1 AND m.id < $3";
    sql += about(only);
    if (box == Inbox::to_do) sql += " AND m.left_open > 0";
    if (box == Inbox::to_know) sql += " AND m.to_do = 0 AND r.message IS NULL";
    if (box == Inbox::done) sql += " AND m.left_open = 0 AND (m.to_do = 1 OR r.message IS NOT NULL)";
    sql += " ORDER BY m.id DESC LIMIT $4";
    std::vector<Message> messages;
    ZHUPI_CHECK(from.query(
        sql, {organisation, user, before == 0 ? INT64_MAX : before, std::int64_t{limit}}, [&](const Row& row) {
            messages.push_back({row.integer(0), Instant{row.integer(1)}, std::string(row.text(2)), row.integer(3) != 0,
                                row.integer(4), row.integer(5), row.integer(6), std::string(row.text(7)),
                                std::string(row.text(8)), row.integer(9) != 0, std::string(row.text(10)),
                                static_cast<int>(row.integer(11)),
                                row.is_null(12) ? std::nullopt : std::optional(Instant{row.integer(12)})});
        }));
    return messages;
}

Result<InboxCounts> count_inbox(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                const std::vector<std::int64_t>& only) {
    InboxCounts counts;
    const auto projects = about(only);
    ZHUPI_CHECK(from.query("SELECT COUNT(*) FROM message m WHERE m.organisation = $1 AND m.left_open > 0" + projects,
                           {organisation}, [&](const Row& row) { counts.to_do = row.integer(0); }));
    ZHUPI_CHECK(
        from.query("SELECT COUNT(*) FROM message m WHERE m.organisation = $1 AND m.to_do = 0 AND NOT EXISTS "
                   "(SELECT 1 FROM message_read r WHERE r.message = m.id AND r.user_id = $2)" +
                       projects,
                   {organisation, user}, [&](const Row& row) { counts.to_know = row.integer(0); }));
    return counts;
}

Result<std::int64_t> count_unread(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                  const std::vector<std::int64_t>& only) {
    std::int64_t count = 0;
    ZHUPI_CHECK(
        from.query("SELECT COUNT(*) FROM message m WHERE m.organisation = $1 AND NOT EXISTS "
                   "(SELECT 1 FROM message_read r WHERE r.message = m.id AND r.user_id = $2)" +
                       about(only),
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

Result<void> mark_all_read(Tx& tx, std::int64_t organisation, std::int64_t user,
                           const std::vector<std::int64_t>& only) {
    ZHUPI_CHECK(
        tx.put("INSERT INTO message_read (message, user_id) SELECT m.id, $2 FROM message m WHERE "
               "m.organisation = $1" +
                   about(only) + " ON CONFLICT DO NOTHING",
               {organisation, user}));
    return {};
}

}  // namespace zhupi::store
