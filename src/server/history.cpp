#include "server/history.hpp"

#include "approval/events.hpp"
#include "base/event_types.hpp"
#include "store/command_path.hpp"
#include "store/event_log.hpp"

namespace zhupi::server {
namespace {

template <class Event>
std::string written_in(const Event& event) {
    return std::visit(
        [](const auto& e) -> std::string {
            if constexpr (requires { e.text; })
                return e.text;
            else if constexpr (requires { e.note; })
                return e.note;
            else if constexpr (requires { e.requests; }) {
                std::string all;
                for (const auto& request : e.requests) all += (all.empty() ? "" : "；") + request.text;
                return all;
            } else if constexpr (requires { e.paper.title; })
                return e.paper.title;
            else if constexpr (requires { e.result.title; })
                return e.result.title + " " + e.result.number;
            else if constexpr (requires { e.sheet_title; })
                return e.title + (e.sheet.empty() ? "" : " " + e.sheet) +
                       (e.sheet_title.empty() ? "" : " " + e.sheet_title);
            else if constexpr (requires { e.title; })
                return e.title;
            else
                return {};
        },
        event);
}

/// For whom an applicant acted, through which agent; whose desk an official kept.
std::string in_whose_name(const Directory& people, const approval::Actor& actor) {
    if (actor.substitute_for) return "（代 " + people.person(*actor.substitute_for).name + "）";
    if (actor.organisation == 0) return {};
    const auto owner = people.organisation(actor.organisation);
    return actor.agent ? "（" + people.organisation(*actor.agent) + " 代 " + owner + "）" : "（" + owner + "）";
}

api::HistoryLine line_of(const World& world, const Directory& people, const store::Event& event) {
    api::HistoryLine line;
    line.seq = event.seq;
    line.type = event.type;
    for (const auto& named : event::all)
        if (named.code == event.type) line.title = {std::string(named.zh), std::string(named.en)};
    line.at = event.at.iso();
    line.basis = event.basis;
    if (const auto actor = json::decode<approval::Actor>(event.actor, json::Unknown::ignore)) {
        line.by = actor->user == 0 ? "" : people.person(actor->user).name + in_whose_name(people, *actor);
        if (!actor->department.empty()) line.department = department_view(world, actor->department);
    }
    return line;
}

}  // namespace

Result<std::vector<api::HistoryLine>> project_history_view(const World& world, const Directory& people,
                                                           store::Snapshot& from, const approval::Project& project) {
    std::vector<api::HistoryLine> lines;
    ZHUPI_TRY(const auto events, store::read_stream(from, store::project_stream(project.id)));
    for (const auto& event : events) {
        auto line = line_of(world, people, event);
        ZHUPI_TRY(const auto fact, approval::project_event(event.type, event.payload));
        line.text = written_in(fact);
        lines.push_back(std::move(line));
    }
    for (const auto& stage : project.stages)
        for (const auto application : stage.applications) {
            ZHUPI_TRY(const auto state, store::load_application(from, application));
            ZHUPI_TRY(const auto own, store::read_stream(from, store::application_stream(application)));
            for (const auto& event : own) {
                auto line = line_of(world, people, event);
                ZHUPI_TRY(const auto fact, approval::application_event(event.type, event.payload));
                const auto* c = state.find(approval::case_of(fact));
                line.text = (c ? item_view(world, c->item).name.zh + "　" : "") + written_in(fact);
                lines.push_back(std::move(line));
            }
        }
    std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
    return lines;
}

Result<std::vector<api::HistoryLine>> case_history_view(const World& world, const Directory& people,
                                                        store::Snapshot& from, const approval::Application& application,
                                                        approval::Id case_id) {
    std::vector<api::HistoryLine> lines;
    ZHUPI_TRY(const auto events, store::read_stream(from, store::application_stream(application.id)));
    for (const auto& event : events) {
        ZHUPI_TRY(const auto fact, approval::application_event(event.type, event.payload));
        const auto about = approval::case_of(fact);
        if (about != 0 && about != case_id) continue;
        auto line = line_of(world, people, event);
        line.text = written_in(fact);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace zhupi::server
