#include "approval/commands.hpp"
#include "approval/finding_desk.hpp"
#include "approval/flow.hpp"
#include "base/error_codes.hpp"
#include "base/statuses.hpp"
#include "base/text.hpp"
#include "catalog/form.hpp"

namespace zhupi::approval {
namespace {

using catalog::Step;

constexpr std::size_t longest_text = 2000;
constexpr int longest_special = 365;

/// What a desk may do, in words for the error that says it cannot be done now.
struct Action {
    std::string_view zh, en;
};

tl::unexpected<Error> not_now(const Case& c, Action action) {
    for (const auto& name : status_name::all)
        if (name.code == json::name_of(c.status))
            return fail(err::case_transition, {{"status", std::string(name.zh)},
                                               {"statusEn", std::string(name.en)},
                                               {"action", std::string(action.zh)},
                                               {"actionEn", std::string(action.en)}});
    bug("a state without a name");
}

Result<void> need_text(std::string_view written, std::string where) {
    const auto trimmed = text::trim(written);
    if (trimmed.empty() || text::length(trimmed) > longest_text || !text::valid_utf8(trimmed))
        return fail(err::case_text, {}, std::move(where));
    return {};
}

Result<void> need_basis(std::string_view written) {
    if (text::trim(written).empty() || text::length(written) > 500) return fail(err::case_basis, {}, "/basis");
    return {};
}

const char* desk_name(Desk desk, bool chinese) {
    switch (desk) {
        case Desk::handling:
            return chinese ? "在承办环节" : "with the officer";
        case Desk::review:
            return chinese ? "在审核环节" : "with the reviewer";
        case Desk::approval:
            return chinese ? "在批准环节" : "with the approver";
        case Desk::joint:
            return chinese ? "在会办环节" : "with those who are asked";
        case Desk::none:
            break;
    }
    return chinese ? "未在办理" : "at no desk";
}

class Deciding {
public:
    Deciding(Application state, const Context& context)
        : context_(context), decided_{std::move(state), {}}, flow_(decided_.state, context) {}

    /// An application from before the flows were drawn gets one now.
    Result<void> prepare() {
        if (decided_.state.process) {
            ZHUPI_CHECK(decided_.state.process->marking.open());
            return flow_.resume();
        }
        ZHUPI_CHECK(flow_.adopt());
        emit(FlowBegun{flow_.take()});
        return {};
    }

    Result<void> operator()(const command::Receive& c);
    Result<void> operator()(const command::Assign& c);
    Result<void> operator()(const command::Release& c);
    Result<void> operator()(const command::ChangeApplicant& c);
    Result<void> operator()(const command::Accept& c);
    Result<void> operator()(const command::Refuse& c);
    Result<void> operator()(const command::AskCorrection& c);
    Result<void> operator()(const command::AnswerCorrection& c);
    Result<void> operator()(const command::StartSpecial& c);
    Result<void> operator()(const command::EndSpecial& c);
    Result<void> operator()(const command::Propose& c);
    Result<void> operator()(const command::Review& c);
    Result<void> operator()(const command::Decide& c);
    Result<void> operator()(const command::Withdraw& c);
    Result<void> operator()(const command::Revoke& c);
    Result<void> operator()(const command::SupplyDeferred& c);
    Result<void> operator()(const command::Answer& c);
    Result<void> operator()(const command::Move& c);
    Result<void> operator()(const command::Tick&);
    Result<void> operator()(const command::Reproject&);
    Result<void> operator()(const command::Migrate& c);
    /// Findings, notices and conditions: finding_desk.cpp.
    template <class C>
        requires requires(Desktop& on, const C& c) { carry_out(on, c); }
    Result<void> operator()(const C& c) {
        auto desk = desktop();
        return carry_out(desk, c);
    }

