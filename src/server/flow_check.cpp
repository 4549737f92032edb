#include "server/flow_check.hpp"

#include "base/error_codes.hpp"
#include "bpmn/check/limits.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/difference.hpp"
#include "bpmn/feel_language.hpp"
#include "bpmn/simulate.hpp"
#include "bpmn/soundness/soundness.hpp"
#include "catalog/catalog.hpp"

#include <algorithm>
#include <cmath>

namespace zhupi::server {
namespace {

using bpmn::Model;
using catalog::SourceFile;

constexpr int most_cases = 2000;
constexpr double longest_gap_hours = 24 * 365;

std::string short_name(const std::string& path) { return path.substr(path.find('/') + 1); }

api::FlowFinding finding_view(const std::string& file, const bpmn::Finding& finding,
                              std::vector<std::string> path = {}) {
    const auto& error = finding.error;
    return {"error",
            std::string(error.code->code),
            short_name(file),
            finding.element,
            finding.line,
            {error.zh(), error.en()},
            {error.next_zh(), error.next_en()},
            std::move(path)};
}

api::FlowFinding finding_view(const catalog::Finding& finding) {
    return {"error",
            std::string(finding.code),
            short_name(finding.file),
            "",
            finding.line,
            {finding.zh, finding.en},
            {finding.remedy_zh, finding.remedy_en},
            {}};
}

struct ReadFile {
    const SourceFile* file;
    Model model;
};

std::vector<ReadFile> read_all(const std::vector<SourceFile>& files) {
    std::vector<ReadFile> read;
    for (const auto& file : files)
        if (auto model = Model::read(file.text)) read.push_back({&file, std::move(*model)});
    return read;
}

/// The files that a file calls, and those that these call.
std::vector<const Model*> called(const std::vector<ReadFile>& all, const Model& one) {
    std::vector<const Model*> models;
    for (const auto& read : all) models.push_back(&read.model);
    return bpmn::called_by(one, models);
}

/// A fault may lie in a process that this file calls: it is told once, where that process is drawn.
void add_finding(api::FlowCheck& verdict, const std::vector<ReadFile>& all, const ReadFile& read,
                 const bpmn::SoundnessFinding& one) {
    const ReadFile* drawn = &read;
    auto finding = one.finding;
    if (!read.model.find(finding.element))
        for (const auto& other : all)
            if (const auto element = other.model.find(finding.element)) {
                drawn = &other;
                finding.line = element.line();
            }
    auto view = finding_view(drawn->file->path, finding, one.way);
    const bool told = std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const auto& known) {
        return known.code == view.code && known.element == view.element && known.file == view.file;
    });
    if (!told) verdict.findings.push_back(std::move(view));
}

void verify_file(const ReadFile& read, const std::vector<ReadFile>& all, api::FlowCheck& verdict) {
    const auto library = called(all, read.model);
    const auto definition = bpmn::compile(read.model, bpmn::FeelLanguage(read.model), library);
    if (!definition) return;  // compile_flows() has said why
    for (const auto& finding : bpmn::check_limits(*definition, read.model))
        verdict.findings.push_back(finding_view(read.file->path, finding));
    const auto soundness = bpmn::verify(*definition, read.model);
    verdict.states += static_cast<std::int64_t>(soundness.bag.states);
    verdict.sound = verdict.sound && soundness.sound();
    for (const auto& one : soundness.findings) add_finding(verdict, all, read, one);
}

/// Cases of every route, for a stage that is simulated.
json::Raw sample_cases() {
    return {R"([{"id":1,"route":"standard","waits":false},{"id":2,"route":"standard","waits":false},)"
            R"({"id":3,"route":"brief","waits":false},{"id":4,"route":"instant","waits":false}])"};
}

api::Name attribute_name(const std::string& attribute) {
    static const std::map<std::string, api::Name, std::less<>> names{
        {"name", {"名称", "name"}},
        {"step", {"环节", "step"}},
        {"post", {"岗位", "post"}},
        {"department", {"部门", "department"}},
        {"limit", {"时限", "limit"}},
        {"limitUnit", {"时限单位", "unit of the limit"}},
        {"outcomes", {"结论", "outcomes"}},
        {"conditionExpression", {"条件", "condition"}},
        {"multiInstanceLoopCharacteristics.collection", {"会办对象", "who is asked"}},
        {"multiInstanceLoopCharacteristics.completion", {"完成规则", "completion rule"}},
        {"calledElement", {"调用的流程", "called process"}},
        {"sourceRef", {"起点", "from"}},
        {"targetRef", {"终点", "to"}},
        {"default", {"默认流向", "default flow"}},
        {"timeDuration", {"时长", "duration"}},
        {"timerEventDefinition.unit", {"时间单位", "unit of time"}},
        {"takes", {"平均用时", "mean time"}},
        {"chances", {"结论的概率", "chances of the outcomes"}},
        {"kind", {"类型", "kind"}},
    };
    const auto found = names.find(attribute);
    return found == names.end() ? api::Name{attribute, attribute} : found->second;
}

