#include "approval/filing.hpp"

#include "approval/flow.hpp"
#include "approval/materials.hpp"
#include "base/error_codes.hpp"

namespace zhupi::approval {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

const catalog::PlannedStage* stage_of(const catalog::Plan& plan, int number) {
    for (const auto& stage : plan.stages)
        if (stage.stage->number == number) return &stage;
    return nullptr;
}

const catalog::PlannedItem* planned(const catalog::Plan& plan, std::string_view item) {
    for (const auto& stage : plan.stages)
        for (const auto& candidate : stage.items)
            if (candidate.item->code == item) return &candidate;
    return nullptr;
}

/// Prerequisite groups that no result of the project meets yet.
std::vector<std::vector<std::string>> unmet(const Project& project, const catalog::PlannedItem& item) {
    std::vector<std::vector<std::string>> groups;
    for (const auto& group : item.after)
        if (std::none_of(group.begin(), group.end(), [&](const auto& code) { return project.proven(code); }))
            groups.push_back(group);
    return groups;
}

calendar::Budget budget(const catalog::Limit& limit) {
    return {limit.amount,
            limit.unit == catalog::Unit::working_day ? calendar::Unit::working_day : calendar::Unit::calendar_day};
}

std::string route(catalog::Handling handling) {
    return handling == catalog::Handling::normal ? "standard" : std::string(json::name_of(handling));
}

std::string name_of(const catalog::Plan& plan, const std::string& code) {
    const auto* item = planned(plan, code);
    return item ? item->item->name.zh : code;
}

}  // namespace

std::vector<Offer> offers(const Project& project, const catalog::Plan& plan, int stage, const InFlight& in_flight) {
    std::vector<Offer> list;
    const auto* wanted = stage_of(plan, stage);
    if (!wanted) return list;
    for (const auto& item : wanted->items) list.push_back({&item, true, {}, {}});
    const auto offered_here = [&](const std::string& code) {
        return std::any_of(list.begin(), list.end(),
                           [&](const Offer& o) { return o.can_file && o.planned->item->code == code; });
    };
    const auto close = [](Offer& offer, std::string zh, std::string en) {
        offer.can_file = false;
        offer.why_zh = std::move(zh);
        offer.why_en = std::move(en);
    };
    for (auto& offer : list) {
        const auto& code = offer.planned->item->code;
        if (project.proven(code)) close(offer, "已办结", "already ended well");
        if (in_flight.contains(code)) close(offer, "正在办理", "being handled");
    }
    // Closing one item may close those that lean on it.
    for (bool changed = true; changed;) {
        changed = false;
        for (auto& offer : list) {
            if (!offer.can_file) continue;
            for (const auto& group : unmet(project, *offer.planned)) {
                if (std::any_of(group.begin(), group.end(), offered_here)) continue;
                const auto* first = planned(plan, group.front());
                close(offer, "须在“" + name_of(plan, group.front()) + "”办结之后",
                      "after " + (first ? first->item->name.en : group.front()) + " has ended");
                changed = true;
                break;
            }
        }
    }
    return list;
}

std::vector<MaterialLine> checklist(const catalog::Catalog& catalog, const Project& project, const catalog::Plan& plan,
                                    const std::vector<std::string>& items, const std::map<std::string, Id>& papers,
                                    Date today) {
    std::vector<MaterialLine> lines;
    for (const auto& code : items) {
        const auto* item = planned(plan, code);
        if (!item) continue;
        for (const auto& need : item->ruling->needs) {
            const auto* material = catalog.material(need.material);
            auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& l) { return l.material == material; });
            if (line == lines.end()) {
                lines.push_back({material, need.necessity, need.source, {}, LineState::missing, nullptr});
                line = std::prev(lines.end());
            }
            // required < deferrable < optional in strictness; the enum lists required, optional, deferrable.
            const auto strictness = [](catalog::Necessity n) {
                return n == catalog::Necessity::required ? 0 : n == catalog::Necessity::deferrable ? 1 : 2;
            };
            if (strictness(need.necessity) < strictness(line->necessity)) line->necessity = need.necessity;
            line->items.push_back(code);
        }
    }
    std::map<std::string_view, std::vector<const Paper*>> usable;
    for (const auto* paper : current_papers(project))
        if (validity_of(catalog, project, *paper, false, today).usable()) usable[paper->material].push_back(paper);
    const auto supply = [&](MaterialLine& line) {
        const auto& material = *line.material;
        const auto chosen = papers.find(material.code);
        for (const auto* paper : usable[material.code]) {
            const bool wanted = chosen != papers.end() && paper->id == chosen->second;
            const bool kept = chosen != papers.end() && line.paper && line.paper->id == chosen->second;
            if (line.paper) line.others.push_back(kept ? paper : line.paper);
            if (!kept || wanted) line.paper = paper;  // the newest, unless another was chosen
        }
        if (line.paper) {
            const auto known = [](const Paper* paper) { return paper->source == PaperSource::result || paper->used; };
            const bool all = known(line.paper) && std::all_of(line.others.begin(), line.others.end(), known);
            line.state = all ? LineState::reused : LineState::uploaded;
        } else if (line.source == catalog::Source::form || line.source == catalog::Source::shared) {
            line.state = LineState::by_system;
        } else if (std::any_of(items.begin(), items.end(),
                               [&](const auto& code) { return contains(material.produced_by, code); })) {
            line.state = LineState::later;
        }
    };
    for (auto& line : lines) supply(line);
    // A result that none of the project's items produces does not exist for this project (a licence of a flow it does
    // not take): nobody can be asked for it.
    std::erase_if(lines, [&](const MaterialLine& line) {
        const auto& producers = line.material->produced_by;
        return line.state == LineState::missing && line.source == catalog::Source::result && !producers.empty() &&
               std::none_of(producers.begin(), producers.end(), [&](const auto& code) { return planned(plan, code); });
    });
    return lines;
}

