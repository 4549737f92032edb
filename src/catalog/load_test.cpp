#include "catalog/load.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

std::vector<SourceFile> city_files() {
    namespace fs = std::filesystem;
    const fs::path folder = ZHUPI_SOURCE_DIR "/city";
    std::vector<SourceFile> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto kind = entry.path().extension();
        if (kind != ".yaml" && kind != ".dmn" && kind != ".bpmn") continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        files.push_back({entry.path().lexically_relative(folder).generic_string(),
                         std::string(std::istreambuf_iterator<char>(stream), {})});
    }
    return files;
}

/// The city with one mistake in it: what the loader says, and where the mistake is.
struct Broken {
    std::vector<Finding> findings;
    std::string file;
    int line = 0;

    /// The mistake is reported once, in its place.
    void check(std::string_view code, int lines_below = 0) const {
        int hits = 0;
        for (const auto& finding : findings)
            hits += finding.code == code && finding.file == file && finding.line == line + lines_below;
        CHECK_MESSAGE(hits == 1,
                      "expected " << code << " at " << file << ":" << line + lines_below << ", got " << list());
    }
    std::string list() const {
        std::string all;
        for (const auto& f : findings)
            all += "\n  " + f.file + ":" + std::to_string(f.line) + " " + std::string(f.code) + ": " + f.en;
        return all.empty() ? "no findings" : all;
    }
};

Broken broken(const std::string& path, const std::string& from, const std::string& to) {
    auto files = city_files();
    const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
    REQUIRE(file != files.end());
    const auto at = file->text.find(from);
    REQUIRE(at != std::string::npos);
    const auto line = 1 + std::count(file->text.begin(), file->text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    file->text.replace(at, from.size(), to);
    const auto loaded = load_files(std::move(files));
    REQUIRE_FALSE(loaded);
    return {loaded.error(), path, static_cast<int>(line)};
}

TEST_CASE("the city of this repository loads whole") {
    const auto city = load(ZHUPI_SOURCE_DIR "/city");
    if (!city) FAIL(Broken{city.error(), "", 0}.list());
    CHECK(city->fictional);
    CHECK(city->items.size() == 82);
    CHECK(city->flows.size() == 13);
    CHECK(city->materials.size() >= 39);
    CHECK(city->districts.size() >= 5);
}

TEST_CASE("the version follows from the content, not from the order of the files") {
    auto files = city_files();
    const auto version = load_files(files)->version;
    CHECK(version.size() == 64);
    CHECK(load(ZHUPI_SOURCE_DIR "/city")->version == version);
    std::reverse(files.begin(), files.end());
    CHECK(load_files(files)->version == version);
    std::find_if(files.begin(), files.end(), [](const auto& f) { return f.path == "city.yaml"; })->text +=
        "# a remark\n";
    CHECK(load_files(files)->version != version);
}

TEST_CASE("a folder that is not there, and files that are missing, are said") {
    const auto none = load(ZHUPI_SOURCE_DIR "/no-such-city");
    REQUIRE_FALSE(none);
    CHECK(none.error().front().code == "city.folder");
    const auto empty = load_files({});
    REQUIRE_FALSE(empty);
    CHECK(empty.error().size() == 10);
    for (const auto& finding : empty.error()) CHECK(finding.code == "city.file_missing");
}

TEST_CASE("a file that cannot be read as YAML says so with its line") {
    broken("materials.yaml", "materials:\n", "materials: [\n").check("city.yaml", 1);
    broken("materials.yaml", "materials:\n", "materials: &all\n  - *all\n").check("city.yaml", 1);
    broken("city.yaml", "fictional: yes", "fictional: yes\n---\na: b").check("city.yaml", 2);
    broken("city.yaml", "Yunjiang (d", "Yunjiang \xFF(d").check("city.encoding");
}

TEST_CASE("files that cannot be read are all named, and hide no false findings behind them") {
    auto files = city_files();
    for (auto& file : files)
        if (file.path == "materials.yaml" || file.path == "items/stage1.yaml") file.text = "[";
    const auto loaded = load_files(files);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().size() == 2);
    for (const auto& finding : loaded.error()) CHECK(finding.code == "city.yaml");
}

TEST_CASE("keys that are unknown, missing or there twice") {
    broken("items/stage1.yaml", "nature: other_power", "natur: other_power").check("city.key_unknown");
    broken("items/stage1.yaml", "    nature: other_power\n", "").check("city.key_missing", -3);
    broken("items/stage1.yaml", "    nature: other_power\n", "    nature: other_power\n    nature: licence\n")
        .check("city.key_repeated", 1);
}