    /// What follows by itself: cases open and lapse, arrive at other desks, and end.
    Result<Decided> finish() {
        ZHUPI_CHECK(settle());
        ZHUPI_CHECK(follow_flow());
        auto desk = desktop();
        ZHUPI_CHECK(follow_findings(desk));
        if (decided_.state.ended() && !flow_.over()) {
            ZHUPI_CHECK(flow_.close());
            emit(FlowMoved{flow_.take()});
        }
        return std::move(decided_);
    }

private:
    Desktop desktop() {
        return {decided_.state, context_, flow_, [this](ApplicationEvent event) { emit(std::move(event)); }};
    }
    void emit(ApplicationEvent event) {
        apply(decided_.state, event, context_.stamp());
        decided_.events.push_back(std::move(event));
    }

    Result<const Case*> find(Id id) const {
        const auto* found = decided_.state.find(id);
        if (!found) return fail(err::case_none);
        return found;
    }
    const catalog::Item& item_of(const Case& c) const {
        const auto* item = context_.catalog.item(c.item);
        ensure(item != nullptr, "a case of an item that the catalogue does not have");
        return *item;
    }

    /// Whether somebody else has the case in hand: not the actor, nor the one whose desk the actor keeps.
    bool with_another(const Case& c) const {
        const auto& actor = context_.actor;
        return c.handler && *c.handler != actor.user && c.handler != actor.substitute_for;
    }
    /// The case, when it stands at the 承办 desk and the actor is its handler (or it has none yet).
    Result<const Case*> in_hand(Id id, Action action) const;
    Result<void> check_deferrals(const Case& c, const std::vector<Deferral>& deferrals) const;
    Result<void> check_target(const CorrectionRequest& request, const std::string& where) const;
    Result<void> conclude(const Case& c, std::string text);
    Result<void> withdraw_one(const Case& c, const std::string& text);
    Result<void> settle();
    Result<void> follow_flow();
    void note_lapsed(const std::vector<OpenTask>& before, int answered);

