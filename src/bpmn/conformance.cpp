#include "bpmn/conformance.hpp"

#include "base/error_codes.hpp"
#include "base/json.hpp"
#include "bpmn/check/check.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/plain_language.hpp"
#include "bpmn/world.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

namespace zhupi::bpmn {

struct SuiteCase {
    std::optional<std::string> input;
    std::vector<std::string> expect;
    std::optional<int> integer_variable;
    std::optional<int> observe_after_ms;
    std::optional<std::string> start_also;
};
struct SuiteTest {
    std::string id, file;
    std::vector<SuiteCase> cases;
};
struct Rejection {
    std::string file, constraint;
};
struct Suite {
    std::vector<SuiteTest> tests;
    std::vector<Rejection> static_constraints;
};

namespace {

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(err::bpmn_suite, {{"file", path}});
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Two of the file's names are in snake case, ours are in camel case.
std::string in_our_case(std::string text) {
    for (const auto& [theirs, ours] :
         {std::pair<std::string, std::string>{"\"observe_after_ms\"", "\"observeAfterMs\""},
          {"\"static_constraints\"", "\"staticConstraints\""}})
        for (auto at = text.find(theirs); at != text.npos; at = text.find(theirs, at))
            text.replace(at, theirs.size(), ours);
    return text;
}

/// One case on stage: what the scripts of the model say is done, and the marks they leave.
class Stage {
public:
    explicit Stage(const Definition& definition)
        : definition_(definition), world_(definition, Instant{0}, [this](const Member& member, const Work& work) {
              return work_on(member, work);
          }) {
        world_.watch([this](const Member&, const Event& event) { watch(event); });
    }

    std::vector<std::string> play(const SuiteTest& test, const SuiteCase& one) {
        const Values data{{"test", {json::encode(one.input.value_or(""))}},
                          {"integerVariable", {std::to_string(one.integer_variable.value_or(0))}},
                          {"testCaseNumber", {"1"}}};
        if (one.start_also) begin(*one.start_also, data);
        begin(test.file.substr(test.file.find('/') + 1, test.file.rfind('.') - test.file.find('/') - 1), data);
        world_.run_until(Instant{one.observe_after_ms.value_or(0)});
        if (spans_.size() == 2 && spans_[0].first < spans_[1].second && spans_[1].first < spans_[0].second)
            marks_.push_back("EXECUTION_parallel");
        std::sort(marks_.begin(), marks_.end());
        return std::move(marks_);
    }

private:
    void begin(const std::string& process, const Values& data) {
        const auto known = definition_.find_process(process) != none;
        if (!world_.start({known ? process : definition_.processes.front().id, {}, data}))
            marks_.push_back("ERROR_runtime");
    }

    Done work_on(const Member&, const Work& work) {
        const auto& script = definition_.scripts[work.node];
        Done done;
        if (script.starts_with("SCRIPT_")) mark(script);
        if (script == "CREATE_MARKER_FILE") mark("MARKER_exists");
        if (script == "WAIT_TEN_SECONDS") done.after_ms = 10'000;
        if (script == "THROW_ERROR") done.error = "ERR_CODE";
        if (script.starts_with("CREATE_TIMESTAMP_LOG")) {
            done.after_ms = 10'000;
            spans_.emplace_back(world_.now(), world_.now().plus_ms(done.after_ms));
        }
        if (script.starts_with("INCREMENT_INTEGER_VARIABLE")) {
            if (script.ends_with("_AND_LOG")) mark("INCREMENT_correct");
            done.data = [](const State& state) {
                return Values{{"integerVariable",
                               {std::to_string(std::stoi(state.scopes.front().data.at("integerVariable").text) + 1)}}};
            };
        }
        if (script == "SET_STRING_DATA") {
            Values outputs;
            for (const auto& mapping : definition_.nodes[work.node].outputs) outputs[mapping.from] = {"\"String\""};
            done.data = [outputs](const State&) { return outputs; };
        }
        if (script == "LOG_DATA") {
            const auto& member = world_.members().back();
            for (const auto& [name, value] : inputs(definition_, member.state, work.token, {}))
                if (value.text == "\"String\"") mark("DATA_correct");
        }
        return done;
    }

