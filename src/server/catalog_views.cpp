#include "server/material_views.hpp"
#include "server/views.hpp"

namespace zhupi::server {
namespace {

const char* text_of(catalog::Source source) {
    constexpr const char* names[] = {"applicant", "result", "shared", "form"};
    return names[static_cast<std::size_t>(source)];
}
const char* text_of(catalog::Necessity necessity) {
    constexpr const char* names[] = {"required", "optional", "deferrable"};
    return names[static_cast<std::size_t>(necessity)];
}
const char* text_of(catalog::Nature nature) {
    constexpr const char* names[] = {"licence",   "other_power", "filing",   "confirmation", "assessment",
                                     "technical", "service",     "contract", "registration", "public_service"};
    return names[static_cast<std::size_t>(nature)];
}
const char* text_of(catalog::AnswerKind kind) {
    constexpr const char* names[] = {"choice", "yes_no", "number"};
    return names[static_cast<std::size_t>(kind)];
}

template <class Option>
std::vector<api::Coded> options_view(const std::vector<Option>& options) {
    std::vector<api::Coded> out;
    for (const auto& option : options) out.push_back({option.code, name_view(option.name)});
    return out;
}

api::GuideMaterial material_view(const World& world, const catalog::MaterialNeed& need) {
    const auto& material = *world.catalog.material(need.material);
    api::GuideMaterial view{
        material.code, name_view(material.name), text_of(need.source), text_of(need.necessity), {}, need.conditional};
    for (const auto& item : material.produced_by) view.produced_by.push_back(item_view(world, item));
    return view;
}

api::PlanItem plan_item_view(const World& world, const catalog::PlannedItem& planned) {
    api::PlanItem view;
    view.code = planned.item->code;
    view.name = name_view(planned.item->name);
    view.department = department_view(world, planned.ruling->department);
    view.days = planned.days;
    view.counts = planned.counts;
    view.critical = planned.critical;
    view.optional = planned.in_flow->optional;
    view.start = planned.start;
    view.finish = planned.finish;
    for (const auto& group : planned.after) view.after.insert(view.after.end(), group.begin(), group.end());
    for (const auto& need : planned.ruling->needs) view.materials.push_back(material_view(world, need));
    view.commitment = planned.ruling->commitment;
    view.fees = fee_views(world, planned.ruling->fees);
    return view;
}

}  // namespace

api::Name name_view(const catalog::Name& name) { return {name.zh, name.en}; }

api::Limit limit_view(const catalog::Limit& limit) {
    return {limit.amount, limit.unit == catalog::Unit::working_day ? "working_day" : "calendar_day"};
}

std::vector<api::FeeView> fee_views(const World& world, const std::vector<catalog::Fee>& fees) {
    std::vector<api::FeeView> views;
    for (const auto& fee : fees)
        if (const auto* entry = world.catalog.entry("fee", fee.code))
            views.push_back({fee.code, name_view(entry->name), fee.rate, fee.measure, entry->note});
    return views;
}

api::Coded department_view(const World& world, std::string_view code) {
    const auto* department = world.catalog.department(code);
    return {std::string(code),
            department ? name_view(department->name) : api::Name{std::string(code), std::string(code)}};
}

api::Coded item_view(const World& world, std::string_view code) {
    const auto* item = world.catalog.item(code);
    return {std::string(code), item ? name_view(item->name) : api::Name{std::string(code), std::string(code)}};
}

api::ItemSummary item_summary(const World& world, const catalog::Item& item) {
    const auto rules = world.rules();
    const auto& usual = rules->usual(item.code);
    return {item.code,
            name_view(item.name),
            item.stage,
            text_of(item.nature),
            department_view(world, usual.department),
            usual.statutory ? std::optional(limit_view(*usual.statutory)) : std::nullopt,
            limit_view(usual.promised)};
}

api::ItemGuide item_guide(const World& world, const catalog::Item& item) {
    const auto rules = world.rules();
    const auto& usual = rules->usual(item.code);
    api::ItemGuide guide;
    guide.item = item_summary(world, item);
    guide.basis = item.basis;
    guide.national_code = item.national_code;
    guide.note = item.note;
    guide.result = name_view(item.result.name);
    guide.handling = json::name_of(usual.handling);
    guide.commitment = usual.commitment;
    guide.deferral = usual.deferral;
    if (const auto* department = world.catalog.department(usual.department)) {
        guide.phone = department->phone;
        guide.address = department->address;
    }
    for (const auto& code : usual.special_procedures)
        if (const auto* entry = world.catalog.entry("special_procedure", code))
            guide.special_procedures.push_back({code, name_view(entry->name)});
    for (const auto& group : item.after) {
        auto& view = guide.after.emplace_back();
        for (const auto& code : group) view.push_back(item_view(world, code));
    }
    for (const auto& need : usual.needs) guide.materials.push_back(material_view(world, need));
    guide.fees = fee_views(world, usual.fees);
    for (const auto& flow : world.catalog.flows)
        if (std::any_of(flow.items.begin(), flow.items.end(), [&](const auto& in) { return in.item == item.code; }))
            guide.flows.push_back({flow.code, name_view(flow.name)});
    return guide;
}

api::QuestionView question_view(const catalog::Question& question) {
    return {question.code,
            name_view(question.term),
            name_view(question.text),
            name_view(question.help),
            text_of(question.kind),
            options_view(question.options),
            question.unit,
            question.required};
}

api::PlanView plan_view(const World& world, const catalog::Plan& plan) {
    api::PlanView view;
    view.flow = {plan.flow->code, name_view(plan.flow->name)};
    view.official_total = plan.official_total;
    view.longest_path = plan.longest_path;
    view.critical_path = plan.critical_path;
    view.papers_needed = plan.papers_needed;
    view.papers_handed_in = plan.papers_handed_in;
    for (const auto& code : plan.ruling->spared) view.spared.push_back(item_view(world, code));
    view.rules_version = plan.ruling->version;
    for (const auto& stage : plan.stages) {
        auto& out = view.stages.emplace_back();
        out.number = stage.stage->number;
        out.name = name_view(stage.stage->name);
        if (!stage.stage->lead.empty()) out.lead = department_view(world, stage.stage->lead);
        out.limit = stage.stage->limit;
        for (const auto& item : stage.items) out.items.push_back(plan_item_view(world, item));
    }
    return view;
}

std::vector<api::MaterialUse> material_uses(const World& world) {
    const auto rules = world.rules();
    std::vector<api::MaterialUse> uses;
    for (const auto& material : world.catalog.materials) {
        api::MaterialUse use{
            {material.code, name_view(material.name)}, text_of(rules->usual_source(material.code)), {}, {}};
        for (const auto& item : material.produced_by) use.produced_by.push_back(item_view(world, item));
        for (const auto& item : world.catalog.items)
            if (const auto& needs = rules->usual(item.code).needs;
                std::any_of(needs.begin(), needs.end(), [&](const auto& n) { return n.material == material.code; }))
                use.items.push_back({item.code, name_view(item.name)});
        uses.push_back(std::move(use));
    }
    std::stable_sort(uses.begin(), uses.end(),
                     [](const auto& a, const auto& b) { return a.items.size() > b.items.size(); });
    return uses;
}

api::FlowSummary flow_summary(const World& world, const catalog::Flow& flow) {
    const auto rules = world.rules();
    api::FlowSummary view{flow.code, name_view(flow.name), flow.national_type, flow.official_total, {}};
    for (const auto& stage : flow.stages) {
        auto& out = view.stages.emplace_back();
        out.number = stage.number;
        out.name = name_view(stage.name);
        if (!stage.lead.empty()) out.lead = department_view(world, stage.lead);
        out.limit = stage.limit;
        for (const auto& in : flow.items) {
            const auto* item = world.catalog.item(in.item);
            if (in.stage != stage.number || !item) continue;
            auto& row = out.items.emplace_back();
            row.code = item->code;
            row.name = name_view(item->name);
            row.department = department_view(world, rules->usual(item->code).department);
            row.days = rules->usual_days(item->code, flow.code);
            row.optional = in.optional || rules->conditional(item->code, flow.code);
            for (const auto& step : flow.line)
                row.counts = row.counts || (step.counts && std::find(step.items.begin(), step.items.end(),
                                                                     item->code) != step.items.end());
            for (const auto& group : in.after.empty() ? item->after : in.after)
                row.after.insert(row.after.end(), group.begin(), group.end());
        }
    }
    return view;
}

api::City city_view(const World& world, bool demo) {
    api::City view;
    view.name = name_view(world.catalog.city);
    view.fictional = world.catalog.fictional;
    view.demo = demo;
    view.catalog_version = world.catalog.version;
    view.district_code = world.catalog.district_code;
    const auto today = world.today();
    view.today = today.iso();
    // A deadline that begins now may reach some two months ahead; the coming year's calendar is needed by then.
    const int needed = today.plus_days(60).year();
    if (!world.calendar.covers_year(needed)) {
        const auto year = std::to_string(needed);
        view.calendar_alarm_zh =
            year + " 年的工作日历尚未导入：跨入该年的到期日暂不显示，请在国务院办公厅公布节假日安排后导入";
        view.calendar_alarm_en = "The working calendar of " + year +
                                 " has not been imported: due dates in that year are not shown until it is";
    }
    for (const auto& d : world.catalog.districts) view.districts.push_back({d.code, name_view(d.name)});
    for (const auto& d : world.catalog.departments) view.departments.push_back({d.code, name_view(d.name)});
    for (const auto& [name, entries] : world.catalog.dictionaries)
        for (const auto& entry : entries) view.dictionaries[name].push_back({entry.code, name_view(entry.name)});
    return view;
}

std::vector<api::PlanItem> offer_views(const World& world, const std::vector<approval::Offer>& offers,
                                       bool only_fileable) {
    std::vector<api::PlanItem> views;
    for (const auto& offer : offers)
        if (offer.can_file || !only_fileable) views.push_back(plan_item_view(world, *offer.planned));
    return views;
}

std::vector<api::ChecklistLine> checklist_view(const World& world, const std::vector<approval::MaterialLine>& lines) {
    std::vector<api::ChecklistLine> views;
    for (const auto& line : lines) {
        constexpr const char* states[] = {"reused", "uploaded", "by_system", "later", "missing"};
        api::ChecklistLine view;
        view.material = line.material->code;
        view.name = name_view(line.material->name);
        view.source = text_of(line.source);
        view.necessity = text_of(line.necessity);
        view.state = states[static_cast<std::size_t>(line.state)];
        for (const auto& item : line.items) view.items.push_back(item_view(world, item));
        if (line.paper) view.paper = paper_view(world, *line.paper);
        for (const auto* other : line.others) view.others.push_back(paper_view(world, *other));
        view.drawing = line.material->drawing;
        view.accepts = accepted_endings(*line.material);
        switch (line.state) {
            case approval::LineState::reused:
                if (line.paper->source == approval::PaperSource::result) {
                    view.explanation_zh =
                        "由“" + item_view(world, line.paper->item).name.zh + "”产生，系统自动调取，无需提交";
                    view.explanation_en =
                        "Result of '" + item_view(world, line.paper->item).name.en + "', taken over by the system";
                } else {
                    view.explanation_zh = "以前提交过，直接复用，无需重复提交";
                    view.explanation_en = "Handed in before and used again";
                }
                break;
            case approval::LineState::uploaded:
                view.explanation_zh =
                    line.items.size() > 1 ? "提交一份，" + std::to_string(line.items.size()) + " 个事项共用" : "已上传";
                view.explanation_en = line.items.size() > 1
                                          ? "One copy serves " + std::to_string(line.items.size()) + " items"
                                          : "Uploaded";
                break;
            case approval::LineState::by_system:
                view.explanation_zh = line.source == catalog::Source::form ? "由一张表单自动生成，无需提交"
                                                                           : "通过电子证照或数据共享获取，无需提交";
                view.explanation_en =
                    line.source == catalog::Source::form ? "Written from the form" : "Fetched from a shared register";
                break;
            case approval::LineState::later:
                view.explanation_zh = "由本次申报的事项产生，办结后自动转用";
                view.explanation_en = "Result of an item of this application, taken over when it ends";
                break;
            case approval::LineState::missing:
                view.explanation_zh = line.necessity == catalog::Necessity::required     ? "请上传"
                                      : line.necessity == catalog::Necessity::deferrable ? "可以容缺后补"
                                                                                         : "非必要材料";
                view.explanation_en = line.necessity == catalog::Necessity::required     ? "Please upload"
                                      : line.necessity == catalog::Necessity::deferrable ? "May come later"
                                                                                         : "Optional";
                break;
        }
        views.push_back(std::move(view));
    }
    return views;
}

}  // namespace zhupi::server
