#include "approval/finding_desk.hpp"

#include "base/error_codes.hpp"
#include "base/statuses.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace zhupi::approval {
namespace {

constexpr int whole_sheet = 10'000;
constexpr int most_sheets = 10'000;

tl::unexpected<Error> out_of_turn(const Case& c, std::string_view zh, std::string_view en) {
    for (const auto& name : status_name::all)
        if (name.code == json::name_of(c.status))
            return fail(err::case_transition, {{"status", std::string(name.zh)},
                                               {"statusEn", std::string(name.en)},
                                               {"action", std::string(zh)},
                                               {"actionEn", std::string(en)}});
    bug("a state without a name");
}

Result<void> need_words(std::string_view written, std::string where) {
    const auto trimmed = text::trim(written);
    if (trimmed.empty() || text::length(trimmed) > 2000 || !text::valid_utf8(trimmed))
        return fail(err::case_text, {}, std::move(where));
    return {};
}

Result<void> need_clause(std::string_view written, std::string where) {
    if (text::trim(written).empty() || text::length(written) > 500) return fail(err::case_basis, {}, std::move(where));
    return {};
}

bool elsewhere(const Case& c, const Actor& actor) {
    return c.handler && *c.handler != actor.user && c.handler != actor.substitute_for;
}

/// The case, while its own officer reviews it: at acceptance, or in hand.
Result<const Case*> reviewed(const Desktop& desk, Id id, std::string_view zh, std::string_view en) {
    const auto* c = desk.state.find(id);
    if (!c) return fail(err::case_none);
    const bool now = c->status == Status::received || c->status == Status::corrected ||
                     (c->status == Status::handling && c->desk == Desk::handling);
    if (!now) return out_of_turn(*c, zh, en);
    if (elsewhere(*c, desk.context.actor)) return fail(err::case_handler);
    return c;
}

bool on_paper(const Place& place) { return place.kind == "material" || place.kind == "drawing"; }

Result<void> check_place(const Desktop& desk, const Place& place) {
    const auto& city = desk.context.catalog;
    if (!on_paper(place) && place.kind != "field" && place.kind != "other")
        return fail(err::correction_kind, {{"kind", place.kind}}, "/place/kind");
    const auto& fields = city.fields;
    const auto& materials = desk.state.materials;
    const bool known =
        place.kind == "other" ||
        (place.kind == "field" &&
         std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return field.code == place.target; })) ||
        (on_paper(place) && std::any_of(materials.begin(), materials.end(),
                                        [&](const auto& use) { return use.material == place.target; }));
    if (!known) return fail(err::correction_target, {{"target", place.target}}, "/place/target");
    if (place.sheet && (!on_paper(place) || *place.sheet < 1 || *place.sheet > most_sheets))
        return fail(err::finding_place, {}, "/place/sheet");
    if (const auto& r = place.region) {
        const bool inside = r->x >= 0 && r->y >= 0 && r->width > 0 && r->height > 0 && r->x <= whole_sheet - r->width &&
                            r->y <= whole_sheet - r->height;
        if (!place.sheet || !inside) return fail(err::finding_place, {}, "/place/region");
    }
    return {};
}

/// When the department of a case has last told the applicant all that it had to say.
std::optional<Instant> last_word(const Application& application, const Case& c) {
    std::optional<Instant> last;
    if (!c.corrections.empty()) last = c.corrections.back().asked_at;
    if (application.joint)
        for (const auto& notice : application.joint->notices)
            if (std::find(notice.heard.begin(), notice.heard.end(), c.id) != notice.heard.end())
                last = std::max(last.value_or(notice.issued_at), notice.issued_at);
    return last;
}

/// Whether what is found fault with has changed since then. What has no versions of its own never has.
bool changed_since(const Application& application, const Place& place, const command::Content& content, Instant since) {
    const auto kind = on_paper(place) ? "material" : place.kind;
    if (kind == "other") return false;
    if (content.since && *content.since > since) return true;
    if (application.joint)
        for (const auto* name : {"field", "material", "drawing"})
            if ((std::string_view(name) == "field") == (kind == "field"))
                if (const auto at = application.joint->changed.find(std::string(name) + ":" + place.target);
                    at != application.joint->changed.end() && at->second > since)
                    return true;
    for (const auto& c : application.cases)  // departments that asked by themselves
        for (const auto& correction : c.corrections)
            for (const auto& request : correction.requests)
                if (!request.finding && request.target == place.target &&
                    (request.kind == "field") == (kind == "field") && request.kind != "other" &&
                    correction.answered_at && *correction.answered_at > since && (request.paper || kind == "field"))
                    return true;
    return false;
}

