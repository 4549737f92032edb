#include "catalog/flows.hpp"

#include "bpmn/compile.hpp"
#include "bpmn/difference.hpp"
#include "bpmn/feel_language.hpp"
#include "bpmn/soundness/soundness.hpp"
#include "catalog/test_city.hpp"
#include "catalog/test_flows.hpp"

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

/// Two departments, as the small flows ask them.
const Catalog& offices() {
    static const Catalog city = [] {
        Catalog made;
        made.departments = {{"plan", {"规划", "planning"}, "", "", "", false},
                            {"build", {"住建", "building"}, "", "", "", false}};
        made.index();
        return made;
    }();
    return city;
}

/// The code of the first finding when one file is replaced.
std::string finding(const std::string& path, const std::string& text) {
    auto files = testing::small_flows();
    const auto same = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
    if (same == files.end())
        files.push_back({path, text});
    else if (text.empty())
        files.erase(same);
    else
        same->text = text;
    const auto compiled = compile_flows(offices(), files);
    return compiled ? "" : std::string(compiled.error().front().code);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

TEST_CASE("the city's flows are sound, every one of them") {
    const auto flows = test_city().flowbook->own();
    CHECK(flows->files().size() >= 14);
    std::vector<bpmn::Model> models;
    for (const auto& file : flows->files()) models.push_back(*bpmn::Model::read(file.text));
    std::vector<const bpmn::Model*> all;
    for (const auto& model : models) all.push_back(&model);
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto library = bpmn::called_by(models[i], all);
        const auto definition = bpmn::compile(models[i], bpmn::FeelLanguage(models[i]), library);
        REQUIRE(definition);
        const auto soundness = bpmn::verify(*definition, models[i]);
        for (const auto& one : soundness.findings) FAIL(flows->files()[i].path, " ", one.finding.error.en());
        CHECK(soundness.sound());
    }
}

TEST_CASE("every stage and every way of handling has its process") {
    const auto flows = test_city().flowbook->own();
    for (int stage = 1; stage <= 5; ++stage) CHECK(flows->drawn_in(stage_process(stage)) != nullptr);
    for (const char* process : {"item_standard", "item_brief", "item_instant", "item_commitment", "item_joint_review",
                                "item_joint_drawing", "item_joint_acceptance", "special_procedure", "expert_review"})
        CHECK_MESSAGE(flows->drawn_in(process) != nullptr, process);
    CHECK(flows->drawn_in("item_none") == nullptr);
}

TEST_CASE("the version follows from the files, whatever their order") {
    auto files = testing::small_flows();
    const auto version = (*compile_flows(offices(), files))->version();
    std::reverse(files.begin(), files.end());
    CHECK((*compile_flows(offices(), files))->version() == version);
    files.front().text += "\n";
    CHECK((*compile_flows(offices(), files))->version() != version);
}

TEST_CASE("what must not be published is named") {
    const auto standard = testing::item_flow("item_standard", true, true);
    CHECK(finding("flows/standard.bpmn", standard).empty());
    CHECK(finding("flows/stage_3.bpmn", "").find("flows.process_missing") == 0);
    CHECK(finding("flows/standard.bpmn", "") == "bpmn.reference");  // stages call it
    CHECK(finding("flows/more.bpmn", standard) == "flows.process_twice");
    const auto copied = replaced(standard, "<process id=\"item_standard\"", "<process id=\"item_copied\"");
    CHECK(finding("flows/more.bpmn", copied) == "bpmn.ext002");
    CHECK(finding("flows/standard.bpmn", "<a") == "bpmn.xml");
    CHECK(finding("flows/standard.bpmn", replaced(standard, "zhupi:step=\"review\"", "zhupi:step=\"look\"")) ==
          "flows.step");
    CHECK(finding("flows/standard.bpmn", replaced(standard, "zhupi:step=\"review\"", "zhupi:post=\"king\"")) ==
          "flows.post");
    CHECK(finding("flows/standard.bpmn",
                  replaced(standard, "zhupi:step=\"review\"", "zhupi:department=\"none\" zhupi:step=\"review\"")) ==
          "flows.department");
    CHECK(finding("flows/standard.bpmn",
                  replaced(standard, "zhupi:step=\"review\"", "zhupi:outcomes=\"perhaps\" zhupi:step=\"review\"")) ==
          "flows.outcome");
    CHECK(finding("flows/standard.bpmn", replaced(standard, "zhupi:step=\"acceptance\"", "zhupi:step=\"task\"")) ==
          "flows.order");
    CHECK(finding("flows/standard.bpmn", replaced(standard, "zhupi:step=\"handling\"", "zhupi:step=\"task\"")) ==
          "flows.undecided");
}

TEST_CASE("the book keeps every edition and knows which is in force") {
    const auto first = *compile_flows(offices(), testing::small_flows());
    auto files = testing::small_flows();
    files.front().text += "\n";
    const auto second = *compile_flows(offices(), files);
    Flowbook book(first);
    CHECK(book.in_force() == first);
    CHECK(book.version(second->version()) == nullptr);
    book.know(second);
    CHECK(book.in_force() == first);
    book.publish(second);
    CHECK(book.in_force() == second);
    CHECK(book.version(first->version()) == first);
}

TEST_CASE("a difference names what was added, taken away and changed, and not where it stands on the paper") {
    const auto model = [](const std::string& text) { return *bpmn::Model::read(text); };
    const auto old = testing::item_flow("item_standard", true, true);
    CHECK(bpmn::difference(model(old), model(old)).empty());
    const auto renamed = bpmn::difference(model(old), model(replaced(old, "name=\"review\"", "name=\"复核\"")));
    REQUIRE(renamed.size() == 1);
    CHECK(renamed[0].element == "item_standard_review");
    CHECK(renamed[0].name == "复核");
    REQUIRE(renamed[0].what.size() == 1);
    CHECK(renamed[0].what[0].attribute == "name");
    CHECK(renamed[0].what[0].before == "review");
    const auto fewer = bpmn::difference(model(old), model(testing::item_flow("item_standard", false, true)));
    CHECK(std::any_of(fewer.begin(), fewer.end(), [](const auto& change) {
        return change.element == "item_standard_review" && change.kind == bpmn::ElementChange::Kind::removed;
    }));
    const auto conditions =
        bpmn::difference(model(old), model(replaced(old, "outcome = \"accepted\"", "outcome = \"agreed\"")));
    REQUIRE(conditions.size() == 1);
    CHECK(conditions[0].what[0].attribute == "conditionExpression");
}

}  // namespace
}  // namespace zhupi::catalog
