#include "main/demo/fill.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "catalog/form.hpp"
#include "main/demo/cast.hpp"
#include "main/demo/parties.hpp"
#include "main/demo/review.hpp"
#include "main/demo/script.hpp"
#include "store/event_log.hpp"
#include "store/messages.hpp"
#include "store/queries.hpp"

#include <filesystem>
#include <fstream>
#include <queue>
#include <set>
#include <tuple>

namespace zhupi::demo {
namespace {

/// After a consolidated notice a department says why it did not ask before; without one nobody asks for it.
approval::Lateness overlooked() { return {approval::LateReason::overlooked, "首次审查时遗漏"}; }

namespace command = approval::command;
using approval::Status;

constexpr std::int64_t minute = 60'000, hour = 60 * minute;
constexpr int steps_in_one_commit = 400;

/// Something that somebody will do. The queue is played in order of time.
struct Step {
    enum class Kind : unsigned char { register_project, file_stage, receive, work_case } kind = Kind::register_project;
    Instant at;
    std::int64_t order = 0;  ///< ties are played as they were planned
    store::Id project = 0, application = 0, case_id = 0;
    int stage = 1;
    bool operator>(const Step& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
};

/// How a case will go; drawn once, when it is filed, from its id.
struct Fate {
    bool refused = false, corrected_before = false, corrected_after = false, special = false, rejected = false,
         deferred = false, returned = false, withdrawn = false, slow = false, stuck = false;
};

/// The registered buildings, row by row.
void add_buildings(forms::Values& values, const forms::Group& group, const approval::ProjectFacts& facts) {
    for (std::size_t i = 0; i < facts.buildings.size(); ++i) {
        const auto& building = facts.buildings[i];
        const std::map<std::string_view, std::string> known{
            {"building.name", building.name},
            {"building.use", building.use},
            {"building.floor_area", building.floor_area.text()},
            {"building.storeys_above", std::to_string(building.storeys_above)},
            {"building.storeys_below", std::to_string(building.storeys_below)},
            {"building.height", (building.height ? building.height->text() : std::string())}};
        for (const auto& field : group.fields)
            if (const auto found = known.find(field.filled_from); found != known.end())
                values[group.code + "/" + std::to_string(i + 1) + "/" + field.code] = found->second;
    }
}

class Play {
public:
    Play(Runtime& runtime, const FillOptions& options, Cast cast, store::BlobInfo paper, store::BlobInfo changed)
        : runtime_(runtime),
          options_(options),
          cast_(std::move(cast)),
          paper_(std::move(paper)),
          office_(runtime.office()),
          review_{office_, cast_, paper_, std::move(changed)},
          dice_(options.seed) {}

    void plan_projects();
    /// Plays up to `most` steps in one transaction; false when nothing is left before the present.
    Result<bool> play(store::Tx& tx, int most);

    FillReport report;

private:
    const catalog::Catalog& catalog() const { return runtime_.city().catalog; }

    /// `after` in working time: nights, weekends and holidays are stepped over.
    Instant office_hours(Instant at) const;
    Instant later(Instant from, std::int64_t least_hours, std::int64_t most_hours) {
        return office_hours(from.plus_ms(dice_.between(least_hours * hour, most_hours * hour)));
    }
    /// After so many working days, at some time of that day.
    Instant after_days(Instant from, std::int64_t days);
    void add(Step step) {
        step.order = ++order_;
        if (step.at < options_.until) queue_.push(step);
    }
    Fate fate_of(store::Id case_id) const;
    const Player& one_of(const std::map<std::string, std::vector<Player>>& people, const std::string& department,
                         store::Id salt) const {
        const auto& group = people.at(department);
        return group[static_cast<std::size_t>(salt) % group.size()];
    }
    const Player& owner_of(store::Id organisation) const {
        for (const auto& player : cast_.applicants)
            if (player.organisation == organisation) return player;
        bug("a demo project without an owner");
    }
    /// A paper of this material for the project's file.
    Result<store::Id> hand_in(store::Tx& tx, const store::Acting& who, store::Id project,
                              const catalog::Material& material, const char* remark) const {
        approval::Paper paper, kept;
        paper.material = material.code;
        paper.title = material.name.zh + remark;
        paper.sha256 = paper_.sha256;
        paper.media_type = paper_.media_type;
        paper.size = paper_.size;
        ZHUPI_CHECK(store::add_paper(tx, runtime_.office(), who, project, std::move(paper), {}, kept));
        return kept.id;
    }
    /// What the page on which a stage is filed would have filled in by itself.
    std::string known_to_page(const approval::Project& project, const Player& owner, std::string_view source) const {
        if (source == "contact.name") return owner.name;
        if (source == "organisation.name") return owner.company;
        if (source == "organisation.credit_code") return owner.credit_code;
        return approval::known_value(catalog(), project, source);
    }
    store::Acting as(const Player& player, std::string_view role, Instant at) const {
        return {{player.id, std::string(role), player.department, player.organisation}, at};
    }

