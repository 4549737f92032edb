// Folding events into states. Every change of status goes through move(), which knows what the standard allows, and
// every change of turn through hand_to(), which keeps the waits without gap or overlap.

#include "approval/events.hpp"
#include "approval/flow.hpp"

namespace zhupi::approval {
namespace {

constexpr std::string_view correction_basis = "行政许可法第三十二条";

void move(Case& c, Status to) {
    ensure(may_follow(c.status, to), "illegal transition in the log");
    c.status = to;
}

void hand_to(Case& c, const Stamp& stamp, Party party, std::string_view reason, std::string_view basis = {}) {
    if (!c.waits.empty()) c.waits.back().until = stamp.at;
    c.waits.push_back({party, party == Party::authority ? c.department : std::string{}, stamp.at, std::nullopt,
                       std::string(reason), std::string(basis)});
}

void end(Case& c, const Stamp& stamp, Status status) {
    move(c, status);
    c.ended_at = stamp.at;
    if (c.clock.started) {
        if (!c.clock.pauses.empty() && !c.clock.pauses.back().to) c.clock.pauses.back().to = stamp.at;
        c.clock.ended = stamp.at;
    }
    c.desk = Desk::none;
    if (!c.waits.empty()) c.waits.back().until = stamp.at;
}

void add_opinion(Case& c, const Stamp& stamp, Desk desk, std::string_view outcome, const std::string& text) {
    c.opinions.push_back({desk, std::string(outcome), text, stamp.actor.user, stamp.actor.department, stamp.at, {}});
}

void arrive(Case& c, const Stamp& stamp, Desk desk) {
    c.desk = desk;
    hand_to(c, stamp, Party::authority, desk == Desk::none ? "handling" : json::name_of(desk));
}

void pause(Case& c, const Stamp& stamp, calendar::PauseKind kind, const std::string& basis) {
    if (c.clock.started) c.clock.pauses.push_back({kind, stamp.at, std::nullopt, basis});
}

void resume(Case& c, const Stamp& stamp) {
    if (c.clock.paused()) c.clock.pauses.back().to = stamp.at;
}

void receive(Case& c, const Stamp& stamp) {
    if (c.after.empty()) {
        move(c, Status::received);
        c.received_at = stamp.at;
        hand_to(c, stamp, Party::authority, "acceptance");
    } else {
        move(c, Status::waiting);
        hand_to(c, stamp, Party::prerequisite, "prerequisite");
    }
}

std::string_view proposal_name(Outcome outcome) {
    constexpr std::string_view names[] = {"proposed_approve", "proposed_approve_with_deferral", "proposed_reject"};
    return names[static_cast<std::size_t>(outcome)];
}

Status status_of(Outcome outcome) {
    constexpr Status states[] = {Status::approved, Status::approved_with_deferral, Status::rejected};
    return states[static_cast<std::size_t>(outcome)];
}

struct ApplicationFold {
    Application& state;
    const Stamp& stamp;

    Case& at(Id id) const {
        auto* found = state.find(id);
        ensure(found != nullptr, "event about a case that was never filed");
        return *found;
    }
    void close_if_ended() const {
        if (state.ended()) state.ended_at = stamp.at;
    }

