#include "supervision/radar.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/text.hpp"
#include "supervision/journal.hpp"
#include "supervision/scope_sql.hpp"

#include <charconv>
#include <set>

namespace zhupi::supervision {
namespace {

constexpr std::string_view radar_name = "radar";
constexpr std::size_t most_note = 500, most_cases_shown = 200;

/// After these a case may show something that it did not before.
constexpr std::string_view telling[] = {event::case_correction_asked, event::case_correction_answered,
                                        event::case_special_started, event::case_concluded};

struct Closing {
    Id person = 0, case_id = 0;
    Instant at;
};
struct Seen {
    std::int64_t place = 0, last = 0;
    bool begun = false, full = false;
    std::vector<Sign> signs;
    std::vector<Closing> closings;
};

Id id_in(std::string_view stream) {
    Id id = 0;
    const auto slash = stream.find('/');
    if (slash != stream.npos) std::from_chars(stream.data() + slash + 1, stream.data() + stream.size(), id);
    return id;
}

struct CaseNamed {
    Id case_id = 0;
};
BOOST_DESCRIBE_STRUCT(CaseNamed, (), (case_id))

/// Looks, on a snapshot: commands go on meanwhile.
Result<Seen> look(store::Snapshot& from, const store::Office& office, const Radar& radar, int most) {
    Seen seen;
    ZHUPI_CHECK(from.query("SELECT seq FROM reader_place WHERE reader = $1", {radar_name}, [&](const store::Row& row) {
        seen.place = row.integer(0);
        seen.begun = true;
    }));
    ZHUPI_TRY(const auto events, store::read_after(from, seen.place, most));
    seen.last = events.empty() ? seen.place : events.back().seq;
    seen.full = static_cast<int>(events.size()) == most;
    std::map<Id, std::set<Id>> cases;  // by application
    for (const auto& event : events) {
        if (std::find(std::begin(telling), std::end(telling), event.type) == std::end(telling)) continue;
        const auto named = json::decode<CaseNamed>(event.payload, json::Unknown::ignore);
        if (!named) continue;
        cases[id_in(event.stream)].insert(named->case_id);
        if (event.type != event::case_concluded) continue;
        const auto actor = json::decode<approval::Actor>(event.actor, json::Unknown::ignore);
        if (actor && actor->user != 0) seen.closings.push_back({actor->user, named->case_id, event.at});
    }
    for (const auto& [application, wanted] : cases) {
        const auto loaded = store::load_application(from, application);
        if (!loaded) continue;
        for (const auto id : wanted)
            if (const auto* c = loaded->find(id))
                for (auto& sign : signs_in(*c, radar, office.calendar, office.zone))
                    seen.signs.push_back(std::move(sign));
    }
    return seen;
}

Result<void> keep(store::Tx& tx, const Sign& sign) {
    std::int64_t project = 0;
    std::string department, district;
    ZHUPI_CHECK(tx.query("SELECT project, department, district FROM case_row WHERE id = $1", {sign.case_id},
                         [&](const store::Row& row) {
                             project = row.integer(0);
                             department = row.text(1);
                             district = row.text(2);
                         }));
    ZHUPI_TRY(const auto id, store::next_value(tx, "finding"));
    // Seen again with more to it (a pause that has ended), the evidence is the later one; a judgement stays.
    return tx.put(
        "INSERT INTO radar_finding (id, pattern, subject, case_id, project, department, district, person, at, "
        "evidence, judgement, note, judged_by) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,'','',0) ON CONFLICT "
        "(pattern, subject) DO UPDATE SET evidence = excluded.evidence",
        {id, sign.pattern, sign.subject, sign.case_id, project, department, district, sign.person, sign.at.ms,
         json::encode(sign.evidence)});
}

/// The batch that this decision ends, if there is one: all of the person's within the window before it. It bears the
/// name of its first case, so that a batch that goes on stays one finding.
Result<void> look_for_batch(store::Tx& tx, const Closing& closing, const Radar& radar) {
    ZHUPI_CHECK(tx.put("INSERT INTO radar_closing (person, at, case_id) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING",
                       {closing.person, closing.at.ms, closing.case_id}));
    std::vector<Closing> near;
    ZHUPI_CHECK(tx.query(
        "SELECT case_id, at FROM radar_closing WHERE person = $1 AND at > $2 AND at <= $3 ORDER BY at, "
        "case_id",
        {closing.person, closing.at.ms - std::int64_t{radar.batch_minutes} * 60'000, closing.at.ms},
        [&](const store::Row& row) { near.push_back({closing.person, row.integer(0), Instant{row.integer(1)}}); }));
    if (static_cast<int>(near.size()) < radar.batch_cases) return {};
    // A run that is longer than the window has been begun by an earlier finding: it grows.
    std::string subject = std::to_string(closing.person) + "/" + std::to_string(near.front().at.ms);
    std::string known;
    ZHUPI_CHECK(
        tx.query("SELECT subject, evidence FROM radar_finding WHERE pattern = 'batch_closing' AND person = $1 AND "
                 "at >= $2 ORDER BY id DESC LIMIT 1",
                 {closing.person, near.front().at.ms}, [&](const store::Row& row) {
                     subject = row.text(0);
                     known = row.text(1);
                 }));
    Evidence evidence;
    if (!known.empty())
        if (auto read = json::decode<Evidence>(known, json::Unknown::ignore)) evidence = std::move(*read);
    std::set<Id> cases(evidence.cases.begin(), evidence.cases.end());
    for (const auto& one : near)
        if (cases.size() < most_cases_shown) cases.insert(one.case_id);
    evidence.cases.assign(cases.begin(), cases.end());
    evidence.facts["count"] = std::to_string(cases.size());
    evidence.facts["minutes"] = std::to_string((closing.at.ms - near.front().at.ms) / 60'000);
    evidence.facts["until"] = closing.at.iso();
    return keep(tx, {"batch_closing", subject, near.front().case_id, closing.person, near.front().at, evidence});
}

}  // namespace

Result<bool> sweep(store::Store& store, const store::Office& office, const Radar& radar, int most) {
    Seen seen;
    ZHUPI_CHECK(store.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(seen, look(from, office, radar, most));
        return {};
    }));
    if (seen.last == seen.place && seen.begun) return false;
    ZHUPI_CHECK(store.write([&](store::Tx& tx) -> Result<void> {
        for (const auto& sign : seen.signs) ZHUPI_CHECK(keep(tx, sign));
        for (const auto& closing : seen.closings) ZHUPI_CHECK(look_for_batch(tx, closing, radar));
        return tx.put(
            "INSERT INTO reader_place (reader, seq) VALUES ($1, $2) ON CONFLICT (reader) DO UPDATE SET seq = "
            "excluded.seq",
            {radar_name, seen.last});
    }));
    return seen.full;
}

namespace {

Conditions conditions_of(const FindingFilter& filter) {
    Conditions where;
    if (!filter.pattern.empty()) where.add("f.pattern = ?", filter.pattern);
    if (!filter.department.empty()) where.add("f.department = ?", filter.department);
    if (filter.judgement) where.add("f.judgement = ?", *filter.judgement);
    if (filter.case_id != 0) where.add("f.case_id = ?", filter.case_id);
    where.add_scopes(filter.visible, "f.department", "f.district", "");
    return where;
}

}  // namespace

Result<FindingPage> list_findings(store::Snapshot& from, const FindingFilter& filter,
                                  std::optional<store::Cursor> after, int limit) {
    FindingPage page;
    if (filter.visible.nothing) return page;
    auto where = conditions_of(filter);
    if (after) where.add("f.id < ?", after->id);
    const auto limit_at = where.value(std::int64_t{limit} + 1);
    ZHUPI_CHECK(from.query(
        "SELECT f.id, f.case_id, f.project, f.person, f.pattern, f.department, f.district, f.at, f.evidence, "
        "f.judgement, f.note, f.judged_by, f.judged_at, COALESCE(c.number, ''), COALESCE(c.item, ''), COALESCE(p.name, "
        "'') FROM radar_finding f LEFT JOIN case_row c ON c.id = f.case_id LEFT JOIN project_row p ON p.id = "
        "f.project" +
            where.sql() + " ORDER BY f.id DESC LIMIT " + limit_at,
        where.values(), [&](const store::Row& row) {
            RadarFinding f;
            f.id = row.integer(0);
            f.case_id = row.integer(1);
            f.project = row.integer(2);
            f.person = row.integer(3);
            f.pattern = row.text(4);
            f.department = row.text(5);
            f.district = row.text(6);
            f.at = Instant{row.integer(7)};
            if (auto read = json::decode<Evidence>(row.text(8), json::Unknown::ignore)) f.evidence = std::move(*read);
            f.judgement = row.text(9);
            f.note = row.text(10);
            f.judged_by = row.integer(11);
            if (!row.is_null(12)) f.judged_at = Instant{row.integer(12)};
            f.number = row.text(13);
            f.item = row.text(14);
            f.project_name = row.text(15);
            page.findings.push_back(std::move(f));
        }));
    if (page.findings.size() > static_cast<std::size_t>(limit)) {
        page.findings.pop_back();
        page.next = store::Cursor{page.findings.back().id, page.findings.back().id};
    }
    return page;
}

Result<std::map<Id, std::string>> numbers_of(store::Snapshot& from, const std::vector<RadarFinding>& findings) {
    std::map<Id, std::string> numbers;
    std::vector<store::Value> ids;
    std::string places;
    for (const auto& finding : findings)
        for (const auto id : finding.evidence.cases)
            if (numbers.emplace(id, "").second)
                places += (places.empty() ? "$" : ",$") + std::to_string(numbers.size());
    for (const auto& [id, number] : numbers) ids.emplace_back(id);
    if (ids.empty()) return numbers;
    ZHUPI_CHECK(from.query("SELECT id, number FROM case_row WHERE id IN (" + places + ")", ids,
                           [&](const store::Row& row) { numbers[row.integer(0)] = row.text(1); }));
    return numbers;
}

Result<std::vector<PatternCount>> count_findings(store::Snapshot& from, const FindingFilter& filter) {
    std::vector<PatternCount> out;
    if (filter.visible.nothing) return out;
    const auto where = conditions_of(filter);
    ZHUPI_CHECK(
        from.query("SELECT f.pattern, SUM(CASE WHEN f.judgement = '' THEN 1 ELSE 0 END), SUM(CASE WHEN "
                   "f.judgement = 'confirmed' THEN 1 ELSE 0 END), SUM(CASE WHEN f.judgement = 'dismissed' THEN 1 "
                   "ELSE 0 END) FROM radar_finding f" +
                       where.sql() + " GROUP BY f.pattern ORDER BY f.pattern",
                   where.values(), [&](const store::Row& row) {
                       out.push_back({std::string(row.text(0)), row.integer(1), row.integer(2), row.integer(3)});
                   }));
    return out;
}

namespace {
struct Judged {
    Id finding = 0;
    std::string pattern, judgement, note;
};
BOOST_DESCRIBE_STRUCT(Judged, (), (finding, pattern, judgement, note))
}  // namespace

Result<void> judge(store::Tx& tx, const store::Acting& acting, const store::Visible& visible, Id id,
                   const std::string& judgement, const std::string& note) {
    if (judgement != "confirmed" && judgement != "dismissed") return fail(err::supervision_judgement, {}, "/judgement");
    const auto words = text::trim(note);
    if (words.empty() || text::length(words) > most_note)
        return fail(err::supervision_order_text, {{"most", std::to_string(most_note)}}, "/note");
    Conditions where;
    where.add("f.id = ?", id);
    where.add_scopes(visible, "f.department", "f.district", "");
    std::string pattern;
    if (!visible.nothing)
        ZHUPI_CHECK(tx.query("SELECT f.pattern FROM radar_finding f" + where.sql(), where.values(),
                             [&](const store::Row& row) { pattern = row.text(0); }));
    if (pattern.empty()) return fail(err::supervision_finding_none);
    ZHUPI_CHECK(
        tx.put("UPDATE radar_finding SET judgement = $2, note = $3, judged_by = $4, judged_at = $5 WHERE id = $1",
               {id, judgement, words, acting.actor.user, acting.now.ms}));
    ZHUPI_CHECK(append_event(tx, acting, "finding/" + std::to_string(id), event::supervision_judged,
                             json::encode(Judged{id, pattern, judgement, std::string(words)})));
    return {};
}

}  // namespace zhupi::supervision