    const Context& context_;
    Decided decided_;
    FlowRun flow_;
};

// Intake ----------------------------------------------------------------------------------------------------------

Result<void> Deciding::operator()(const command::Receive& c) {
    for (const auto& one : decided_.state.cases)
        if (one.status == Status::filed) {
            ZHUPI_CHECK(flow_.receive());
            emit(ApplicationReceived{c.text, flow_.take()});
            return {};
        }
    return not_now(decided_.state.cases.front(), {"接件", "received"});
}

Result<void> Deciding::operator()(const command::Assign& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (has_ended(one->status)) return not_now(*one, {"分派", "assigned"});
    if (one->handler && *one->handler != c.user && context_.actor.user == c.user) return fail(err::case_handler);
    if (c.note && text::length(*c.note) > longest_text) return fail(err::case_text, {}, "/text");
    emit(CaseAssigned{c.case_id, c.user, c.note, c.because});
    return {};
}

Result<void> Deciding::operator()(const command::Release& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (has_ended(one->status) || !one->handler) return not_now(*one, {"退回", "given back"});
    if (with_another(*one)) return fail(err::case_handler);
    ZHUPI_CHECK(need_text(c.reason, "/text"));
    emit(CaseReleased{c.case_id, c.reason});
    return {};
}

Result<void> Deciding::operator()(const command::ChangeApplicant& c) {
    if (c.to != decided_.state.organisation) emit(ApplicantChanged{decided_.state.organisation, c.to});
    return {};
}

Result<void> Deciding::operator()(const command::Accept& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (!may_follow(one->status, Status::accepted)) return not_now(*one, {"受理", "accepted"});
    if (with_another(*one)) return fail(err::case_handler);
    ZHUPI_CHECK(flow_.complete(c.case_id, Step::acceptance, "accepted"));
    emit(CaseAccepted{c.case_id, c.text, flow_.take()});
    return {};
}

Result<void> Deciding::operator()(const command::Refuse& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    const auto to = c.not_ours ? Status::not_ours : Status::refused;
    if (!may_follow(one->status, to) || one->accepted_at) return not_now(*one, {"不予受理", "refused"});
    ZHUPI_CHECK(need_text(c.text, "/text"));
    ZHUPI_CHECK(need_basis(c.basis));
    ZHUPI_CHECK(flow_.complete(c.case_id, Step::acceptance, c.not_ours ? "not_ours" : "refused"));
    emit(CaseRefused{c.case_id, c.not_ours, c.text, c.basis, flow_.take()});
    return {};
}

// Corrections (行政许可法 32: once, and everything at once) ---------------------------------------------------------

Result<void> Deciding::check_target(const CorrectionRequest& request, const std::string& where) const {
    static constexpr std::string_view kinds[] = {"field", "material", "drawing", "other"};
    if (std::find(std::begin(kinds), std::end(kinds), request.kind) == std::end(kinds))
        return fail(err::correction_kind, {{"kind", request.kind}}, where + "/kind");
    const bool paper = request.kind == "material" || request.kind == "drawing";
    const bool known = request.kind == "other" || (paper && context_.catalog.material(request.target) != nullptr) ||
                       (request.kind == "field" && catalog::field_of_key(context_.catalog, request.target));
    if (!known) return fail(err::correction_target, {{"target", request.target}}, where + "/target");
    return {};
}

Result<void> Deciding::operator()(const command::AskCorrection& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    const bool at_another_desk = one->accepted_at && one->desk != Desk::handling;
    if (!may_follow(one->status, Status::correcting) || at_another_desk)
        return not_now(*one, {"要求补正", "sent for correction"});
    if (with_another(*one)) return fail(err::case_handler);
    if (c.requests.empty()) return fail(err::correction_empty, {}, "/requests");
    for (std::size_t i = 0; i < c.requests.size(); ++i) {
        const auto where = "/requests/" + std::to_string(i);
        ZHUPI_CHECK(check_target(c.requests[i], where));
        ZHUPI_CHECK(need_text(c.requests[i].text, where + "/text"));
    }
    const auto step = one->accepted_at ? Step::handling : Step::acceptance;
    auto desk = desktop();
    ZHUPI_TRY(auto requests, own_requests(desk, *one, c.requests));
    ZHUPI_CHECK(flow_.complete(c.case_id, step, "correction"));
    emit(CorrectionAsked{c.case_id, std::move(requests), flow_.take()});
    return {};
}

Result<void> Deciding::operator()(const command::AnswerCorrection& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (one->status != Status::correcting) return not_now(*one, {"提交补正", "corrected"});
    if (const auto round = one->corrections.back().notice)
        return fail(err::notice_part, {{"round", std::to_string(*round)}});
    auto requests = one->corrections.back().requests;
    for (const auto& answer : c.answers) {
        if (answer.number < 1 || answer.number > static_cast<int>(requests.size())) continue;
        auto& request = requests[static_cast<std::size_t>(answer.number) - 1];
        request.answer = answer.text;
        request.paper = answer.paper;
        request.changed = answer.changed;
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const bool needs_paper = requests[i].kind == "material" || requests[i].kind == "drawing";
        const bool answered = requests[i].answer && (!text::trim(*requests[i].answer).empty() || requests[i].paper);
        if (!answered || (needs_paper && !requests[i].paper))
            return fail(err::correction_answers, {{"number", std::to_string(i + 1)}}, "/answers/" + std::to_string(i));
    }
    ZHUPI_CHECK(flow_.complete(c.case_id, Step::correction, "answered"));
    emit(CorrectionAnswered{c.case_id, std::move(requests), c.values_digest, false, flow_.take()});
    return {};
}

// Special procedures (行政许可法 45) -------------------------------------------------------------------------------

Result<void> Deciding::operator()(const command::StartSpecial& c) {
    ZHUPI_TRY(const auto* one, in_hand(c.case_id, {"启动特别程序", "put into a special procedure"}));
    const auto& allowed = one->special_procedures;
    if (std::find(allowed.begin(), allowed.end(), c.procedure) == allowed.end())
        return fail(err::special_procedure, {{"procedure", c.procedure}}, "/procedure");
    ZHUPI_CHECK(need_basis(c.basis));
    if (c.limit.amount < 1 || c.limit.amount > longest_special)
        return fail(err::special_limit, {{"most", std::to_string(longest_special)}}, "/limit/amount");
    ZHUPI_CHECK(flow_.complete(c.case_id, Step::handling, "special", c.procedure));
    emit(SpecialStarted{c.case_id, c.procedure, c.basis, c.note, c.limit, flow_.take()});
    return {};
}

Result<void> Deciding::operator()(const command::EndSpecial& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (one->status != Status::special) return not_now(*one, {"结束特别程序", "taken out of a special procedure"});
    if (with_another(*one)) return fail(err::case_handler);
    ZHUPI_CHECK(flow_.complete(c.case_id, Step::special, "ended"));
    emit(SpecialEnded{c.case_id, c.note, flow_.take()});
    return {};
}

// 承办 → 审核 → 批准 ----------------------------------------------------------------------------------------------

Result<const Case*> Deciding::in_hand(Id id, Action action) const {
    ZHUPI_TRY(const auto* one, find(id));
    if (one->status != Status::handling) return not_now(*one, action);
    if (one->desk != Desk::handling)
        return fail(err::case_desk, {{"desk", desk_name(one->desk, true)}, {"deskEn", desk_name(one->desk, false)}});
    if (with_another(*one)) return fail(err::case_handler);
    return one;
}

Result<void> Deciding::check_deferrals(const Case& c, const std::vector<Deferral>& deferrals) const {
    if (deferrals.empty()) return fail(err::deferral_none, {}, "/deferrals");
    for (std::size_t i = 0; i < deferrals.size(); ++i) {
        const auto where = "/deferrals/" + std::to_string(i);
        const bool offered =
            std::find(c.deferrable.begin(), c.deferrable.end(), deferrals[i].material) != c.deferrable.end();
        if (!offered)
            return fail(err::deferral_not_offered, {{"material", deferrals[i].material}}, where + "/material");
        if (deferrals[i].due <= context_.today || deferrals[i].due > context_.today.plus_days(366))
            return fail(err::deferral_due, {}, where + "/due");
    }
    return {};
}

Result<void> Deciding::operator()(const command::Propose& c) {
    ZHUPI_TRY(const auto* one, in_hand(c.case_id, {"提出拟办意见", "proposed"}));
    ZHUPI_CHECK(need_text(c.text, "/text"));
    if (c.outcome == Outcome::approve_with_deferral) ZHUPI_CHECK(check_deferrals(*one, c.deferrals));
    if (c.outcome != Outcome::reject) ZHUPI_CHECK(need_findings_closed(decided_.state, c.case_id));
    ZHUPI_CHECK(flow_.complete(c.case_id, Step::handling, "proposed"));
    auto deferrals = c.outcome == Outcome::approve_with_deferral ? c.deferrals : std::vector<Deferral>{};
    emit(CaseProposed{c.case_id, c.outcome, c.text, std::move(deferrals), flow_.desk(c.case_id), flow_.take()});
    return {};
}

Result<void> Deciding::operator()(const command::Review& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (one->status != Status::handling || one->desk != Desk::review) return not_now(*one, {"审核", "reviewed"});
    if (one->proposal->by == context_.actor.user) return fail(err::case_same_person);
    if (!c.agree) {
        ZHUPI_CHECK(need_text(c.text, "/text"));
        ZHUPI_CHECK(flow_.complete(c.case_id, Step::review, "returned"));
        emit(CaseReturned{c.case_id, Desk::review, c.text, flow_.take()});
    } else {
        ZHUPI_CHECK(flow_.complete(c.case_id, Step::review, "agreed"));
        emit(CaseReviewed{c.case_id, c.text, flow_.take()});
    }
    return {};
}

Result<void> Deciding::operator()(const command::Decide& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (one->status != Status::handling || one->desk != Desk::approval) return not_now(*one, {"批准", "decided"});
    if (one->proposal->by == context_.actor.user || one->reviewed_by == context_.actor.user)
        return fail(err::case_same_person);
    if (!c.agree) {
        ZHUPI_CHECK(need_text(c.text, "/text"));
        ZHUPI_CHECK(flow_.complete(c.case_id, Step::approval, "returned"));
        emit(CaseReturned{c.case_id, Desk::approval, c.text, flow_.take()});
        return {};
    }
    ZHUPI_CHECK(flow_.complete(c.case_id, Step::approval, "approved"));
    if (flow_.at(c.case_id, Step::issue)) return conclude(*one, c.text.empty() ? one->proposal->text : c.text);
    emit(CaseReviewed{c.case_id, c.text, flow_.take()});  // another desk has to approve as well
    return {};
}

/// The licence is made and delivered: the flow passes both by itself.

Result<void> Deciding::conclude(const Case& c, std::string text) {
    const auto& item = item_of(c);
    const auto& proposal = *c.proposal;
    if (proposal.outcome != Outcome::reject) ZHUPI_CHECK(need_conflicts_settled(decided_.state, c.id));
    ZHUPI_TRY(auto number, context_.numbers.decision_number(item, proposal.outcome));
    std::optional<Date> valid_until;
    if (proposal.outcome != Outcome::reject && item.result.valid_months > 0) {
        const int months = context_.today.month() - 1 + item.result.valid_months;
        const int day = std::min(context_.today.day_of_month(), 28);
        valid_until = Date::of(context_.today.year() + months / 12, months % 12 + 1, day);
    }
    auto title = proposal.outcome == Outcome::reject ? item.name.zh + "不予许可决定书" : item.result.name.zh;
    ZHUPI_CHECK(flow_.complete(c.id, Step::issue, "issued"));
    if (flow_.at(c.id, Step::delivery)) ZHUPI_CHECK(flow_.complete(c.id, Step::delivery, "delivered"));
    emit(CaseConcluded{c.id, proposal.outcome, std::move(number), std::move(title), std::move(text), context_.today,
                       valid_until, proposal.deferrals, flow_.take()});
    return {};
}

// After and around ------------------------------------------------------------------------------------------------

Result<void> Deciding::withdraw_one(const Case& c, const std::string& text) {
    const auto id = c.id;
    // The standard wants pauses closed in pairs before a case ends.
    if (c.status == Status::correcting) emit(CorrectionAnswered{id, c.corrections.back().requests, {}, true, {}});
    if (c.status == Status::special) emit(SpecialEnded{id, {}, {}});
    const auto& now = *decided_.state.find(id);
    if (!may_follow(now.status, now.accepted_at ? Status::recalled : Status::withdrawn))
        return not_now(now, {"撤件", "withdrawn"});
    ZHUPI_CHECK(flow_.leave(id));
    emit(CaseWithdrawn{id, text, flow_.take()});
    return {};
}

Result<void> Deciding::operator()(const command::Withdraw& c) {
    ZHUPI_CHECK(need_text(c.text, "/text"));
    if (c.case_id != 0) {
        ZHUPI_TRY(const auto* one, find(c.case_id));
        return withdraw_one(*one, c.text);
    }
    bool any = false;
    for (const auto& one : decided_.state.cases) {
        if (has_ended(one.status)) continue;
        ZHUPI_CHECK(withdraw_one(one, c.text));
        any = true;
    }
    if (!any) return not_now(decided_.state.cases.front(), {"撤件", "withdrawn"});
    return {};
}

Result<void> Deciding::operator()(const command::Revoke& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (!may_follow(one->status, Status::revoked)) return not_now(*one, {"撤销", "revoked"});
    ZHUPI_CHECK(need_text(c.text, "/text"));
    ZHUPI_CHECK(need_basis(c.basis));
    emit(CaseRevoked{c.case_id, c.text, c.basis});
    return {};
}

Result<void> Deciding::operator()(const command::SupplyDeferred& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    if (one->status != Status::approved_with_deferral)
        return not_now(*one, {"补齐容缺材料", "supplied with deferred papers"});
    const auto& owed = one->decision->deferrals;
    if (std::none_of(owed.begin(), owed.end(),
                     [&](const Deferral& d) { return d.material == c.material && !d.supplied_at; }))
        return fail(err::deferral_supplied, {{"material", c.material}}, "/material");
    emit(DeferralSupplied{c.case_id, c.material, c.paper});
    return {};
}

/// Opens the cases whose prerequisites have now ended well, and lets those lapse whose prerequisites no longer can.
/// One lapse may doom another, so this goes on until nothing changes; every round ends or opens a case.
Result<void> Deciding::settle() {
    const auto& cases = decided_.state.cases;
    const auto standing = [&](const std::string& item) {  // 1 ended well, 0 open, -1 ended otherwise or never filed
        int best = -1;
        for (const auto& c : cases)
            if (c.item == item) best = std::max(best, ended_well(c.status) ? 1 : has_ended(c.status) ? -1 : 0);
        return best;
    };
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < cases.size() && !changed; ++i) {
            const auto& c = cases[i];
            if (c.after.empty() || has_ended(c.status)) continue;
            bool met = true;
            const std::string* doomed = nullptr;
            for (const auto& group : c.after) {
                int best = -1;
                for (const auto& item : group) best = std::max(best, standing(item));
                met = met && best == 1;
                if (best == -1) doomed = &group.front();
            }
            if (doomed) {
                ZHUPI_TRY(const bool told, flow_.tell(c.id, "prerequisites_lost"));
                if (!told) ZHUPI_CHECK(flow_.leave(c.id));
                emit(CaseLapsed{c.id, *doomed, flow_.take()});
                changed = true;
            } else if (met && c.status == Status::waiting) {
                ZHUPI_CHECK(flow_.tell(c.id, "prerequisites_met"));
                emit(CaseOpened{c.id, flow_.take()});
                changed = true;
            }
        }
    }
    return {};
}

