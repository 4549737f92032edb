#pragma once
// The radar: signs that somebody plays with the clock, found by a reader of the log in the states of cases, each with
// the facts that it rests on. A sign is no verdict; a supervisor judges it.
//
//   pause_before_limit   the clock was stopped with at most N working days left
//   trivial_correction   a correction asked for next to nothing, and was answered within minutes
//   repeated_correction  asked again and again, where the law says once (行政许可法 32)
//   batch_closing        one person decided N cases within M minutes
//   instant_decision     decided within seconds of acceptance, though days were allowed (秒办)
//   work_before_receipt  untouched for days, then received and decided within hours: done before it was received
//   (体外循环)

#include "store/command_path.hpp"
#include "store/queries.hpp"
#include "supervision/rules.hpp"

namespace zhupi::supervision {

using store::Id;

/// Facts by name; what each means stands in the pages' words (web/src/features/supervise).
struct Evidence {
    std::map<std::string, std::string> facts;
    std::vector<Id> cases;  ///< of a batch
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (facts, cases))

struct Sign {
    std::string pattern, subject;
    Id case_id = 0, person = 0;
    Instant at;
    Evidence evidence;
};

/// All signs in one case, from its state alone; batches excepted.
std::vector<Sign> signs_in(const approval::Case& c, const Radar& radar, const calendar::WorkCalendar& calendar,
                           Zone zone);

/// Takes the next events behind the radar's place. True when there may be more.
Result<bool> sweep(store::Store& store, const store::Office& office, const Radar& radar, int most);

struct RadarFinding {
    Id id = 0, case_id = 0, project = 0, person = 0;
    std::string pattern, department, district;
    Instant at;
    Evidence evidence;
    std::string judgement, note;  ///< judgement: empty, confirmed, dismissed
    Id judged_by = 0;
    std::optional<Instant> judged_at;
    std::string number, item, project_name;
};
struct FindingFilter {
    store::Visible visible;
    std::string pattern, department;
    std::optional<std::string> judgement;  ///< "": not judged yet
    Id case_id = 0;
};
struct FindingPage {
    std::vector<RadarFinding> findings;
    std::optional<store::Cursor> next;
};
Result<FindingPage> list_findings(store::Snapshot& from, const FindingFilter& filter,
                                  std::optional<store::Cursor> after, int limit);
/// Numbers of the cases that batches name, in one query.
Result<std::map<Id, std::string>> numbers_of(store::Snapshot& from, const std::vector<RadarFinding>& findings);
struct PatternCount {
    std::string pattern;
    std::int64_t open = 0, confirmed = 0, dismissed = 0;
};
Result<std::vector<PatternCount>> count_findings(store::Snapshot& from, const FindingFilter& filter);
/// Errors: supervision.finding_none, supervision.judgement.
Result<void> judge(store::Tx& tx, const store::Acting& acting, const store::Visible& visible, Id id,
                   const std::string& judgement, const std::string& note);

}  // namespace zhupi::supervision
