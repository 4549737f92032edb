#pragma once
// What people can do with findings, notices, conditions and conflicts; a part of commands.hpp.

#include "approval/findings.hpp"

namespace zhupi::approval::command {

/// What a finding was seen on, looked up by whoever knows the project's papers.
struct Content {
    std::string digest;            ///< of the paper; empty for a field
    std::optional<Instant> since;  ///< since when the material has had this content
};

struct NoteFinding {
    Id case_id = 0;
    Place place;
    std::string demand, clause, example;
    Severity severity = Severity::ordinary;
    std::optional<Lateness> late;  ///< needed for a new finding on unchanged content in a later round
    Content content;
};
struct CloseFindings {
    Id case_id = 0;
    std::vector<int> findings;
    bool waived = false;
    std::string text;  ///< the waiver
};
struct RepeatFinding {  ///< the answer does not do: it is asked again in the next notice
    Id case_id = 0;
    int finding = 1;
    std::string text;
};
struct HandInFindings {
    Id case_id = 0;
};
struct IssueNotice {};  ///< without waiting for those who have not handed in
struct AnswerNotice {
    struct Answer {
        int line = 1;
        std::string text;
        std::optional<Id> paper;
        std::string content;         ///< digest of the paper
        bool value_changed = false;  ///< of a field
    };
    int round = 1;
    std::vector<Answer> answers;
    std::string values_digest;  ///< of the changed form; empty when it did not change
};
struct StateConditions {  ///< replaces what the actor's department has said about the case
    Id case_id = 0;
    std::vector<Condition> conditions;
};
struct SettleConflict {
    int conflict = 1;
    std::vector<int> upheld;  ///< all of them: they can hold together after all
    std::string text;
};

}  // namespace zhupi::approval::command