/// Where the flow has led each case: to a licence, or to another desk than the step that was taken usually leads to.
Result<void> Deciding::follow_flow() {
    for (std::size_t i = 0; i < decided_.state.cases.size(); ++i) {
        const auto id = decided_.state.cases[i].id;
        if (decided_.state.cases[i].status != Status::handling) continue;
        if (flow_.at(id, Step::issue) && decided_.state.cases[i].proposal) {
            const auto text = decided_.state.cases[i].proposal->text;
            ZHUPI_CHECK(conclude(decided_.state.cases[i], text));
            ZHUPI_CHECK(settle());
        } else if (const auto desk = flow_.desk(id); desk != decided_.state.cases[i].desk) {
            emit(CaseArrived{id, desk});
        }
    }
    return {};
}

// What is drawn beside the desks ----------------------------------------------------------------------------------

Result<void> Deciding::operator()(const command::Answer& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    const auto before = decided_.state.process->tasks;
    const auto task = std::find_if(before.begin(), before.end(), [&](const OpenTask& open) {
        return open.token == c.token && open.case_id == one->id;
    });
    if (task == before.end()) return fail(err::flow_task_none);
    if (std::find(task->outcomes.begin(), task->outcomes.end(), c.outcome) == task->outcomes.end())
        return fail(err::flow_answer, {{"outcome", c.outcome}}, "/outcome");
    const bool against = c.outcome == "conditional" || c.outcome == "disagree" || c.outcome == "fail";
    if (against || !text::trim(c.text).empty()) ZHUPI_CHECK(need_text(c.text, "/text"));
    ZHUPI_CHECK(flow_.answer(c.token, c.outcome));
    emit(TaskAnswered{one->id, task->element, task->name, task->department, c.outcome, c.text, flow_.take()});
    note_lapsed(before, c.token);
    return {};
}

