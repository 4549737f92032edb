#pragma once
// Parts of a stage's form that one person fills in and signs (migration 0008). They stand outside the log's states, as
// drafts do; who gave and signed what is an event of the stream "forms".

#include "store/command_path.hpp"

namespace zhupi::store {

struct FormPart {
    std::string section;
    Id person = 0, given_by = 0;
    Instant given_at;
    std::optional<Instant> signed_at;
    std::string signed_digest;  ///< of the part's values then
};

/// In order of section.
Result<std::vector<FormPart>> load_parts(Snapshot& from, Id project, int stage);
/// Again to somebody else as well; a signature that was there goes. Answers the event's place in the log.
Result<std::int64_t> give_part(Tx& tx, const Acting& acting, Id project, int stage, const std::string& section,
                               Id person);
/// Errors: part_none.
Result<std::int64_t> take_back_part(Tx& tx, const Acting& acting, Id project, int stage, const std::string& section);
Result<std::int64_t> sign_part(Tx& tx, const Acting& acting, Id project, int stage, const std::string& section,
                               const std::string& digest);

struct SignedPart {
    std::string section;
    int version = 1;  ///< of the hand-in
    Id person = 0;
    Instant signed_at;
    std::string digest;
};
/// What was signed goes with the hand-in; the stage begins anew.
Result<void> keep_signed_parts(Tx& tx, Id project, int stage, Id application, int version);
Result<std::vector<SignedPart>> load_signed_parts(Snapshot& from, Id application);

/// Who may be given a part: those who belong to a project, or act for a company that does; in order of name.
struct ProjectPerson {
    Id id = 0, organisation = 0;
    std::string name;
};
Result<std::vector<ProjectPerson>> people_of_project(Snapshot& from, Id project);

}  // namespace zhupi::store
