#include "approval/project.hpp"

#include "approval/filing.hpp"
#include "approval/materials.hpp"
#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <cstdio>

namespace zhupi::approval {
namespace {

constexpr int parallel_lane = 5;
constexpr Decimal most_money = {999'999'999'999'9999};  ///< 9,999 亿元, far above any project

tl::unexpected<Error> wrong(const char* zh, const char* en, const char* why_zh, const char* why, const char* where) {
    return fail(err::project_field, {{"fieldZh", zh}, {"field", en}, {"whyZh", why_zh}, {"why", why}}, where);
}

Result<void> check_facts(const ProjectFacts& facts, const catalog::Catalog& catalog) {
    const auto length = text::length(text::trim(facts.name));
    if (!text::valid_utf8(facts.name) || length < 2 || length > 100) return fail(err::project_name, {}, "/name");
    if (!facts.code.empty() && !codes::is_project_code(facts.code))
        return fail(err::project_code, {{"code", facts.code}}, "/code");
    if (!catalog.district(facts.district))
        return wrong("建设地点", "District", "不是本市的区县", "not one of this city", "/district");
    const auto place = text::length(text::trim(facts.location));
    if (place < 2 || place > 200)
        return wrong("建设地址", "Location", "应为 2–200 个字", "2 to 200 characters", "/location");
    if (text::length(facts.scale) > 1000)
        return wrong("建设规模及内容", "Scale", "不超过 1000 个字", "at most 1000 characters", "/scale");
    const Decimal zero{};
    if (facts.investment <= zero || facts.investment > most_money)
        return wrong("总投资额", "Investment", "应大于 0（万元）", "must be above 0 (in 万元)", "/investment");
    if (facts.land_area < zero || facts.land_area > most_money)
        return wrong("用地面积", "Land area", "不能为负", "must not be negative", "/landArea");
    if (facts.floor_area < zero || facts.floor_area > most_money)
        return wrong("建筑面积", "Floor area", "不能为负", "must not be negative", "/floorArea");
    // 国家平台错误 130: 拟开工时间不得晚于拟建成时间
    if (facts.planned_start && facts.planned_finish && *facts.planned_start >= *facts.planned_finish)
        return wrong("拟建成时间", "Planned finish", "应晚于拟开工时间", "must be after the planned start",
                     "/plannedFinish");
    if (facts.longitude.has_value() != facts.latitude.has_value() ||
        (facts.longitude && (std::abs(*facts.longitude) > 180 || std::abs(*facts.latitude) > 90)))
        return wrong("坐标", "Coordinates", "经纬度须同时填写且在有效范围内", "give both, within range", "/longitude");
    for (std::size_t i = 0; i < facts.buildings.size(); ++i) {
        const auto& b = facts.buildings[i];
        const auto where = "/buildings/" + std::to_string(i);
        if (text::trim(b.name).empty() || text::length(b.name) > 100)
            return wrong("单体名称", "Building name", "应为 1–100 个字", "1 to 100 characters",
                         (where + "/name").c_str());
        if (b.floor_area < zero || b.storeys_above < 0 || b.storeys_above > 300 || b.storeys_below < 0 ||
            b.storeys_below > 20)
            return wrong("单体指标", "Building figures", "面积或层数超出范围", "area or storeys out of range",
                         where.c_str());
    }
    return {};
}

/// The results of the plan's milestone items decide whether a stage has ended (LCBSXLX: all of them, or any).
bool stage_ended(const Project& project, const catalog::PlannedStage& stage) {
    bool all = true, any = false;
    for (const auto& item : stage.items) {
        if (!item.in_flow->milestone || item.in_flow->optional) continue;
        const bool proven = project.proven(item.item->code);
        all = all && proven;
        any = any || proven;
    }
    return stage.stage->rule == catalog::Milestones::all ? all : any;
}

class Following {
public:
    Following(Project& project, const catalog::Plan& plan, const Context& context)
        : project_(project), plan_(plan), context_(context) {}

    Result<void> record(const Application& application, const CaseConcluded& e);
    void end_stages();
    void emit(ProjectEvent event) {
        apply(project_, event, context_.stamp());
        events.push_back(std::move(event));
    }