/// Notes a finding whose place is right.
Result<int> note(Desktop& desk, const Case& c, const command::NoteFinding& said) {
    Finding finding;
    finding.number = desk.state.joint ? static_cast<int>(desk.state.joint->findings.size()) + 1 : 1;
    finding.case_id = c.id;
    finding.department = c.department;
    finding.place = said.place;
    finding.demand = text::trim(said.demand);
    finding.clause = text::trim(said.clause);
    finding.example = text::trim(said.example);
    finding.severity = said.severity;
    finding.noted_at = desk.context.now;
    finding.noted_by = desk.context.actor.user;
    finding.submission = desk.state.submission;
    finding.content = said.content.digest;
    const auto said_before = last_word(desk.state, c);
    if (said_before && !changed_since(desk.state, said.place, said.content, *said_before)) {
        if (!said.late || text::trim(said.late->explanation).empty()) return fail(err::finding_late, {}, "/late");
        finding.late = said.late;
    }
    const int number = finding.number;
    desk.emit(FindingNoted{c.id, std::move(finding)});
    return number;
}

std::vector<const Finding*> ready_to_send(const Application& state) {
    std::vector<const Finding*> ready;
    if (!state.joint) return ready;
    const auto& in = state.joint->handed_in;
    for (const auto& finding : state.joint->findings) {
        const auto* c = state.find(finding.case_id);
        if (finding.ready() && c && may_be_corrected(*c) && std::find(in.begin(), in.end(), c->id) != in.end())
            ready.push_back(&finding);
    }
    return ready;
}

CorrectionRequest request_for(const Finding& finding) {
    CorrectionRequest request{finding.place.kind, finding.place.target, finding.demand, finding.clause, {}, {}};
    if (finding.again) request.text += "（再次要求：" + finding.remark + "）";
    request.finding = finding.number;
    return request;
}

/// The notice, and for each case that it touches the correction that stops its clock; the others go on.
Result<void> issue(Desktop& desk, bool by_rule) {
    const auto ready = ready_to_send(desk.state);
    if (ready.empty()) return fail(err::notice_nothing);
    std::vector<std::string> materials, fields;
    for (const auto& use : desk.state.materials) materials.push_back(use.material);
    for (const auto& field : desk.context.catalog.fields) fields.push_back(field.code);
    const int round = static_cast<int>(desk.state.joint->notices.size()) + 1;
    std::map<Id, std::vector<CorrectionRequest>> asked;
    auto lines = lines_of(ready, materials, fields);
    for (const auto& line : lines)
        for (const int number : line.findings) {
            const auto& finding = *desk.state.joint->finding(number);
            asked[finding.case_id].push_back(request_for(finding));
        }
    desk.emit(NoticeIssued{round, desk.state.number + "-BZ" + std::to_string(round), by_rule, std::move(lines),
                           desk.state.joint->handed_in});
    for (auto& [id, requests] : asked) {
        const auto step = desk.state.find(id)->accepted_at ? catalog::Step::handling : catalog::Step::acceptance;
        ZHUPI_CHECK(desk.flow.complete(id, step, "correction"));
        desk.emit(NoticeSent{id, std::move(requests), round, desk.flow.take()});
    }
    return {};
}

/// Cases that wait for the answer to a notice.
std::vector<Id> correcting(const Application& state, int round) {
    std::vector<Id> cases;
    for (const auto& c : state.cases)
        if (c.status == Status::correcting && c.corrections.back().notice == round) cases.push_back(c.id);
    return cases;
}

Result<const Finding*> own_finding(const Desktop& desk, Id case_id, int number) {
    const auto* finding = desk.state.joint ? desk.state.joint->finding(number) : nullptr;
    if (!finding || finding->case_id != case_id) return fail(err::finding_none);
    if (finding->closed) return fail(err::finding_closed, {{"number", std::to_string(number)}});
    return finding;
}

