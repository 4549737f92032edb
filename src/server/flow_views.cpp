#include "server/flow_views.hpp"

#include "approval/flow.hpp"
#include "base/error_codes.hpp"
#include "store/command_path.hpp"
#include "store/event_log.hpp"

#include <map>

namespace zhupi::server {
namespace {

using approval::Application;
using approval::Case;
using approval::Id;
using catalog::Flows;
using catalog::Step;

/// Elements of one process, for one case or for the stage as a whole.
struct Drawn {
    std::string process;
    Id case_id = 0;
    std::vector<api::LiveElement> elements;

    api::LiveElement& element(const bpmn::NodeLabel& label) {
        for (auto& one : elements)
            if (one.id == label.id) return one;
        auto& made = elements.emplace_back();
        made.id = label.id;
        made.name = label.name;
        made.state = "done";
        return made;
    }
};

class LiveView {
public:
    LiveView(const World& world, const Directory& people, const Application& application)
        : world_(world), people_(people), application_(application) {
        drawn(0, catalog::stage_process(application.stage));
    }

    Result<void> read(store::Snapshot& from) {
        ZHUPI_TRY(const auto events, store::read_stream(from, store::application_stream(application_.id)));
        for (const auto& event : events) {
            ZHUPI_TRY(const auto fact, approval::application_event(event.type, event.payload));
            if (const auto* moves = approval::moves_of(fact)) ZHUPI_CHECK(follow(*moves));
        }
        if (flows_) mark_open();
        return {};
    }

    api::LiveFlow take() {
        api::LiveFlow view;
        if (!flows_) return view;
        view.version = flows_->version();
        std::vector<std::string> shown;
        for (auto& one : drawn_) {
            const auto* file = flows_->drawn_in(one.process);
            if (!file) continue;
            auto& diagram = view.diagrams.emplace_back();
            diagram.process = one.process;
            for (const auto& process : flows_->definition().processes)
                if (process.id == one.process) diagram.name = process.name;
            if (std::find(shown.begin(), shown.end(), one.process) == shown.end()) {
                diagram.xml = file->text;
                shown.push_back(one.process);
            }
            if (const auto* c = application_.find(one.case_id)) {
                diagram.case_id = c->id;
                diagram.item = item_view(world_, c->item);
            }
            diagram.elements = std::move(one.elements);
        }
        return view;
    }

private:
    Drawn& drawn(Id case_id, const std::string& process) {
        // What a stage draws of its cases is shown once, for all of them together.
        const auto whose = process == catalog::stage_process(application_.stage) ? 0 : case_id;
        for (auto& one : drawn_)
            if (one.process == process && one.case_id == whose) return one;
        return drawn_.emplace_back(Drawn{process, whose, {}});
    }

    api::LiveElement* element(int node, int scope) {
        const auto* process = flows_->definition().process_of(node);
        if (!process) return nullptr;
        return &drawn(approval::case_of_scope(state_, scope), process->id).element(flows_->label(node));
    }

    Result<void> follow(const approval::Moves& moves) {
        ZHUPI_TRY(const auto events, moves.events.value());
        const auto edition = moves.edition ? world_.catalog.flowbook->version(*moves.edition) : flows_;
        if (!edition) return fail(err::flows_edition_none, {{"version", moves.edition.value_or("")}});
        if (!flows_) flows_ = edition;
        for (const auto& event : *events) {
            using Kind = bpmn::EventKind;
            if (event.kind == Kind::token_moved || event.kind == Kind::token_ended)
                if (const auto* token = state_.token(event.token); token && token->parent == 0)
                    if (auto* passed = element(token->node, token->scope)) ++passed->times;
            bpmn::apply(state_, event);
        }
        flows_ = edition;
        return {};
    }

    void mark_open() {
        for (const auto& token : state_.tokens) {
            auto* at = element(token.node, token.scope);
            if (!at) continue;
            const auto kind = flows_->definition().nodes[static_cast<std::size_t>(token.node)].kind;
            at->state = bpmn::is_activity(kind) ? "active" : "waiting";
        }
        for (const auto& work : bpmn::open_work(flows_->definition(), state_)) describe(work);
    }

    void describe(const bpmn::Work& work) {
        const auto scope = state_.token(work.token)->scope;
        const auto id = approval::case_of_scope(state_, scope);
        auto* at = element(work.node, scope);
        const auto* c = application_.find(id);
        if (!at) return;
        const auto step = flows_->task(work.node).step;
        at->step = json::name_of(step);
        if (c) at->case_id = id;
        if (step == Step::intake) {
            at->who = department_view(world_, world_.catalog.intake_department).name;
            at->since = application_.filed_at.iso();
        } else if (step == Step::correction) {
            at->who = api::Name{"建设单位", "the applicant"};
        } else if (step == Step::task) {
            describe_task(*at, work);
        } else if (c) {
            at->who = department_view(world_, c->department).name;
            if (c->handler) at->person = people_.person(*c->handler).name;
        }
        if (!c || step == Step::task) return;
        at->since = c->waits.back().since.iso();
        if (const auto row = approval::case_row(*c, application_, world_.calendar, world_.zone); row.due)
            at->due = row.due->iso();
    }

    /// Of several departments that are asked at once the diagram names all, and the first day.
    void describe_task(api::LiveElement& at, const bpmn::Work& work) const {
        for (const auto& task : application_.process->tasks) {
            if (task.token != work.token) continue;
            const auto name = department_view(world_, task.department).name;
            if (at.who) {
                at.who->zh += "、" + name.zh;
                at.who->en += ", " + name.en;
            } else {
                at.who = name;
            }
            at.since = task.since.iso();
            if (task.due) at.due = world_.zone.date_of(*task.due).iso();
        }
    }

    const World& world_;
    const Directory& people_;
    const Application& application_;
    std::shared_ptr<const Flows> flows_;
    bpmn::State state_;
    std::vector<Drawn> drawn_;
};

}  // namespace

Result<api::LiveFlow> live_flow(const World& world, const Directory& people, store::Snapshot& from,
                                const Application& application) {
    LiveView view(world, people, application);
    ZHUPI_CHECK(view.read(from));
    return view.take();
}

std::vector<api::OpenTaskView> task_views(const World& world, const Application& application, Id case_id) {
    std::vector<api::OpenTaskView> views;
    if (!application.process) return views;
    for (const auto& task : application.process->tasks) {
        if (task.case_id != case_id) continue;
        api::OpenTaskView view;
        view.token = task.token;
        view.name = task.name;
        view.department = department_view(world, task.department);
        view.post = json::name_of(task.post);
        view.outcomes = task.outcomes;
        view.since = task.since.iso();
        if (task.due) view.due = world.zone.date_of(*task.due).iso();
        views.push_back(std::move(view));
    }
    return views;
}

}  // namespace zhupi::server
