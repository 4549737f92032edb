#pragma once
// What the API shows of the city's flows: the diagrams in which applications live, and what those who draw them work
// with.

#include "server/api.hpp"

namespace zhupi::api {

struct FlowEditionView {
    std::int64_t id = 0;
    std::string version, published_at, published_by, note;
    bool in_force = false;
    std::int64_t open_applications = 0;  ///< that follow it
};
BOOST_DESCRIBE_STRUCT(FlowEditionView, (), (id, version, published_at, published_by, note, in_force, open_applications))

struct FlowFileView {
    std::string file, name;
    std::string kind;                    ///< stage | item | part
    std::vector<std::string> processes;  ///< ids
    bool drafted = false;
    std::optional<std::string> drafted_at, drafted_by;
};
BOOST_DESCRIBE_STRUCT(FlowFileView, (), (file, name, kind, processes, drafted, drafted_at, drafted_by))

struct FlowsView {
    std::string version;                    ///< of editions and drafts together: for If-Match
    std::string in_force;                   ///< version of the edition
    std::vector<FlowEditionView> editions;  ///< newest first
    std::vector<FlowFileView> files;
};
BOOST_DESCRIBE_STRUCT(FlowsView, (), (version, in_force, editions, files))

struct FlowFileText {
    std::string file, xml;
    bool drafted = false;
    std::string version;  ///< of the text: for If-Match
};
BOOST_DESCRIBE_STRUCT(FlowFileText, (), (file, xml, drafted, version))
struct FlowText {
    Text<2'000'000> xml;
};
BOOST_DESCRIBE_STRUCT(FlowText, (), (xml))

struct FlowFinding {
    std::string severity;  ///< error: cannot be published | warning
    std::string code, file, element;
    int line = 0;
    Name sentence, next;
    std::vector<std::string> path;  ///< elements, in the order in which they act, that lead to it
};
BOOST_DESCRIBE_STRUCT(FlowFinding, (), (severity, code, file, element, line, sentence, next, path))
struct FlowCheck {
    bool sound = false, publishable = false;
    std::int64_t states = 0;  ///< looked at, over all processes
    std::vector<FlowFinding> findings;
};
BOOST_DESCRIBE_STRUCT(FlowCheck, (), (sound, publishable, states, findings))

struct FlowSimulate {
    Text<200> process;
    int cases = 100;  ///< 1 to 2,000
    std::int64_t seed = 1;
    double every_hours = 1;  ///< between arrivals
};
BOOST_DESCRIBE_STRUCT(FlowSimulate, (), (process, cases, seed, every_hours))
struct FlowNodeTime {
    std::string id, name;
    int times = 0;
    std::int64_t mean_ms = 0;
};
BOOST_DESCRIBE_STRUCT(FlowNodeTime, (), (id, name, times, mean_ms))
struct FlowSimulation {
    int cases = 0, completed = 0, open = 0, failed = 0;
    std::int64_t mean_ms = 0, p50_ms = 0, p90_ms = 0, max_ms = 0;
    std::vector<FlowNodeTime> nodes;
};
BOOST_DESCRIBE_STRUCT(FlowSimulation, (), (cases, completed, open, failed, mean_ms, p50_ms, p90_ms, max_ms, nodes))

struct FlowElementChange {
    std::string element, name, change;  ///< added | removed | changed
    std::vector<Name> what;
};
BOOST_DESCRIBE_STRUCT(FlowElementChange, (), (element, name, change, what))
struct FlowFileChange {
    std::string file, change;
    std::vector<FlowElementChange> elements;
};
BOOST_DESCRIBE_STRUCT(FlowFileChange, (), (file, change, elements))
struct FlowDifference {
    std::vector<FlowFileChange> files;
};
BOOST_DESCRIBE_STRUCT(FlowDifference, (), (files))

struct FlowPublish {
    Text<500> note;
};
BOOST_DESCRIBE_STRUCT(FlowPublish, (), (note))

struct FlowMigrationAsked {
    Text<100> from, to;                       ///< versions of editions
    std::optional<std::int64_t> application;  ///< none: all that follow `from`
};
BOOST_DESCRIBE_STRUCT(FlowMigrationAsked, (), (from, to, application))
struct FlowMigrationRow {
    std::int64_t application = 0;
    std::string number, project;
    bool possible = false, proven = true;
    std::vector<std::string> done;  ///< what becomes of each token
    std::vector<Name> reasons;      ///< why not
    std::vector<std::string> way;   ///< how it would come to a halt, when that is the reason
};
BOOST_DESCRIBE_STRUCT(FlowMigrationRow, (), (application, number, project, possible, proven, done, reasons, way))
struct FlowMigration {
    std::int64_t total = 0, possible = 0, refused = 0;
    std::vector<FlowMigrationRow> applications;  ///< those refused first; not more than 200
};
BOOST_DESCRIBE_STRUCT(FlowMigration, (), (total, possible, refused, applications))
struct FlowMigrationRun {
    Text<100> from, to;
    Text<500> reason;
};
BOOST_DESCRIBE_STRUCT(FlowMigrationRun, (), (from, to, reason))
struct FlowMigrated {
    std::int64_t moved = 0, refused = 0;
};
BOOST_DESCRIBE_STRUCT(FlowMigrated, (), (moved, refused))

// Where an application stands -------------------------------------------------------------------------------------

struct LiveElement {
    std::string id, name;
    std::string state;  ///< done | active | waiting
    int times = 0;      ///< how often it was passed
    std::optional<std::string> step, person, since, due;
    std::optional<Name> who;  ///< on whom it waits
    std::optional<std::int64_t> case_id;
};
BOOST_DESCRIBE_STRUCT(LiveElement, (), (id, name, state, times, step, person, since, due, who, case_id))
struct LiveDiagram {
    std::string process, name;
    std::string xml;  ///< empty when an earlier diagram shows the same process
    std::optional<std::int64_t> case_id;
    std::optional<Coded> item;
    std::vector<LiveElement> elements;
};
BOOST_DESCRIBE_STRUCT(LiveDiagram, (), (process, name, xml, case_id, item, elements))
struct LiveFlow {
    std::string version;                ///< of the edition
    std::vector<LiveDiagram> diagrams;  ///< the stage's, then the cases'
};
BOOST_DESCRIBE_STRUCT(LiveFlow, (), (version, diagrams))

struct TaskLine {
    std::int64_t application = 0, case_id = 0, project = 0;
    int token = 0;
    std::string number, project_name, name;
    Coded item, from;  ///< the department whose case it is
    std::string post, since;
    std::optional<std::string> due;
};
BOOST_DESCRIBE_STRUCT(TaskLine, (),
                      (application, case_id, project, token, number, project_name, name, item, from, post, since, due))
struct TaskLines {
    std::vector<TaskLine> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(TaskLines, (), (items, next))

struct AnswerTask {
    int token = 0;
    Text<20> outcome;
    Text<2000> text;  ///< needed when the answer is no, or yes with conditions
};
BOOST_DESCRIBE_STRUCT(AnswerTask, (), (token, outcome, text))

enum class MovedTo { handling, review, approval };
BOOST_DESCRIBE_ENUM(MovedTo, handling, review, approval)
struct MoveCase {
    MovedTo to = MovedTo::handling;
    Text<2000> reason;
};
BOOST_DESCRIBE_STRUCT(MoveCase, (), (to, reason))

}  // namespace zhupi::api