/// What an answer to a line says of one of its findings. A new version has other bytes, a new value other words.
Result<void> fill(CorrectionRequest& request, const Finding& finding, const command::AnswerNotice::Answer& answer) {
    const auto line = std::to_string(answer.line);
    const bool same_bytes = answer.paper && !answer.content.empty() && answer.content == finding.content;
    if (same_bytes) return fail(err::notice_same, {{"number", line}}, "/answers");
    const bool changed = answer.paper.has_value() || (request.kind == "field" && answer.value_changed);
    if (!changed && text::trim(answer.text).empty()) return fail(err::notice_answers, {{"number", line}}, "/answers");
    if (text::length(answer.text) > 2000) return fail(err::case_text, {}, "/answers");
    request.answer = answer.text;
    request.paper = answer.paper;
    request.changed = changed;
    return {};
}

Result<void> check_condition(const Condition& said, const std::string& where) {
    const auto subject = text::length(text::trim(said.subject));
    if (subject < 1 || subject > 60 || text::length(said.zone) > 60 || text::length(said.reason) > 2000 ||
        text::trim(said.clause).empty() || text::length(said.clause) > 500)
        return fail(err::condition_words, {}, where);
    const bool measured = said.direction != Direction::required && said.direction != Direction::forbidden;
    const bool right = measured ? said.value && said.value->units >= 0 && *said.value <= Decimal::of(100'000'000) &&
                                      !text::trim(said.measure).empty() && text::length(said.measure) <= 40 &&
                                      text::length(said.unit) <= 20
                                : !said.value;
    if (!right) return fail(err::condition_value, {{"value", said.value ? said.value->text() : ""}}, where + "/value");
    return {};
}

std::string lead_of(const Desktop& desk) {
    if (const auto* flow = desk.context.catalog.flow(desk.state.flow))
        for (const auto& stage : flow->stages)
            if (stage.number == desk.state.stage) return stage.lead;
    return {};
}

std::vector<Stated> stated(const Application& state) {
    std::vector<Stated> all;
    for (const auto& condition : state.joint->conditions)
        if (in_force(state, condition)) all.push_back({condition.number, condition.department, &condition.said});
    return all;
}

/// Clashes that are not on record yet go there; those that were settled stay settled.
void find_conflicts(Desktop& desk) {
    ConflictsFound found;
    const auto& known = desk.state.joint->conflicts;
    for (auto& clash : find_clashes(stated(desk.state), vocabulary_of(desk.context.catalog))) {
        const bool on_record = std::any_of(known.begin(), known.end(),
                                           [&](const Conflict& c) { return c.conditions == clash.conditions; });
        if (on_record) continue;
        const int number = static_cast<int>(known.size() + found.conflicts.size()) + 1;
        found.conflicts.push_back({number,
                                   std::move(clash.conditions),
                                   clash.kind,
                                   clash.certain,
                                   clash.needed,
                                   clash.there,
                                   clash.unit,
                                   lead_of(desk),
                                   desk.context.now,
                                   {}});
    }
    if (!found.conflicts.empty()) desk.emit(std::move(found));
}

}  // namespace

// Findings --------------------------------------------------------------------------------------------------------

Result<void> carry_out(Desktop& desk, const command::NoteFinding& c) {
    ZHUPI_TRY(const auto* one, reviewed(desk, c.case_id, "提出审查意见", "given findings"));
    ZHUPI_CHECK(check_place(desk, c.place));
    ZHUPI_CHECK(need_words(c.demand, "/demand"));
    ZHUPI_CHECK(need_clause(c.clause, "/clause"));
    if (text::length(c.example) > 2000) return fail(err::case_text, {}, "/example");
    ZHUPI_CHECK(note(desk, *one, c));
    return {};
}

Result<void> carry_out(Desktop& desk, const command::CloseFindings& c) {
    const auto* one = desk.state.find(c.case_id);
    if (!one) return fail(err::case_none);
    if (has_ended(one->status)) return out_of_turn(*one, "关闭审查意见", "relieved of findings");
    if (elsewhere(*one, desk.context.actor)) return fail(err::case_handler);
    if (c.findings.empty()) return fail(err::finding_none);
    if (c.waived) ZHUPI_CHECK(need_words(c.text, "/text"));
    for (const int number : c.findings) {
        ZHUPI_TRY(const auto* finding, own_finding(desk, c.case_id, number));
        if (c.waived) continue;
        if (finding->asked) return fail(err::finding_asked, {{"number", std::to_string(number)}});
        if (finding->answers.empty() || !finding->answers.back().changed)
            return fail(err::finding_unchanged, {{"number", std::to_string(number)}});
    }
    desk.emit(FindingsClosed{c.case_id, c.findings, c.waived, c.waived ? c.text : std::string{}});
    return {};
}

