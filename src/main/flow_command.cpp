#include "main/flow_command.hpp"

#include "bpmn/check/check.hpp"
#include "bpmn/check/limits.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/conformance.hpp"
#include "bpmn/feel_language.hpp"
#include "bpmn/plain_language.hpp"
#include "bpmn/simulate.hpp"
#include "bpmn/soundness/outcomes.hpp"
#include "bpmn/soundness/soundness.hpp"
#include "main/exit_codes.hpp"
#include "main/runtime.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>

namespace zhupi {

struct FlowFinding {
    std::string code, element;
    int line = 0;
    std::string zh, en, next_zh, next_en;
    std::vector<std::string> path;
};
BOOST_DESCRIBE_STRUCT(FlowFinding, (), (code, element, line, zh, en, next_zh, next_en, path))

struct FlowVerdict {
    std::int64_t states = 0, transitions = 0;
    bool complete = true, bounded = true;
    std::optional<bool> safe, sound, message_sound, option_to_complete, proper_completion, no_dead_activities;
    std::vector<std::string> dead_activities;
};
BOOST_DESCRIBE_STRUCT(FlowVerdict, (),
                      (states, transitions, complete, bounded, safe, sound, message_sound, option_to_complete,
                       proper_completion, no_dead_activities, dead_activities))

struct FlowSoundness {
    FlowVerdict bag, inbox;
};
BOOST_DESCRIBE_STRUCT(FlowSoundness, (), (bag, inbox))

struct FlowReport {
    std::string file;
    bool valid = false;  ///< no constraint is broken
    std::optional<bool> sound;
    std::vector<FlowFinding> findings;
    std::optional<FlowSoundness> soundness;
};
BOOST_DESCRIBE_STRUCT(FlowReport, (), (file, valid, sound, findings, soundness))

namespace {

int complain(const Error& error) {
    std::fprintf(stderr, "%s\n", in_words(error).c_str());
    return failed;
}

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

int cannot_read(const std::string& path) {
    std::fprintf(stderr, "%s: 无法读取，请核对路径和权限\n%s: cannot be read; check the path and permissions\n",
                 path.c_str(), path.c_str());
    return failed;
}

// --- check ----------------------------------------------------------------------------------------------------------

struct CheckCommand {
    std::vector<std::string> files, with;
    std::string rules;
    bool json = false, whole = false;
};

FlowFinding told(const bpmn::Finding& finding, std::vector<std::string> path = {}) {
    const auto& error = finding.error;
    return {std::string(error.code->code),
            finding.element,
            finding.line,
            error.zh(),
            error.en(),
            error.next_zh(),
            error.next_en(),
            std::move(path)};
}

FlowVerdict told(const bpmn::NetworkVerdict& verdict) {
    FlowVerdict made{static_cast<std::int64_t>(verdict.states),
                     static_cast<std::int64_t>(verdict.transitions),
                     verdict.complete,
                     verdict.bounded,
                     verdict.safe,
                     verdict.sound,
                     verdict.message_sound,
                     verdict.option_to_complete,
                     verdict.proper_completion,
                     {},
                     verdict.dead_activities};
    if (verdict.complete) made.no_dead_activities = verdict.dead_activities.empty();
    return made;
}

/// The files of --with that a file calls: what a call activity names may be drawn in one of them.
using Library = std::vector<const bpmn::Model*>;

/// Reads files whose processes others may call; empty, and told, when one of them cannot be read.
std::optional<std::vector<bpmn::Model>> read_library(const std::vector<std::string>& paths) {
    std::vector<bpmn::Model> models;
    for (const auto& path : paths) {
        const auto text = read_file(path);
        if (!text) {
            cannot_read(path);
            return std::nullopt;
        }
        auto model = bpmn::Model::read(*text);
        if (!model) {
            complain(model.error());
            return std::nullopt;
        }
        models.push_back(std::move(*model));
    }
    return models;
}

Library called_among(const std::vector<bpmn::Model>& models, const bpmn::Model& caller) {
    Library all;
    for (const auto& model : models) all.push_back(&model);
    return bpmn::called_by(caller, all);
}

bool drawn_in(const Library& library, std::string_view process) {
    return std::any_of(library.begin(), library.end(), [&](const bpmn::Model* model) {
        const auto found = model->find(process);
        return found && found.is(bpmn::Tag::process);
    });
}

/// Flows that say they are written in FEEL are compiled as such. Of others only the graph is looked at; the conditions
/// that FEEL can read are asked for the results of decisions.
Result<bpmn::Definition> compile_for_check(const bpmn::Model& model, const Library& library, bool conditions) {
    const bool feel = model.root().attribute("expressionLanguage").find("FEEL") != std::string_view::npos;
    if (feel) return bpmn::compile(model, bpmn::FeelLanguage(model), library);
    if (conditions)
        if (auto definition = bpmn::compile(model, bpmn::FeelLanguage(model), library)) return definition;
    return bpmn::compile(model, bpmn::opaque_language(), library);
}

/// An error of the compiler says where as "element:line".
bpmn::Finding placed(Error error) {
    const auto colon = error.where.rfind(':');
    auto element = error.where.substr(0, colon);
    const int line = colon == std::string::npos ? 0 : std::atoi(error.where.c_str() + colon + 1);
    return {std::move(error), std::move(element), line};
}

Result<FlowReport> check_file(const std::string& path, const std::string& text, const std::vector<bpmn::Model>& with,
                              const std::optional<std::string>& rules, bool whole) {
    FlowReport report;
    report.file = path;
    ZHUPI_TRY(const auto model, bpmn::Model::read(text));
    const auto library = called_among(with, model);
    bpmn::CheckOptions options;
    const auto folder = path.substr(0, path.rfind('/') + 1);
    options.import = [&](const std::string& location) { return read_file(folder + location); };
    options.elsewhere = [&](std::string_view process) { return drawn_in(library, process); };
    for (const auto& finding : bpmn::check(model, options)) report.findings.push_back(told(finding));
    report.valid = report.findings.empty();
    auto definition = compile_for_check(model, library, rules.has_value());
    if (!definition) {
        if (report.valid) report.findings.push_back(told(placed(definition.error())));
        report.valid = false;
        return report;
    }
    for (const auto& finding : bpmn::check_limits(*definition, model)) report.findings.push_back(told(finding));
    bpmn::SoundnessOptions how;
    how.reduced = !whole;
    if (rules) {
        ZHUPI_TRY(how.narrowing, bpmn::outcomes_of(*definition, model, *rules));
    }
    const auto soundness = bpmn::verify(*definition, model, how);
    for (const auto& one : soundness.findings) report.findings.push_back(told(one.finding, one.way));
    report.sound = soundness.sound();
    report.soundness = FlowSoundness{told(soundness.bag), told(soundness.inbox)};
    return report;
}

void print(const FlowReport& report) {
    for (const auto& finding : report.findings) {
        std::printf("%s:%d: %s [%s]\n  %s；%s\n  %s. %s.\n", report.file.c_str(), finding.line, finding.element.c_str(),
                    finding.code.c_str(), finding.zh.c_str(), finding.next_zh.c_str(), finding.en.c_str(),
                    finding.next_en.c_str());
        if (finding.path.empty()) continue;
        std::string way;
        for (const auto& step : finding.path) way += (way.empty() ? "" : " → ") + step;
        std::printf("  路径 way: %s\n", way.c_str());
    }
    const auto word = [](const std::optional<bool>& verdict) {
        return !verdict ? "未定 open" : *verdict ? "是 yes" : "否 no";
    };
    const auto verdict = [&](const char* network, const FlowVerdict& one) {
        std::printf(
            "%s: %s · 安全 safe %s · 可靠 sound %s · 不计遗留消息 but for messages %s · 总能结束 can always end %s · "
            "无死活动 nothing dead %s（%lld 个状态 states）\n",
            report.file.c_str(), network, word(one.safe), word(one.sound), word(one.message_sound),
            word(one.option_to_complete), word(one.no_dead_activities), static_cast<long long>(one.states));
    };
    if (report.soundness) {
        verdict("消息任意顺序 bag", report.soundness->bag);
        verdict("先进先出 inbox", report.soundness->inbox);
    }
    std::printf("%s: %s\n", report.file.c_str(),
                report.valid && report.findings.empty() ? "可以发布 ready to publish" : "不能发布 not to be published");
}

int check(const CheckCommand& command) {
    std::optional<std::string> rules;
    if (!command.rules.empty()) {
        rules = read_file(command.rules);
        if (!rules) return cannot_read(command.rules);
    }
    int code = well;
    const auto with = read_library(command.with);
    if (!with) return failed;
    for (const auto& path : command.files) {
        const auto text = read_file(path);
        if (!text) return cannot_read(path);
        auto report = check_file(path, *text, *with, rules, command.whole);
        if (!report) {
            // A file that is no flow at all is a finding too: it must not be published.
            FlowReport broken{path, false, std::nullopt, {told({report.error(), "", 0})}, {}};
            if (command.json)
                std::printf("%s\n", json::encode(broken).c_str());
            else
                complain(report.error());
            code = differs;
            continue;
        }
        command.json ? void(std::printf("%s\n", json::encode(*report).c_str())) : print(*report);
        if (!report->findings.empty()) code = differs;
    }
    return code;
}

// --- test -----------------------------------------------------------------------------------------------------------

std::string list(const std::vector<std::string>& marks) {
    std::string text;
    for (const auto& mark : marks) text += (text.empty() ? "" : " ") + mark;
    return "[" + text + "]";
}

int test(const std::string& file) {
    const auto result = bpmn::run_suite(file);
    if (!result) return complain(result.error());
    for (const auto& one : result->cases)
        if (!one.passed)
            std::printf("未通过 miss: %s %s\n  应为 expected %s\n  实为 saw      %s\n", one.test.c_str(),
                        one.input.c_str(), list(one.expected).c_str(), list(one.seen).c_str());
    for (const auto& one : result->rejections)
        if (!one.passed) std::printf("应拒绝而未拒绝 not rejected: %s (%s)\n", one.test.c_str(), one.input.c_str());
    std::printf("%d passed, %d failed\n", result->passed(), result->failed());
    return result->failed() == 0 ? well : differs;
}

// --- simulate -------------------------------------------------------------------------------------------------------

struct SimulateCommand {
    std::string file, process, data = "{}";
    std::vector<std::string> with;
    int cases = 100;
    unsigned seed = 1;
    std::string every = "PT1H", takes = "PT4H";
    bool json = false;
};

int simulate(const SimulateCommand& command) {
    const auto text = read_file(command.file);
    if (!text) return cannot_read(command.file);
    const auto model = bpmn::Model::read(*text);
    if (!model) return complain(model.error());
    const auto every = bpmn::parse_span(command.every), takes = bpmn::parse_span(command.takes);
    if (!every) return complain(every.error());
    if (!takes) return complain(takes.error());
    const auto data = json::decode<bpmn::Values>(command.data);
    if (!data) return complain(data.error());
    bpmn::SimulationOptions options;
    options.cases = command.cases;
    options.seed = command.seed;
    options.every_ms = every->days * std::int64_t{86'400'000} + every->ms;
    options.takes_ms = takes->days * std::int64_t{86'400'000} + takes->ms;
    options.data = *data;
    options.process = command.process;
    const auto with = read_library(command.with);
    if (!with) return failed;
    options.library = called_among(*with, *model);
    const auto result = bpmn::simulate(*model, bpmn::FeelLanguage(*model), options);
    if (!result) return complain(result.error());
    if (command.json) {
        std::printf("%s\n", json::encode(*result).c_str());
        return well;
    }
    const auto hours = [](std::int64_t ms) { return static_cast<double>(ms) / 3'600'000; };
    std::printf(
        "%d 件 cases: 办结 completed %d · 终止 terminated %d · 出错 failed %d · 未完 open %d · 异常 incidents %d\n",
        result->cases, result->completed, result->terminated, result->failed, result->open, result->incidents);
    std::printf("历时（小时）hours: 平均 mean %.1f · 中位 p50 %.1f · p90 %.1f · 最长 max %.1f\n",
                hours(result->mean_ms), hours(result->p50_ms), hours(result->p90_ms), hours(result->max_ms));
    for (const auto& node : result->nodes)
        std::printf("  %-32s %6d 次 times · 平均 mean %.1f h\n",
                    (node.name.empty() ? node.id : node.name + " (" + node.id + ")").c_str(), node.times,
                    hours(node.mean_ms));
    return well;
}

// --- format ---------------------------------------------------------------------------------------------------------

int rewrite(const std::string& file) {
    const auto text = read_file(file);
    if (!text) return cannot_read(file);
    const auto document = bpmn::read_xml(*text);
    if (!document) return complain(document.error());
    const auto written = bpmn::write_xml(*document);
    std::fwrite(written.data(), 1, written.size(), stdout);
    return well;
}

constexpr const char* check_examples = R"(
示例 examples:
  zhupi flow check joint-review.bpmn                    检查约束、可靠性和限期       constraints, soundness, limits
  zhupi flow check city/flows/stage-1.bpmn --with city/flows/*.bpmn    所调用的流程在别的文件里   what it calls stands elsewhere
  zhupi flow check *.bpmn --json                        每个文件一行 JSON           one line of JSON for each file
  zhupi flow check item.bpmn --rules route.dmn          按决策表的结果收窄条件       narrow conditions by decision tables
退出码 exit codes: 0 没有问题 well · 1 无法读取 cannot be read · 2 用法错误 wrong usage · 3 有问题 something was found
JSON: "soundness" 分两种消息传递方式 gives verdicts under two disciplines of messages: "bag" (任意顺序 any order) and
"inbox" (先进先出 first in, first out): safe, sound, messageSound, optionToComplete, properCompletion, deadActivities
)";

}  // namespace

void add_flow_command(CLI::App& app, int& code) {
    auto* flow = app.add_subcommand("flow", "流程 check, test and simulate BPMN flows");
    flow->require_subcommand(1);

    auto checking = std::make_shared<CheckCommand>();
    auto* check_command = flow->add_subcommand("check", "检查流程是否可以发布 may a flow be published?");
    check_command->add_option("file", checking->files, "BPMN 2.0 文件 files")->required();
    check_command->add_flag("--json", checking->json, "输出 JSON one line of JSON per file");
    check_command->add_option("--with", checking->with, "所调用流程所在的文件 files with the processes they call");
    check_command->add_option("--rules", checking->rules, "决策文件 DMN file whose tables feed conditions");
    check_command->add_flag("--whole", checking->whole, "不作约简，逐一展开状态 every state, without reduction");
    check_command->footer(check_examples);
    check_command->callback([checking, &code] { code = check(*checking); });

    auto suite = std::make_shared<std::string>();
    auto* test_command = flow->add_subcommand("test", "运行执行测试集 run a suite of execution tests");
    test_command->add_option("expected", *suite, "expected.json：模型在它旁边 the models lie beside it")->required();
    test_command->footer("\n示例 example:\n  zhupi flow test ../shared/suites/bpmn-execution/betsy/expected.json\n");
    test_command->callback([suite, &code] { code = test(*suite); });

    auto simulating = std::make_shared<SimulateCommand>();
    auto* simulate_command = flow->add_subcommand("simulate", "模拟运行 let many cases run on a virtual clock");
    simulate_command->add_option("file", simulating->file, "BPMN 2.0 文件 file")->required();
    simulate_command->add_option("--with", simulating->with, "所调用流程所在的文件 files with the processes it calls");
    simulate_command->add_option("--process", simulating->process, "从哪个流程开始 the process to begin");
    simulate_command->add_option("--cases", simulating->cases, "件数 how many")
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
    simulate_command->add_option("--every", simulating->every, "来件间隔 one arrives every")->capture_default_str();
    simulate_command->add_option("--takes", simulating->takes, "任务平均用时 mean time of a task without zhupi:takes")
        ->capture_default_str();
    simulate_command->add_option("--data", simulating->data, "每件的数据 data of each case, a JSON object")
        ->capture_default_str();
    simulate_command->add_option("--seed", simulating->seed, "随机种子 same seed, same run")->capture_default_str();
    simulate_command->add_flag("--json", simulating->json, "输出 JSON");
    simulate_command->footer(
        "\n示例 example:\n  zhupi flow simulate joint-review.bpmn --cases 1000 --every PT30M --seed "
        "7\n条件无法求值时随机选择 a condition that cannot be evaluated is decided at random\n");
    simulate_command->callback([simulating, &code] { code = simulate(*simulating); });

    auto rewriting = std::make_shared<std::string>();
    auto* format_command = flow->add_subcommand("format", "读入并原样写出 read a flow and write it as it is kept");
    format_command->add_option("file", *rewriting, "BPMN 2.0 文件 file")->required();
    format_command->callback([rewriting, &code] { code = rewrite(*rewriting); });
}

}  // namespace zhupi
