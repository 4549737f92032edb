#include "catalog/rules_difference.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace zhupi::catalog {
namespace {

using Kind = Change::Kind;

std::string text_of(const Limit& limit) {
    return std::to_string(limit.amount) + (limit.unit == Unit::working_day ? " working_day" : " calendar_day");
}
std::string text_of(const std::optional<Limit>& limit) { return limit ? text_of(*limit) : ""; }

std::string text_of(const MaterialNeed& need) {
    return need.necessity == Necessity::required     ? "required"
           : need.necessity == Necessity::deferrable ? "deferrable"
                                                     : "optional";
}
std::string text_of(Source source) {
    constexpr const char* names[] = {"applicant", "result", "shared", "form"};
    return names[static_cast<std::size_t>(source)];
}
std::string text_of(Handling handling) { return std::string(json::name_of(handling)); }
std::string paths(const ItemRuling& item) {
    auto parts = item.special_procedures;
    std::sort(parts.begin(), parts.end());
    if (item.commitment) parts.emplace_back("commitment");
    if (item.deferral) parts.emplace_back("deferral");
    return text::join(parts, ", ");
}
std::string fees(const ItemRuling& item) {
    std::vector<std::string> parts;
    for (const auto& fee : item.fees)
        parts.push_back(fee.code + (fee.rate ? " " + fee.rate->text() : "") + " " + fee.measure);
    return text::join(parts, ", ");
}

const MaterialNeed* need(const ItemRuling& item, const std::string& material) {
    for (const auto& candidate : item.needs)
        if (candidate.material == material) return &candidate;
    return nullptr;
}

class Comparison {
public:
    std::vector<Change> changes;

    void items(const Ruling& before, const Ruling& after) {
        for (const auto& item : before.items) {
            const auto* now = after.item(item.item);
            if (now)
                compare(item, *now);
            else
                changes.push_back({Kind::item, item.item, {}, item.item, {}});
        }
        for (const auto& item : after.items)
            if (!before.item(item.item)) changes.push_back({Kind::item, item.item, {}, {}, item.item});
    }

    void note(Kind kind, const std::string& item, const std::string& material, std::string before, std::string after) {
        if (before != after) changes.push_back({kind, item, material, std::move(before), std::move(after)});
    }

private:
    void compare(const ItemRuling& before, const ItemRuling& after) {
        const auto& code = before.item;
        note(Kind::limit, code, {}, text_of(before.statutory), text_of(after.statutory));
        note(Kind::limit, code, {}, text_of(before.promised), text_of(after.promised));
        note(Kind::department, code, {}, before.department, after.department);
        note(Kind::posts, code, {}, text_of(before.handling), text_of(after.handling));
        note(Kind::path, code, {}, paths(before), paths(after));
        note(Kind::fee, code, {}, fees(before), fees(after));
        for (const auto& one : before.needs) {
            const auto* now = need(after, one.material);
            note(Kind::material, code, one.material, text_of(one), now ? text_of(*now) : "");
            if (now) note(Kind::supply, code, one.material, text_of(one.source), text_of(now->source));
        }
        for (const auto& one : after.needs)
            if (!need(before, one.material)) note(Kind::material, code, one.material, "", text_of(one));
    }
};

}  // namespace

std::vector<Change> difference(const Ruling& before, const Ruling& after) {
    Comparison comparison;
    comparison.note(Kind::flow, {}, {}, before.flows.front(), after.flows.front());
    comparison.items(before, after);
    return std::move(comparison.changes);
}

std::string_view name_of(Change::Kind kind) {
    constexpr std::string_view names[] = {"flow",       "item",  "material", "supply", "limit",
                                          "department", "posts", "path",     "fee"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace zhupi::catalog