    Result<void> register_project(store::Tx& tx, const Step& step);
    Result<void> file_stage(store::Tx& tx, const Step& step);
    Result<void> receive(store::Tx& tx, const Step& step);
    Result<void> work_case(store::Tx& tx, const Step& step);
    Result<bool> answer_task(store::Tx& tx, const Step& step, const approval::Application& application,
                             const approval::Case& c, const Fate& fate);
    Result<void> accept_or_not(store::Tx& tx, const Step& step, const approval::Case& c, const Fate& fate);
    Result<void> handle(store::Tx& tx, const Step& step, const approval::Case& c, const Fate& fate);
    Result<void> act(store::Tx& tx, const store::Acting& acting, const Step& step, command::Command wanted);
    Result<void> answer_with_papers(store::Tx& tx, const Step& step, const approval::Case& c,
                                    command::AnswerCorrection& answer);
    void plan_next_stages(const approval::Project& project, Instant from);

    Runtime& runtime_;
    const FillOptions& options_;
    Cast cast_;
    store::BlobInfo paper_;
    store::Office office_;
    Review review_;  ///< refers to cast and office
    Dice dice_;
    std::priority_queue<Step, std::vector<Step>, std::greater<>> queue_;
    std::map<store::Id, std::set<int>> planned_stages_;  ///< by project: stages whose filing is in the queue
    std::int64_t order_ = 0;
    int invented_ = 0;
};

Instant Play::office_hours(Instant at) const {
    const auto zone = runtime_.zone();
    auto date = zone.date_of(at);
    const int second = zone.second_of_day(at);
    if (second >= 17 * 3600) date = date.plus_days(1);
    const auto& calendar = runtime_.city().calendar;
    bool moved = second >= 17 * 3600;
    for (;;) {
        const auto working = calendar.is_workday(date);
        if (!working || *working) break;  // beyond the published years there is no telling; the present is before that
        date = date.plus_days(1);
        moved = true;
    }
    if (moved || second < 9 * 3600) return zone.at(date, 9).plus_ms((at.ms % (90 * minute)));
    return at;
}

Instant Play::after_days(Instant from, std::int64_t days) {
    const auto zone = runtime_.zone();
    const auto date =
        runtime_.city().calendar.workday_after(zone.date_of(from), static_cast<int>(std::max<std::int64_t>(1, days)));
    const auto day = date ? *date : zone.date_of(from).plus_days(static_cast<std::int32_t>(days) + 2);
    return zone.at(day, 9).plus_ms(dice_.between(0, 7 * 60) * minute);
}

Fate Play::fate_of(store::Id case_id) const {
    Dice dice(options_.seed ^ static_cast<std::uint64_t>(case_id) * 0x9E3779B97F4A7C15ULL);
    dice.between(0, 1);
    Fate fate;
    fate.refused = dice.chance(1);
    fate.corrected_before = dice.chance(13);
    fate.corrected_after = dice.chance(5);
    fate.special = dice.chance(9);
    fate.rejected = dice.chance(1);
    fate.deferred = dice.chance(6);
    fate.returned = dice.chance(6);
    fate.withdrawn = dice.chance(1);
    fate.slow = dice.chance(8);
    fate.stuck = dice.chance(1);
    return fate;
}

void Play::plan_projects() {
    const auto begin = options_.until.plus_ms(-options_.days * 24 * hour);
    for (int i = 0; i < options_.projects; ++i) {
        // The first tenth begins at once, so that the first month is not empty of work.
        const auto span = options_.days * 24 - 48;
        const auto offset = i < options_.projects / 10 ? dice_.between(0, 24 * 20) : dice_.between(0, span);
        add({Step::Kind::register_project, office_hours(begin.plus_ms(offset * hour))});
    }
}

Result<void> Play::register_project(store::Tx& tx, const Step& step) {
    auto& owner = dice_.pick(cast_.applicants);
    auto facts = invent_project(dice_, catalog(), runtime_.zone().date_of(step.at), ++invented_);
    const store::Contact contact{"张经理", "19900001234"};
    ZHUPI_TRY(const auto receipt, store::register_project(tx, runtime_.office(), as(owner, "applicant", step.at),
                                                          std::move(facts), contact));
    ++report.projects;
    ZHUPI_TRY(const auto project, store::load_project(tx, receipt.project));
    plan_next_stages(project, step.at);
    return {};
}

void Play::plan_next_stages(const approval::Project& project, Instant from) {
    auto& planned = planned_stages_[project.id];
    for (const auto& stage : project.stages) {
        if (stage.status == approval::StageStatus::locked || stage.status == approval::StageStatus::concluded) continue;
        if (!planned.insert(stage.number).second) continue;
        const bool lane = stage.number == 5;
        add({Step::Kind::file_stage,
             after_days(from, lane                ? dice_.between(8, 30)
                              : stage.number == 4 ? dice_.between(90, 280)
                                                  : dice_.between(3, 25)),
             0, project.id, 0, 0, stage.number});
    }
}

Result<void> Play::file_stage(store::Tx& tx, const Step& step) {
    planned_stages_[step.project].erase(step.stage);
    ZHUPI_TRY(const auto project, store::load_project(tx, step.project));
    ZHUPI_TRY(const auto applications, store::load_applications(tx, step.project));
    approval::InFlight in_flight;
    for (const auto& application : applications)
        for (const auto& c : application.cases)
            if (!approval::has_ended(c.status)) in_flight.insert(c.item);
    const auto plan = approval::plan_of(catalog(), project);
    store::Draft draft;
    for (const auto& offer : approval::offers(project, plan, step.stage, in_flight))
        if (offer.can_file && (!offer.planned->in_flow->optional || dice_.chance(12)))
            draft.items.push_back(offer.planned->item->code);
    // What an item needs must be in the same hand-in when it is not proven yet; leave out what would be refused.
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto& offer : approval::offers(project, plan, step.stage, in_flight)) {
            const auto& code = offer.planned->item->code;
            const auto place = std::find(draft.items.begin(), draft.items.end(), code);
            if (place == draft.items.end()) continue;
            for (const auto& group : offer.planned->after) {
                const bool met = std::any_of(group.begin(), group.end(), [&](const auto& before) {
                    return project.proven(before) ||
                           std::find(draft.items.begin(), draft.items.end(), before) != draft.items.end();
                });
                if (met) continue;
                draft.items.erase(place);
                changed = true;
                break;
            }
            if (changed) break;
        }
    }
    if (draft.items.empty()) return {};

