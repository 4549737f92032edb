#include "server/guide_views.hpp"

#include "base/error_codes.hpp"
#include "catalog/flows.hpp"
#include "catalog/form.hpp"

#include <set>

namespace zhupi::server {
namespace {

using catalog::Necessity;

api::CounterView counter_view(const catalog::Counter& counter) {
    return {counter.code, name_view(counter.name), name_view(counter.address), name_view(counter.hours), counter.phone};
}

/// The strictest wins where several items ask for one paper.
int strictness(std::string_view necessity) { return necessity == "required" ? 2 : necessity == "deferrable" ? 1 : 0; }

api::PaperGuide paper_view_of(const World& world, std::string_view item, const catalog::MaterialNeed& need) {
    const auto& guide = *world.catalog.guide;
    const auto& material = *world.catalog.material(need.material);
    api::PaperGuide view;
    view.material = {material.code, name_view(material.name)};
    view.source = json::name_of(need.source);
    view.necessity = json::name_of(need.necessity);
    view.conditional = need.conditional;
    for (const auto& producer : material.produced_by) view.produced_by.push_back(item_view(world, producer));
    view.copies = name_view(guide.general.copies);
    if (const auto own = guide.materials.find(material.code); own != guide.materials.end()) {
        view.issuer = name_view(own->second.issuer);
        if (!own->second.copies.zh.empty()) view.copies = name_view(own->second.copies);
        view.blank = !own->second.blank.empty() || need.source == catalog::Source::form;
    }
    if (view.issuer.zh.empty() && !material.produced_by.empty()) {
        const auto& department = world.rules()->usual(material.produced_by.front()).department;
        view.issuer = department_view(world, department).name;
    }
    if (const auto ground = guide.ground(item, material.code)) {
        view.why = name_view(ground->why);
        view.basis = ground->basis;
    }
    return view;
}

bool is_main_step(catalog::Step step) {
    return step != catalog::Step::none && step != catalog::Step::correction && step != catalog::Step::special;
}

/// The steps of a process in the order in which they are reached from its start.
std::vector<api::GuideStep> steps_of(const World& world, catalog::Handling handling) {
    const auto flows = world.catalog.flowbook->in_force();
    const auto& definition = flows->definition();
    std::vector<api::GuideStep> steps{{"intake", "收件", "counter", false}};
    const int process = definition.find_process(process_of(handling));
    if (process == bpmn::none) return steps;
    const auto& body =
        definition.bodies[static_cast<std::size_t>(definition.processes[static_cast<std::size_t>(process)].body)];
    std::vector<int> queue = body.starts;
    std::set<int> seen(queue.begin(), queue.end());
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const auto& node = definition.nodes[static_cast<std::size_t>(queue[i])];
        if (const auto& task = flows->task(queue[i]); task.step != catalog::Step::none)
            steps.push_back({std::string(json::name_of(task.step)), flows->label(queue[i]).name,
                             std::string(json::name_of(task.post)), !is_main_step(task.step)});
        for (const int out : node.out) {
            const int next = definition.flows[static_cast<std::size_t>(out)].target;
            if (seen.insert(next).second) queue.push_back(next);
        }
    }
    return steps;
}

std::vector<api::Name> conditions_of(const catalog::Guide& guide, const catalog::Item& item) {
    std::vector<api::Name> conditions{name_view(guide.general.condition)};
    if (const auto own = guide.items.find(item.code); own != guide.items.end())
        for (const auto& condition : own->second.conditions) conditions.push_back(name_view(condition));
    return conditions;
}

std::string answer_of(const catalog::Question& question, const std::string& answer, api::Name& name) {
    name = {answer, answer};
    if (question.kind == catalog::AnswerKind::yes_no)
        name = answer == "yes" ? api::Name{"是", "Yes"} : api::Name{"否", "No"};
    for (const auto& option : question.options)
        if (option.code == answer) name = name_view(option.name);
    if (!question.unit.empty()) name = {answer + " " + question.unit, answer + " " + question.unit};
    return answer;
}

std::optional<api::MeantAnswer> meant_answer(const World& world, const std::string& question, const std::string& answer,
                                             const std::string& word) {
    const auto* asked = world.catalog.question(question);
    if (!asked) return std::nullopt;
    api::MeantAnswer view{{question, name_view(asked->term)}, {}, {}, word};
    view.answer = answer_of(*asked, answer, view.answer_name);
    return view;
}

}  // namespace

