#pragma once
// The flows' editions as they are kept (store/editions.hpp), and what runs in them.

#include "catalog/flows.hpp"
#include "store/editions.hpp"
#include "store/queries.hpp"

namespace zhupi::store {

Result<std::vector<Edition>> list_flow_editions(Snapshot& from);
Result<std::vector<catalog::SourceFile>> load_flow_files(Snapshot& from, std::string_view version);
/// Applications that are filed from now on follow it.
Result<Edition> publish_flows(Tx& tx, const Acting& acting, const catalog::Flows& flows, Date today,
                              const std::string& note, bool drop_drafts);

Result<std::vector<EditedFile>> list_flow_drafts(Snapshot& from);
Result<void> save_flow_draft(Tx& tx, const Acting& acting, const std::string& path, const std::string& text);
Result<void> drop_flow_draft(Tx& tx, const Acting& acting, const std::string& path);

/// Compiles what the store has and puts the last edition in force. Called at start and after a publication.
/// err::flows_stored when an edition does not fit the city any more.
Result<void> load_flowbook(Snapshot& from, const catalog::Catalog& catalog);
/// At start: the flows of the city's files become an edition, when no edition is like them; then load_flowbook().
Result<void> settle_flowbook(Store& store, const catalog::Catalog& catalog, Instant now, Date today);

/// At start: when the calendar is another than at the last start, every timer of a flow that runs is worked out anew.
/// How many applications that changed.
Result<std::int64_t> settle_timers(Store& store, const Office& office, Instant now);

/// How many applications follow each edition: version and number.
Result<std::map<std::string, std::int64_t>> count_in_flow(Snapshot& from);
/// Applications that follow an edition, in order of their ids, behind `after`.
Result<std::vector<Id>> applications_in_flow(Snapshot& from, std::string_view edition, Id after, int limit);
/// Applications with a timer that is due, the longest due first.
Result<std::vector<Id>> applications_due(Snapshot& from, Instant now, int limit);

/// A task that a department has to answer, for its list.
struct TaskRow {
    Id application = 0, case_id = 0, project = 0;
    int token = 0;
    std::string department, post, name;
    std::string number, item, owner;  ///< of the case; whose it is
    std::string project_name;
    Instant since;
    std::optional<Instant> due;
};
/// Of one department, the first due first; at most `limit` behind `after`.
struct TaskList {
    std::vector<TaskRow> tasks;
    std::optional<Cursor> next;  ///< none on the last page
};
Result<TaskList> open_tasks(Snapshot& from, std::string_view department, const std::optional<Cursor>& after, int limit);
/// Whether a department has a task of this case to answer: its people may read the case for as long.
Result<bool> is_asked(Snapshot& from, Id application, Id case_id, std::string_view department);

}  // namespace zhupi::store