api::Name change_words(const bpmn::AttributeChange& change) {
    const auto name = attribute_name(change.attribute);
    const auto zh = [](const std::string& value) { return value.empty() ? std::string("（无）") : value; };
    const auto en = [](const std::string& value) { return value.empty() ? std::string("none") : value; };
    return {name.zh + "：" + zh(change.before) + " → " + zh(change.after),
            name.en + ": " + en(change.before) + " → " + en(change.after)};
}

const char* kind_word(bpmn::ElementChange::Kind kind) {
    using Kind = bpmn::ElementChange::Kind;
    return kind == Kind::added ? "added" : kind == Kind::removed ? "removed" : "changed";
}

Result<Model> model_of(const SourceFile& file) {
    auto model = Model::read(file.text);
    if (!model)
        return fail(err::flows_compile, {{"detailZh", short_name(file.path) + "：" + model.error().zh()},
                                         {"detail", short_name(file.path) + ": " + model.error().en()}});
    return model;
}

}  // namespace

api::FlowFileView describe_flow(const SourceFile& file) {
    api::FlowFileView view;
    view.file = short_name(file.path);
    view.name = view.file;
    view.kind = "part";
    const auto model = Model::read(file.text);
    if (!model) return view;
    for (const auto& process : model->all(bpmn::Tag::process)) {
        const std::string id(process.id());
        if (view.processes.empty() && process.has("name")) view.name = process.attribute("name");
        if (id.starts_with("stage_")) view.kind = "stage";
        if (id.starts_with("item_")) view.kind = "item";
        view.processes.push_back(id);
    }
    return view;
}

api::FlowCheck check_flows(const catalog::Catalog& catalog, std::vector<SourceFile> files) {
    api::FlowCheck verdict;
    verdict.sound = true;
    const auto compiled = catalog::compile_flows(catalog, files);
    if (!compiled)
        for (const auto& finding : compiled.error()) verdict.findings.push_back(finding_view(finding));
    const auto all = read_all(files);
    for (const auto& read : all) verify_file(read, all, verdict);
    verdict.publishable = verdict.findings.empty();
    return verdict;
}

Result<api::FlowSimulation> simulate_flow(const std::vector<SourceFile>& files, const api::FlowSimulate& wanted,
                                          const bpmn::TimeKeeper& time) {
    const auto all = read_all(files);
    const auto drawn = std::find_if(all.begin(), all.end(), [&](const ReadFile& read) {
        const auto element = read.model.find(wanted.process);
        return element && element.is(bpmn::Tag::process);
    });
    if (drawn == all.end()) return fail(err::flow_process_unknown, {{"process", wanted.process}}, "/process");
    bpmn::SimulationOptions options;
    options.cases = std::clamp(wanted.cases, 1, most_cases);
    options.seed = static_cast<unsigned>(wanted.seed);
    options.every_ms = std::llround(std::clamp(wanted.every_hours, 0.0, longest_gap_hours) * 3'600'000);
    options.data = {{"cases", sample_cases()}, {"case", {R"({"id":1,"route":"standard","waits":false})"}}};
    options.time = &time;
    options.process = wanted.process;
    options.library = called(all, drawn->model);
    auto result = bpmn::simulate(drawn->model, bpmn::FeelLanguage(drawn->model), options);
    if (!result) return fail(err::flows_compile, {{"detailZh", result.error().zh()}, {"detail", result.error().en()}});
    api::FlowSimulation view{result->cases,
                             result->completed + result->terminated,
                             result->open,
                             result->failed,
                             result->mean_ms,
                             result->p50_ms,
                             result->p90_ms,
                             result->max_ms,
                             {}};
    for (const auto& node : result->nodes) view.nodes.push_back({node.id, node.name, node.times, node.mean_ms});
    return view;
}

Result<api::FlowDifference> flow_difference(const std::vector<SourceFile>& from, const std::vector<SourceFile>& to) {
    api::FlowDifference view;
    const auto in = [](const std::vector<SourceFile>& files, const std::string& path) {
        return std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
    };
    for (const auto& file : to) {
        const auto old = in(from, file.path);
        if (old == from.end()) {
            view.files.push_back({short_name(file.path), "added", {}});
            continue;
        }
        if (old->text == file.text) continue;
        ZHUPI_TRY(const auto before, model_of(*old));
        ZHUPI_TRY(const auto after, model_of(file));
        api::FlowFileChange changed{short_name(file.path), "changed", {}};
        for (const auto& one : bpmn::difference(before, after)) {
            api::FlowElementChange element{one.element, one.name, kind_word(one.kind), {}};
            for (const auto& what : one.what) element.what.push_back(change_words(what));
            changed.elements.push_back(std::move(element));
        }
        view.files.push_back(std::move(changed));
    }
    for (const auto& file : from)
        if (in(to, file.path) == to.end()) view.files.push_back({short_name(file.path), "removed", {}});
    return view;
}

}  // namespace zhupi::server
