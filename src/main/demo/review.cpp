#include "main/demo/review.hpp"

#include "catalog/form.hpp"

namespace zhupi::demo {
namespace {

namespace command = approval::command;
using approval::Condition;
using approval::Direction;

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
constexpr std::int64_t days_to_settle = 6;

/// Every third application of several cases is reviewed with findings, every second with conditions; in every fourth
/// they do not agree.
bool has_findings(const approval::Application& application) {
    return application.cases.size() > 1 && application.id % 3 == 0;
}
bool has_conditions(const approval::Application& application) {
    return application.cases.size() > 1 && application.id % 2 == 0;
}
bool disagrees(const approval::Application& application) { return application.id % 4 == 0; }

std::size_t place_of(const approval::Application& application, store::Id case_id) {
    for (std::size_t i = 0; i < application.cases.size(); ++i)
        if (application.cases[i].id == case_id) return i;
    return 0;
}

/// A field of the case's form that is written in words, and that is nobody's personal data.
const catalog::FormField* written_field(const store::Office& office, const approval::Application& application,
                                        const std::string& item) {
    for (const auto* field : catalog::stage_form(office.catalog, application.stage, {item})) {
        const auto kind = json::name_of(field->kind);
        if (!field->personal && field->required_if.empty() && field->shown_if.empty() &&
            (kind == "text" || kind == "long_text"))
            return field;
    }
    return nullptr;
}

/// Papers of the hand-in that the item reads.
std::vector<std::pair<std::string, store::Id>> papers_of(const approval::Application& application,
                                                         const std::string& item) {
    std::vector<std::pair<std::string, store::Id>> papers;
    for (const auto& use : application.materials)
        if (use.paper && use.supply == approval::Supply::uploaded &&
            std::find(use.items.begin(), use.items.end(), item) != use.items.end())
            papers.emplace_back(use.material, *use.paper);
    return papers;
}

Result<std::vector<command::NoteFinding>> findings_of(store::Tx& tx, const store::Office& office,
                                                      const approval::Application& application,
                                                      const approval::Case& c) {
    std::vector<command::NoteFinding> findings;
    ZHUPI_TRY(const auto project, store::load_project(tx, application.project));
    if (const auto papers = papers_of(application, c.item); !papers.empty()) {
        const auto& [material, paper_id] = papers[static_cast<std::size_t>(c.id) % papers.size()];
        const auto* paper = project.paper(paper_id);
        findings.push_back({c.id,
                            {"material", material, paper_id, 1, approval::Region{1200, 1400, 5200, 900}},
                            "标注与申请表不一致，请核对后重新出图",
                            "建筑工程设计文件编制深度规定 2.3",
                            "图中数值与申请表逐项对应，改动处加云线",
                            approval::Severity::grave,
                            {},
                            {paper ? paper->sha256 : "", paper ? std::optional(paper->at) : std::nullopt}});
    }
    if (const auto* field = written_field(office, application, c.item))
        findings.push_back({c.id,
                            {"field", field->code, {}, {}, {}},
                            "填写内容过于笼统，请写明具体情况",
                            "办事指南受理标准",
                            "写明范围、数量和依据文件的名称",
                            approval::Severity::ordinary,
                            {},
                            {}});
    if (findings.empty() || c.id % 4 == 0)
        findings.push_back({c.id,
                            {"other", "", {}, {}, {}},
                            "授权委托书缺少委托期限，请说明或补签",
                            "行政许可法第二十九条",
                            "",
                            approval::Severity::ordinary,
                            {},
                            {}});
    return findings;
}

Condition metres(const char* subject, int value, Direction direction, const char* clause, const char* reason) {
    return {subject, "宽度", Decimal::of(value), "m", direction, "用地东侧", clause, reason};
}

std::vector<Condition> conditions_of(const approval::Application& application, std::size_t place) {
    switch (place) {
        case 0:
            return {
                metres("现状通道", disagrees(application) ? 9 : 14, Direction::available, "用地测绘报告", "实测净宽"),
                metres("绿化带", 5, Direction::at_least, "城市绿地规划标准 GB/T 51346", "沿街绿化连续")};
        case 1:
            return {metres("消防车道", 6, Direction::at_least, "建筑防火通用规范 GB 55037 3.4", "登高车转弯所需")};
        case 2:
            return {
                {"机动车出入口", "", {}, "", Direction::required, "用地北侧", "交通影响评价导则", "避开主干路交叉口"}};
        default:
            return {};
    }
}

}  // namespace

Result<void> Review::begin(store::Tx& tx, const store::Acting& officer, store::Id id, store::Id case_id) const {
    ZHUPI_TRY(const auto application, store::load_application(tx, id));
    const auto& c = *application.find(case_id);
    if (c.status != approval::Status::handling || c.desk != approval::Desk::handling) return {};
    const auto place = place_of(application, case_id);
    if (has_conditions(application))
        if (auto conditions = conditions_of(application, place); !conditions.empty())
            ZHUPI_CHECK(store::act(tx, office, officer, id, command::StateConditions{case_id, std::move(conditions)}));
    if (!has_findings(application) || !c.corrections.empty()) return {};
    if (place % 3 != 2) {  // every third department has nothing to object to
        ZHUPI_TRY(auto findings, findings_of(tx, office, application, c));
        for (auto& finding : findings) {
            // Who is heard only after the notice says why, as everybody must.
            finding.late = approval::Lateness{approval::LateReason::new_information, "其他部门的意见引出的新问题"};
            ZHUPI_CHECK(store::act(tx, office, officer, id, std::move(finding)));
        }
    }
    ZHUPI_CHECK(store::act(tx, office, officer, id, command::HandInFindings{case_id}));
    return {};
}

Result<bool> Review::settle(store::Tx& tx, Instant now, store::Id id, store::Id case_id) const {
    ZHUPI_TRY(const auto application, store::load_application(tx, id));
    if (approval::open_conflicts(application, case_id) == 0) return false;
    for (const auto& conflict : application.joint->conflicts) {
        if (!approval::is_open(application, conflict)) continue;
        const auto lead = cast.leads.find(conflict.lead);
        if (now.ms - conflict.found_at.ms < days_to_settle * day_ms || lead == cast.leads.end()) return true;
        std::vector<int> upheld;  // what is there, and what fire safety demands
        for (const int number : conflict.conditions)
            if (application.joint->condition(number)->said.subject != "绿化带") upheld.push_back(number);
        const auto& player = lead->second.front();
        ZHUPI_CHECK(
            store::act(tx, office, {{player.id, "lead", player.department, 0}, now}, id,
                       command::SettleConflict{conflict.number, std::move(upheld),
                                               "消防车道不得压缩；绿化改在用地南侧集中设置，已与园林部门会商一致"}));
        return settle(tx, now, id, case_id);
    }
    return false;
}

Result<bool> Review::go_on(store::Tx& tx, const store::Acting& officer, store::Id id, store::Id case_id) const {
    ZHUPI_TRY(const auto application, store::load_application(tx, id));
    if (!application.joint) return false;
    std::vector<int> changed, explained;
    bool waiting = false, first_round = true;
    for (const auto& finding : application.joint->findings) {
        if (finding.case_id != case_id || finding.closed) continue;
        if (finding.ready()) waiting = true;
        if (finding.answers.empty()) continue;
        (finding.answers.back().changed ? changed : explained).push_back(finding.number);
        first_round = first_round && finding.rounds.size() == 1 && !finding.late;
    }
    if (waiting) {  // not everybody has handed in: the lead does not wait any longer
        const auto lead = cast.leads.empty() ? cast.counter.front() : cast.leads.begin()->second.front();
        ZHUPI_CHECK(store::act(tx, office,
                               {{lead.id, cast.leads.empty() ? "counter" : "lead", lead.department, 0}, officer.now},
                               id, command::IssueNotice{}));
        return true;
    }
    if (!changed.empty())
        ZHUPI_CHECK(store::act(tx, office, officer, id, command::CloseFindings{case_id, changed, false, ""}));
    if (!explained.empty())
        ZHUPI_CHECK(
            store::act(tx, office, officer, id,
                       command::CloseFindings{case_id, explained, true, "说明成立，材料存档备查，不再要求补正"}));
    if (!changed.empty() && first_round && case_id % 5 == 0) {
        ZHUPI_CHECK(
            store::act(tx, office, officer, id,
                       command::NoteFinding{case_id,
                                            {"other", "", {}, {}, {}},
                                            "请补充施工期间交通组织说明",
                                            "办事指南审查标准",
                                            "",
                                            approval::Severity::ordinary,
                                            approval::Lateness{approval::LateReason::overlooked, "首次审查时遗漏"},
                                            {}}));
        ZHUPI_CHECK(store::act(tx, office, officer, id, command::HandInFindings{case_id}));
        return true;
    }
    return settle(tx, officer.now, id, case_id);
}

Result<void> Review::answer(store::Tx& tx, const store::Acting& owner, store::Id id, int round) const {
    ZHUPI_TRY(auto application, store::load_application(tx, id));
    ZHUPI_TRY(const auto submission, store::load_submission(tx, id, application.submission));
    // A second notice may have gone out and been answered before the first one was.
    const auto& notices = application.joint->notices;
    const auto open =
        std::find_if(notices.begin(), notices.end(), [](const auto& one) { return !one.answered_at.has_value(); });
    if (open == notices.end()) return {};
    const auto& notice = *open;
    command::AnswerNotice answers{notice.round, {}, {}};
    std::map<std::string, std::string> values;
    for (const auto& line : notice.lines) {
        const auto& finding = *application.joint->finding(line.findings.front());
        const auto& place = finding.place;
        command::AnswerNotice::Answer answer{line.number, "已按要求改正", {}, {}, false};
        if (place.kind == "field") {
            const auto held = submission.values.find(place.target);
            values[place.target] = (held == submission.values.end() ? "" : held->second) + "（已核对补充）";
            answer.value_changed = true;
        } else if (place.kind == "material") {
            const auto* material = office.catalog.material(place.target);
            approval::Paper paper, kept;
            paper.material = place.target;
            paper.title = (material ? material->name.zh : place.target) + "（补正）";
            const auto& bytes = finding.content == changed_paper.sha256 ? this->paper : changed_paper;
            paper.sha256 = bytes.sha256;
            paper.media_type = bytes.media_type;
            paper.size = bytes.size;
            ZHUPI_CHECK(store::add_paper(tx, office, owner, application.project, std::move(paper), {}, kept));
            answer.paper = kept.id;
            answer.content = kept.sha256;
        } else {
            answer.text = "委托期限至项目竣工，已在授权书中注明，见说明";
        }
        answers.answers.push_back(std::move(answer));
    }
    ZHUPI_CHECK(store::answer_notice(tx, office, owner, std::move(application), std::move(answers), values));
    return {};
}

}  // namespace zhupi::demo