/// Tasks that are gone although nobody has answered them: the time is over, or the others have decided.
void Deciding::note_lapsed(const std::vector<OpenTask>& before, int answered) {
    const auto left = decided_.state.process->tasks;
    for (const auto& task : before) {
        const bool open =
            std::any_of(left.begin(), left.end(), [&](const auto& one) { return one.token == task.token; });
        const auto* c = decided_.state.find(task.case_id);
        if (!open && task.token != answered && c && !has_ended(c->status))
            emit(TaskLapsed{task.case_id, task.element, task.name, task.department});
    }
}

Result<void> Deciding::operator()(const command::Move& c) {
    ZHUPI_TRY(const auto* one, find(c.case_id));
    const auto from = one->desk;
    const auto step = [](Desk desk) {
        return desk == Desk::handling   ? Step::handling
               : desk == Desk::review   ? Step::review
               : desk == Desk::approval ? Step::approval
                                        : Step::none;
    };
    if (one->status != Status::handling || step(from) == Step::none || step(c.to) == Step::none || c.to == from)
        return not_now(*one, {"调整环节", "moved to another step"});
    if (c.to != Desk::handling && !one->proposal) return not_now(*one, {"调整环节", "moved to another step"});
    ZHUPI_CHECK(need_text(c.reason, "/reason"));
    ZHUPI_CHECK(flow_.move(c.case_id, step(from), step(c.to), c.reason));
    emit(CaseMoved{c.case_id, from, c.to, c.reason, flow_.take()});
    return {};
}

