#include "store/command_path.hpp"

#include "base/error_codes.hpp"
#include "bpmn/working_time.hpp"
#include "catalog/number.hpp"
#include "crypto/random.hpp"
#include "store/event_log.hpp"
#include "store/messages.hpp"
#include "store/recent.hpp"
#include "store/sequence.hpp"

#include <cstdio>

namespace zhupi::store {
namespace {

/// Draws numbers from the sequences of the store, inside the command's transaction.
class StoredNumbers : public approval::Numbers {
public:
    StoredNumbers(Tx& tx, const Office& office, Date today, std::string district)
        : tx_(tx), office_(office), today_(today), district_(std::move(district)) {}

    Result<Id> next_id(std::string_view kind) override { return next_value(tx_, "id/" + std::string(kind)); }

    /// 申报编号: district, date, and a serial of that day.
    Result<std::string> application_number() override { return dated("SB"); }
    Result<std::string> case_number(const catalog::Item& item) override { return dated(item.code); }

    Result<std::string> decision_number(const catalog::Item& item, approval::Outcome outcome) override {
        const bool refusal = outcome == approval::Outcome::reject || item.result.number_pattern.empty();
        const std::string pattern = refusal ? "不予许可〔{yyyy}〕{seq4}号" : item.result.number_pattern;
        ZHUPI_TRY(const auto series, catalog::sequence_key(pattern, district_, today_));
        // Items that write the same kind of number share its series only when they are the same item.
        ZHUPI_TRY(const auto serial, next_value(tx_, "number/" + (refusal ? "refusal" : item.code) + "/" + series));
        return catalog::fill_number(pattern, district_, today_, serial);
    }

private:
    Result<std::string> dated(const std::string& series) {
        char date[16];
        std::snprintf(date, sizeof date, "%04d%02d%02d", today_.year(), today_.month(), today_.day_of_month());
        ZHUPI_TRY(const auto serial, next_value(tx_, "number/" + series + "/" + date));
        char out[64];
        std::snprintf(out, sizeof out, "%s-%s-%s-%04lld", district_.c_str(), date, series.c_str(),
                      static_cast<long long>(serial));
        return std::string(out);
    }