    std::vector<ProjectEvent> events;

private:
    Project& project_;
    const catalog::Plan& plan_;
    const Context& context_;
};

Result<void> Following::record(const Application& application, const CaseConcluded& e) {
    if (e.outcome == Outcome::reject) return {};
    const auto& c = *application.find(e.case_id);
    ResultRecorded recorded;
    recorded.result = {c.item,  application.id, c.id,          e.number,
                       e.title, e.date,         e.valid_until, e.outcome == Outcome::approve_with_deferral,
                       false};
    for (const auto& material : context_.catalog.materials) {
        if (std::find(material.produced_by.begin(), material.produced_by.end(), c.item) == material.produced_by.end())
            continue;
        Paper paper;
        ZHUPI_TRY(paper.id, context_.numbers.next_id("paper"));
        paper.material = material.code;
        paper.title = e.title;
        paper.source = PaperSource::result;
        paper.at = context_.now;
        paper.by = context_.actor.user;
        paper.item = c.item;
        paper.case_id = c.id;
        paper.number = e.number;
        paper.valid_from = e.date;
        paper.valid_until = e.valid_until;
        paper.version = 1;
        for (const auto& older : project_.papers) paper.version += same_document(older, paper);
        recorded.papers.push_back(std::move(paper));
    }
    emit(std::move(recorded));
    return {};
}

/// Ends what has ended, in order; the end of a stage opens the next one of the flow.
void Following::end_stages() {
    std::vector<const catalog::PlannedStage*> line;
    for (const auto& stage : plan_.stages)
        if (stage.stage->number != parallel_lane) line.push_back(&stage);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto number = line[i]->stage->number;
        const auto* state = project_.stage(number);
        if (!state || state->status == StageStatus::locked) return;
        if (state->status == StageStatus::concluded) continue;
        if (!stage_ended(project_, *line[i])) return;
        emit(StageConcluded{number});
        if (i + 1 < line.size())
            emit(StageOpened{line[i + 1]->stage->number});
        else if (!project_.completed_at)
            emit(ProjectCompleted{static_cast<int>(line.size())});
    }
}

}  // namespace

catalog::Answers facts_for_rules(const catalog::Catalog& catalog, const ProjectFacts& facts) {
    catalog::Answers answers = facts.answers;
    Decimal height;
    for (const auto& b : facts.buildings)
        if (b.height) height = std::max(height, *b.height);
    const auto number = [&](const char* name, const Decimal& value) {
        if (catalog.question(name)) answers.try_emplace(name, value.text());
    };
    number("investment_amount", facts.investment);
    number("land_area", facts.land_area);
    number("area", facts.floor_area);
    number("height", height);
    if (!catalog.question(catalog::district_fact))
        answers.insert_or_assign(std::string(catalog::district_fact), facts.district);
    return answers;
}

namespace {

/// The answer as the applicant read it, not its code.
std::string answer_in_words(const catalog::Catalog& catalog, const ProjectFacts& facts, const std::string& code) {
    const auto found = facts.answers.find(code);
    if (found == facts.answers.end()) return {};
    if (const auto* question = catalog.question(code))
        for (const auto& option : question->options)
            if (option.code == found->second) return option.name.zh;
    return found->second;
}

std::string value_of_result(const Project& project, std::string_view item, std::string_view what) {
    for (const auto& result : project.results)
        if (result.item == item && !result.revoked) return what == "number" ? result.number : result.date.iso();
    return {};
}

}  // namespace