std::string process_of(catalog::Handling handling) {
    return "item_" +
           (handling == catalog::Handling::normal ? std::string("standard") : std::string(json::name_of(handling)));
}

api::DepartmentCard department_card(const World& world, std::string_view code) {
    api::DepartmentCard card;
    card.department = department_view(world, code);
    if (const auto* department = world.catalog.department(code)) {
        card.phone = department->phone;
        card.address = department->address;
    }
    const auto& guide = *world.catalog.guide;
    const auto desk = guide.departments.find(std::string(code));
    if (desk == guide.departments.end()) return card;
    card.contact = desk->second.contact.name;
    card.post = name_view(desk->second.contact.post);
    card.contact_phone = desk->second.contact.phone;
    card.complaints = desk->second.complaints;
    if (const auto* counter = guide.counter(desk->second.counter)) card.counter = counter_view(*counter);
    return card;
}

api::GuideSheet guide_sheet(const World& world, const catalog::Item& item) {
    const auto& guide = *world.catalog.guide;
    const auto rules = world.rules();
    const auto& usual = rules->usual(item.code);
    api::GuideSheet sheet;
    sheet.guide = item_guide(world, item);
    sheet.scope = name_view(guide.general.scope);
    sheet.conditions = conditions_of(guide, item);
    sheet.condition_basis = guide.general.condition_basis;
    if (const auto* terms = guide.terms(item.nature)) {
        sheet.refusal = name_view(terms->refusal);
        sheet.refusal_basis = terms->basis;
    }
    sheet.quantity = name_view(guide.general.quantity);
    sheet.submission = name_view(guide.general.submission);
    sheet.delivery = name_view(guide.general.delivery);
    for (const auto& need : usual.needs) sheet.papers.push_back(paper_view_of(world, item.code, need));
    sheet.steps = steps_of(world, usual.handling);
    sheet.valid_months = item.result.valid_months;
    sheet.no_fee = name_view(guide.general.no_fee);
    sheet.no_fee_basis = guide.general.no_fee_basis;
    sheet.card = department_card(world, usual.department);
    sheet.hotline = guide.general.hotline;
    sheet.rights = name_view(guide.general.rights);
    sheet.remedies = name_view(guide.general.remedies);
    sheet.remedies_basis = guide.general.remedies_basis;
    return sheet;
}

api::PlanSheet plan_sheet(const World& world, const catalog::Plan& plan) {
    const auto& guide = *world.catalog.guide;
    api::PlanSheet sheet;
    sheet.no_fee = name_view(guide.general.no_fee);
    sheet.no_fee_basis = guide.general.no_fee_basis;
    sheet.submission = name_view(guide.general.submission);
    sheet.hotline = guide.general.hotline;
    std::map<std::string, std::size_t> paper_at, department_at;
    std::set<std::string> counters;
    for (const auto& stage : plan.stages)
        for (const auto& planned : stage.items) {
            const auto& ruling = *planned.ruling;
            const auto coded = item_view(world, planned.item->code);
            sheet.days.push_back({coded, department_view(world, ruling.department),
                                  ruling.statutory ? std::optional(limit_view(*ruling.statutory)) : std::nullopt,
                                  limit_view(ruling.promised), planned.item->basis, stage.stage->number});
            for (auto fee : fee_views(world, ruling.fees)) sheet.fees.push_back({coded, std::move(fee)});
            for (const auto& need : ruling.needs) {
                const auto [at, fresh] = paper_at.try_emplace(need.material, sheet.papers.size());
                auto paper = paper_view_of(world, planned.item->code, need);
                if (fresh) sheet.papers.push_back(paper);
                auto& kept = sheet.papers[at->second];
                if (strictness(paper.necessity) > strictness(kept.necessity)) kept.necessity = paper.necessity;
                kept.items.push_back(coded);
            }
            const auto [at, fresh] = department_at.try_emplace(ruling.department, sheet.departments.size());
            if (fresh) {
                sheet.departments.push_back({department_card(world, ruling.department), {}});
                const auto& counter = sheet.departments.back().card.counter;
                if (counter && counters.insert(counter->code).second) sheet.counters.push_back(*counter);
            }
            sheet.departments[at->second].items.push_back(coded);
        }
    return sheet;
}