PaperCount count_papers(const std::vector<MaterialLine>& lines) {
    PaperCount count;
    for (const auto& line : lines) {
        if (line.state == LineState::missing && line.necessity == catalog::Necessity::optional) continue;
        const int wanted = static_cast<int>(line.items.size());
        const bool brought = line.state == LineState::uploaded || line.state == LineState::missing;
        count.needed += wanted;
        count.saved += wanted - (brought ? 1 : 0);
    }
    return count;
}

std::vector<Reason> reasons_of(const std::vector<catalog::FiredRule>& fired) {
    std::vector<Reason> reasons;
    for (const auto& rule : fired) {
        auto same = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
            return reason.decision == rule.decision && reason.about == rule.about;
        });
        if (same == reasons.end()) same = reasons.insert(same, {rule.decision, rule.about, {}});
        // A material that several items want was asked about for each of them.
        if (std::find(same->rules.begin(), same->rules.end(), rule.rule) == same->rules.end())
            same->rules.push_back(rule.rule);
    }
    return reasons;
}

Result<ApplicationFiled> decide_filing(const Project& project, const catalog::Plan& plan, const Filing& filing,
                                       const InFlight& in_flight, const Context& context) {
    if (filing.items.empty()) return fail(err::filing_items, {}, "/items");
    const auto* stage = project.stage(filing.stage);
    if (!stage || stage->status == StageStatus::locked)
        return fail(err::filing_stage_locked,
                    {{"why", "前一阶段尚未办结"}, {"whyEn", "the stage before it has not ended"}});

    const auto offered = offers(project, plan, filing.stage, in_flight);
    ApplicationFiled filed;
    auto fired = plan.ruling->fired;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < filing.items.size(); ++i) {
        const auto& code = filing.items[i];
        const auto where = "/items/" + std::to_string(i);
        const auto offer =
            std::find_if(offered.begin(), offered.end(), [&](const Offer& o) { return o.planned->item->code == code; });
        if (offer == offered.end()) return fail(err::filing_item, {{"item", code}}, where);
        const auto& item = *offer->planned->item;
        if (project.proven(code) || in_flight.contains(code) || !seen.insert(code).second)
            return fail(err::filing_repeated, {{"item", item.name.zh}}, where);

        CaseFiled opened;
        for (const auto& group : unmet(project, *offer->planned)) {
            if (std::none_of(group.begin(), group.end(), [&](const auto& c) { return contains(filing.items, c); }))
                return fail(err::filing_prerequisite,
                            {{"item", item.name.zh}, {"before", name_of(plan, group.front())}}, where);
            opened.after.push_back(group);
        }
        ZHUPI_TRY(opened.id, context.numbers.next_id("case"));
        ZHUPI_TRY(opened.number, context.numbers.case_number(item));
        opened.item = code;
        const auto& ruling = *offer->planned->ruling;
        opened.department = ruling.department;
        opened.promised = budget(ruling.promised);
        if (ruling.statutory) opened.statutory = budget(*ruling.statutory);
        opened.route = route(ruling.handling);
        opened.special_procedures = ruling.special_procedures;
        opened.deferrable = ruling.deferrable();
        fired.insert(fired.end(), ruling.fired.begin(), ruling.fired.end());
        filed.cases.push_back(std::move(opened));
    }

    const auto lines = checklist(context.catalog, project, plan, filing.items, filing.papers, context.today);
    for (const auto& line : lines) {
        if (line.state == LineState::missing) continue;
        const auto supply = line.state == LineState::reused      ? Supply::reused
                            : line.state == LineState::by_system ? Supply::by_system
                            : line.state == LineState::later     ? Supply::later
                                                                 : Supply::uploaded;
        MaterialUse use{line.material->code, supply, line.paper ? std::optional(line.paper->id) : std::nullopt,
                        line.items};
        for (const auto* other : line.others) use.others.push_back(other->id);
        filed.materials.push_back(std::move(use));
    }
    const auto papers = count_papers(lines);
    filed.papers_needed = papers.needed;
    filed.papers_saved = papers.saved;

    ZHUPI_TRY(filed.application, context.numbers.next_id("application"));
    ZHUPI_TRY(filed.number, context.numbers.application_number());
    filed.project = project.id;
    filed.flow = project.flow;
    filed.catalog_version = context.catalog.version;
    filed.rules_version = plan.ruling->version;
    filed.facts = plan.ruling->facts;
    filed.reasons = reasons_of(fired);
    filed.stage = filing.stage;
    filed.district = project.facts.district;
    filed.organisation = project.organisation;
    filed.intake_department = filing.intake_department;
    filed.values_digest = filing.values_digest;

    Application begun;
    apply(begun, filed, context.stamp());
    FlowRun flow(begun, context);
    ZHUPI_CHECK(flow.begin());
    filed.moves = flow.take();
    return filed;
}

}  // namespace zhupi::approval
