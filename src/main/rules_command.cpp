#include "main/rules_command.hpp"

#include "base/error.hpp"
#include "dmn/dmn.hpp"
#include "dmn/lint.hpp"
#include "dmn/tck.hpp"
#include "feel/json.hpp"
#include "main/exit_codes.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zhupi {

namespace {

namespace fs = std::filesystem;

int complain(const std::string& zh, const std::string& en) {
    std::fprintf(stderr, "%s\n%s\n", zh.c_str(), en.c_str());
    return failed;
}

int complain(const std::string& file, const Error& error) {
    const std::string place = error.where.empty() ? file : file + " · " + error.where;
    return complain(place + "：" + error.zh() + "。" + error.next_zh(),
                    place + ": " + error.en() + ". " + error.next_en());
}

int complain_about_file(const std::string& file) {
    return complain(file + "：打不开文件，请核对路径和权限",
                    file + ": cannot be opened. Check the path and permissions");
}

std::optional<std::string> read_file(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return std::nullopt;
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Imported models lie beside the one that imports them.
dmn::Resolver beside(const fs::path& file) {
    return [folder = file.has_parent_path() ? file.parent_path() : fs::path(".")](
               const std::string& space, const std::string& location) -> std::optional<std::string> {
        std::vector<fs::path> candidates;
        // A location may not climb out of the folder.
        if (!location.empty()) candidates.push_back(folder / fs::path(location).filename());
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder, error))
            if (entry.path().extension() == ".dmn") candidates.push_back(entry.path());
        std::sort(candidates.begin() + (location.empty() ? 0 : 1), candidates.end());
        for (const fs::path& candidate : candidates) {
            auto text = read_file(candidate);
            if (text && text->find("\"" + space + "\"") != std::string::npos && dmn::space_of_model(*text) == space)
                return text;
        }
        return std::nullopt;
    };
}

std::string list_of_names(const dmn::Model& model) {
    std::string out;
    for (const dmn::Element& e : model.elements())
        if (e.kind != dmn::Element::Kind::input && e.space == model.space()) out += (out.empty() ? "" : ", ") + e.name;
    return out;
}

// --- test -----------------------------------------------------------------------------------------------------------

int test(const std::string& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return complain(folder + "：没有这个文件夹", folder + ": there is no such folder");
    const dmn::tck::Report report = dmn::tck::run(folder);
    for (const std::string& problem : report.problems) std::printf("unreadable: %s\n", problem.c_str());
    for (const dmn::tck::Verdict& v : report.verdicts) {
        if (v.passed) continue;
        std::printf("failed: %s · %s · %s: expected %s, got %s%s%s\n", v.folder.c_str(), v.test.c_str(), v.node.c_str(),
                    v.expected.c_str(), v.actual.c_str(), v.reason.empty() ? "" : "  // ", v.reason.c_str());
    }
    const int misses = report.cases_failed + static_cast<int>(report.problems.size());
    if (report.cases_passed + misses == 0)
        return complain(folder + "：没有找到测试（需要 *.dmn 和 *-test-*.xml）",
                        folder + ": no tests found (looking for *.dmn and *-test-*.xml)");
    std::printf("%d passed, %d failed\n", report.cases_passed, misses);
    return misses == 0 ? well : differs;
}

// --- eval -----------------------------------------------------------------------------------------------------------

struct EvalOptions {
    std::string file, decision, input;
    bool explain = false, english = false;
};

/// The JSON itself, or "@file", or "-" for standard input.
std::optional<std::string> input_text(const std::string& given) {
    if (given.empty()) return "{}";
    if (given == "-") {
        std::string text;
        for (int c = std::getchar(); c != EOF; c = std::getchar()) text += static_cast<char>(c);
        return text;
    }
    if (given.front() == '@') return read_file(given.substr(1));
    return given;
}

void print_diagnostics(const dmn::Outcome& outcome, bool english) {
    for (const feel::Diagnostic& d : outcome.diagnostics) {
        const std::string place =
            (d.error.where.empty() ? "" : d.error.where + ": ") + (d.source.empty() ? "" : "`" + d.source + "`: ");
        std::fprintf(stderr, "%s%s\n", place.c_str(), (english ? d.error.en() : d.error.zh()).c_str());
    }
}

