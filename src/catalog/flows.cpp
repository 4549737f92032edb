#include "catalog/flows.hpp"

#include "base/error_codes.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "bpmn/check/check.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/feel_language.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace zhupi::catalog {
namespace {

constexpr std::string_view known_outcomes[] = {"agree", "conditional", "disagree", "pass", "fail", "done"};

template <class E>
std::optional<E> enumerator(std::string_view name) {
    for (const auto& one : json::OpsFor<E>::names())
        if (one.name == name) return static_cast<E>(one.value);
    return std::nullopt;
}

/// Splits "element:line", as the compiler and the checker say where.
int line_of(const std::string& where) {
    const auto colon = where.rfind(':');
    return colon == std::string::npos ? 0 : std::atoi(where.c_str() + colon + 1);
}

}  // namespace

std::string stage_process(int stage) { return "stage_" + std::to_string(stage); }

bool is_flow(std::string_view path) { return path.starts_with("flows/") && path.ends_with(".bpmn"); }

const SourceFile* Flows::drawn_in(std::string_view process) const {
    const auto found =
        std::find_if(drawn_.begin(), drawn_.end(), [&](const auto& one) { return one.first == process; });
    return found == drawn_.end() ? nullptr : &files_[found->second];
}

class FlowCompiler {
public:
    FlowCompiler(const Catalog& catalog, std::vector<SourceFile> files)
        : catalog_(catalog), flows_(std::make_shared<Flows>()) {
        std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        flows_->files_ = std::move(files);
    }

    CompiledFlows compile() {
        read();
        if (findings_.empty()) join();
        if (findings_.empty()) take_tasks();
        if (findings_.empty()) check_orders();
        check_stages();
        if (!findings_.empty()) return tl::unexpected(std::move(findings_));
        return std::shared_ptr<const Flows>(std::move(flows_));
    }

private:
    void report(const std::string& file, int line, const Error& error) {
        findings_.push_back({error.code->code, file, line, error.zh(), error.en(), error.next_zh(), error.next_en()});
    }
    void report(const std::string& file, int line, const ErrorCode& code, Params params) {
        report(file, line, Error{&code, {}, std::move(params)});
    }

    void read() {
        std::string all;
        for (const auto& file : flows_->files_) {
            all +=
                std::to_string(file.path.size()) + ":" + file.path + std::to_string(file.text.size()) + ":" + file.text;
            auto model = bpmn::Model::read(file.text);
            if (!model) report(file.path, line_of(model.error().where), model.error());
            models_.push_back(model ? std::move(*model) : bpmn::Model{});
        }
        flows_->version_ = crypto::sha256_hex(all);
        if (!findings_.empty()) return;
        take_processes();
        check_files();
        check_ids();
    }

