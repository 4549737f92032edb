#include "server/findings_views.hpp"

#include "base/text.hpp"
#include "server/form_views.hpp"
#include "server/html.hpp"

namespace zhupi::server {
namespace {

using approval::Finding;

const approval::Paper* paper_at(const approval::Project& project, std::optional<approval::Id> id) {
    return id ? project.paper(*id) : nullptr;
}

api::Name target_of(const World& world, const approval::Place& place) {
    if (const auto* material = world.catalog.material(place.target)) return name_view(material->name);
    for (const auto& field : world.catalog.fields)
        if (field.code == place.target) return name_view(field.label);
    return {};
}

api::PlaceView place_view(const World& world, const approval::Project& project, const approval::Place& place) {
    api::PlaceView view{place.kind, place.target, target_of(world, place), {}, place.sheet, {}};
    if (const auto* paper = paper_at(project, place.paper)) view.paper = paper_view(world, *paper);
    if (const auto& r = place.region) view.region = api::SheetRegion{r->x, r->y, r->width, r->height};
    return view;
}

api::FindingAnswerView answer_view(const World& world, const approval::Project& project,
                                   const approval::FindingAnswer& answer) {
    api::FindingAnswerView view{answer.explanation, answer.at.iso(), {}, answer.changed};
    if (const auto* paper = paper_at(project, answer.paper)) view.paper = paper_view(world, *paper);
    return view;
}

bool in(const std::vector<approval::Id>& ids, approval::Id id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::string status_of_finding(const approval::JointRecord& joint, const Finding& finding) {
    if (finding.closed) return finding.closed->waived ? "waived" : "closed";
    if (finding.asked) return "asked";
    if (!finding.ready()) return "answered";
    return in(joint.handed_in, finding.case_id) ? "ready" : "noted";
}

class JointPage {
public:
    JointPage(const World& world, const Directory& people, const JointFile& file)
        : world_(world), people_(people), file_(file) {
        if (file.application.joint) joint_ = *file.application.joint;
    }

    api::JointView view() {
        const auto& application = file_.application;
        api::JointView view;
        view.application = application.id;
        view.project = application.project;
        view.version = application.version;
        view.number = application.number;
        view.project_name = file_.project.facts.name;
        view.stage = application.stage;
        if (const auto* flow = world_.catalog.flow(application.flow))
            for (const auto& stage : flow->stages)
                if (stage.number == application.stage && !stage.lead.empty())
                    view.lead = department_view(world_, stage.lead);
        for (const auto& c : application.cases) view.reviewers.push_back(reviewer(c));
        for (const auto& finding : joint_.findings)
            if (!file_.applicant || !finding.rounds.empty()) view.findings.push_back(finding_view(finding));
        for (auto notice = joint_.notices.rbegin(); notice != joint_.notices.rend(); ++notice)
            view.notices.push_back(notice_view(*notice));
        for (const auto& condition : joint_.conditions)
            if (shown(condition)) view.conditions.push_back(condition_view(condition));
        if (!file_.applicant)
            for (const auto& conflict : joint_.conflicts) view.conflicts.push_back(conflict_view(conflict));
        add_fields(view);
        view.can_issue = file_.can_issue;
        view.can_settle = file_.can_settle;
        view.can_answer = file_.can_answer;
        return view;
    }

private:
    const approval::Case& case_of(approval::Id id) const { return *file_.application.find(id); }

    bool shown(const approval::HeldCondition& condition) const {
        return !file_.applicant || (approval::ended_well(case_of(condition.case_id).status) &&
                                    approval::in_force(file_.application, condition));
    }

    api::ReviewerView reviewer(const approval::Case& c) const {
        const auto row = approval::case_row(c, file_.application, world_.calendar, world_.zone);
        api::ReviewerView view;
        view.case_id = c.id;
        view.item = item_view(world_, c.item);
        view.department = department_view(world_, c.department);
        view.status = json::name_of(c.status);
        view.desk = json::name_of(c.desk);
        const bool may = approval::may_be_corrected(c);
        view.review = approval::has_ended(c.status)                    ? "ended"
                      : c.status == approval::Status::correcting       ? "correcting"
                      : in(joint_.handed_in, c.id)                     ? "handed_in"
                      : in(approval::awaited(file_.application), c.id) ? "reviewing"
                                                                       : "through";
        if (row.open && row.due) view.due = row.due->iso();
        for (const auto& finding : joint_.findings) {
            if (finding.case_id != c.id || (file_.applicant && finding.rounds.empty())) continue;
            ++view.findings;
            if (!finding.closed) ++view.open_findings;
            if (finding.late) ++view.late_findings;
        }
        for (const auto& condition : joint_.conditions)
            if (condition.case_id == c.id && shown(condition) && approval::in_force(file_.application, condition))
                ++view.conditions;
        const auto rights = file_.rights ? file_.rights(c) : ReviewRights{};
        view.can_note = rights.officer && (may || c.status == approval::Status::corrected);
        view.can_hand_in = rights.officer && may && !in(joint_.handed_in, c.id);
        view.can_state = !approval::has_ended(c.status) && c.received_at && (rights.officer || rights.asked);
        return view;
    }

    api::FindingView finding_view(const Finding& finding) const {
        api::FindingView view;
        view.number = finding.number;
        view.case_id = finding.case_id;
        view.item = item_view(world_, case_of(finding.case_id).item);
        view.department = department_view(world_, finding.department);
        view.place = place_view(world_, file_.project, finding.place);
        view.demand = finding.demand;
        view.clause = finding.clause;
        view.example = finding.example;
        view.severity = json::name_of(finding.severity);
        view.status = status_of_finding(joint_, finding);
        view.noted_at = finding.noted_at.iso();
        view.noted_by = people_.person(finding.noted_by).name;
        if (finding.late) {
            view.late_reason = json::name_of(finding.late->reason);
            view.late_explanation = finding.late->explanation;
        }
        view.rounds = finding.rounds;
        view.remark = finding.remark;
        for (const auto& answer : finding.answers) view.answers.push_back(answer_view(world_, file_.project, answer));
        if (finding.closed) {
            view.closed_at = finding.closed->at.iso();
            view.closed_by = people_.person(finding.closed->by).name;
            if (finding.closed->waived) view.waiver = finding.closed->explanation;
        }
        return view;
    }

    api::NoticeLineView line_view(const approval::NoticeLine& line, const approval::Notice& notice) const {
        api::NoticeLineView view;
        view.number = line.number;
        view.findings = line.findings;
        view.waived = true;
        for (const int number : line.findings) {
            const auto& finding = *joint_.finding(number);
            if (view.departments.empty()) {
                view.place = place_view(world_, file_.project, finding.place);
                view.demand = finding.demand;
                view.severity = json::name_of(finding.severity);
            }
            if (view.example.empty()) view.example = finding.example;
            if (finding.severity == approval::Severity::grave) view.severity = "grave";
            if (view.remark.empty()) view.remark = finding.remark;
            const auto department = department_view(world_, finding.department);
            const auto same = [&](const api::Coded& one) { return one.code == department.code; };
            if (std::none_of(view.departments.begin(), view.departments.end(), same))
                view.departments.push_back(department);
            if (std::find(view.clauses.begin(), view.clauses.end(), finding.clause) == view.clauses.end())
                view.clauses.push_back(finding.clause);
            if (!finding.closed || !finding.closed->waived) view.waived = false;
            for (const auto& answer : finding.answers)
                if (notice.answered_at && answer.at == *notice.answered_at)
                    view.answer = answer_view(world_, file_.project, answer);
        }
        return view;
    }

    api::NoticeView notice_view(const approval::Notice& notice) const {
        api::NoticeView view;
        view.round = notice.round;
        view.number = notice.number;
        view.issued_at = notice.issued_at.iso();
        view.issued_by = people_.person(notice.issued_by).name;
        view.by_rule = notice.by_rule;
        if (notice.answered_at) view.answered_at = notice.answered_at->iso();
        for (const auto& line : notice.lines) view.lines.push_back(line_view(line, notice));
        for (const auto& c : file_.application.cases)
            if (std::any_of(c.corrections.begin(), c.corrections.end(),
                            [&](const approval::Correction& one) { return one.notice == notice.round; }))
                view.items.push_back(item_view(world_, c.item));
        return view;
    }

    api::ConditionView condition_view(const approval::HeldCondition& held) const {
        api::ConditionView view;
        view.number = held.number;
        view.case_id = held.case_id;
        view.item = item_view(world_, case_of(held.case_id).item);
        view.department = department_view(world_, held.department);
        view.subject = held.said.subject;
        view.measure = held.said.measure;
        view.value = held.said.value;
        view.unit = held.said.unit;
        view.direction = json::name_of(held.said.direction);
        view.zone = held.said.zone;
        view.clause = held.said.clause;
        view.reason = held.said.reason;
        view.by = people_.person(held.by).name;
        view.at = held.at.iso();
        view.status = held.withdrawn                                ? "replaced"
                      : held.set_aside                              ? "set_aside"
                      : approval::in_force(file_.application, held) ? "in_force"
                                                                    : "ended";
        return view;
    }

    api::ConflictView conflict_view(const approval::Conflict& conflict) const {
        api::ConflictView view;
        view.number = conflict.number;
        for (const int number : conflict.conditions)
            view.conditions.push_back(condition_view(*joint_.condition(number)));
        view.kind = json::name_of(conflict.kind);
        view.certain = conflict.certain;
        view.open = approval::is_open(file_.application, conflict);
        view.needed = conflict.needed;
        view.there = conflict.there;
        view.unit = conflict.unit;
        view.found_at = conflict.found_at.iso();
        if (!conflict.lead.empty()) view.lead = department_view(world_, conflict.lead);
        if (const auto& settled = conflict.settled) {
            view.upheld = settled->upheld;
            view.settled_at = settled->at.iso();
            view.settled_by = people_.person(settled->by).name;
            view.settlement = settled->explanation;
        }
        return view;
    }

    /// Fields of which a notice speaks, with their values: what the applicant's page has to show to put them right.
    void add_fields(api::JointView& view) const {
        std::vector<std::string> items;
        for (const auto& c : file_.application.cases) items.push_back(c.item);
        for (auto& field : handed_in_fields(world_, file_.application.stage, items, file_.values)) {
            const bool named = std::any_of(joint_.findings.begin(), joint_.findings.end(), [&](const Finding& f) {
                return f.place.kind == "field" && f.place.target == field.code;
            });
            if (!named) continue;
            if (const auto value = file_.values.find(field.code); value != file_.values.end())
                view.values.insert(*value);
            view.fields.push_back(std::move(field));
        }
    }

    const World& world_;
    const Directory& people_;
    const JointFile& file_;
    approval::JointRecord joint_;
};

constexpr std::string_view notice_form = R"(<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} {number}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 14pt/1.7 "Noto Serif CJK SC", "Songti SC", SimSun, serif; color: #000; background: #fff; margin: 0 auto; padding: 2.5cm 2cm; max-width: 21cm; box-sizing: border-box; }
h1 { font-size: 22pt; text-align: center; letter-spacing: .1em; margin: 0 0 .5em; }
.number { text-align: right; } p { text-indent: 2em; margin: .6em 0; } .sign { text-align: right; margin-top: 3em; }
table { width: 100%; border-collapse: collapse; font-size: 12pt; } th, td { border: 1px solid #000; padding: .3em .5em; text-align: left; vertical-align: top; } td.n { text-align: center; white-space: nowrap; } td p { text-indent: 0; margin: .2em 0; }
.fictional { font-size: 11pt; color: #555; text-align: center; } @media print { .fictional { color: #000; } tr { break-inside: avoid; } }
</style></head><body>
{fictional}<h1>{title}</h1><div class="number">{number}</div>
<p>{applicant}：</p>
<p>你单位申报的“{project}”（项目代码 {code}，申报编号 {application}），经有关部门并联审查，下列内容需要补正。依据行政许可法第三十二条第一款第（四）项，现一次性告知如下，请逐项答复。补正期间不计入审批时限。</p>
<table><thead><tr><th>序号</th><th>位置</th><th>需要补正的内容及示例</th><th>依据</th><th>提出部门</th></tr></thead><tbody>{lines}</tbody></table>
<p>本告知涉及事项：{items}。其他事项继续办理。</p>
<div class="sign">{lead}<br>{date}</div>
</body></html>
)";

std::string place_words(const World& world, const approval::Project& project, const approval::Place& place) {
    const auto name = target_of(world, place).zh;
    std::string words = place.kind == "other" ? "申报材料整体" : place.kind == "field" ? "申请表“" + name + "”" : name;
    if (const auto* paper = paper_at(project, place.paper)) words += "（第 " + std::to_string(paper->version) + " 版）";
    if (place.sheet) words += "第 " + std::to_string(*place.sheet) + " 页";
    return words;
}

}  // namespace

api::JointView joint_view(const World& world, const Directory& people, const JointFile& file) {
    return JointPage(world, people, file).view();
}

std::string notice_page(const World& world, const Directory& people, const approval::Application& application,
                        const approval::Project& project, const approval::Notice& notice) {
    std::string lines, items, lead;
    for (const auto& line : notice.lines) {
        const auto& first = *application.joint->finding(line.findings.front());
        std::string clauses, departments;
        for (const int number : line.findings) {
            const auto& finding = *application.joint->finding(number);
            const auto clause = "<p>" + html(finding.clause) + "</p>";
            if (clauses.find(clause) == std::string::npos) clauses += clause;
            const auto department = "<p>" + html(department_view(world, finding.department).name.zh) + "</p>";
            if (departments.find(department) == std::string::npos) departments += department;
        }
        lines += "<tr><td class=\"n\">" + std::to_string(line.number) + "</td><td>" +
                 html(place_words(world, project, first.place)) + "</td><td><p>" + html(first.demand) + "</p>" +
                 (first.example.empty() ? "" : "<p>示例：" + html(first.example) + "</p>") + "</td><td>" + clauses +
                 "</td><td>" + departments + "</td></tr>";
    }
    for (const auto& c : application.cases)
        for (const auto& correction : c.corrections)
            if (correction.notice == notice.round)
                items += (items.empty() ? "" : "、") + item_view(world, c.item).name.zh;
    if (const auto* flow = world.catalog.flow(application.flow))
        for (const auto& stage : flow->stages)
            if (stage.number == application.stage && !stage.lead.empty())
                lead = department_view(world, stage.lead).name.zh + "（牵头部门）";
    const auto date = world.zone.date_of(notice.issued_at);
    Params fields{
        {"title", "补正材料一次性告知书"},
        {"number", html(notice.number)},
        {"applicant", html(people.organisation(application.organisation))},
        {"project", html(project.facts.name)},
        {"code", html(project.facts.code)},
        {"application", html(application.number)},
        {"lines", lines},
        {"items", html(items)},
        {"lead", html(lead)},
        {"date", std::to_string(date.year()) + "年" + std::to_string(date.month()) + "月" +
                     std::to_string(date.day_of_month()) + "日"},
        {"fictional", world.catalog.fictional ? "<div class=\"fictional\">演示城市，本文书无法律效力</div>" : ""},
    };
    return text::fill(notice_form, fields);
}

std::string condition_words(const approval::Condition& c) {
    using approval::Direction;
    const auto zone = c.zone.empty() ? std::string() : "（" + c.zone + "）";
    const auto amount = c.measure +
                        [&] {
                            return c.direction == Direction::at_least    ? std::string("不小于 ")
                                   : c.direction == Direction::at_most   ? std::string("不大于 ")
                                   : c.direction == Direction::available ? std::string("现有 ")
                                                                         : std::string("等于 ");
                        }() +
                        (c.value ? c.value->text() : "") + (c.unit.empty() ? "" : " " + c.unit);
    if (c.direction == Direction::required) return "须设置" + c.subject + zone;
    if (c.direction == Direction::forbidden) return "不得设置" + c.subject + zone;
    return c.subject + amount + zone;
}

}  // namespace zhupi::server