    void watch(const Event& event) {
        if (event.kind == EventKind::incident_raised) mark("ERROR_runtime");
        if (event.kind == EventKind::ended && event.number == static_cast<int>(Status::failed))
            mark("ERROR_thrownErrorEvent");
    }
    void mark(const std::string& text) { marks_.push_back(text); }

    const Definition& definition_;
    std::vector<std::string> marks_;
    std::vector<std::pair<Instant, Instant>> spans_;
    World world_;
};

/// Marks that count only where a case names them.
bool only_when_named(const std::string& mark) {
    return mark == "MARKER_exists" || mark == "DATA_correct" || mark == "EXECUTION_parallel";
}

bool as_expected(const std::vector<std::string>& expected, const std::vector<std::string>& seen) {
    if (expected == std::vector<std::string>{"ERROR"})
        return std::any_of(seen.begin(), seen.end(), [](const std::string& mark) {
            return mark == "ERROR_deployment" || mark == "ERROR_runtime";
        });
    std::vector<std::string> counted;
    for (const auto& mark : seen) {
        const bool named = std::find(expected.begin(), expected.end(), mark) != expected.end();
        const bool again = std::find(counted.begin(), counted.end(), mark) != counted.end();
        if (!only_when_named(mark) || (named && !again)) counted.push_back(mark);
    }
    return counted == expected;
}

/// Models that must be refused are judged by all constraints. Those of the execution tests are drawn to show one
/// feature each and run whatever else is missing in them, as long as they can be compiled.
Result<Definition> deploy(const std::string& path, bool to_run) {
    ZHUPI_TRY(const auto text, read_file(path));
    ZHUPI_TRY(const auto model, Model::read(text));
    if (!to_run)
        for (auto& finding : check(model)) return fail(std::move(finding.error));
    return compile(model, PlainLanguage());
}

}  // namespace

BOOST_DESCRIBE_STRUCT(SuiteCase, (), (input, expect, integer_variable, observe_after_ms, start_also))
BOOST_DESCRIBE_STRUCT(SuiteTest, (), (id, file, cases))
BOOST_DESCRIBE_STRUCT(Rejection, (), (file, constraint))
BOOST_DESCRIBE_STRUCT(Suite, (), (tests, static_constraints))

int SuiteResult::passed() const {
    const auto count = [](const std::vector<CaseResult>& list) {
        return std::count_if(list.begin(), list.end(), [](const CaseResult& one) { return one.passed; });
    };
    return static_cast<int>(count(cases) + count(rejections));
}

int SuiteResult::failed() const { return static_cast<int>(cases.size() + rejections.size()) - passed(); }

Result<SuiteResult> run_suite(const std::string& expected_file) {
    ZHUPI_TRY(const auto text, read_file(expected_file));
    ZHUPI_TRY(const auto suite, json::decode<Suite>(in_our_case(text), json::Unknown::ignore));
    const auto folder = expected_file.substr(0, expected_file.rfind('/') + 1);
    SuiteResult result;
    for (const auto& test : suite.tests) {
        const auto definition = deploy(folder + test.file, true);
        for (const auto& one : test.cases) {
            CaseResult found{
                test.id,
                one.input.value_or("") + (one.integer_variable ? std::to_string(*one.integer_variable) : ""),
                one.expect,
                {},
                false};
            std::sort(found.expected.begin(), found.expected.end());
            found.seen = definition ? Stage(*definition).play(test, one) : std::vector<std::string>{"ERROR_deployment"};
            found.passed = as_expected(found.expected, found.seen);
            if (!definition) found.seen.push_back(definition.error().en());
            result.cases.push_back(std::move(found));
        }
    }
    for (const auto& rejection : suite.static_constraints) {
        const auto definition = deploy(folder + rejection.file, false);
        result.rejections.push_back({rejection.file, rejection.constraint, {"ERROR_deployment"}, {}, !definition});
    }
    return result;
}

}  // namespace zhupi::bpmn
