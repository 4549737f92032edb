#include "notify/kinds.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

namespace zhupi::notify {
namespace {

const std::vector<std::string> all_steps{"yellow", "red", "overdue", "overdue_leader", "overdue_supervisor"};

std::vector<catalog::SourceFile> file(std::string text) { return {{"notices/a.yaml", "kinds:\n" + std::move(text)}}; }
std::string kind(const std::string& more) {
    return "  - kind: a\n    name: { zh: 甲, en: A }\n    to: [applicant]\n" + more;
}
const std::string words = "    title: { zh: 甲, en: A }\n    body: { zh: 乙, en: B }\n";

/// The only finding: its code and line.
std::pair<std::string, int> found(const std::vector<catalog::SourceFile>& files) {
    const auto loaded = load_kinds(files, all_steps);
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    const auto& f = loaded.error().front();
    CHECK(f.file == "notices/a.yaml");
    CHECK_FALSE(f.remedy_zh.empty());
    CHECK_FALSE(f.remedy_en.empty());
    return {std::string(f.code), f.line};
}

TEST_CASE("the demo city's words are whole, and every step of its ladder is told to somebody") {
    std::vector<catalog::SourceFile> files;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(ZHUPI_SOURCE_DIR) + "/city/notices")) {
        std::stringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        files.push_back({"notices/" + entry.path().filename().string(), text.str()});
    }
    const auto kinds = load_kinds(files, all_steps);
    REQUIRE(kinds.has_value());
    for (const auto& step : all_steps) {
        int told = 0;
        for (const auto* k : kinds->from("supervision.warned")) told += k->step == step;
        CHECK_MESSAGE(told > 0, step);
    }
    CHECK(kinds->find("case.correction") != nullptr);
    CHECK(kinds->find("nothing") == nullptr);
}

TEST_CASE("each mistake is found where it stands") {
    const auto from = std::string("    from: case.accepted\n");
    CHECK(found(file(kind(from + "    title: { zh: \"{nobody}\", en: A }\n    body: { zh: 乙, en: B }\n"))) ==
          std::pair<std::string, int>("notices.placeholder", 6));
    CHECK(found(file(kind(from + "    title: { zh: \"{item\", en: A }\n    body: { zh: 乙, en: B }\n"))).first ==
          "notices.braces");
    CHECK(found(file(kind(words))).first == "notices.from");
    CHECK(found(file(kind("    from: case.exploded\n" + words))).first == "notices.event");
    CHECK(found(file(kind("    step: purple\n" + words))).first == "notices.step");
    CHECK(found(file(kind(from + "    holds: [happy]\n" + words))).first == "notices.status");
    CHECK(found(file(kind(from + words) + kind(from + words))).first == "notices.kind_repeated");
    CHECK(found(file(kind(from + "    channels: [telex]\n" + words))).first == "city.value");
    CHECK(found(file(kind(from + "    title: { zh: 甲 }\n    body: { zh: 乙, en: B }\n"))).first == "city.key_missing");
}

TEST_CASE("names in braces are found, and braces without a partner are not") {
    CHECK(names_in("{a} and {b}") == std::vector<std::string>{"a", "b"});
    CHECK(names_in("none")->empty());
    for (const auto* wrong : {"{a", "a}", "{a{b}}", "}{"}) CHECK_FALSE(names_in(wrong).has_value());
}

}  // namespace
}  // namespace zhupi::notify
