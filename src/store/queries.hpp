#pragma once
// What lists and counters read: derived rows only, each with an index that fits and a cursor to go on from.

#include "approval/rows.hpp"
#include "store/states.hpp"

namespace zhupi::store {

/// One grant's reach; an empty member does not restrict.
struct Scope {
    std::string department, district;
    std::vector<std::string> items;
};
/// What the caller may see; it becomes part of the SQL, so that nothing outside it is ever fetched.
struct Visible {
    bool nothing = false;                       ///< no permission at all
    Id organisation = 0;                        ///< that an applicant acts for: only projects to which it belongs …
    std::vector<Scope> any_of;                  ///< empty: everything
    Id person = 0;                              ///< … as a whole or by this person,
    std::vector<approval::MemberRole> roles{};  ///< in one of these roles,
    std::vector<Id> projects{};                 ///< among these; empty: all

    static Visible none() { return {true, 0, {}, 0, {}, {}}; }
};
/// Of an official: by the row alone. Of an applicant it has to be asked, below.
bool sees(const Visible& visible, const approval::CaseRow& row);
/// The same for everybody; one query for an applicant, none for an official.
Result<bool> sees(Snapshot& from, const Visible& visible, const approval::CaseRow& row);
/// Whether an applicant belongs to the project in one of the roles.
Result<bool> belongs(Snapshot& from, const Visible& visible, Id project);

enum class Box : unsigned char {
    all,         ///< newest first
    mine,        ///< open, mine, most urgent first
    department,  ///< open, whoever has it
    unassigned,  ///< open, nobody has it
    intake,      ///< filed, waiting for the counter
    review,      ///< at the reviewer's desk
    approval,    ///< at the approver's desk
    due_soon,    ///< open and due between today and `soon_until`
    overdue,     ///< open and due before today
    done,        ///< ended, newest first
};

struct CaseFilter {
    Visible visible;
    Box box = Box::all;
    Id user = 0;                      ///< for Box::mine
    std::vector<Id> stands_in_for{};  ///< whose cases are the user's too, for Box::mine
    Date today, soon_until;           ///< for due_soon and overdue
    int stage = 0;                    ///< 0: any
    Id project = 0;
    std::string item, department, status;
    std::string search;  ///< part of a project's name or code, or a case's number
};

/// Where a page ended; opaque to callers of the API.
struct Cursor {
    std::int64_t key = 0, id = 0;
};

struct ListedCase {
    approval::CaseRow row;
    std::string project_name, project_code;
};
struct CasePage {
    std::vector<ListedCase> cases;
    std::optional<Cursor> next;
};
Result<CasePage> list_cases(Snapshot& from, const CaseFilter& filter, std::optional<Cursor> after, int limit);
Result<approval::CaseRow> find_case(Snapshot& from, Id case_id);  ///< err::case_none
Result<std::vector<approval::CaseRow>> cases_of_project(Snapshot& from, Id project);
Result<std::vector<approval::CaseRow>> cases_of_projects(Snapshot& from, const std::vector<Id>& projects);

struct BoxCounts {
    std::int64_t mine = 0, department = 0, unassigned = 0, due_soon = 0, overdue = 0, intake = 0, review = 0,
                 approval = 0;
};
/// Of the cases that the caller may see. `done` is not counted: it only grows.
Result<BoxCounts> count_boxes(Snapshot& from, const CaseFilter& filter);

struct ProjectFilter {
    Visible visible;  ///< an applicant's part of it; `districts` is an official's
    std::vector<std::string> districts;
    std::string district, flow, search;
    int stage = 0;  ///< 0: any
    std::optional<bool> completed;
};
struct ProjectPage {
    std::vector<approval::ProjectRow> projects;
    std::optional<Cursor> next;
};
Result<ProjectPage> list_projects(Snapshot& from, const ProjectFilter& filter, std::optional<Cursor> after, int limit);

}  // namespace zhupi::store
