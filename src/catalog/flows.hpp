#pragma once
// The city's flows as officials draw them: flows/*.bpmn, compiled together into one definition and asked by every
// command. `stage_N` is what an application of stage N runs; its call activities name the processes of the items. What
// a task means for a case its attribute zhupi:step says (docs/flows.md, "The city's flows").

#include "base/error.hpp"
#include "bpmn/definition.hpp"
#include "catalog/load.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::catalog {

/// What completing a task does to a case. `task` is anything else that somebody has to do or answer: an opinion, an
/// appointment, an inspection on site.
enum class Step : unsigned char {
    none,
    intake,
    acceptance,
    handling,
    review,
    approval,
    correction,
    special,
    task,
    issue,
    delivery,
};
BOOST_DESCRIBE_ENUM(Step, none, intake, acceptance, handling, review, approval, correction, special, task, issue,
                    delivery)

enum class Post : unsigned char { none, counter, officer, reviewer, approver, applicant, system };
BOOST_DESCRIBE_ENUM(Post, none, counter, officer, reviewer, approver, applicant, system)

struct FlowTask {
    Step step = Step::none;
    Post post = Post::none;
    std::string department;             ///< code; empty: the case's own, or the item of a multi-instance activity
    std::vector<std::string> outcomes;  ///< of a `task`, in the order in which they are offered
};

class Flows {
public:
    /// SHA-256 over the files: what an application pins.
    const std::string& version() const { return version_; }
    const std::vector<SourceFile>& files() const { return files_; }
    const bpmn::Definition& definition() const { return definition_; }
    const FlowTask& task(int node) const { return tasks_[static_cast<std::size_t>(node)]; }
    const bpmn::NodeLabel& label(int node) const { return definition_.labels[static_cast<std::size_t>(node)]; }
    /// The file in which a process is drawn; null for an unknown one.
    const SourceFile* drawn_in(std::string_view process) const;

private:
    friend class FlowCompiler;
    std::string version_;
    std::vector<SourceFile> files_;
    bpmn::Definition definition_;
    std::vector<FlowTask> tasks_;                             ///< by node
    std::vector<std::pair<std::string, std::size_t>> drawn_;  ///< process, index of its file
};

/// "stage_3"
std::string stage_process(int stage);

using CompiledFlows = tl::expected<std::shared_ptr<const Flows>, std::vector<Finding>>;

/// Compiles all files of an edition at once. Besides what bpmn::check() forbids: every stage has its process, every
/// step, post, department and outcome is known, and no way through a process gets round acceptance or handling. Whether
/// the flows are sound is asked before they are published (bpmn/soundness), not here.
CompiledFlows compile_flows(const Catalog& catalog, std::vector<SourceFile> files);

bool is_flow(std::string_view path);  ///< "flows/….bpmn"

/// All editions of a city's flows. Safe to share between threads.
class Flowbook {
public:
    explicit Flowbook(std::shared_ptr<const Flows> own);
    Flowbook(const Flowbook&) = delete;
    Flowbook& operator=(const Flowbook&) = delete;
    ~Flowbook();

    std::shared_ptr<const Flows> own() const;       ///< of the city's files
    std::shared_ptr<const Flows> in_force() const;  ///< what applications are filed under now
    /// Null when nobody knows it.
    std::shared_ptr<const Flows> version(std::string_view version) const;
    void know(std::shared_ptr<const Flows> flows);
    /// Puts an edition in force; those before stay known.
    void publish(std::shared_ptr<const Flows> flows);

private:
    struct Shelf;
    std::unique_ptr<Shelf> shelf_;
};

}  // namespace zhupi::catalog
