#pragma once
// The one command path. Each function loads what it changes, lets the pure domain decide, and writes events, states and
// derived rows in the caller's transaction. Nothing else in the program changes a project or an application.

#include "approval/commands.hpp"
#include "approval/filing.hpp"
#include "approval/materials.hpp"
#include "approval/project.hpp"
#include "store/states.hpp"

#include <string>
#include <vector>

namespace zhupi::store {

/// Who of the department gets a case that has just arrived (access/assigner.hpp); nobody where cases are claimed.
/// `given`: to whom earlier ones of the same command went. `not_to`: who has just given it back, or 0.
using Assigning = Result<std::optional<approval::command::Assign>> (*)(Snapshot& from,
                                                                       const approval::Application& application,
                                                                       const approval::Case& arrived, Instant now,
                                                                       Id not_to, const std::vector<Id>& given);

/// What every command needs besides its own words.
struct Office {
    const catalog::Catalog& catalog;
    const calendar::WorkCalendar& calendar;
    Zone zone;
    Assigning assign = nullptr;
};

/// Who acts, and when the command is taken to happen.
struct Acting {
    approval::Actor actor;
    Instant now;
};

/// One event as readers of the log hear of it after the commit.
struct Noted {
    std::int64_t seq = 0;
    std::string type;
    Id project = 0, application = 0, case_id = 0, organisation = 0;
    std::string department;  ///< of the case
};
BOOST_DESCRIBE_STRUCT(Noted, (), (seq, type, project, application, case_id, organisation, department))

struct Receipt {
    Id project = 0, application = 0, case_id = 0;
    std::int64_t version = 0;  ///< of the aggregate that was changed
    std::string number;        ///< of what was made: project code, application number, decision number
    std::vector<Noted> noted;
};

Result<Receipt> register_project(Tx& tx, const Office& office, const Acting& acting, approval::ProjectFacts facts,
                                 const Contact& contact);

/// `added` is the paper as it was kept, with its id and version.
Result<Receipt> add_paper(Tx& tx, const Office& office, const Acting& acting, Id project, approval::Paper paper,
                          const approval::Placing& placing, approval::Paper& added);
Result<Receipt> describe_paper(Tx& tx, const Acting& acting, Id project, approval::PaperDescribed wanted);
Result<Receipt> remove_paper(Tx& tx, const Acting& acting, Id project, Id paper);

/// Files the stored draft and drops it. `expected` is the draft's version that the applicant has seen.
Result<Receipt> file_application(Tx& tx, const Office& office, const Acting& acting, Id project, int stage,
                                 const Draft& draft);

/// `expected`, when given, must be the application's version: err::version_stale otherwise.
Result<Receipt> act(Tx& tx, const Office& office, const Acting& acting, Id application,
                    const approval::command::Command& command, std::optional<std::int64_t> expected = {});

/// The same on an application that this transaction has loaded.
Result<Receipt> act(Tx& tx, const Office& office, const Acting& acting, approval::Application stored,
                    const approval::command::Command& command, std::optional<std::int64_t> expected = {});

/// Answers a correction that changes values of the form: the new version of the form is kept beside the old one.
Result<Receipt> answer_correction(Tx& tx, const Office& office, const Acting& acting, Id application,
                                  approval::command::AnswerCorrection command,
                                  const std::map<std::string, std::string>& changed_values,
                                  std::optional<std::int64_t> expected = {});

/// Decides about a project alone (approval/membership.hpp): members, a change of owner. When the owner changes, what
/// runs goes on under the new one.
using ProjectDecision = std::function<Result<approval::ProjectEvent>(const approval::Project&)>;
Result<Receipt> change_project(Tx& tx, const Office& office, const Acting& acting, Id project,
                               const ProjectDecision& decide);

/// "project/7" and "application/12": the streams of the log.
std::string project_stream(Id id);
std::string application_stream(Id id);

}  // namespace zhupi::store