    void operator()(const ApplicationFiled& e) const {
        state.id = e.application;
        state.project = e.project;
        state.number = e.number;
        state.flow = e.flow;
        state.catalog_version = e.catalog_version;
        state.rules_version = e.rules_version;
        state.stage = e.stage;
        state.district = e.district;
        state.organisation = e.organisation;
        state.filed_by = stamp.actor.user;
        state.filed_at = stamp.at;
        state.values_digest = e.values_digest;
        state.materials = e.materials;
        state.papers_needed = e.papers_needed;
        state.papers_saved = e.papers_saved;
        for (const auto& filed : e.cases) {
            Case c;
            c.id = filed.id;
            c.number = filed.number;
            c.item = filed.item;
            c.department = filed.department;
            c.clock.budget = filed.promised;
            c.statutory = filed.statutory;
            c.desks = filed.desks;
            c.route = filed.route.value_or("");
            c.special_procedures = filed.special_procedures;
            c.deferrable = filed.deferrable;
            c.after = filed.after;
            c.filed_at = stamp.at;
            c.waits.push_back({Party::authority, e.intake_department, stamp.at, std::nullopt, "intake", {}});
            state.cases.push_back(std::move(c));
        }
    }
    void operator()(const ApplicationReceived& e) const {
        state.received_at = stamp.at;
        for (auto& c : state.cases) {
            if (c.status != Status::filed) continue;
            receive(c, stamp);
            add_opinion(c, stamp, Desk::none, "received", e.text);
        }
    }
    void operator()(const CaseOpened& e) const {
        auto& c = at(e.case_id);
        c.after.clear();
        receive(c, stamp);
    }
    void operator()(const CaseLapsed& e) const {
        end(at(e.case_id), stamp, Status::withdrawn);
        close_if_ended();
    }
    void operator()(const CaseAssigned& e) const {
        auto& c = at(e.case_id);
        c.handler = e.user;
        c.assigned_because = e.because;
    }
    void operator()(const CaseReleased& e) const {
        auto& c = at(e.case_id);
        c.handler.reset();
        c.assigned_because.reset();
    }
    void operator()(const ApplicantChanged& e) const { state.organisation = e.to; }
    void operator()(const CaseAccepted& e) const {
        auto& c = at(e.case_id);
        move(c, Status::accepted);
        move(c, Status::handling);
        c.desk = Desk::handling;
        c.accepted_at = stamp.at;
        c.clock.started = stamp.at;
        if (!c.handler) c.handler = stamp.actor.user;
        add_opinion(c, stamp, Desk::handling, "accepted", e.text);
        hand_to(c, stamp, Party::authority, "handling");
    }
    void operator()(const CaseRefused& e) const {
        auto& c = at(e.case_id);
        add_opinion(c, stamp, Desk::handling, e.not_ours ? "not_ours" : "refused", e.text);
        end(c, stamp, e.not_ours ? Status::not_ours : Status::refused);
        close_if_ended();
    }
    void operator()(const CorrectionAsked& e) const { ask(at(e.case_id), e.requests, {}); }
    void operator()(const NoticeSent& e) const { ask(at(e.case_id), e.requests, e.round); }
    void ask(Case& c, const std::vector<CorrectionRequest>& requests, std::optional<int> notice) const {
        move(c, Status::correcting);
        c.desk = Desk::none;
        c.corrections.push_back(
            {static_cast<int>(c.corrections.size()) + 1, stamp.at, stamp.actor.user, requests, {}, notice});
        note_asked(state, requests, notice.value_or(0));
        pause(c, stamp, calendar::PauseKind::correction, std::string(correction_basis));
        hand_to(c, stamp, Party::applicant, "correction", correction_basis);
    }
    void operator()(const CorrectionAnswered& e) const {
        auto& c = at(e.case_id);
        move(c, Status::corrected);
        auto& correction = c.corrections.back();
        correction.requests = e.requests;
        correction.answered_at = stamp.at;
        note_answered(state, e.requests, e.closed_by_end, stamp);
        resume(c, stamp);
        if (!e.values_digest.empty()) {
            ++state.submission;
            state.values_digest = e.values_digest;
        }
        if (c.accepted_at) {
            move(c, Status::handling);
            c.desk = Desk::handling;
            hand_to(c, stamp, Party::authority, "handling");
        } else {
            hand_to(c, stamp, Party::authority, "acceptance");
        }
    }
    void operator()(const SpecialStarted& e) const {
        auto& c = at(e.case_id);
        move(c, Status::special);
        c.desk = Desk::none;
        c.specials.push_back({e.procedure, e.basis, e.note, e.limit, stamp.at, {}});
        pause(c, stamp, calendar::PauseKind::special, e.basis);
        hand_to(c, stamp, Party::statutory, "special", e.basis);
    }
    void operator()(const SpecialEnded& e) const {
        auto& c = at(e.case_id);
        move(c, Status::special_ended);
        move(c, Status::handling);
        c.desk = Desk::handling;
        c.specials.back().ended_at = stamp.at;
        if (!e.note.empty()) c.specials.back().note += (c.specials.back().note.empty() ? "" : "；") + e.note;
        resume(c, stamp);
        hand_to(c, stamp, Party::authority, "handling");
    }
    void operator()(const CaseProposed& e) const {
        auto& c = at(e.case_id);
        c.proposal = Proposal{e.outcome, e.text, stamp.actor.user, e.deferrals};
        c.desk = e.next;
        add_opinion(c, stamp, Desk::handling, proposal_name(e.outcome), e.text);
        if (e.next != Desk::none) arrive(c, stamp, e.next);
    }
    void operator()(const CaseReviewed& e) const {
        auto& c = at(e.case_id);
        c.reviewed_by = stamp.actor.user;
        c.desk = Desk::approval;
        add_opinion(c, stamp, Desk::review, "agreed", e.text);
        hand_to(c, stamp, Party::authority, "approval");
    }
    void operator()(const CaseReturned& e) const {
        auto& c = at(e.case_id);
        c.proposal.reset();
        c.reviewed_by = 0;
        c.desk = Desk::handling;
        add_opinion(c, stamp, e.from, "returned", e.text);
        hand_to(c, stamp, Party::authority, "handling");
    }
    void operator()(const CaseConcluded& e) const {
        auto& c = at(e.case_id);
        const auto desk = c.desk == Desk::none ? Desk::handling : c.desk;
        const auto status = status_of(e.outcome);
        add_opinion(c, stamp, desk, json::name_of(status), e.text);
        c.decision = Decision{e.outcome,     e.number,         e.title,     e.text, e.date,
                              e.valid_until, stamp.actor.user, e.deferrals, {},     {}};
        end(c, stamp, status);
        close_if_ended();
    }
    void operator()(const CaseWithdrawn& e) const {
        auto& c = at(e.case_id);
        add_opinion(c, stamp, Desk::none, "withdrawn", e.text);
        end(c, stamp, c.accepted_at ? Status::recalled : Status::withdrawn);
        close_if_ended();
    }
    void operator()(const CaseRevoked& e) const {
        auto& c = at(e.case_id);
        move(c, Status::revoked);
        c.decision->revoked_at = stamp.at;
        c.decision->revoked_reason = e.text;
        add_opinion(c, stamp, Desk::approval, "revoked", e.text);
    }
    void operator()(const CaseArrived& e) const { arrive(at(e.case_id), stamp, e.desk); }
    void operator()(const TaskAnswered& e) const {
        auto& c = at(e.case_id);
        c.opinions.push_back({c.desk, e.outcome, e.text, stamp.actor.user, e.department, stamp.at, e.name});
    }
    void operator()(const TaskLapsed& e) const {
        auto& c = at(e.case_id);
        c.opinions.push_back({c.desk, "lapsed", {}, 0, e.department, stamp.at, e.name});
    }
    void operator()(const CaseMoved& e) const {
        auto& c = at(e.case_id);
        if (e.to == Desk::handling) {
            c.proposal.reset();
            c.reviewed_by = 0;
        }
        add_opinion(c, stamp, e.from, "moved", e.reason);
        arrive(c, stamp, e.to);
    }
    void operator()(const FlowBegun&) const {}
    void operator()(const FlowMoved&) const {}
    void operator()(const FlowMigrated&) const {}
    /// Findings, notices and conditions: findings.cpp.
    template <class E>
        requires requires(Application& to, const E& e, const Stamp& at) { fold(to, e, at); }
    void operator()(const E& e) const {
        fold(state, e, stamp);
    }
    void operator()(const DeferralSupplied& e) const {
        for (auto& deferral : at(e.case_id).decision->deferrals) {
            if (deferral.material != e.material || deferral.supplied_at) continue;
            deferral.supplied_at = stamp.at;
            deferral.paper = e.paper;
        }
    }
};

struct ProjectFold {
    Project& state;
    const Stamp& stamp;