    Tx& tx_;
    const Office& office_;
    Date today_;
    std::string district_;
};

approval::Context context_of(const Office& office, const Acting& acting, approval::Numbers& numbers,
                             const bpmn::TimeKeeper& time) {
    return {office.catalog, numbers, acting.now, office.zone.date_of(acting.now), acting.actor, &time};
}

/// What the timers of flows count.
bpmn::WorkingTime working_time(const Office& office) { return {office.calendar, office.zone}; }

/// Appends events of one aggregate and tells what readers will hear.
template <class Event>
Result<void> append_all(Tx& tx, const Acting& acting, const std::string& stream, std::int64_t version_after,
                        const std::vector<Event>& events, const std::function<Noted(const Event&)>& note,
                        Receipt& receipt) {
    auto version = version_after - static_cast<std::int64_t>(events.size());
    const auto actor = json::encode(acting.actor);
    for (const auto& event : events) {
        auto noted = note(event);
        std::string basis;
        if constexpr (std::is_same_v<Event, approval::ApplicationEvent>) basis = approval::basis_of(event);
        ZHUPI_TRY(const auto stored, append(tx, {stream, ++version, std::string(approval::type_of(event)), acting.now,
                                                 actor, std::move(basis), approval::payload_of(event)}));
        noted.seq = stored.seq;
        noted.type = stored.type;
        ZHUPI_CHECK(derive_message(tx, noted, asked_in(event), acting.now));
        receipt.noted.push_back(std::move(noted));
    }
    return {};
}

Result<void> append_project(Tx& tx, const Acting& acting, const approval::Project& project,
                            const std::vector<approval::ProjectEvent>& events, Receipt& receipt) {
    const std::function<Noted(const approval::ProjectEvent&)> note = [&](const auto&) {
        return Noted{0, {}, project.id, 0, 0, project.organisation, {}};
    };
    return append_all(tx, acting, project_stream(project.id), project.version, events, note, receipt);
}

Result<void> append_application(Tx& tx, const Acting& acting, const approval::Application& application,
                                const std::vector<approval::ApplicationEvent>& events, Receipt& receipt) {
    const std::function<Noted(const approval::ApplicationEvent&)> note = [&](const auto& event) {
        const auto case_id = approval::case_of(event);
        const auto* c = application.find(case_id);
        return Noted{
            0, {}, application.project, application.id, case_id, application.organisation, c ? c->department : ""};
    };
    return append_all(tx, acting, application_stream(application.id), application.version, events, note, receipt);
}

/// Cases whose rows an application's events change; none means all.
std::vector<Id> touched_by(const std::vector<approval::ApplicationEvent>& events) {
    std::vector<Id> cases;
    for (const auto& event : events) {
        const auto id = approval::case_of(event);
        if (id == 0) return {};
        cases.push_back(id);
    }
    return cases;
}

/// Whether anything can follow for the project: most commands change nothing outside their application.
bool concerns_project(const std::vector<approval::ApplicationEvent>& events) {
    return std::any_of(events.begin(), events.end(), [](const auto& event) {
        return std::holds_alternative<approval::ApplicationFiled>(event) ||
               std::holds_alternative<approval::CaseConcluded>(event) ||
               std::holds_alternative<approval::CaseRevoked>(event);
    });
}

/// Writes what an application's events did: the log and the application, and what follows for its project.
Result<void> commit(Tx& tx, const Office& office, const Acting& acting, const approval::Application& application,
                    const approval::Application* before, const std::vector<approval::ApplicationEvent>& events,
                    const approval::Context& context, Receipt& receipt) {
    ZHUPI_CHECK(append_application(tx, acting, application, events, receipt));
    ZHUPI_CHECK(save_application(tx, application, before, {office.calendar, office.zone}, touched_by(events)));
    if (!concerns_project(events)) return {};
    ZHUPI_TRY(auto project, load_project(tx, application.project));
    const auto stored = project;
    const auto plan = approval::plan_of(office.catalog, project);
    ZHUPI_TRY(const auto following, approval::consequences(project, plan, application, events, context));
    if (following.empty()) return {};
    ZHUPI_CHECK(append_project(tx, acting, project, following, receipt));
    return save_project(tx, project, &stored);
}

/// Gives cases that have just arrived, or were given back, to whom the rule of assignment says.
Result<void> hand_out(Tx& tx, const Office& office, const approval::Context& context,
                      const approval::command::Command& command, approval::Decided& decided) {
    const auto* released = std::get_if<approval::command::Release>(&command);
    const bool arrives = std::any_of(decided.events.begin(), decided.events.end(), [](const auto& event) {
        return std::holds_alternative<approval::ApplicationReceived>(event) ||
               std::holds_alternative<approval::CaseOpened>(event);
    });
    if (!released && !arrives) return {};
    std::vector<Id> given;
    std::vector<approval::ApplicationEvent> assigned;
    for (const auto& c : decided.state.cases) {
        const bool waits =
            !c.handler && c.received_at && !approval::has_ended(c.status) && c.status != approval::Status::filed;
        if (!waits || (released && released->case_id != c.id)) continue;
        ZHUPI_TRY(const auto chosen,
                  office.assign(tx, decided.state, c, context.now, released ? context.actor.user : 0, given));
        if (!chosen) continue;
        given.push_back(chosen->user);
        assigned.push_back(approval::CaseAssigned{c.id, chosen->user, {}, chosen->because});
    }
    for (auto& event : assigned) {
        approval::apply(decided.state, event, context.stamp());
        decided.events.push_back(std::move(event));
    }
    return {};
}

std::string new_salt() { return crypto::random_token(16); }

}  // namespace

std::string project_stream(Id id) { return "project/" + std::to_string(id); }
std::string application_stream(Id id) { return "application/" + std::to_string(id); }

Result<Receipt> register_project(Tx& tx, const Office& office, const Acting& acting, approval::ProjectFacts facts,
                                 const Contact& contact) {
    if (!facts.code.empty()) {
        bool taken = false;
        ZHUPI_CHECK(
            tx.query("SELECT 1 FROM project_row WHERE code = $1", {facts.code}, [&](const Row&) { taken = true; }));
        if (taken) return fail(err::project_code_taken, {{"code", facts.code}}, "/code");
    }
    StoredNumbers numbers(tx, office, office.zone.date_of(acting.now), facts.district);
    const auto time = working_time(office);
    const auto context = context_of(office, acting, numbers, time);
    ZHUPI_TRY(const auto events, approval::decide_registration(std::move(facts), acting.actor.organisation, context));
    approval::Project project;
    for (const auto& event : events) approval::apply(project, event, context.stamp());

    Receipt receipt;
    receipt.project = project.id;
    receipt.number = project.facts.code;
    ZHUPI_CHECK(append_project(tx, acting, project, events, receipt));
    ZHUPI_CHECK(save_project(tx, project, nullptr));
    ZHUPI_CHECK(save_contact(tx, project.id, contact));
    receipt.version = project.version;
    return receipt;
}

namespace {

/// One event on a project's own stream.
Result<Receipt> record(Tx& tx, const Acting& acting, const approval::Project& before, approval::ProjectEvent event) {
    Receipt receipt;
    receipt.project = before.id;
    const std::vector<approval::ProjectEvent> events{std::move(event)};
    auto project = before;
    approval::apply(project, events.front(), {acting.now, acting.actor});
    ZHUPI_CHECK(append_project(tx, acting, project, events, receipt));
    ZHUPI_CHECK(save_project(tx, project, &before));
    receipt.version = project.version;
    return receipt;
}

}  // namespace

Result<Receipt> add_paper(Tx& tx, const Office& office, const Acting& acting, Id project_id, approval::Paper paper,
                          const approval::Placing& placing, approval::Paper& kept) {
    ZHUPI_TRY(const auto project, load_project(tx, project_id));
    StoredNumbers numbers(tx, office, office.zone.date_of(acting.now), project.facts.district);
    const auto time = working_time(office);
    const auto context = context_of(office, acting, numbers, time);
    ZHUPI_TRY(auto added, approval::decide_paper(project, std::move(paper), placing, context));
    kept = added.paper;
    return record(tx, acting, project, std::move(added));
}

Result<Receipt> describe_paper(Tx& tx, const Acting& acting, Id project_id, approval::PaperDescribed wanted) {
    ZHUPI_TRY(const auto project, load_project(tx, project_id));
    ZHUPI_TRY(auto described, approval::decide_description(project, std::move(wanted)));
    return record(tx, acting, project, std::move(described));
}

Result<Receipt> remove_paper(Tx& tx, const Acting& acting, Id project_id, Id paper) {
    ZHUPI_TRY(const auto project, load_project(tx, project_id));
    ZHUPI_TRY(const auto applications, load_applications(tx, project_id));
    ZHUPI_TRY(auto removed, approval::decide_removal(project, paper, approval::uses_of(applications)));
    return record(tx, acting, project, std::move(removed));
}

Result<Receipt> file_application(Tx& tx, const Office& office, const Acting& acting, Id project_id, int stage,
                                 const Draft& draft) {
    ZHUPI_TRY(auto project, load_project(tx, project_id));
    ZHUPI_TRY(const auto applications, load_applications(tx, project_id));
    approval::InFlight in_flight;
    for (const auto& application : applications)
        for (const auto& c : application.cases)
            if (!approval::has_ended(c.status)) in_flight.insert(c.item);

    StoredNumbers numbers(tx, office, office.zone.date_of(acting.now), project.facts.district);
    const auto time = working_time(office);
    const auto context = context_of(office, acting, numbers, time);
    const auto plan = approval::plan_of(office.catalog, project);
    const Submission submission{draft.values, new_salt()};
    ZHUPI_TRY(auto filed, approval::decide_filing(
                              project, plan,
                              {stage, draft.items, draft.papers, office.catalog.intake_department, digest(submission)},
                              in_flight, context));
    const std::vector<approval::ApplicationEvent> events{std::move(filed)};
    approval::Application application;
    approval::apply(application, events.front(), context.stamp());

    Receipt receipt;
    receipt.project = project.id;
    receipt.application = application.id;
    receipt.number = application.number;
    ZHUPI_CHECK(save_submission(tx, application.id, application.submission, submission));
    ZHUPI_CHECK(commit(tx, office, acting, application, nullptr, events, context, receipt));
    ZHUPI_CHECK(drop_draft(tx, project_id, stage));
    receipt.version = application.version;
    return receipt;
}

Result<Receipt> act(Tx& tx, const Office& office, const Acting& acting, Id application_id,
                    const approval::command::Command& command, std::optional<std::int64_t> expected) {
    ZHUPI_TRY(auto stored, load_application(tx, application_id));
    return act(tx, office, acting, std::move(stored), command, expected);
}

Result<Receipt> act(Tx& tx, const Office& office, const Acting& acting, approval::Application stored,
                    const approval::command::Command& command, std::optional<std::int64_t> expected) {
    if (expected && *expected != stored.version) return fail(err::version_stale);
    StoredNumbers numbers(tx, office, office.zone.date_of(acting.now), stored.district);
    const auto time = working_time(office);
    const auto context = context_of(office, acting, numbers, time);
    ZHUPI_TRY(auto decided, approval::decide(stored, command, context));
    if (office.assign) ZHUPI_CHECK(hand_out(tx, office, context, command, decided));

    Receipt receipt;
    receipt.project = decided.state.project;
    receipt.application = decided.state.id;
    receipt.version = decided.state.version;
    if (decided.events.empty()) return receipt;
    for (const auto& event : decided.events)
        if (receipt.case_id == 0) receipt.case_id = approval::case_of(event);
    ZHUPI_CHECK(commit(tx, office, acting, decided.state, &stored, decided.events, context, receipt));
    if (const auto* c = decided.state.find(receipt.case_id); c && c->decision) receipt.number = c->decision->number;
    if (tx.recent) tx.recent->keep(std::move(decided.state));
    return receipt;
}

Result<Receipt> change_project(Tx& tx, const Office& office, const Acting& acting, Id project_id,
                               const ProjectDecision& decide) {
    ZHUPI_TRY(auto project, load_project(tx, project_id));
    const auto before = project;
    ZHUPI_TRY(auto event, decide(project));
    const std::vector<approval::ProjectEvent> events{std::move(event)};
    approval::apply(project, events.front(), {acting.now, acting.actor});
    Receipt receipt;
    receipt.project = project.id;
    receipt.version = project.version;
    ZHUPI_CHECK(append_project(tx, acting, project, events, receipt));
    ZHUPI_CHECK(save_project(tx, project, &before));
    if (project.organisation == before.organisation) return receipt;
    ZHUPI_TRY(auto applications, load_applications(tx, project_id));
    for (auto& application : applications) {
        if (application.ended()) continue;
        ZHUPI_TRY(const auto followed, act(tx, office, acting, std::move(application),
                                           approval::command::ChangeApplicant{project.organisation}));
        receipt.noted.insert(receipt.noted.end(), followed.noted.begin(), followed.noted.end());
    }
    return receipt;
}

Result<Receipt> answer_correction(Tx& tx, const Office& office, const Acting& acting, Id application_id,
                                  approval::command::AnswerCorrection command,
                                  const std::map<std::string, std::string>& changed_values,
                                  std::optional<std::int64_t> expected) {
    if (!changed_values.empty()) {
        ZHUPI_TRY(const auto application, load_application(tx, application_id));
        ZHUPI_TRY(auto submission, load_submission(tx, application_id, application.submission));
        for (const auto& [field, value] : changed_values) submission.values[field] = value;
        submission.salt = new_salt();
        command.values_digest = digest(submission);
        ZHUPI_CHECK(save_submission(tx, application_id, application.submission + 1, submission));
    }
    return act(tx, office, acting, application_id, std::move(command), expected);
}

}  // namespace zhupi::store