Result<void> Deciding::operator()(const command::Tick&) {
    const auto before = decided_.state.process->tasks;
    ZHUPI_TRY(const bool fired, flow_.tick());
    if (!fired) return {};
    emit(FlowMoved{flow_.take()});
    note_lapsed(before, 0);
    return {};
}

Result<void> Deciding::operator()(const command::Reproject&) {
    ZHUPI_TRY(const bool changed, flow_.reproject());
    if (changed) emit(FlowMoved{flow_.take()});
    return {};
}

Result<void> Deciding::operator()(const command::Migrate& c) {
    const auto from = decided_.state.process->edition;
    if (from == c.edition) return fail(err::flow_version_same);
    const auto to = context_.catalog.flowbook->version(c.edition);
    if (!to) return fail(err::flows_edition_none, {{"version", c.edition}});
    ZHUPI_CHECK(flow_.migrate(to, c.reason));
    emit(FlowMigrated{from, c.edition, c.reason, flow_.take()});
    return {};
}

}  // namespace

Result<Decided> decide(Application state, const command::Command& command, const Context& context) {
    Deciding deciding(std::move(state), context);
    ZHUPI_CHECK(deciding.prepare());
    ZHUPI_CHECK(std::visit(deciding, command));
    return deciding.finish();
}

std::vector<std::string> possible_actions(const Case& c) {
    std::vector<std::string> actions;
    const auto offer = [&](const char* name) { actions.emplace_back(name); };
    switch (c.status) {
        case Status::received:
            offer("accept");
            offer("ask_correction");
            offer("refuse");
            break;
        case Status::corrected:
            offer("accept");
            offer("refuse");
            break;
        case Status::correcting:
            offer("answer_correction");
            break;
        case Status::special:
            offer("end_special");
            break;
        case Status::handling:
            if (c.desk == Desk::handling) {
                offer("propose");
                offer("ask_correction");
                offer("start_special");
            } else if (c.desk != Desk::joint && c.desk != Desk::none) {
                offer(c.desk == Desk::review ? "review" : "decide");
                offer("move");
            }
            break;
        case Status::filed:
            offer("receive");
            break;
        case Status::approved:
            offer("revoke");
            break;
        case Status::approved_with_deferral:
            offer("supply_deferral");
            offer("revoke");
            break;
        default:
            break;
    }
    if (!has_ended(c.status)) {
        offer("assign");
        offer("withdraw");
    }
    return actions;
}

}  // namespace zhupi::approval