    StageState& at(int number) const {
        auto* found = state.stage(number);
        ensure(found != nullptr, "event about a stage that the flow does not have");
        return *found;
    }

    void operator()(const ProjectRegistered& e) const {
        state.id = e.project;
        state.facts = e.facts;
        state.flow = e.flow;
        state.catalog_version = e.catalog_version;
        state.rules_version = e.rules_version;
        state.organisation = e.organisation;
        state.registered_by = stamp.actor.user;
        state.registered_at = stamp.at;
        for (const int number : e.stages) state.stages.push_back({number, StageStatus::locked, {}, {}, {}, {}});
    }
    void operator()(const PaperAdded& e) const { state.papers.push_back(e.paper); }
    void operator()(const PaperDescribed& e) const {
        const auto some = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
        for (auto& paper : state.papers) {
            if (paper.id != e.paper) continue;
            paper.title = e.title;
            paper.sheet = some(e.sheet);
            paper.sheet_title = some(e.sheet_title);
        }
    }
    void operator()(const PaperRemoved& e) const {
        for (auto& paper : state.papers)
            if (paper.id == e.paper) paper.removed = true;
    }
    void operator()(const StageFiled& e) const {
        auto& stage = at(e.stage);
        if (stage.status == StageStatus::open) stage.status = StageStatus::running;
        if (!stage.started_at) stage.started_at = stamp.at;
        stage.applications.push_back(e.application);
        state.papers_needed += e.papers_needed;
        state.papers_saved += e.papers_saved;
        for (auto& paper : state.papers)
            if (std::find(e.papers.begin(), e.papers.end(), paper.id) != e.papers.end()) paper.used = true;
    }
    void operator()(const ResultRecorded& e) const {
        state.results.push_back(e.result);
        state.papers.insert(state.papers.end(), e.papers.begin(), e.papers.end());
    }
    void operator()(const ResultRevoked& e) const {
        for (auto& result : state.results)
            if (result.case_id == e.case_id) result.revoked = true;
        for (auto& paper : state.papers)
            if (paper.case_id == e.case_id) paper.revoked = true;
    }
    void operator()(const StageOpened& e) const {
        auto& stage = at(e.stage);
        stage.status = StageStatus::open;
        stage.opened_at = stamp.at;
    }
    void operator()(const StageConcluded& e) const {
        auto& stage = at(e.stage);
        stage.status = StageStatus::concluded;
        stage.concluded_at = stamp.at;
    }
    void operator()(const ProjectCompleted&) const { state.completed_at = stamp.at; }