Result<void> carry_out(Desktop& desk, const command::RepeatFinding& c) {
    ZHUPI_CHECK(reviewed(desk, c.case_id, "再次要求补正", "asked again"));
    ZHUPI_TRY(const auto* finding, own_finding(desk, c.case_id, c.finding));
    if (finding->asked || finding->answers.empty())
        return fail(err::finding_asked, {{"number", std::to_string(c.finding)}});
    ZHUPI_CHECK(need_words(c.text, "/text"));
    desk.emit(FindingRepeated{c.case_id, c.finding, c.text});
    return {};
}

Result<void> carry_out(Desktop& desk, const command::HandInFindings& c) {
    ZHUPI_TRY(const auto* one, reviewed(desk, c.case_id, "提交审查意见", "handed in"));
    if (!may_be_corrected(*one)) return out_of_turn(*one, "提交审查意见", "handed in");
    int ready = 0;
    if (desk.state.joint)
        for (const auto& finding : desk.state.joint->findings)
            if (finding.case_id == c.case_id && finding.ready()) ++ready;
    desk.emit(FindingsHandedIn{c.case_id, ready});
    return {};
}

// The notice ------------------------------------------------------------------------------------------------------

Result<void> carry_out(Desktop& desk, const command::IssueNotice&) { return issue(desk, false); }

Result<void> carry_out(Desktop& desk, const command::AnswerNotice& c) {
    const Notice* notice = nullptr;
    if (desk.state.joint)
        for (const auto& one : desk.state.joint->notices)
            if (one.round == c.round) notice = &one;
    if (!notice) return fail(err::notice_none);
    if (notice->answered_at) return fail(err::notice_answered);
    std::map<int, const command::AnswerNotice::Answer*> by_finding;
    for (const auto& answer : c.answers)
        for (const auto& line : notice->lines)
            if (line.number == answer.line)
                for (const int number : line.findings) by_finding[number] = &answer;
    const auto line_with = [&](int number) {
        for (const auto& line : notice->lines)
            if (std::find(line.findings.begin(), line.findings.end(), number) != line.findings.end())
                return line.number;
        return 0;
    };
    std::map<Id, std::vector<CorrectionRequest>> answered;
    for (const auto id : correcting(desk.state, c.round)) {
        auto requests = desk.state.find(id)->corrections.back().requests;
        for (auto& request : requests) {
            const auto& finding = *desk.state.joint->finding(*request.finding);
            if (finding.closed) continue;  // waived meanwhile
            const auto given = by_finding.find(finding.number);
            if (given == by_finding.end())
                return fail(err::notice_answers, {{"number", std::to_string(line_with(finding.number))}}, "/answers");
            ZHUPI_CHECK(fill(request, finding, *given->second));
        }
        answered.emplace(id, std::move(requests));
    }
    bool first = true;  // one new version of the form, however many departments asked for it
    for (auto& [id, requests] : answered) {
        ZHUPI_CHECK(desk.flow.complete(id, catalog::Step::correction, "answered"));
        desk.emit(CorrectionAnswered{id, std::move(requests), first ? c.values_digest : std::string{}, false,
                                     desk.flow.take()});
        first = false;
    }
    desk.emit(NoticeAnswered{c.round, false});
    return {};
}

Result<std::vector<CorrectionRequest>> own_requests(Desktop& desk, const Case& c,
                                                    std::vector<CorrectionRequest> requests) {
    const auto id = c.id;
    const bool later = last_word(desk.state, c).has_value();
    for (std::size_t i = 0; i < requests.size(); ++i) {
        auto& request = requests[i];
        request.changed.reset();
        if (request.finding) {
            ZHUPI_TRY(const auto* finding, own_finding(desk, id, *request.finding));
            if (!finding->ready()) return fail(err::finding_asked, {{"number", std::to_string(finding->number)}});
            request.kind = finding->place.kind;
            request.target = finding->place.target;
        } else if (later) {
            command::NoteFinding said;
            said.place = {request.kind, request.target, {}, {}, {}};
            said.demand = request.text;
            said.clause = text::trim(request.basis).empty() ? "行政许可法第三十二条" : request.basis;
            said.late = request.late;
            auto noted = note(desk, *desk.state.find(id), said);
            if (!noted) return fail(err::finding_late, {}, "/requests/" + std::to_string(i) + "/late");
            request.finding = *noted;
        }
        request.late.reset();
    }
    return requests;
}