std::string known_value(const catalog::Catalog& catalog, const Project& project, std::string_view source) {
    const auto& facts = project.facts;
    if (source == "project.name") return facts.name;
    if (source == "project.code") return facts.code;
    if (source == "project.location") return facts.location;
    if (source == "project.scale") return facts.scale;
    if (source == "project.investment") return facts.investment.text();
    if (source == "project.land_area") return facts.land_area.text();
    if (source == "project.floor_area") return facts.floor_area.text();
    if (source == "project.planned_start") return facts.planned_start ? facts.planned_start->iso() : "";
    if (source == "project.planned_finish") return facts.planned_finish ? facts.planned_finish->iso() : "";
    if (source == "project.buildings") return facts.buildings.empty() ? "" : std::to_string(facts.buildings.size());
    if (source == "project.max_height") {
        const auto answers = facts_for_rules(catalog, facts);
        const auto found = answers.find("height");
        return found == answers.end() || found->second == "0" ? "" : found->second;
    }
    if (source == "project.district") {
        const auto* district = catalog.district(facts.district);
        return district ? district->name.zh : "";
    }
    if (source.starts_with("answer.")) return answer_in_words(catalog, facts, std::string(source.substr(7)));
    if (source.starts_with("result.")) {
        const auto rest = source.substr(7);
        const auto dot = rest.find('.');
        return value_of_result(project, rest.substr(0, dot), rest.substr(dot + 1));
    }
    return {};
}

catalog::Plan plan_of(const catalog::Catalog& catalog, const Project& project) {
    const auto rules = catalog.rulebook->version(project.rules_version.value_or(""));
    ensure(rules != nullptr, "a project whose rules are not in the rulebook");
    auto ruling = rules->decide(facts_for_rules(catalog, project.facts));
    ensure(ruling.has_value(), "rules that decided a project once and do not any more");
    return catalog::plan(catalog, std::move(*ruling));
}

Result<std::vector<ProjectEvent>> decide_registration(ProjectFacts facts, Id organisation, const Context& context) {
    facts.name = std::string(text::trim(facts.name));
    ZHUPI_CHECK(check_facts(facts, context.catalog));
    const auto answers = facts_for_rules(context.catalog, facts);
    const auto rules = context.catalog.rulebook->in_force(context.today);
    ZHUPI_TRY(const auto ruling, catalog::decide(context.catalog, *rules, answers));
    const auto plan = catalog::plan(context.catalog, ruling);

    ProjectRegistered registered;
    ZHUPI_TRY(registered.project, context.numbers.next_id("project"));
    if (facts.code.empty()) facts.code = project_code(context.today, facts.district, registered.project);
    registered.facts = std::move(facts);
    registered.flow = plan.flow->code;
    registered.catalog_version = context.catalog.version;
    registered.rules_version = ruling->version;
    registered.reasons = reasons_of(ruling->fired);
    registered.organisation = organisation;
    for (const auto& stage : plan.stages) registered.stages.push_back(stage.stage->number);

    Project project;
    Following following(project, plan, context);
    following.emit(registered);
    following.emit(StageOpened{registered.stages.front()});
    if (registered.stages.back() == parallel_lane) following.emit(StageOpened{parallel_lane});
    return std::move(following.events);
}

Result<std::vector<ProjectEvent>> consequences(Project& project, const catalog::Plan& plan,
                                               const Application& application,
                                               const std::vector<ApplicationEvent>& events, const Context& context) {
    Following following(project, plan, context);
    bool concluded = false;
    for (const auto& event : events) {
        if (const auto* filed = std::get_if<ApplicationFiled>(&event)) {
            StageFiled noted{filed->application, filed->stage, {}, filed->papers_needed, filed->papers_saved};
            for (const auto& use : filed->materials) {
                if (use.paper) noted.papers.push_back(*use.paper);
                noted.papers.insert(noted.papers.end(), use.others.begin(), use.others.end());
            }
            following.emit(std::move(noted));
        } else if (const auto* ended = std::get_if<CaseConcluded>(&event)) {
            ZHUPI_CHECK(following.record(application, *ended));
            concluded = true;
        } else if (const auto* revoked = std::get_if<CaseRevoked>(&event)) {
            following.emit(ResultRevoked{revoked->case_id, revoked->text});
        }
    }
    if (concluded) following.end_stages();
    return std::move(following.events);
}

std::string project_code(Date today, std::string_view district, Id serial) {
    char out[32];
    std::snprintf(out, sizeof out, "%02d%02d-%.6s-04-01-%06lld", today.year() % 100, today.month(),
                  std::string(district).c_str(), static_cast<long long>(serial % 1'000'000));
    return out;
}

}  // namespace zhupi::approval