api::MeantIntent intent_view(const World& world, const catalog::Intent& intent, std::vector<std::string> words) {
    api::MeantIntent view{intent.code, name_view(intent.name), name_view(intent.hint), std::move(words), {}};
    for (const auto& [question, answer] : intent.answers)
        if (auto one = meant_answer(world, question, answer, view.words.empty() ? "" : view.words.front()))
            view.answers.push_back(std::move(*one));
    return view;
}

api::Meant meant_view(const World& world, const catalog::Meant& meant) {
    api::Meant view;
    view.guessed = meant.guessed;
    for (const auto& one : meant.intents) view.intents.push_back(intent_view(world, *one.intent, one.words));
    for (const auto& one : meant.answers)
        if (auto answer = meant_answer(world, one.question, one.answer, one.word))
            view.answers.push_back(std::move(*answer));
    for (const auto& one : meant.items) view.items.push_back({item_summary(world, *one.item), one.word});
    for (const auto* material : meant.materials) view.materials.push_back({material->code, name_view(material->name)});
    return view;
}

// Blank forms -----------------------------------------------------------------------------------------------------

namespace {

document::FormRow row_of(const forms::Field& field, const std::string& sample) {
    document::FormRow row;
    row.code = field.code;
    row.label = field.label.zh + (field.unit.empty() ? "" : "（" + field.unit + "）") + (field.required ? " *" : "");
    row.hint = field.help.zh;
    row.value = sample;
    row.tall = field.kind == forms::Kind::long_text;
    for (const auto& option : field.options) row.options.push_back(option.name.zh);
    if (field.kind == forms::Kind::yes_no) row.options = {"是", "否"};
    return row;
}

/// 申请表: what the one form asks for this item, in its sections; of what is asked for once per row, one row.
std::vector<document::FormPart> application_parts(const World& world, const catalog::Item& item, bool sample) {
    const auto& samples = world.catalog.guide->samples;
    const auto rows_of = [&](const std::vector<forms::Field>& fields) {
        std::vector<document::FormRow> rows;
        for (const auto& field : fields) {
            const auto found = samples.find(field.code);
            rows.push_back(row_of(field, sample && found != samples.end() ? found->second : ""));
        }
        return rows;
    };
    std::vector<document::FormPart> parts;
    for (const auto& section : catalog::form_of(world.catalog, item.stage, {item.code}).sections) {
        if (!section.fields.empty()) parts.push_back({section.label.zh, rows_of(section.fields)});
        for (const auto& group : section.groups)
            parts.push_back({section.label.zh + "：" + group.label.zh, rows_of(group.fields)});
    }
    return parts;
}

const catalog::Item* first_that_asks(const World& world, std::string_view material) {
    const auto rules = world.rules();
    for (const auto& item : world.catalog.items)
        for (const auto& need : rules->usual(item.code).needs)
            if (need.material == material) return &item;
    return nullptr;
}

}  // namespace

Result<document::PaperForm> paper_form(const World& world, const catalog::Material& material, const catalog::Item* item,
                                       bool sample) {
    const auto& guide = *world.catalog.guide;
    if (!item) item = first_that_asks(world, material.code);
    const auto own = guide.materials.find(material.code);
    const bool from_form = world.rules()->usual_source(material.code) == catalog::Source::form;
    if (!item || own == guide.materials.end() || (own->second.blank.empty() && !from_form))
        return fail(err::material_no_form, {{"materialZh", material.name.zh}, {"material", material.name.en}});
    document::PaperForm form;
    form.title = (from_form ? item->name.zh + "　" : "") + material.name.zh + (sample ? "（填写示例）" : "");
    form.lead = {world.catalog.city.zh + "　" + item->name.zh + "（" + item->code + "）　材料 " + material.code};
    if (from_form) {
        form.parts = application_parts(world, *item, sample);
    } else {
        form.parts.push_back({"", {}});
        int number = 0;
        for (const auto& line : own->second.blank)
            form.parts.back().rows.push_back({material.code + "_" + std::to_string(++number),
                                              line.label.zh,
                                              "",
                                              sample ? line.sample : "",
                                              line.tall,
                                              {}});
    }
    const auto ground = guide.ground(item->code, material.code);
    form.notes = {
        "申请单位（盖章）：________________　　法定代表人或经办人（签字）：____________　　日期：____年__月__日",
        "填写依据：" + (ground ? ground->basis : item->basis) + "　　出具：" +
            (own->second.issuer.zh.empty() ? "申请人" : own->second.issuer.zh)};
    if (sample) form.notes.push_back("示例中的单位、人员和号码均为虚构。");
    return form;
}

}  // namespace zhupi::server