    void operator()(const MemberSet& e) const {
        remove_member(e.organisation, e.person);
        state.members.push_back({e.organisation, e.person, e.role, stamp.at});
    }
    void operator()(const MemberRemoved& e) const { remove_member(e.organisation, e.person); }
    void operator()(const OwnerChangeAsked& e) const {
        state.owner_change = OwnerChange{e.to, e.reason, e.papers, e.department, stamp.actor.user, stamp.at, {}, {}};
    }
    void operator()(const OwnerChangeConsented&) const {
        ensure(state.owner_change.has_value(), "consent to a change of owner that nobody asked for");
        state.owner_change->consented_by = stamp.actor.user;
        state.owner_change->consented_at = stamp.at;
    }
    void operator()(const OwnerChangeEnded&) const { state.owner_change.reset(); }
    void operator()(const OwnerChanged& e) const {
        const auto was_here = [&](const auto& other) { return other.organisation == e.to; };
        std::erase_if(state.members, was_here);
        std::erase_if(state.former_owners, was_here);
        state.former_owners.push_back({e.from, stamp.at});
        state.organisation = e.to;
        state.owner_change.reset();
    }
    void remove_member(Id organisation, Id person) const {
        std::erase_if(state.members,
                      [&](const Member& m) { return m.organisation == organisation && m.person == person; });
    }
};

}  // namespace

void apply(Application& state, const ApplicationEvent& event, const Stamp& stamp) {
    std::visit(ApplicationFold{state, stamp}, event);
    if (const auto* moves = moves_of(event)) advance(state.process, *moves);
    ++state.version;
}

void apply(Project& state, const ProjectEvent& event, const Stamp& stamp) {
    std::visit(ProjectFold{state, stamp}, event);
    ++state.version;
}

}  // namespace zhupi::approval
