#include "store/mandates.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "store/sequence.hpp"

namespace zhupi::store {
namespace {

using approval::Leave;
using approval::Mandate;
using approval::MandateState;
using approval::Recusal;

constexpr std::string_view mandate_columns =
    "id, organisation, kind, person, holder, powers, projects, valid_from, valid_until, state, granted_by, granted_at, "
    "answered_at, ended_by, ended_at";
constexpr std::int64_t without_end = INT64_MAX;

template <class E>
E named(std::string_view name) {
    for (const auto& entry : json::OpsFor<E>::names())
        if (name == entry.name) return static_cast<E>(entry.value);
    bug("a row holds an unknown name: " + std::string(name));
}

template <class T>
T list_in(std::string_view text) {
    auto value = json::decode<T>(text, json::Unknown::ignore);
    ensure(value.has_value(), "a list in a row cannot be read");
    return std::move(*value);
}

std::optional<Instant> unless(std::int64_t ms, std::int64_t none) {
    return ms == none ? std::nullopt : std::optional(Instant{ms});
}

Mandate read_mandate(const Row& row) {
    Mandate m;
    m.id = row.integer(0);
    m.organisation = row.integer(1);
    m.kind = named<approval::MandateKind>(row.text(2));
    m.person = row.integer(3);
    m.holder = row.integer(4);
    m.powers = list_in<std::vector<approval::Power>>(row.text(5));
    m.projects = list_in<std::vector<Id>>(row.text(6));
    m.from = Instant{row.integer(7)};
    m.until = unless(row.integer(8), without_end);
    m.state = named<MandateState>(row.text(9));
    m.granted_by = row.integer(10);
    m.granted_at = Instant{row.integer(11)};
    m.answered_at = unless(row.integer(12), 0);
    m.ended_by = row.integer(13);
    m.ended_at = unless(row.integer(14), 0);
    return m;
}

Leave read_leave(const Row& row) {
    return {row.integer(0),          row.integer(1),          row.integer(2),
            Instant{row.integer(3)}, Instant{row.integer(4)}, unless(row.integer(5), 0)};
}
constexpr std::string_view leave_columns = "l.id, l.person, l.substitute, l.from_at, l.until_at, l.ended_at";

Recusal read_recusal(const Row& row) {
    return {row.integer(0), row.integer(1),          row.integer(2),
            row.integer(3), Instant{row.integer(4)}, unless(row.integer(5), 0)};
}
constexpr std::string_view recusal_columns = "id, person, organisation, project, declared_at, ended_at";

template <class T, class Read>
Result<std::vector<T>> rows_of(Snapshot& from, const std::string& sql, const std::vector<Value>& args, Read read) {
    std::vector<T> found;
    ZHUPI_CHECK(from.query(sql, args, [&](const Row& row) { found.push_back(read(row)); }));
    return found;
}

struct IdOnly {
    Id id = 0;
};
BOOST_DESCRIBE_STRUCT(IdOnly, (), (id))

}  // namespace

std::string organisation_stream(Id id) { return "organisation/" + std::to_string(id); }
std::string person_stream(Id id) { return "person/" + std::to_string(id); }

Result<void> note_event(Tx& tx, const Acting& acting, const std::string& stream, std::string_view type,
                        std::string payload, std::string basis) {
    ZHUPI_TRY(const auto version, next_value(tx, "version/" + stream));
    ZHUPI_CHECK(append(tx, {stream, version, std::string(type), acting.now, json::encode(acting.actor),
                            std::move(basis), std::move(payload)}));
    return {};
}

// Authorisations ---------------------------------------------------------------------------------------------------

Result<Mandate> grant_mandate(Tx& tx, const Acting& acting, Mandate m) {
    ZHUPI_TRY(m.id, next_value(tx, "id/mandate"));
    m.granted_by = acting.actor.user;
    m.granted_at = acting.now;
    const auto powers = json::encode(m.powers), projects = json::encode(m.projects);
    ZHUPI_CHECK(tx.put("INSERT INTO mandate (" + std::string(mandate_columns) +
                           ") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,0,0,0)",
                       {m.id, m.organisation, json::name_of(m.kind), m.person, m.holder, powers, projects, m.from.ms,
                        m.until ? m.until->ms : without_end, json::name_of(m.state), m.granted_by, m.granted_at.ms}));
    ZHUPI_CHECK(note_event(tx, acting, organisation_stream(m.organisation), event::mandate_granted, json::encode(m)));
    return m;
}

Result<Mandate> change_mandate(Tx& tx, const Acting& acting, const Mandate& mandate, std::string_view type,
                               const std::string& reason) {
    const bool open = mandate.state == MandateState::invited;
    const bool legal = type == event::mandate_revoked ? open || mandate.state == MandateState::active : open;
    if (!legal) return fail(err::mandate_state);
    auto m = mandate;
    ZHUPI_CHECK(approval::apply(m, type, acting.now, acting.actor.user));
    ZHUPI_CHECK(tx.put("UPDATE mandate SET state = $2, answered_at = $3, ended_by = $4, ended_at = $5 WHERE id = $1",
                       {m.id, json::name_of(m.state), m.answered_at ? m.answered_at->ms : 0, m.ended_by,
                        m.ended_at ? m.ended_at->ms : 0}));
    ZHUPI_CHECK(note_event(tx, acting, organisation_stream(m.organisation), type,
                           json::encode(approval::MandateNote{m.id, reason})));
    return m;
}

Result<Mandate> load_mandate(Snapshot& from, Id id) {
    ZHUPI_TRY(auto found,
              rows_of<Mandate>(from, "SELECT " + std::string(mandate_columns) + " FROM mandate WHERE id = $1", {id},
                               read_mandate));
    if (found.empty()) return fail(err::mandate_none);
    return std::move(found.front());
}

Result<std::vector<Mandate>> list_mandates(Snapshot& from, Mandated by, Id id, Id before, int limit) {
    const std::string column = by == Mandated::organisation ? "organisation"
                               : by == Mandated::person     ? "person <> 0 AND person"
                                                            : "holder <> 0 AND holder";
    return rows_of<Mandate>(from,
                            "SELECT " + std::string(mandate_columns) + " FROM mandate WHERE " + column +
                                " = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
                            {id, before == 0 ? INT64_MAX : before, std::int64_t{limit}}, read_mandate);
}

// Officers ---------------------------------------------------------------------------------------------------------

Result<Leave> set_leave(Tx& tx, const Acting& acting, Leave leave) {
    bool overlaps = false;
    ZHUPI_CHECK(
        tx.query("SELECT 1 FROM officer_leave WHERE person = $1 AND ended_at = 0 AND from_at < $3 AND until_at > $2",
                 {leave.person, leave.from.ms, leave.until.ms}, [&](const Row&) { overlaps = true; }));
    if (overlaps) return fail(err::leave_overlap);
    ZHUPI_TRY(leave.id, next_value(tx, "id/leave"));
    ZHUPI_CHECK(
        tx.put("INSERT INTO officer_leave (id, person, substitute, from_at, until_at, ended_at) VALUES "
               "($1, $2, $3, $4, $5, 0)",
               {leave.id, leave.person, leave.substitute, leave.from.ms, leave.until.ms}));
    ZHUPI_CHECK(note_event(tx, acting, person_stream(leave.person), event::user_leave_set, json::encode(leave)));
    return leave;
}

Result<Leave> end_leave(Tx& tx, const Acting& acting, Id id) {
    ZHUPI_TRY(auto found,
              rows_of<Leave>(tx,
                             "SELECT " + std::string(leave_columns) +
                                 " FROM officer_leave l WHERE l.id = $1 AND l.ended_at = 0 AND l.until_at > $2",
                             {id, acting.now.ms}, read_leave));
    if (found.empty()) return fail(err::leave_none);
    found.front().ended_at = acting.now;
    ZHUPI_CHECK(tx.put("UPDATE officer_leave SET ended_at = $2 WHERE id = $1", {id, acting.now.ms}));
    ZHUPI_CHECK(
        note_event(tx, acting, person_stream(found.front().person), event::user_leave_ended, json::encode(IdOnly{id})));
    return std::move(found.front());
}

Result<std::vector<Leave>> leaves_of(Snapshot& from, Id person, Instant since) {
    const auto columns = std::string(leave_columns);
    return rows_of<Leave>(from,
                          "SELECT " + columns +
                              " FROM officer_leave l WHERE l.person = $1 AND l.until_at > $2 UNION SELECT " + columns +
                              " FROM officer_leave l WHERE l.substitute = $1 AND l.until_at > $2 ORDER BY 4, 1",
                          {person, since.ms}, read_leave);
}

Result<std::vector<Leave>> leaves_of_department(Snapshot& from, const std::string& department, Instant since) {
    return rows_of<Leave>(from,
                          "SELECT " + std::string(leave_columns) +
                              " FROM person p JOIN officer_leave l ON l.person = p.id AND l.until_at > $2 AND "
                              "l.ended_at = 0 WHERE p.department = $1 ORDER BY l.from_at, l.id",
                          {department, since.ms}, read_leave);
}

Result<Recusal> declare_recusal(Tx& tx, const Acting& acting, Recusal recusal, const std::string& reason) {
    ZHUPI_TRY(recusal.id, next_value(tx, "id/recusal"));
    recusal.declared_at = acting.now;
    ZHUPI_CHECK(
        tx.put("INSERT INTO recusal (id, person, organisation, project, declared_at, ended_at) VALUES "
               "($1, $2, $3, $4, $5, 0)",
               {recusal.id, recusal.person, recusal.organisation, recusal.project, acting.now.ms}));
    ZHUPI_CHECK(note_event(tx, acting, person_stream(recusal.person), event::user_recusal_declared,
                           json::encode(recusal), reason));
    return recusal;
}

Result<Recusal> end_recusal(Tx& tx, const Acting& acting, Id id) {
    ZHUPI_TRY(
        auto found,
        rows_of<Recusal>(tx, "SELECT " + std::string(recusal_columns) + " FROM recusal WHERE id = $1 AND ended_at = 0",
                         {id}, read_recusal));
    if (found.empty()) return fail(err::recusal_none);
    found.front().ended_at = acting.now;
    ZHUPI_CHECK(tx.put("UPDATE recusal SET ended_at = $2 WHERE id = $1", {id, acting.now.ms}));
    ZHUPI_CHECK(note_event(tx, acting, person_stream(found.front().person), event::user_recusal_ended,
                           json::encode(IdOnly{id})));
    return std::move(found.front());
}

Result<std::vector<Recusal>> recusals_of(Snapshot& from, Id person) {
    return rows_of<Recusal>(
        from, "SELECT " + std::string(recusal_columns) + " FROM recusal WHERE person = $1 AND ended_at = 0 ORDER BY id",
        {person}, read_recusal);
}

Result<std::vector<Id>> recused_from(Snapshot& from, Id organisation, Id project) {
    return rows_of<Id>(from, "SELECT person FROM recusal WHERE ended_at = 0 AND (organisation = $1 OR project = $2)",
                       {organisation, project}, [](const Row& row) { return row.integer(0); });
}

// Replay -----------------------------------------------------------------------------------------------------------

Result<void> PeopleReplay::fold(const Event& event) {
    const auto decoded = [&]<class T>(T) { return json::decode<T>(event.payload, json::Unknown::ignore); };
    ZHUPI_TRY(const auto actor, json::decode<approval::Actor>(event.actor, json::Unknown::ignore));
    if (event.type == event::mandate_granted) {
        ZHUPI_TRY(auto mandate, decoded(Mandate{}));
        mandates_[mandate.id] = std::move(mandate);
    } else if (event.type.starts_with("mandate.")) {
        ZHUPI_TRY(const auto note, decoded(approval::MandateNote{}));
        const auto known = mandates_.find(note.mandate);
        if (known == mandates_.end())
            on_earlier_[note.mandate].push_back({event.type, {event.at, actor.user}});
        else
            ZHUPI_CHECK(approval::apply(known->second, event.type, event.at, actor.user));
    } else if (event.type == event::user_leave_set) {
        ZHUPI_TRY(auto leave, decoded(Leave{}));
        leaves_[leave.id] = leave;
    } else if (event.type == event::user_leave_ended) {
        ZHUPI_TRY(const auto which, decoded(IdOnly{}));
        leaves_[which.id].ended_at = event.at;
    } else if (event.type == event::user_recusal_declared) {
        ZHUPI_TRY(auto recusal, decoded(Recusal{}));
        recusals_[recusal.id] = recusal;
    } else if (event.type == event::user_recusal_ended) {
        ZHUPI_TRY(const auto which, decoded(IdOnly{}));
        recusals_[which.id].ended_at = event.at;
    } else if (event.type == event::assignment_changed) {
        automatic_[event.stream] = event.payload.find("true") != std::string::npos;
    }
    return {};
}

Result<void> PeopleReplay::compare(Snapshot& from, const std::function<void(std::string)>& differ) const {
    const auto same = [&]<class T>(const std::map<Id, T>& expected, const std::vector<T>& stored, const char* what) {
        if (stored.size() != expected.size())
            differ(std::string("number of ") + what + "s: " + std::to_string(stored.size()) + ", expected " +
                   std::to_string(expected.size()));
        for (const auto& row : stored) {
            const auto found = expected.find(row.id);
            if (found == expected.end() || !(found->second == row)) differ(what + (" " + std::to_string(row.id)));
        }
    };
    ZHUPI_TRY(const auto stored,
              rows_of<Mandate>(from, "SELECT " + std::string(mandate_columns) + " FROM mandate ORDER BY id", {},
                               read_mandate));
    auto expected = mandates_;
    for (const auto& row : stored) {
        if (row.granted_at.ms != 0) continue;
        // From before authorisations were kept: the log has only what happened to it since.
        auto earlier = row;
        earlier.state = MandateState::active;
        earlier.answered_at.reset();
        earlier.ended_at.reset();
        earlier.ended_by = 0;
        if (const auto since = on_earlier_.find(row.id); since != on_earlier_.end())
            for (const auto& [type, stamp] : since->second)
                ZHUPI_CHECK(approval::apply(earlier, type, stamp.first, stamp.second));
        expected[row.id] = std::move(earlier);
    }
    same(expected, stored, "mandate");
    ZHUPI_TRY(const auto leaves,
              rows_of<Leave>(from, "SELECT " + std::string(leave_columns) + " FROM officer_leave l", {}, read_leave));
    same(leaves_, leaves, "leave");
    ZHUPI_TRY(const auto recusals,
              rows_of<Recusal>(from, "SELECT " + std::string(recusal_columns) + " FROM recusal", {}, read_recusal));
    same(recusals_, recusals, "recusal");
    std::map<std::string, bool> automatic;
    ZHUPI_CHECK(from.query("SELECT department, automatic FROM assignment_rule", {}, [&](const Row& row) {
        automatic["department/" + std::string(row.text(0))] = row.integer(1) != 0;
    }));
    if (automatic != automatic_) differ("rules of assignment");
    return {};
}

}  // namespace zhupi::store