int eval(const EvalOptions& options) {
    const auto text = read_file(options.file);
    if (!text) return complain_about_file(options.file);
    const auto model = dmn::load(*text, beside(options.file));
    if (!model) return complain(options.file, model.error());
    const auto element = model->find(options.decision);
    if (!element) {
        const std::string names = list_of_names(*model);
        return complain(options.file + "：没有决策“" + options.decision + "”。有：" + names,
                        options.file + ": no decision '" + options.decision + "'. There are: " + names);
    }
    const auto json = input_text(options.input);
    if (!json) return complain_about_file(options.input.substr(1));
    const auto input = feel::from_json(*json, dmn::input_type(*model, *element));
    if (!input) return complain("--input", input.error());
    if (!input->is(feel::Kind::context))
        return complain("--input：应为一个 JSON 对象，例如 {\"面积\": 1200}",
                        "--input: must be a JSON object, such as {\"area\": 1200}");
    dmn::Options how;
    how.explain = options.explain;
    const auto outcome = dmn::evaluate(*model, options.decision, input->context(), how);
    if (!outcome) return complain(options.file, outcome.error());
    std::printf("%s\n", feel::to_json(outcome->value).c_str());
    if (options.explain && outcome->explanation)
        for (const std::string& line :
             options.english ? dmn::in_english(*outcome->explanation) : dmn::in_chinese(*outcome->explanation))
            std::printf("%s\n", line.c_str());
    print_diagnostics(*outcome, options.english);
    return well;
}

// --- lint -----------------------------------------------------------------------------------------------------------

void print(const std::string& file, const dmn::Finding& f, bool english) {
    const std::string where = f.error.where.empty() ? f.element : f.error.where;
    std::printf("%s: %s: %s: %s: %s\n", file.c_str(), std::string(name_of(f.severity)).c_str(),
                std::string(name_of(f.kind)).c_str(), where.c_str(), (english ? f.error.en() : f.error.zh()).c_str());
    if (!f.text.empty()) std::printf("    `%s`\n", f.text.c_str());
    std::string region;
    for (const dmn::ExplainedInput& i : f.region) region += (region.empty() ? "" : "; ") + i.name + ": " + i.value;
    if (!region.empty()) std::printf("    %s %s\n", english ? "whenever" : "凡是", region.c_str());
    std::printf("    → %s\n", (english ? f.error.next_en() : f.error.next_zh()).c_str());
}

int lint(const std::vector<std::string>& files, bool english) {
    std::size_t errors = 0, warnings = 0, notes = 0;
    int code = well;
    for (const std::string& file : files) {
        const auto text = read_file(file);
        if (!text) {
            code = complain_about_file(file);
            continue;
        }
        const auto model = dmn::load(*text, beside(file));
        if (!model) {
            code = complain(file, model.error());
            continue;
        }
        for (const dmn::Finding& f : dmn::lint(*model)) {
            print(file, f, english);
            ++(f.severity == dmn::Finding::Severity::error     ? errors
               : f.severity == dmn::Finding::Severity::warning ? warnings
                                                               : notes);
        }
    }
    std::printf("%zu errors, %zu warnings, %zu notes\n", errors, warnings, notes);
    if (code != well) return code;
    return errors + warnings == 0 ? well : differs;
}

constexpr const char* examples = R"(
例 Examples:
  zhupi rules test suites/dmn-tck                                逐个运行 *-test-*.xml  run every case below a folder
  zhupi rules eval flow.dmn --decision 审批流程 --input '{"面积": 1200, "用途": "住宅"}' --explain
  zhupi rules eval flow.dmn --decision 审批流程 --input @project.json
  zhupi rules lint city/rules/*.dmn                              查缺口、重叠、多余和永不成立的规则

退出码 Exit codes: 0 良好 well, 1 出错 failed, 2 用法有误 called wrongly, 3 有未通过或问题 misses or findings
)";

}  // namespace

void add_rules_command(CLI::App& app, int& code) {
    auto* rules = app.add_subcommand("rules", "规则 decision models (DMN): test, evaluate, check");
    rules->footer(examples);
    rules->require_subcommand(1);

    const auto folder = std::make_shared<std::string>();
    auto* test_command = rules->add_subcommand("test", "运行测试 run the test cases of a folder and all below it");
    test_command->footer(examples);
    test_command->add_option("folder", *folder, "文件夹 folder with *.dmn and *-test-*.xml")->required();
    test_command->callback([folder, &code] { code = test(*folder); });

    const auto options = std::make_shared<EvalOptions>();
    auto* eval_command = rules->add_subcommand("eval", "求值 evaluate one decision, service or knowledge model");
    eval_command->footer(examples);
    eval_command->add_option("file", options->file, "模型 DMN file")->required();
    eval_command->add_option("--decision", options->decision, "决策的名称 name or id")->required();
    eval_command->add_option("--input", options->input, "输入 JSON object; @FILE; - for standard input");
    eval_command->add_flag("--explain", options->explain, "说明理由 say why");
    eval_command->add_flag("--english", options->english, "英文 explain in English");
    eval_command->callback([options, &code] { code = eval(*options); });

    const auto files = std::make_shared<std::vector<std::string>>();
    const auto english = std::make_shared<bool>(false);
    auto* lint_command = rules->add_subcommand("lint", "检查 look for gaps, overlaps, unknown names, type errors");
    lint_command->footer(examples);
    lint_command->add_option("files", *files, "模型 DMN files")->required();
    lint_command->add_flag("--english", *english, "英文 findings in English");
    lint_command->callback([files, english, &code] { code = lint(*files, *english); });
}

}  // namespace zhupi
