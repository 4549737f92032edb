#pragma once
// What people can do with an application that has been filed, and what comes of it. Who is allowed to is asked before
// (access); whether it is lawful now is decided here.

#include "approval/context.hpp"
#include "approval/events.hpp"
#include "approval/finding_commands.hpp"

#include <string>
#include <variant>
#include <vector>

namespace zhupi::approval::command {

struct Receive {
    std::string text;
};
struct Assign {  ///< to oneself is a claim
    Id case_id = 0, user = 0;
    std::optional<std::string> note{};
    std::optional<AssignmentReason> because{};  ///< when the rule of assignment chose
};
struct Release {  ///< the handler gives it back: whoever of the department may takes it
    Id case_id = 0;
    std::string reason;
};
struct ChangeApplicant {  ///< what runs goes on under the project's new owner
    Id to = 0;
};
struct Accept {
    Id case_id = 0;
    std::string text;
};
struct Refuse {
    Id case_id = 0;
    bool not_ours = false;
    std::string text, basis;
};
struct AskCorrection {
    Id case_id = 0;
    std::vector<CorrectionRequest> requests;
};
struct AnswerCorrection {
    struct Answer {
        int number = 1;  ///< of the request, from 1
        std::string text;
        std::optional<Id> paper;
        std::optional<bool> changed{};  ///< a new value, or other bytes than before; asked of what answers a finding
    };
    Id case_id = 0;
    std::vector<Answer> answers;
    std::string values_digest;  ///< of the changed form; empty when it did not change
};
struct StartSpecial {
    Id case_id = 0;
    std::string procedure, basis, note;
    calendar::Budget limit;
};
struct EndSpecial {
    Id case_id = 0;
    std::string note;
};
struct Propose {
    Id case_id = 0;
    Outcome outcome = Outcome::approve;
    std::string text;
    std::vector<Deferral> deferrals;
};
struct Review {  ///< 审核
    Id case_id = 0;
    bool agree = true;
    std::string text;
};
struct Decide {  ///< 批准
    Id case_id = 0;
    bool agree = true;
    std::string text;
};
struct Withdraw {  ///< one case, or with 0 every open case of the application
    Id case_id = 0;
    std::string text;
};
struct Revoke {
    Id case_id = 0;
    std::string text, basis;
};
struct SupplyDeferred {
    Id case_id = 0;
    std::string material;
    Id paper = 0;
};

struct Answer {  ///< 会办: a task of the flow that is none of the case's own desks
    Id case_id = 0;
    int token = 0;
    std::string outcome, text;
};
struct Move {  ///< to another desk, against the usual order
    Id case_id = 0;
    Desk to = Desk::handling;
    std::string reason;
};
struct Tick {};       ///< lets the timers go off that are due
struct Reproject {};  ///< works out anew when timers go off: the calendar has changed
struct Migrate {      ///< to another edition of the city's flows
    std::string edition, reason;
};

using Command = std::variant<Receive, Assign, Accept, Refuse, AskCorrection, AnswerCorrection, StartSpecial, EndSpecial,
                             Propose, Review, Decide, Withdraw, Revoke, SupplyDeferred, Answer, Move, Tick, Reproject,
                             Migrate, Release, ChangeApplicant, NoteFinding, CloseFindings, RepeatFinding,
                             HandInFindings, IssueNotice, AnswerNotice, StateConditions, SettleConflict>;

}  // namespace zhupi::approval::command

namespace zhupi::approval {

struct Decided {
    Application state;  ///< with the events applied
    std::vector<ApplicationEvent> events;
};

/// Pure: the same state, command and context give the same answer. Errors: case_*, correction_*, special_*, deferral_*
/// of lists/errors/approval.json.
Result<Decided> decide(Application state, const command::Command& command, const Context& context);

/// What someone at a desk could do with the case now, whoever it is: "accept", "ask_correction", "propose" … in the
/// order in which a screen offers them. The names are those of the API's routes.
std::vector<std::string> possible_actions(const Case& c);

}  // namespace zhupi::approval