Result<void> follow_findings(Desktop& desk) {
    if (!desk.state.joint) return {};
    if (!ready_to_send(desk.state).empty() && awaited(desk.state).empty()) ZHUPI_CHECK(issue(desk, true));
    std::vector<int> over;
    for (const auto& notice : desk.state.joint->notices)
        if (!notice.answered_at && correcting(desk.state, notice.round).empty()) over.push_back(notice.round);
    for (const int round : over) desk.emit(NoticeAnswered{round, true});
    return {};
}

// Conditions and conflicts ----------------------------------------------------------------------------------------

Result<void> carry_out(Desktop& desk, const command::StateConditions& c) {
    const auto* one = desk.state.find(c.case_id);
    if (!one) return fail(err::case_none);
    if (has_ended(one->status) || one->status == Status::filed || one->status == Status::waiting)
        return out_of_turn(*one, "提出条件", "given conditions");
    for (std::size_t i = 0; i < c.conditions.size(); ++i)
        ZHUPI_CHECK(check_condition(c.conditions[i], "/conditions/" + std::to_string(i)));
    ConditionsStated said{c.case_id, desk.context.actor.department, {}, {}};
    int next = 1;
    std::vector<Condition> wanted = c.conditions;
    if (desk.state.joint) {
        next += static_cast<int>(desk.state.joint->conditions.size());
        for (const auto& held : desk.state.joint->conditions) {
            if (held.case_id != c.case_id || held.department != said.department || held.withdrawn) continue;
            const auto kept = std::find(wanted.begin(), wanted.end(), held.said);
            if (kept != wanted.end())
                wanted.erase(kept);  // it keeps its number, and what was settled about it
            else
                said.withdrawn.push_back(held.number);
        }
    }
    for (auto& condition : wanted)
        said.added.push_back({next++,
                              c.case_id,
                              said.department,
                              std::move(condition),
                              desk.context.actor.user,
                              desk.context.now,
                              false,
                              {}});
    if (said.withdrawn.empty() && said.added.empty()) return {};
    desk.emit(std::move(said));
    find_conflicts(desk);
    return {};
}

Result<void> carry_out(Desktop& desk, const command::SettleConflict& c) {
    const auto* conflict = desk.state.joint ? desk.state.joint->conflict(c.conflict) : nullptr;
    if (!conflict) return fail(err::conflict_none);
    if (!is_open(desk.state, *conflict)) return fail(err::conflict_over);
    ZHUPI_CHECK(need_words(c.text, "/text"));
    std::vector<int> set_aside;
    std::vector<Stated> upheld;
    for (const int number : conflict->conditions)
        if (std::find(c.upheld.begin(), c.upheld.end(), number) == c.upheld.end())
            set_aside.push_back(number);
        else
            upheld.push_back({number, {}, &desk.state.joint->condition(number)->said});
    const bool compatible = set_aside.empty();
    if (upheld.size() != c.upheld.size() ||
        (!compatible && !find_clashes(upheld, vocabulary_of(desk.context.catalog)).empty()))
        return fail(err::conflict_upheld, {}, "/upheld");
    desk.emit(ConflictSettled{c.conflict, c.upheld, std::move(set_aside), c.text});
    find_conflicts(desk);  // a smaller set may clash still
    return {};
}

Result<void> need_findings_closed(const Application& application, Id case_id) {
    if (const int count = open_findings(application, case_id); count > 0)
        return fail(err::findings_open, {{"count", std::to_string(count)}});
    return {};
}

Result<void> need_conflicts_settled(const Application& application, Id case_id) {
    if (const int count = open_conflicts(application, case_id); count > 0)
        return fail(err::conflict_open, {{"count", std::to_string(count)}});
    return {};
}

}  // namespace zhupi::approval
