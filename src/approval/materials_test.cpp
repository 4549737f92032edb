#include "approval/materials.hpp"

#include "approval/testing.hpp"
#include "base/error_codes.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::approval;

namespace {

struct Office {
    Office() {
        city.materials[0].drawing = true;  // M1 图纸; M2 合同 is one document; M3 is the result of A
        project.id = 1;
    }
    Context context() { return {city, numbers, {1000}, today, {7, "applicant", "", 3}}; }

    /// Adds a paper as the command path does.
    const Paper& add(Paper paper, const Placing& placing = {}) {
        auto added = decide_paper(project, std::move(paper), placing, context());
        REQUIRE(added);
        apply(project, ProjectEvent(*added), context().stamp());
        return project.papers.back();
    }
    static Paper paper(const char* material, const char* title, std::optional<std::string> sheet = {}) {
        Paper made;
        made.material = material;
        made.title = title;
        made.sha256 = title;
        made.sheet = std::move(sheet);
        return made;
    }
    /// The result of a case, as the end of that case records it.
    void record(const char* item, Id case_id, std::optional<Date> until = {}, bool deferral = false) {
        Paper made = paper("M3", "甲批复");
        made.id = 1000 + case_id;
        made.source = PaperSource::result;
        made.item = item;
        made.case_id = case_id;
        made.valid_from = today;
        made.valid_until = until;
        ResultRecorded recorded;
        recorded.result = {item, 5, case_id, "1号", "甲批复", today, until, deferral, false};
        recorded.papers = {made};
        apply(project, ProjectEvent(recorded), context().stamp());
    }
    Validity validity(const Paper& one) {
        const auto current = current_papers(project);
        const bool replaced =
            std::none_of(current.begin(), current.end(), [&](const Paper* p) { return p->id == one.id; });
        return validity_of(city, project, one, replaced, today);
    }

    catalog::Catalog city = testing::small_city();
    testing::CountingNumbers numbers;
    Date today = Date::of(2026, 11, 26);
    Project project;
};

std::vector<std::string> titles(const std::vector<const Paper*>& papers) {
    std::vector<std::string> out;
    for (const auto* paper : papers) out.push_back(paper->title);
    return out;
}

}  // namespace

TEST_CASE_FIXTURE(Office, "a drawing's versions are found by its sheet number, not by the name of the file") {
    add(paper("M1", "首层平面图.dwg", "建施-01"));
    add(paper("M1", "二层平面图.dwg", "建施-02"));
    const auto& newer = add(paper("M1", "首层（改）.dwg", "建施-01"));
    CHECK(newer.version == 2);
    CHECK(newer.document == project.papers[0].id);
    CHECK(titles(current_papers(project)) == std::vector<std::string>{"首层（改）.dwg", "二层平面图.dwg"});
}

TEST_CASE_FIXTURE(Office, "what is no set of drawings has one document, unless another is laid beside it") {
    add(paper("M2", "合同.pdf"));
    CHECK(add(paper("M2", "合同-盖章.pdf")).version == 2);
    CHECK(add(paper("M2", "补充协议.pdf"), {{}, true}).version == 1);
    CHECK(add(paper("M2", "补充协议.pdf"), {{}, true}).version == 2);
    CHECK(titles(current_papers(project)) == std::vector<std::string>{"合同-盖章.pdf", "补充协议.pdf"});
}

TEST_CASE_FIXTURE(Office, "a newer version can be named, and keeps the sheet it is of") {
    add(paper("M1", "a.dwg", "建施-01"));
    const auto first = project.papers.front().id;
    const auto& newer = add(paper("M1", "b.dwg"), {first, false});
    CHECK(newer.version == 2);
    CHECK(newer.sheet == "建施-01");
    CHECK_FALSE(decide_paper(project, paper("M2", "c.pdf"), {first, false}, context()));
    CHECK_FALSE(decide_paper(project, paper("M1", "c.pdf"), {99, false}, context()));
    CHECK(decide_paper(project, paper("M9", "c.pdf"), {}, context()).error().is(err::paper_material));
    CHECK(
        decide_paper(project, paper("M1", "c.pdf", std::string(61, 'x')), {}, context()).error().is(err::paper_sheet));
}

TEST_CASE_FIXTURE(Office, "a paper is worth what its status, its dates and its scope say") {
    record("A", 11, today.plus_days(9));
    CHECK(validity(project.papers[0]).standing == Standing::valid);
    CHECK(validity(project.papers[0]).days_left == 10);
    today = today.plus_days(10);
    CHECK(validity(project.papers[0]).standing == Standing::expired);
    CHECK_FALSE(validity(project.papers[0]).dates);
    today = today.plus_days(-20);
    CHECK(validity(project.papers[0]).standing == Standing::not_yet);
    today = today.plus_days(10);
    apply(project, ProjectEvent(ResultRevoked{11, "错误"}), context().stamp());
    CHECK(validity(project.papers[0]).standing == Standing::revoked);
    CHECK_FALSE(validity(project.papers[0]).status);
}

TEST_CASE_FIXTURE(Office,
                  "a result that this project did not get, or of an item that does not issue it, is out of scope") {
    record("A", 11);
    record("B", 12);  // M3 is issued by A only
    CHECK(validity(project.papers[0]).scope);
    CHECK(validity(project.papers[1]).standing == Standing::out_of_scope);
    project.results.clear();
    CHECK(validity(project.papers[0]).standing == Standing::out_of_scope);
}