    void take_processes() {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < models_.size(); ++i)
            for (const auto process : models_[i].all(bpmn::Tag::process)) {
                const std::string id(process.id());
                if (!seen.insert(id).second)
                    report(flows_->files_[i].path, process.line(), err::flows_process_twice, {{"process", id}});
                flows_->drawn_.emplace_back(id, i);
            }
    }

    void check_files() {
        bpmn::CheckOptions options;
        options.one_language = true;
        options.elsewhere = [&](std::string_view process) { return flows_->drawn_in(process) != nullptr; };
        for (std::size_t i = 0; i < models_.size(); ++i)
            for (const auto& finding : bpmn::check(models_[i], options))
                report(flows_->files_[i].path, finding.line, finding.error);
    }

    /// Elements are found by their ids when something is moved, so an id stands once in an edition.
    void check_ids() {
        std::map<std::string, std::size_t> seen;
        for (std::size_t i = 0; i < models_.size(); ++i) {
            const auto& document = models_[i].document();
            for (std::size_t element = 0; element < document.elements.size(); ++element) {
                const bpmn::Node node(document, static_cast<bpmn::ElementId>(element));
                if (!bpmn::is_flow_node(node.tag()) || node.id().empty()) continue;
                const auto [known, fresh] = seen.try_emplace(std::string(node.id()), i);
                if (!fresh && known->second != i)
                    report(flows_->files_[i].path, node.line(), err::bpmn_ext002, {{"value", std::string(node.id())}});
            }
        }
    }

    /// All files become one definition. When that fails, each is tried alone, so that the finding names its file.
    void join() {
        if (models_.empty()) return;  // said by check_stages()
        auto definition = compiled(0);
        if (definition) {
            flows_->definition_ = std::move(*definition);
            flows_->definition_.fingerprint = flows_->version_.substr(0, 16);
            return;
        }
        for (std::size_t i = 0; i < models_.size(); ++i)
            if (auto one = compiled(i); !one)
                return report(flows_->files_[i].path, line_of(one.error().where), one.error());
    }

    Result<bpmn::Definition> compiled(std::size_t first) const {
        std::vector<const bpmn::Model*> others;
        for (std::size_t i = 0; i < models_.size(); ++i)
            if (i != first) others.push_back(&models_[i]);
        return bpmn::compile(models_[first], bpmn::FeelLanguage(models_[first]), others);
    }

    void take_tasks() {
        const auto& definition = flows_->definition_;
        flows_->tasks_.resize(definition.nodes.size());
        for (std::size_t node = 0; node < definition.nodes.size(); ++node) {
            const auto* process = definition.process_of(static_cast<int>(node));
            if (!process) continue;
            for (std::size_t i = 0; i < models_.size(); ++i) {
                if (flows_->drawn_in(process->id) != &flows_->files_[i]) continue;
                if (const auto element = models_[i].find(definition.labels[node].id))
                    take_task(flows_->tasks_[node], element, flows_->files_[i].path);
            }
        }
    }

    void take_task(FlowTask& task, bpmn::Node element, const std::string& file) {
        const std::string id(element.id());
        const auto wrong = [&](const ErrorCode& code, const char* name, std::string_view value) {
            report(file, element.line(), code, {{"element", id}, {name, std::string(value)}});
        };
        if (const auto step = element.own_attribute("step"); !step.empty()) {
            const auto known = enumerator<Step>(step);
            known ? void(task.step = *known) : wrong(err::flows_step, "step", step);
        }
        if (const auto post = element.own_attribute("post"); !post.empty()) {
            const auto known = enumerator<Post>(post);
            known ? void(task.post = *known) : wrong(err::flows_post, "post", post);
        }
        task.department = element.own_attribute("department");
        if (!task.department.empty() && !catalog_.department(task.department))
            wrong(err::flows_department, "department", task.department);
        check_asked(element, wrong);
        for (const auto& outcome : text::split(element.own_attribute("outcomes"), ' ')) {
            if (outcome.empty()) continue;
            if (std::find(std::begin(known_outcomes), std::end(known_outcomes), outcome) == std::end(known_outcomes))
                wrong(err::flows_outcome, "outcome", outcome);
            task.outcomes.emplace_back(outcome);
        }
        if (task.step == Step::task && task.outcomes.empty()) task.outcomes.emplace_back("done");
        if (task.step == Step::task && task.post == Post::none) task.post = Post::officer;
    }

    /// The departments that a multi-instance task asks, where they are written down and not worked out.
    template <class Wrong>
    void check_asked(bpmn::Node element, const Wrong& wrong) const {
        const auto loop = element.child(bpmn::Tag::multiInstanceLoopCharacteristics);
        if (!loop || loop.own_attribute("item") != "department") return;
        const auto asked = json::decode<std::vector<std::string>>(loop.own_attribute("collection"));
        if (!asked) return;
        for (const auto& department : *asked)
            if (!catalog_.department(department)) wrong(err::flows_department, "department", department);
    }

    void check_stages() {
        constexpr int stages = 5;
        for (int stage = 1; stage <= stages; ++stage)
            if (!flows_->drawn_in(stage_process(stage)))
                report("flows/", 0, err::flows_process_missing,
                       {{"process", stage_process(stage)}, {"stage", std::to_string(stage)}});
    }

    /// The law's order: nothing is decided before the case is accepted, and no licence is made before it was handled.
    void check_orders() {
        for (const auto& process : flows_->definition_.processes) {
            check_order(process, Step::acceptance, {Step::handling, Step::review, Step::approval, Step::issue},
                        err::flows_order);
            check_order(process, Step::handling, {Step::issue}, err::flows_undecided);
        }
    }

    void check_order(const bpmn::Process& process, Step gate, const std::set<Step>& behind, const ErrorCode& code) {
        const auto& definition = flows_->definition_;
        const auto at = [&](int index) -> const bpmn::FlowNode& {
            return definition.nodes[static_cast<std::size_t>(index)];
        };
        auto open = definition.bodies[static_cast<std::size_t>(process.body)].starts;
        std::set<int> seen(open.begin(), open.end());
        while (!open.empty()) {
            const int node = open.back();
            open.pop_back();
            const auto& task = flows_->task(node);
            if (task.step == gate) continue;
            if (behind.contains(task.step))
                report(flows_->drawn_in(process.id)->path, flows_->label(node).line, code,
                       {{"element", flows_->label(node).name}});
            const auto go = [&](int next) {
                if (seen.insert(next).second) open.push_back(next);
            };
            for (const int flow : at(node).out) go(definition.flows[static_cast<std::size_t>(flow)].target);
            for (const int boundary : at(node).boundary) go(boundary);
        }
    }

    const Catalog& catalog_;
    std::shared_ptr<Flows> flows_;
    std::vector<bpmn::Model> models_;
    std::vector<Finding> findings_;
};

CompiledFlows compile_flows(const Catalog& catalog, std::vector<SourceFile> files) {
    return FlowCompiler(catalog, std::move(files)).compile();
}

// Flowbook --------------------------------------------------------------------------------------------------------

struct Flowbook::Shelf {
    mutable std::mutex mutex;
    std::shared_ptr<const Flows> own, in_force;
    std::map<std::string, std::shared_ptr<const Flows>, std::less<>> versions;
};

Flowbook::Flowbook(std::shared_ptr<const Flows> own) : shelf_(std::make_unique<Shelf>()) {
    shelf_->own = shelf_->in_force = std::move(own);
    shelf_->versions.emplace(shelf_->own->version(), shelf_->own);
}
Flowbook::~Flowbook() = default;

std::shared_ptr<const Flows> Flowbook::own() const {
    const std::lock_guard lock(shelf_->mutex);
    return shelf_->own;
}

std::shared_ptr<const Flows> Flowbook::in_force() const {
    const std::lock_guard lock(shelf_->mutex);
    return shelf_->in_force;
}

std::shared_ptr<const Flows> Flowbook::version(std::string_view version) const {
    const std::lock_guard lock(shelf_->mutex);
    const auto found = shelf_->versions.find(version);
    return found == shelf_->versions.end() ? nullptr : found->second;
}

void Flowbook::know(std::shared_ptr<const Flows> flows) {
    const std::lock_guard lock(shelf_->mutex);
    shelf_->versions.try_emplace(flows->version(), flows);
}

void Flowbook::publish(std::shared_ptr<const Flows> flows) {
    const std::lock_guard lock(shelf_->mutex);
    shelf_->versions.insert_or_assign(flows->version(), flows);
    shelf_->in_force = std::move(flows);
}

}  // namespace zhupi::catalog
