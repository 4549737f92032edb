#pragma once
// Authorisations, leave and recusals as rows, each written with its event in one transaction and rebuilt from the log
// by replay. Who may write them is asked before (access/acting.hpp, server).

#include "approval/mandate.hpp"
#include "store/command_path.hpp"
#include "store/event_log.hpp"

#include <map>

namespace zhupi::store {

std::string organisation_stream(Id id);
std::string person_stream(Id id);
/// Appends an event to a stream that is none of an application or a project.
Result<void> note_event(Tx& tx, const Acting& acting, const std::string& stream, std::string_view type,
                        std::string payload, std::string basis = {});

// Authorisations ---------------------------------------------------------------------------------------------------

/// Gives it its id; it is to be answered unless its state says active.
Result<approval::Mandate> grant_mandate(Tx& tx, const Acting& acting, approval::Mandate mandate);
/// `type`: event::mandate_accepted, _declined or _revoked. err::mandate_state when its state does not allow it.
Result<approval::Mandate> change_mandate(Tx& tx, const Acting& acting, const approval::Mandate& mandate,
                                         std::string_view type, const std::string& reason);

Result<approval::Mandate> load_mandate(Snapshot& from, Id id);  ///< err::mandate_none
enum class Mandated : unsigned char { organisation, person, holder };
/// Newest first; of all states.
Result<std::vector<approval::Mandate>> list_mandates(Snapshot& from, Mandated by, Id id, Id before = 0,
                                                     int limit = 1000);

// Officers ---------------------------------------------------------------------------------------------------------

Result<approval::Leave> set_leave(Tx& tx, const Acting& acting, approval::Leave leave);  ///< err::leave_overlap
Result<approval::Leave> end_leave(Tx& tx, const Acting& acting, Id id);                  ///< err::leave_none
/// Of these people, and those in which one of them stands in; what ended before `since` is left out.
Result<std::vector<approval::Leave>> leaves_of(Snapshot& from, Id person, Instant since);
/// Everybody of a department who is away at `now`.
Result<std::vector<approval::Leave>> leaves_of_department(Snapshot& from, const std::string& department, Instant since);

Result<approval::Recusal> declare_recusal(Tx& tx, const Acting& acting, approval::Recusal recusal,
                                          const std::string& reason);
Result<approval::Recusal> end_recusal(Tx& tx, const Acting& acting, Id id);  ///< err::recusal_none
/// Those that hold.
Result<std::vector<approval::Recusal>> recusals_of(Snapshot& from, Id person);
/// Who must not touch a case of this project and organisation.
Result<std::vector<Id>> recused_from(Snapshot& from, Id organisation, Id project);

// Replay -----------------------------------------------------------------------------------------------------------

/// Folds the streams organisation/N and person/N as far as they say something about rows of this file.
class PeopleReplay {
public:
    Result<void> fold(const Event& event);
    Result<void> compare(Snapshot& from, const std::function<void(std::string)>& differ) const;

private:
    std::map<Id, approval::Mandate> mandates_;
    std::map<Id, std::vector<std::pair<std::string, std::pair<Instant, Id>>>> on_earlier_;
    std::map<Id, approval::Leave> leaves_;
    std::map<Id, approval::Recusal> recusals_;
    std::map<std::string, bool> automatic_;
};

}  // namespace zhupi::store