TEST_CASE("values of the wrong type or outside their range") {
    broken("items/stage1.yaml", "valid_months: 24", "valid_months: soon").check("city.type");
    broken("items/stage1.yaml", "valid_months: 24", "valid_months: 601").check("city.range");
    broken("items/stage1.yaml", "nature: other_power", "nature: magic").check("city.value");
    broken("items/stage1.yaml", "national_code: \"9990000\"", "national_code: \"999\"").check("city.digits");
    broken("items/stage1.yaml", "      type: 20", "      type: 21").check("city.value");
    broken("city.yaml", "fictional: yes", "fictional: maybe").check("city.value");
    broken("items/stage1.yaml", "after: [A01, A05]", "after: A01").check("city.type");
}

TEST_CASE("codes that nobody defines come with the nearest one that exists") {
    const auto department = broken("flows/r1-zf.yaml", "lead: fgw", "lead: fgv");
    department.check("city.code_unknown");
    CHECK(department.findings.front().remedy_en.find("'fgw'") != std::string::npos);
    broken("items/stage1.yaml", "after: [A01, A05]", "after: [A01, A95]").check("city.code_unknown");
    broken("flows/g1.yaml", "lead: zrzy", "lead: nobody").check("city.code_unknown");
    broken("flows/g1.yaml", "utilities]", "utility]").check("city.code_unknown");
    broken("forms/01-project.yaml", "dictionary: JSXZ", "dictionary: JSZX").check("city.code_unknown");
}

TEST_CASE("a code may be defined once") {
    broken("items/stage1.yaml", "code: A02", "code: A01").check("city.code_repeated");
    broken("departments.yaml", "code: fgw", "code: zrzy").check("city.code_repeated");
    broken("city.yaml", "\"990102\"", "\"990101\"").check("city.code_repeated");
    broken("flows/g2.yaml", "code: G2\n", "code: G1\n").check("city.code_repeated");
    broken("flows/g1.yaml", "  - A01\n", "  - A01\n  - A01\n").check("city.code_repeated", 1);
}

TEST_CASE("official codes have their form and check characters") {
    broken("departments.yaml", "credit_code: \"11", "credit_code: \"12").check("city.credit_code");
    broken("city.yaml", "code: \"990101\"", "code: \"9901\"").check("city.district_code");
    broken("city.yaml", "code: \"990100\"", "code: \"110000\"").check("city.fictional");
}

TEST_CASE("a licence needs a number") {
    broken("items/stage1.yaml", "      number: 云江发改建议〔{yyyy}〕{seq}号\n", "").check("city.number_missing", -2);
    broken("items/stage1.yaml", "建议〔{yyyy}〕{seq}号", "建议〔{year}〕{seq}号").check("city.number_pattern");
}

TEST_CASE("prerequisites that wait for each other are shown as a path") {
    const auto circle = broken("items/stage1.yaml", "after: [A01]", "after: [A02]");
    const auto found = std::find_if(circle.findings.begin(), circle.findings.end(),
                                    [](const Finding& f) { return f.code == "city.cycle"; });
    REQUIRE(found != circle.findings.end());
    CHECK(found->file == "flows/g1.yaml");
    CHECK(found->en.find("A05 → A02 → A05") != std::string::npos);
}

TEST_CASE("an item may not wait for a stage that opens only after its own, not even by way of the parallel lane") {
    const auto direct = broken("flows/g2.yaml", "{ item: C01, after: [A05] }", "{ item: C01, after: [D08] }");
    CHECK(direct.list().find("第2阶段办结") != std::string::npos);
    const auto by_lane = broken("items/stage5.yaml", "  - code: B02\n", "  - code: B02\n    after: [E01]\n");
    CHECK(by_lane.list().find("city.cycle") != std::string::npos);
}

TEST_CASE("an item may not wait only for what may be left out") {
    const auto found = broken("flows/g1.yaml", "  - C02\n", "  - { item: C02, after: [A10] }\n");
    found.check("city.waits_for_optional");
}

TEST_CASE("a flow's line is the published total, stage by stage") {
    broken("flows/g1.yaml", "official_total: 54", "official_total: 55").check("city.flow_total");
    broken("flows/g1.yaml", "limit: 16", "limit: 17").check("city.stage_limit");
    broken("flows/g1.yaml", "limit: 16", "limit: 51").check("city.range");
    broken("flows/g1.yaml", "{ number: 5, lead: spj, limit: 0 }", "{ number: 5, lead: spj, limit: 3 }")
        .check("city.stage_limit");
    broken("flows/g1.yaml", "{ stage: 1, items: [A05], days: 6 }", "{ stage: 1, items: [A05], days: 7 }")
        .check("city.step_days");
    broken("flows/g1.yaml", "items: [A05], days: 6", "items: [A03], days: 6").check("city.step_item");
    broken("flows/g1.yaml", "{ stage: 2, items: [C02]", "{ stage: 3, items: [C02]").check("city.step_stage");
    broken("flows/g1.yaml", "items: [A02], days: 5", "items: [A02, A05], days: 6").check("city.step_repeated");
    broken("flows/g1.yaml", "  - A08\n", "  - { item: A08, stage: 4 }\n").check("city.step_stage", -14);
    broken("flows/r1.yaml", "  - D10\n", "  - { item: D10, stage: 2 }\n").check("city.stage_missing");
    broken("flows/g1.yaml", "{ number: 2, lead", "{ number: 1, lead").check("city.stage_repeated");
}