TEST_CASE_FIXTURE(Office, "a result with papers owed is usable, and says so; a newer one of its item takes its place") {
    record("A", 11, {}, true);
    CHECK(validity(project.papers[0]).standing == Standing::conditional);
    CHECK(validity(project.papers[0]).usable());
    record("A", 12);
    CHECK(validity(project.papers[0]).standing == Standing::superseded);
    apply(project, ProjectEvent(ResultRevoked{12, ""}), context().stamp());
    CHECK(validity(project.papers[0]).standing == Standing::conditional);  // what was revoked stands in nobody's place
}

TEST_CASE_FIXTURE(Office, "only what was uploaded and never used can be renamed or removed") {
    const auto first = add(paper("M1", "a.dwg", "建施-01")).id;
    const auto second = add(paper("M1", "b.dwg", "建施-02")).id;
    CHECK(decide_description(project, {second, " 二层 ", "建施-03", "二层平面图"})->title == "二层");
    CHECK(decide_description(project, {second, "二层", "建施-01", ""}).error().is(err::paper_sheet_taken));
    CHECK(decide_description(project, {second, "  ", "", ""}).error().is(err::paper_title));
    CHECK(decide_description(project, {77, "x", "", ""}).error().is(err::paper_none));
    record("A", 11);
    const auto issued = project.papers.back().id;
    CHECK(decide_description(project, {issued, "x", "", ""}).error().is(err::paper_issued));
    CHECK(decide_removal(project, issued, {}).error().is(err::paper_issued));
    CHECK(decide_removal(project, first, {{first, {Use{}}}}).error().is(err::paper_in_use));
    const auto removed = decide_removal(project, first, {});
    REQUIRE(removed);
    apply(project, ProjectEvent(*removed), context().stamp());
    CHECK(validity(*project.paper(first)).standing == Standing::removed);
    CHECK(decide_removal(project, first, {}).error().is(err::paper_none));
    CHECK(titles(current_papers(project)) == std::vector<std::string>{"b.dwg", "甲批复"});
}

TEST_CASE_FIXTURE(Office, "a hand-in takes the whole set of drawings, and asks for none of it again") {
    add(paper("M1", "a.dwg", "建施-01"));
    add(paper("M1", "b.dwg", "建施-02"));
    add(paper("M1", "b2.dwg", "建施-02"));
    add(paper("M2", "合同.pdf"));
    const auto ruling = city.rulebook->in_force(today)->decide({});
    REQUIRE(ruling);
    const auto plan = catalog::plan(city, *ruling);
    const auto lines = checklist(city, project, plan, {"A", "C"}, {}, today);
    const auto drawing =
        std::find_if(lines.begin(), lines.end(), [](const auto& l) { return l.material->code == "M1"; });
    REQUIRE(drawing != lines.end());
    CHECK(drawing->paper->title == "b2.dwg");
    CHECK(titles(drawing->others) == std::vector<std::string>{"a.dwg"});
    CHECK(drawing->state == LineState::uploaded);
    const auto chosen = checklist(city, project, plan, {"A"}, {{"M1", project.papers[0].id}}, today);
    CHECK(chosen.front().paper->title == "a.dwg");
    CHECK(titles(chosen.front().others) == std::vector<std::string>{"b2.dwg"});
    for (auto& one : project.papers) one.used = true;
    CHECK(checklist(city, project, plan, {"A"}, {}, today).front().state == LineState::reused);
    add(paper("M1", "c.dwg", "建施-03"));  // one new sheet: something was brought after all
    CHECK(checklist(city, project, plan, {"A"}, {}, today).front().state == LineState::uploaded);
}

TEST_CASE("an optional paper that is not there was not asked for; every other is counted for each item that wants it") {
    catalog::Material material;
    const auto line = [&](LineState state, catalog::Necessity necessity, std::size_t items) {
        MaterialLine made;
        made.material = &material;
        made.state = state;
        made.necessity = necessity;
        made.items.resize(items);
        return made;
    };
    using catalog::Necessity;
    CHECK(count_papers({line(LineState::missing, Necessity::optional, 2)}).needed == 0);
    const auto count = count_papers(
        {line(LineState::uploaded, Necessity::required, 3), line(LineState::reused, Necessity::required, 2),
         line(LineState::missing, Necessity::deferrable, 1), line(LineState::by_system, Necessity::required, 1)});
    CHECK(count.needed == 7);
    CHECK(count.saved == 5);
}

TEST_CASE("what was saved is split without rest, whatever the hand-in") {
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        Application application;
        std::int64_t brought = 0;
        for (int i = 0, lines = static_cast<int>(random() % 6); i < lines; ++i) {
            MaterialUse use;
            use.supply = static_cast<Supply>(random() % 4);
            use.items.resize(1 + random() % 4);
            application.papers_needed += static_cast<int>(use.items.size());
            if (use.supply == Supply::uploaded) ++brought;
            application.materials.push_back(use);
        }
        application.papers_saved = application.papers_needed - static_cast<int>(brought);
        const auto savings = savings_of(application);
        CHECK(savings.shared() >= 0);
        CHECK(savings.reused + savings.by_system + savings.later + savings.shared() + brought == savings.needed);
    }
}