    const auto today = runtime_.zone().date_of(step.at);
    const auto& owner = owner_of(project.organisation);
    const auto form = catalog::compiled_form(catalog(), step.stage, draft.items);
    for (const auto& section : form.definition().sections) {
        for (const auto& field : section.fields) {
            if (!field.value.empty()) continue;  // follows from the others
            auto& value = draft.values[field.code];
            value = known_to_page(project, owner, field.filled_from);
            if (value.empty()) value = invent_value(dice_, field, project.facts, today);
        }
        for (const auto& group : section.groups)
            if (group.filled_from == catalog::buildings_source) add_buildings(draft.values, group, project.facts);
    }
    draft.values = form.judge(draft.values, today).handed_in();
    const auto who = as(owner, "applicant", step.at);
    for (const auto& line : approval::checklist(catalog(), project, plan, draft.items, {}, today)) {
        if (line.state != approval::LineState::missing) continue;
        if (line.necessity != catalog::Necessity::required && !dice_.chance(50)) continue;
        ZHUPI_CHECK(hand_in(tx, who, project.id, *line.material, ""));
    }
    // Who files has read what came before.
    ZHUPI_CHECK(store::mark_all_read(tx, owner.organisation, owner.id));
    ZHUPI_TRY(const auto receipt, store::file_application(tx, runtime_.office(), who, project.id, step.stage, draft));
    ++report.applications;
    report.cases += static_cast<std::int64_t>(draft.items.size());
    add({Step::Kind::receive, later(step.at, 1, 20), 0, project.id, receipt.application});
    return {};
}

Result<void> Play::act(store::Tx& tx, const store::Acting& acting, const Step& step, command::Command wanted) {
    ZHUPI_TRY(const auto receipt, store::act(tx, runtime_.office(), acting, step.application, wanted));
    // Cases that this one had kept waiting begin now.
    for (const auto& noted : receipt.noted)
        if (noted.type == event::case_opened)
            add({Step::Kind::work_case, after_days(acting.now, dice_.between(1, 2)), 0, step.project, step.application,
                 noted.case_id});
    for (const auto& noted : receipt.noted)
        if (noted.type == event::project_stage_opened || noted.type == event::project_result_recorded) {
            ZHUPI_TRY(const auto project, store::load_project(tx, step.project));
            plan_next_stages(project, acting.now);
            break;
        }
    return {};
}

Result<void> Play::receive(store::Tx& tx, const Step& step) {
    ZHUPI_CHECK(store::act(tx, runtime_.office(), as(dice_.pick(cast_.counter), "counter", step.at), step.application,
                           command::Receive{}));
    ZHUPI_TRY(const auto application, store::load_application(tx, step.application));
    for (const auto& c : application.cases)
        if (c.status == Status::received)
            add({Step::Kind::work_case, after_days(step.at, dice_.between(1, 3)), 0, step.project, step.application,
                 c.id});
    return {};
}

Result<void> Play::accept_or_not(store::Tx& tx, const Step& step, const approval::Case& c, const Fate& fate) {
    const auto officer = as(one_of(cast_.officers, c.department, c.id), "officer", step.at);
    auto next = step;
    if (fate.refused && c.corrections.empty())
        return act(tx, officer, step,
                   command::Refuse{c.id, false, "申请事项不属于本项目类型，不符合受理条件",
                                   "行政许可法第三十二条第一款第（二）项"});
    if (fate.corrected_before && c.corrections.empty()) {
        const auto& usual = catalog().rulebook->own()->usual(c.item);
        command::AskCorrection ask{
            c.id, {{"other", "", "申请表经办人签字缺失，请补签后重新提交", "行政许可法第三十一条", {}, {}}}};
        if (!usual.needs.empty())
            ask.requests.push_back({"material",
                                    usual.needs.back().material,
                                    "材料盖章页不清晰，请重新扫描上传",
                                    "办事指南受理标准",
                                    {},
                                    {}});
        for (auto& request : ask.requests) request.late = overlooked();
        ZHUPI_CHECK(act(tx, officer, step, std::move(ask)));
        next.at = after_days(step.at, dice_.between(1, 6));
        add(next);
        return {};
    }
    ZHUPI_CHECK(act(tx, officer, step, command::Accept{c.id, "材料齐全，符合法定形式，予以受理"}));
    ZHUPI_CHECK(review_.begin(tx, officer, step.application, c.id));
    const auto limit = c.clock.budget.amount;
    const bool at_once = c.route == "instant" || c.route == "commitment";
    const auto days = at_once || limit <= 1 ? 0
                      : fate.stuck          ? limit + dice_.between(15, 40)
                      : fate.slow           ? limit + dice_.between(1, 6)
                                            : dice_.between(std::max(0, limit / 2 - 1), std::max(1, limit - 1));
    next.at = days == 0 ? later(step.at, 1, 3) : after_days(step.at, days);
    add(next);
    return {};
}

Result<void> Play::handle(store::Tx& tx, const Step& step, const approval::Case& c, const Fate& fate) {
    const auto officer = as(one_of(cast_.officers, c.department, c.id), "officer", step.at);
    auto next = step;
    next.at = later(step.at, 1, 6);
    ZHUPI_TRY(const bool waits, review_.go_on(tx, officer, step.application, c.id));
    if (waits) {
        next.at = after_days(step.at, dice_.between(1, 3));
        add(next);
        return {};
    }
    if (fate.withdrawn && c.corrections.empty()) {
        ZHUPI_TRY(const auto application, store::load_application(tx, step.application));
        return act(tx, as(owner_of(application.organisation), "applicant", step.at), step,
                   command::Withdraw{c.id, "建设方案调整，申请撤回"});
    }
    if (fate.special && c.specials.empty() && !c.special_procedures.empty()) {
        const auto days = static_cast<int>(dice_.between(5, 15));
        const auto& procedure = c.special_procedures[static_cast<std::size_t>(c.id) % c.special_procedures.size()];
        ZHUPI_CHECK(act(tx, officer, step,
                        command::StartSpecial{c.id,
                                              procedure,
                                              "行政许可法第四十五条",
                                              "已书面告知申请人所需时间",
                                              {days, calendar::Unit::working_day}}));
        next.at = after_days(step.at, days);
    } else if (fate.corrected_after && c.corrections.empty()) {
        command::AskCorrection ask{
            c.id, {{"other", "", "总平面图与申请表所填建筑面积不一致，请核对说明", "办事指南审查标准", {}, {}}}};
        ask.requests.front().late = overlooked();
        ZHUPI_CHECK(act(tx, officer, step, std::move(ask)));
        next.at = after_days(step.at, dice_.between(2, 8));
    } else {
        auto outcome = fate.rejected ? approval::Outcome::reject : approval::Outcome::approve;
        std::vector<approval::Deferral> deferrals;
        for (const auto& material : c.deferrable)
            if (fate.deferred && !fate.rejected && deferrals.empty()) {
                deferrals.push_back({material, runtime_.zone().date_of(step.at).plus_days(30), {}, {}});
                outcome = approval::Outcome::approve_with_deferral;
            }
        const char* text =
            fate.rejected ? "经审查，不符合法定条件，拟不予许可" : "经审查，符合法定条件和标准，拟予通过";
        ZHUPI_CHECK(act(tx, officer, step, command::Propose{c.id, outcome, text, std::move(deferrals)}));
    }
    add(next);
    return {};
}

Result<void> Play::answer_with_papers(store::Tx& tx, const Step& step, const approval::Case& c,
                                      command::AnswerCorrection& answer) {
    ZHUPI_TRY(const auto application, store::load_application(tx, step.application));
    int number = 0;
    for (const auto& request : c.corrections.back().requests) {
        ++number;
        std::optional<store::Id> paper_id;
        if (request.kind == "material") {
            const auto who = as(owner_of(application.organisation), "applicant", step.at);
            ZHUPI_TRY(paper_id, hand_in(tx, who, step.project, *catalog().material(request.target), "（补正）"));
        }
        answer.answers.push_back({number, "已按要求补正", paper_id});
    }
    return {};
}

/// One department after the other answers what it is asked, some of them late.
Result<bool> Play::answer_task(store::Tx& tx, const Step& step, const approval::Application& application,
                               const approval::Case& c, const Fate& fate) {
    const auto& tasks = application.process->tasks;
    const auto task = std::find_if(tasks.begin(), tasks.end(), [&](const auto& one) { return one.case_id == c.id; });
    if (task == tasks.end()) return false;
    const auto who = as(one_of(cast_.officers, task->department, c.id), "officer", step.at);
    ZHUPI_CHECK(act(tx, who, step, command::Answer{c.id, task->token, task->outcomes.front(), "经审查，同意"}));
    auto next = step;
    next.at = fate.slow ? after_days(step.at, 1) : later(step.at, 1, 5);
    add(next);
    return true;
}

Result<void> Play::work_case(store::Tx& tx, const Step& step) {
    ZHUPI_TRY(const auto application, store::load_application(tx, step.application));
    const auto& c = *application.find(step.case_id);
    if (approval::has_ended(c.status)) return {};
    const auto fate = fate_of(c.id);
    auto next = step;
    next.at = later(step.at, 1, 5);
    if (c.status == Status::handling && c.desk != approval::Desk::handling) {
        ZHUPI_TRY(const bool disputed, review_.settle(tx, step.at, step.application, c.id));
        if (disputed) {
            next.at = after_days(step.at, 1);
            add(next);
            return {};
        }
    }
    if (c.status == Status::special || (c.status == Status::handling && c.desk == approval::Desk::joint)) {
        ZHUPI_TRY(const bool answered, answer_task(tx, step, application, c, fate));
        if (answered) return {};
    }
    switch (c.status) {
        case Status::received:
        case Status::corrected:
            return accept_or_not(tx, step, c, fate);
        case Status::correcting: {
            if (const auto round = c.corrections.back().notice) {
                ZHUPI_CHECK(review_.answer(tx, as(owner_of(application.organisation), "applicant", step.at),
                                           step.application, *round));
                add(next);
                return {};
            }
            command::AnswerCorrection answer{c.id, {}, {}};
            ZHUPI_CHECK(answer_with_papers(tx, step, c, answer));
            ZHUPI_CHECK(act(tx, as(owner_of(application.organisation), "applicant", step.at), step, std::move(answer)));
            add(next);
            return {};
        }
        case Status::special:
            ZHUPI_CHECK(act(tx, as(one_of(cast_.officers, c.department, c.id), "officer", step.at), step,
                            command::EndSpecial{c.id, "程序已完成"}));
            add(next);
            return {};
        case Status::handling: {
            if (c.desk == approval::Desk::handling) return handle(tx, step, c, fate);
            const bool returned_before = std::any_of(c.opinions.begin(), c.opinions.end(),
                                                     [](const auto& o) { return o.outcome == "returned"; });
            const bool agree = !(fate.returned && !returned_before);
            if (c.desk == approval::Desk::review)
                ZHUPI_CHECK(act(tx, as(one_of(cast_.reviewers, c.department, c.id), "reviewer", step.at), step,
                                command::Review{c.id, agree, agree ? "同意拟办意见" : "法律依据引用不完整，请补充"}));
            else
                ZHUPI_CHECK(act(tx, as(one_of(cast_.approvers, c.department, c.id), "approver", step.at), step,
                                command::Decide{c.id, true, "同意"}));
            add(next);
            return {};
        }
        default:
            return {};
    }
}

Result<bool> Play::play(store::Tx& tx, int most) {
    for (int i = 0; i < most; ++i) {
        if (queue_.empty()) return false;
        const auto step = queue_.top();
        queue_.pop();
        switch (step.kind) {
            case Step::Kind::register_project:
                ZHUPI_CHECK(register_project(tx, step));
                break;
            case Step::Kind::file_stage:
                ZHUPI_CHECK(file_stage(tx, step));
                break;
            case Step::Kind::receive:
                ZHUPI_CHECK(receive(tx, step));
                break;
            case Step::Kind::work_case:
                ZHUPI_CHECK(work_case(tx, step));
                break;
        }
    }
    return true;
}

/// A one-page PDF that says what it is; every paper of the demo shows it.
constexpr std::string_view sample_pdf =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 115>>stream\nBT /F1 28 Tf 90 700 Td (Yunjiang demonstration city) Tj 0 -44 Td (Sample paper, of "
    "no legal effect) Tj ET         "
    "\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "trailer<</Root 1 0 R/Size 6>>\n%%EOF\n";

/// The same, or as it was put right after a notice: one line more.
Result<store::BlobInfo> make_sample(store::Blobs& blobs, const std::string& data, bool changed) {
    const auto path = data + (changed ? "/sample-changed.pdf" : "/sample.pdf");
    std::string text(sample_pdf);
    if (changed) text.replace(text.find("of no legal effect)"), 19, "changed version   )");
    std::ofstream(path) << text;
    return blobs.take(path, "application/pdf");
}

}  // namespace

Result<FillReport> fill(Runtime& runtime, const std::string& data, const FillOptions& options,
                        const std::function<void(const std::string&)>& say) {
    const auto unfinished = unfinished_mark(data);
    std::ofstream(unfinished) << "zhupi demo\n";
    ZHUPI_TRY(auto sample, make_sample(runtime.blobs(), data, false));
    ZHUPI_TRY(auto changed, make_sample(runtime.blobs(), data, true));
    std::optional<Cast> cast;
    const auto begin = options.until.plus_ms(-(options.days + 3) * 24 * hour);
    ZHUPI_CHECK(runtime.store().write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(cast, make_cast(tx, runtime.city().catalog, begin));
        return {};
    }));
    std::ofstream(data + "/demo-accounts.json") << json::encode(cast->accounts) << "\n";
    say("人员 " + std::to_string(cast->accounts.size()));

    Play play(runtime, options, *cast, std::move(sample), std::move(changed));
    play.plan_projects();
    for (bool more = true; more;) {
        ZHUPI_CHECK(runtime.store().write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(more, play.play(tx, steps_in_one_commit));
            return {};
        }));
        say("项目 " + std::to_string(play.report.projects) + "，办件 " + std::to_string(play.report.cases));
    }
    ZHUPI_CHECK(
        runtime.store().write([&](store::Tx& tx) { return add_parties(tx, runtime.office(), *cast, options.until); }));
    ZHUPI_CHECK(runtime.store().read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto head, store::log_head(from));
        play.report.events = head.seq;
        return {};
    }));
    std::filesystem::remove(unfinished);
    return play.report;
}

std::string unfinished_mark(const std::string& data) { return data + "/demo-unfinished"; }

}  // namespace zhupi::demo
