#pragma once
// The ladder before and behind a limit. Whoever asks finds the cases that have reached a step and marks them: one row
// and one event for each case, phase and step, ever, in one transaction. Nobody has to look at a page for it to happen.

#include "store/command_path.hpp"
#include "store/queries.hpp"
#include "supervision/rules.hpp"

namespace zhupi::supervision {

using store::Id;

/// What an event of a warning says.
struct Warned {
    Id case_id = 0;
    int phase = 1;  ///< 1 until acceptance, 2 until the decision, 3 a special procedure
    std::string step;
    int left = 0;
    Date due;
};
BOOST_DESCRIBE_STRUCT(Warned, (), (case_id, phase, step, left, due))

/// The last day that counts as reached when at most `left` working days are left. Error: calendar.missing.
Result<Date> reached_by(const calendar::WorkCalendar& calendar, Date today, int left);

/// Whether mark_warnings would find something: a look at indices.
Result<bool> anything_to_mark(store::Snapshot& from, const store::Office& office, const Rules& rules, Instant now);
/// Marks at most `most` cases and tells what it has noted.
Result<std::vector<store::Noted>> mark_warnings(store::Tx& tx, const store::Office& office, const Rules& rules,
                                                Instant now, int most);

struct Mark {
    std::int64_t seq = 0;
    Id case_id = 0, project = 0, handler = 0;
    int phase = 1;
    std::string step, number, item, department, status, project_name;
    Instant at;
    Date due;
    bool open = false;
};
struct MarkFilter {
    store::Visible visible;
    std::string step, department;
    Id case_id = 0;
};
struct MarkPage {
    std::vector<Mark> marks;
    std::optional<store::Cursor> next;
};
/// Newest first.
Result<MarkPage> list_marks(store::Snapshot& from, const MarkFilter& filter, std::optional<store::Cursor> after,
                            int limit);

}  // namespace zhupi::supervision