TEST_CASE("a choice has options, and nothing else has") {
    broken("questions.yaml",
           "  - code: land\n    term: { zh: 土地取得方式, en: How the land is obtained }\n    kind: choice",
           "  - code: land\n    term: { zh: 土地取得方式, en: How the land is obtained }\n    kind: yes_no")
        .check("city.options");
}

TEST_CASE("a form is filled only from what the system knows") {
    broken("forms/01-project.yaml", "filled_from: project.name", "filled_from: project.title")
        .check("city.filled_from");
    broken("forms/04-planning.yaml", "filled_from: result.A08.number", "filled_from: result.A98.number")
        .check("city.code_unknown");
    broken("forms/04-planning.yaml", "least: 0\n    most: 20", "least: 30\n    most: 20").check("city.bounds", -3);
}

TEST_CASE("conditions, computed values and rules of forms are checked where they stand") {
    const std::string fire = "forms/08-fire.yaml", planning = "forms/04-planning.yaml",
                      building = "forms/05-building.yaml";
    const std::string reason = "  - code: fire_special_reason";
    broken(fire, reason + "\n", reason + "\n    value: 1 +\n").check("form.outside");
    broken(fire, reason + "\n", reason + "\n    required_if: fire_special\n").check("form.name");
    // Known in the city, but not to everybody who reads this field.
    broken(fire, reason + "\n", reason + "\n    required_if: plot_ratio > 1\n").check("form.name");
    broken(fire, reason + "\n", reason + "\n    required_if: fire_case\n").check("form.type");
    broken(fire, "  - code: fire_special_design\n",
           "  - code: fire_special_design\n    shown_if: fire_special_reason != null\n")
        .check("form.cycle");
    broken(planning, "  - code: floor_areas_add_up", "  - code: Areas").check("form.code");
    broken(building, "about: [buildings, single_buildings]", "about: [nothing]").check("form.about", -2);
    broken(building, "      - code: single_height", "      - code: building_height").check("form.repeated");
    broken(building, "filled_from: building.height", "filled_from: project.name").check("city.filled_from");
    broken(planning, "  - code: plot_ratio\n",
           "  - code: plot_ratio\n    stricter: [{ items: [C01], least: 9 }, { items: [C05], most: 8 }]\n")
        .check("form.conflict");
}

TEST_CASE("all mistakes are reported at once, in order, and each says what to do in both languages") {
    auto files = city_files();
    for (auto& file : files)
        if (file.path.starts_with("items/"))
            if (const auto at = file.text.find("nature: "); at != std::string::npos)
                file.text.replace(at, 8, "natur: ");
    const auto loaded = load_files(files);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().size() == 12);  // six files, in each an unknown key and a missing one
    for (std::size_t i = 0; i < loaded.error().size(); ++i) {
        const auto& finding = loaded.error()[i];
        for (const auto& text : {finding.zh, finding.en, finding.remedy_zh, finding.remedy_en}) {
            CHECK_FALSE(text.empty());
            CHECK(text.find('{') == std::string::npos);
        }
        if (i > 0) CHECK(loaded.error()[i - 1].file <= finding.file);
    }
}

TEST_CASE("a guide that is out of step with the catalogue does not load") {
    broken("guide/items.yaml", "  - code: A01\n    conditions:\n", "  - code: A01\n    condition:\n")
        .check("city.key_unknown", 1);
    broken("guide/items.yaml", "  - code: A01\n", "  - code: A99\n").check("city.code_unknown");
    broken("guide/contacts.yaml", "counter: zone", "counter: zona").check("city.code_unknown");
    broken("guide/words.yaml", "works: building, approval: filing, industrial",
           "works: castle, approval: filing, industrial")
        .check("city.option_unknown");
    broken("guide/general.yaml", "field: plot_ratio, value: \"0.5\"", "field: plot_ratio, value: \"50\"")
        .check("city.sample_value");
    broken("guide/items.yaml", "{ material: M07,", "{ material: M39,").check("city.ground_unused");
    broken("guide/materials.yaml", "  - code: M24\n", "  - code: M05\n");
    const auto gone = broken("guide/general.yaml", "  - nature: filing\n", "  - nature: licence\n");
    CHECK(std::count_if(gone.findings.begin(), gone.findings.end(),
                        [](const auto& f) { return f.code == "city.guide_missing"; }) > 5);
}

}  // namespace
}  // namespace zhupi::catalog
