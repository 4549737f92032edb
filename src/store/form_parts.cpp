#include "store/form_parts.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "store/event_log.hpp"
#include "store/sequence.hpp"

namespace zhupi::store {
namespace {

struct PartNoted {
    Id project = 0;
    int stage = 1;
    std::string section;
    Id person = 0;
    std::string digest;  ///< of what was signed
};
BOOST_DESCRIBE_STRUCT(PartNoted, (), (project, stage, section, person, digest))

Result<std::int64_t> note_part(Tx& tx, const Acting& acting, std::string_view type, const PartNoted& noted) {
    ZHUPI_TRY(const auto version, next_value(tx, "version/forms"));
    ZHUPI_TRY(
        const auto event,
        append(tx,
               {"forms", version, std::string(type), acting.now, json::encode(acting.actor), {}, json::encode(noted)}));
    return event.seq;
}

}  // namespace

Result<std::vector<FormPart>> load_parts(Snapshot& from, Id project, int stage) {
    std::vector<FormPart> parts;
    ZHUPI_CHECK(from.query(
        "SELECT section, person, given_by, given_at, signed_at, signed_digest FROM form_part "
        "WHERE project = $1 AND stage = $2 ORDER BY section",
        {project, std::int64_t{stage}}, [&](const Row& row) {
            FormPart part{std::string(row.text(0)), row.integer(1), row.integer(2), Instant{row.integer(3)}, {},
                          std::string(row.text(5))};
            if (!part.signed_digest.empty()) part.signed_at = Instant{row.integer(4)};
            parts.push_back(std::move(part));
        }));
    return parts;
}

Result<std::int64_t> give_part(Tx& tx, const Acting& acting, Id project, int stage, const std::string& section,
                               Id person) {
    ZHUPI_CHECK(
        tx.run("INSERT INTO form_part (project, stage, section, person, given_by, given_at, signed_at, "
               "signed_digest) VALUES ($1, $2, $3, $4, $5, $6, NULL, '') "
               "ON CONFLICT (project, stage, section) DO UPDATE SET person = excluded.person, "
               "given_by = excluded.given_by, given_at = excluded.given_at, signed_at = NULL, signed_digest = ''",
               {project, std::int64_t{stage}, section, person, acting.actor.user, acting.now.ms}));
    return note_part(tx, acting, event::form_part_given, {project, stage, section, person, ""});
}

Result<std::int64_t> take_back_part(Tx& tx, const Acting& acting, Id project, int stage, const std::string& section) {
    ZHUPI_TRY(const auto gone, tx.run("DELETE FROM form_part WHERE project = $1 AND stage = $2 AND section = $3",
                                      {project, std::int64_t{stage}, section}));
    if (gone == 0) return fail(err::part_none, {{"section", section}});
    return note_part(tx, acting, event::form_part_taken_back, {project, stage, section, 0, ""});
}

Result<std::int64_t> sign_part(Tx& tx, const Acting& acting, Id project, int stage, const std::string& section,
                               const std::string& digest) {
    ZHUPI_TRY(const auto found, tx.run("UPDATE form_part SET signed_at = $4, signed_digest = $5 "
                                       "WHERE project = $1 AND stage = $2 AND section = $3",
                                       {project, std::int64_t{stage}, section, acting.now.ms, digest}));
    if (found == 0) return fail(err::part_none, {{"section", section}});
    return note_part(tx, acting, event::form_part_signed, {project, stage, section, acting.actor.user, digest});
}

Result<void> keep_signed_parts(Tx& tx, Id project, int stage, Id application, int version) {
    ZHUPI_CHECK(
        tx.run("INSERT INTO signed_part (application, version, section, person, signed_at, digest) "
               "SELECT $3, $4, section, person, signed_at, signed_digest FROM form_part "
               "WHERE project = $1 AND stage = $2 AND signed_at IS NOT NULL",
               {project, std::int64_t{stage}, application, std::int64_t{version}}));
    ZHUPI_CHECK(tx.run("DELETE FROM form_part WHERE project = $1 AND stage = $2", {project, std::int64_t{stage}}));
    return {};
}

Result<std::vector<SignedPart>> load_signed_parts(Snapshot& from, Id application) {
    std::vector<SignedPart> parts;
    ZHUPI_CHECK(
        from.query("SELECT section, version, person, signed_at, digest FROM signed_part "
                   "WHERE application = $1 ORDER BY version, section",
                   {application}, [&](const Row& row) {
                       parts.push_back({std::string(row.text(0)), static_cast<int>(row.integer(1)), row.integer(2),
                                        Instant{row.integer(3)}, std::string(row.text(4))});
                   }));
    return parts;
}

Result<std::vector<ProjectPerson>> people_of_project(Snapshot& from, Id project) {
    std::vector<ProjectPerson> people;
    ZHUPI_CHECK(from.query(
        "SELECT p.id, p.organisation, p.name FROM person p WHERE p.enabled = 1 AND EXISTS (SELECT 1 "
        "FROM project_member m WHERE m.project = $1 AND m.role IN ('lead', 'designer', 'engineer') "
        "AND m.organisation = p.organisation AND (m.person = 0 OR m.person = p.id)) "
        "ORDER BY p.name, p.id",
        {project},
        [&](const Row& row) { people.push_back({row.integer(0), row.integer(1), std::string(row.text(2))}); }));
    return people;
}

}  // namespace zhupi::store
