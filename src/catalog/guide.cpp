#include "catalog/guide.hpp"

#include "base/error_codes.hpp"
#include "catalog/flows.hpp"
#include "catalog/form.hpp"
#include "catalog/sections.hpp"

namespace zhupi::catalog {
namespace {

const ItemGuidance* guidance_of(const Guide& guide, std::string_view item) {
    const auto found = guide.items.find(std::string(item));
    return found == guide.items.end() ? nullptr : &found->second;
}

const DepartmentDesk* desk_of(const GuideView& view) {
    const auto found = view.guide.departments.find(view.ruling.department);
    return found == view.guide.departments.end() ? nullptr : &found->second;
}

/// An intermediary's days are its contract's; an item of no days is decided at once.
bool has_limit(const GuideView& view) {
    return view.item.third_party || view.ruling.handling == Handling::instant || view.ruling.promised.amount > 0;
}

}  // namespace

const Counter* Guide::counter(std::string_view code) const {
    const auto found = std::find_if(counters.begin(), counters.end(), [&](const Counter& c) { return c.code == code; });
    return found == counters.end() ? nullptr : &*found;
}

const NatureTerms* Guide::terms(Nature nature) const {
    const auto found =
        std::find_if(natures.begin(), natures.end(), [&](const NatureTerms& t) { return t.nature == nature; });
    return found == natures.end() ? nullptr : &*found;
}

std::optional<Ground> Guide::ground(std::string_view item, std::string_view material) const {
    if (const auto* own = guidance_of(*this, item))
        for (const auto& ground : own->grounds)
            if (ground.material == material) return ground;
    const auto usual = materials.find(std::string(material));
    if (usual == materials.end()) return std::nullopt;
    return Ground{std::string(material), usual->second.why, usual->second.basis};
}

const std::vector<GuidePart>& guide_parts() {
    static const std::vector<GuidePart> parts = {
        {{"事项名称", "name"}, [](const GuideView& v) { return !v.item.name.zh.empty() && !v.item.name.en.empty(); }},
        {{"事项编码", "code"}, [](const GuideView& v) { return !v.item.national_code.empty(); }},
        {{"办理依据", "legal basis"}, [](const GuideView& v) { return !v.item.basis.empty(); }},
        {{"实施机关", "department"}, [](const GuideView& v) { return !v.ruling.department.empty(); }},
        {{"适用范围", "scope"}, [](const GuideView& v) { return !v.guide.general.scope.zh.empty(); }},
        {{"受理条件", "conditions"},
         [](const GuideView& v) {
             const auto* own = guidance_of(v.guide, v.item.code);
             return own && !own->conditions.empty() && !v.guide.general.condition.zh.empty();
         }},
        {{"不予受理的情形", "grounds of refusal"},
         [](const GuideView& v) { return v.guide.terms(v.item.nature) != nullptr; }},
        {{"数量限制", "limit of number"}, [](const GuideView& v) { return !v.guide.general.quantity.zh.empty(); }},
        {{"申请材料", "materials"}, [](const GuideView& v) { return !v.ruling.needs.empty(); }},
        {{"材料的理由和依据", "reasons for its materials"},
         [](const GuideView& v) {
             return std::all_of(v.ruling.needs.begin(), v.ruling.needs.end(), [&](const MaterialNeed& need) {
                 const auto ground = v.guide.ground(v.item.code, need.material);
                 return ground && !ground->why.zh.empty() && !ground->basis.empty();
             });
         }},
        {{"办理形式", "submission"}, [](const GuideView& v) { return !v.guide.general.submission.zh.empty(); }},
        {{"办理时限", "limits"}, has_limit},
        {{"收费", "fees"}, [](const GuideView& v) { return !v.guide.general.no_fee_basis.empty(); }},
        {{"审批结果", "result"}, [](const GuideView& v) { return !v.item.result.name.zh.empty(); }},
        {{"送达方式", "delivery"}, [](const GuideView& v) { return !v.guide.general.delivery.zh.empty(); }},
        {{"窗口", "counter"},
         [](const GuideView& v) {
             const auto* desk = desk_of(v);
             return desk && v.guide.counter(desk->counter) != nullptr;
         }},
        {{"咨询方式", "contact"}, [](const GuideView& v) { return desk_of(v) && !desk_of(v)->contact.phone.empty(); }},
        {{"监督投诉方式", "complaints"},
         [](const GuideView& v) {
             return desk_of(v) && !desk_of(v)->complaints.empty() && !v.guide.general.hotline.empty();
         }},
        {{"权利和义务", "rights"}, [](const GuideView& v) { return !v.guide.general.rights.zh.empty(); }},
        {{"救济途径", "remedies"}, [](const GuideView& v) { return !v.guide.general.remedies.zh.empty(); }},
    };
    return parts;
}

void check_guide(Reading& reading, const Draft& draft, const Rules& rules) {
    const auto& guide = draft.guide;
    const auto place = [&](const std::string& key, Kind kind, const std::string& code) {
        const auto found = draft.guide_places.find(key);
        return found == draft.guide_places.end() ? reading.place(kind, code) : found->second;
    };
    for (const auto& item : draft.catalog.items) {
        const GuideView view{guide, item, rules.usual(item.code)};
        for (const auto& part : guide_parts())
            if (!part.there(view))
                reading.report(err::city_guide_missing, place("item/" + item.code, Kind::item, item.code),
                               {{"code", item.code}, {"partZh", part.name.zh}, {"part", part.name.en}});
    }
    for (const auto& material : draft.catalog.materials) {
        const auto found = guide.materials.find(material.code);
        if (rules.usual_source(material.code) == Source::applicant &&
            (found == guide.materials.end() || found->second.blank.empty()))
            reading.report(err::city_blank_missing, place("material/" + material.code, Kind::material, material.code),
                           {{"code", material.code}});
    }
    for (const auto& [item, guidance] : guide.items)
        for (const auto& ground : guidance.grounds) {
            if (!draft.catalog.item(item)) continue;
            const auto& needs = rules.usual(item).needs;
            if (std::none_of(needs.begin(), needs.end(), [&](auto& n) { return n.material == ground.material; }))
                reading.report(err::city_ground_unused,
                               place("ground/" + item + "/" + ground.material, Kind::item, item),
                               {{"item", item}, {"material", ground.material}});
        }
    for (const auto& [code, value] : guide.samples) {
        const auto* field = draft.catalog.field(code);
        if (!field) continue;
        const std::vector<const FormField*> one{field};
        for (const auto& issue : check_form(one, {{code, value}}))
            reading.report(err::city_sample_value, place("field/" + code, Kind::field, code),
                           {{"code", code}, {"detailZh", issue.zh}, {"detail", issue.en}});
    }
}

}  // namespace zhupi::catalog
