#include "server/progress_views.hpp"

#include "approval/filing.hpp"
#include "approval/project.hpp"
#include "approval/rows.hpp"
#include "server/guide_views.hpp"

namespace zhupi::server {
namespace {

using approval::Application;
using approval::Case;
using approval::Stretch;

struct Owned {
    const Case* one = nullptr;
    const Application* application = nullptr;
};

std::vector<Owned> cases_of(const ProgressOf& of) {
    std::vector<Owned> all;
    for (const auto* application : of.applications)
        for (const auto& c : application->cases)
            if (of.only_case == 0 || of.only_case == c.id) all.push_back({&c, application});
    return all;
}

/// Whole seconds, of both ends the same way, so that stretches that meet add up.
std::int64_t second_of(Instant at) { return at.ms / 1000; }

api::StretchView stretch_view(const World& world, const std::vector<Owned>& cases, const Stretch& stretch,
                              Instant now) {
    api::StretchView view;
    view.party = json::name_of(stretch.party);
    if (!stretch.department.empty()) view.department = department_view(world, stretch.department);
    view.since = stretch.since.iso();
    if (stretch.until) view.until = stretch.until->iso();
    view.seconds = second_of(stretch.until.value_or(now)) - second_of(stretch.since);
    view.reason = stretch.reason;
    view.basis = stretch.basis;
    for (const auto& owned : cases)
        if (owned.one->id == stretch.case_id) {
            view.item = item_view(world, owned.one->item);
            view.case_id = owned.one->id;
        }
    return view;
}

std::vector<api::PartyTime> sums_of(const World& world, const std::vector<Stretch>& all, Instant now) {
    std::map<std::pair<approval::Party, std::string>, std::int64_t> sums;
    for (const auto& one : all)
        sums[{one.party, one.department}] += second_of(one.until.value_or(now)) - second_of(one.since);
    std::vector<api::PartyTime> views;
    for (const auto& [who, seconds] : sums) {
        api::PartyTime view{std::string(json::name_of(who.first)), {}, seconds};
        if (!who.second.empty()) view.department = department_view(world, who.second);
        views.push_back(std::move(view));
    }
    return views;
}

api::NowView now_view(const World& world, const Directory& people, const Owned& owned) {
    const auto row = approval::case_row(*owned.one, *owned.application, world.calendar, world.zone);
    const auto clock = clock_view(world, row);
    api::NowView view;
    view.case_id = row.id;
    view.item = item_view(world, row.item);
    view.status = json::name_of(row.status);
    view.turn = turn_view(world, people, row);
    view.statutory_due = clock.statutory_due;
    view.basis = row.turn.basis;
    view.overdue = clock.overdue;
    return view;
}

/// Departments in the order in which they first appear, with their cases and who has them.
class Departments {
public:
    Departments(const World& world, const Directory& people) : world_(world), people_(people) {}

    api::InvolvedView& of(const std::string& code) {
        const auto [at, fresh] = at_.try_emplace(code, views_.size());
        if (fresh) views_.push_back({department_card(world_, code), {}, {}, {}});
        return views_[at->second];
    }
    void add(const Case& c) {
        auto& view = of(c.department);
        const bool ended = approval::has_ended(c.status);
        (ended ? view.ended : view.open).push_back(item_view(world_, c.item));
        if (ended || !c.handler) return;
        const auto name = people_.person(*c.handler).name;
        if (!name.empty() && view.handler.find(name) == std::string::npos)
            view.handler += (view.handler.empty() ? "" : "、") + name;
    }
    std::vector<api::InvolvedView> take() { return std::move(views_); }

private:
    const World& world_;
    const Directory& people_;
    std::map<std::string, std::size_t> at_;
    std::vector<api::InvolvedView> views_;
};

std::vector<api::InvolvedView> involved(const World& world, const Directory& people, const ProgressOf& of,
                                        const std::vector<Owned>& cases) {
    Departments departments(world, people);
    for (const auto& owned : cases) departments.add(*owned.one);
    for (const auto& owned : cases)  // the counter, and whoever was asked
        for (const auto& wait : owned.one->waits)
            if (!wait.department.empty()) departments.of(wait.department);
    for (const auto* application : of.applications)
        if (application->process)
            for (const auto& task : application->process->tasks)
                if (!task.department.empty()) departments.of(task.department);
    if (of.plan)
        for (const auto& stage : approval::plan_of(world.catalog, of.project).stages)
            for (const auto& item : stage.items) departments.of(item.ruling->department);
    return departments.take();
}

}  // namespace

api::Progress progress_view(const World& world, const Directory& people, const ProgressOf& of) {
    const auto cases = cases_of(of);
    const auto now = of.until.value_or(world.now());
    std::vector<const Case*> plain;
    for (const auto& owned : cases) plain.push_back(owned.one);
    const bool single = of.only_case != 0 && !plain.empty();
    const auto all = single ? approval::stretches_of(*plain.front())
                            : approval::stretches(plain, of.since, now, of.until.has_value());
    api::Progress view;
    view.since = of.since.iso();
    if (of.until) view.until = of.until->iso();
    view.elapsed = second_of(now) - second_of(of.since);
    view.parties = sums_of(world, all, now);
    for (const auto& one : all) view.stretches.push_back(stretch_view(world, cases, one, now));
    for (const auto& owned : cases)
        if (!approval::has_ended(owned.one->status)) view.now.push_back(now_view(world, people, owned));
    view.departments = involved(world, people, of, cases);
    view.hotline = world.catalog.guide->general.hotline;
    return view;
}

}  // namespace zhupi::server
