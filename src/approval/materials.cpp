#include "approval/materials.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace zhupi::approval {
namespace {

constexpr std::size_t longest_title = 200, longest_sheet = 60;

bool removed(const Paper& paper) { return paper.removed.value_or(false); }

/// What all versions of a document have in common.
using DocumentKey = std::tuple<std::string_view, PaperSource, std::string_view, Id>;
DocumentKey key_of(const Paper& paper) {
    const bool result = paper.source == PaperSource::result;
    return {paper.material, paper.source, result ? std::string_view(paper.item) : std::string_view(),
            result ? 0 : paper.document.value_or(0)};
}

/// The newest version of the first document that `fits`.
template <class Fits>
const Paper* newest(const Project& project, std::string_view material, Fits fits) {
    const auto current = current_papers(project);
    const auto found = std::find_if(current.rbegin(), current.rend(), [&](const Paper* paper) {
        return paper->material == material && paper->source == PaperSource::upload && fits(*paper);
    });
    return found == current.rend() ? nullptr : *found;
}

Result<void> check_sheet(const std::string& sheet, const std::string& title) {
    const bool fits = text::valid_utf8(sheet) && text::valid_utf8(title) && text::length(sheet) <= longest_sheet &&
                      text::length(title) <= longest_title;
    if (!fits) return fail(err::paper_sheet, {}, "/sheet");
    return {};
}

/// An uploaded paper that can still be worked on.
Result<const Paper*> uploaded(const Project& project, Id id) {
    const auto* paper = project.paper(id);
    if (!paper || removed(*paper)) return fail(err::paper_none);
    if (paper->source == PaperSource::result) return fail(err::paper_issued, {{"title", paper->title}});
    return paper;
}

/// The paper of which the new one is the next version; null for a new document.
Result<const Paper*> predecessor(const Project& project, const Paper& paper, const Placing& placing,
                                 const catalog::Material& material) {
    if (placing.replaces) {
        ZHUPI_TRY(const auto* named, uploaded(project, *placing.replaces));
        if (named->material != paper.material) return fail(err::paper_none, {}, "/replaces");
        return newest(project, paper.material, [&](const Paper& p) { return same_document(p, *named); });
    }
    if (paper.sheet) return newest(project, paper.material, [&](const Paper& p) { return p.sheet == paper.sheet; });
    if (material.drawing || placing.beside)
        return newest(project, paper.material, [&](const Paper& p) { return p.title == paper.title; });
    return newest(project, paper.material, [](const Paper&) { return true; });
}

bool recorded(const Project& project, const Paper& paper) {
    return std::any_of(project.results.begin(), project.results.end(), [&](const ProvenResult& result) {
        return result.case_id == paper.case_id && result.item == paper.item;
    });
}

bool in_scope(const catalog::Catalog& catalog, const Project& project, const Paper& paper) {
    if (paper.source == PaperSource::upload) return true;
    const auto* material = catalog.material(paper.material);
    const auto issues = [&](const std::string& item) { return item == paper.item; };
    return material && std::any_of(material->produced_by.begin(), material->produced_by.end(), issues) &&
           recorded(project, paper);
}

bool owes_papers(const Project& project, const Paper& paper) {
    return paper.source == PaperSource::result &&
           std::any_of(project.results.begin(), project.results.end(), [&](const ProvenResult& result) {
               return result.case_id == paper.case_id && result.with_deferral;
           });
}

}  // namespace

bool same_document(const Paper& a, const Paper& b) { return key_of(a) == key_of(b); }

std::vector<const Paper*> current_papers(const Project& project) {
    std::map<DocumentKey, std::size_t> places;
    std::vector<const Paper*> current;
    for (const auto& paper : project.papers) {
        if (removed(paper)) continue;
        const auto [place, fresh] = places.try_emplace(key_of(paper), current.size());
        if (fresh)
            current.push_back(&paper);
        else if (!paper.revoked || current[place->second]->revoked)  // only what stands can take another's place
            current[place->second] = &paper;
    }
    return current;
}

Validity validity_of(const catalog::Catalog& catalog, const Project& project, const Paper& paper, bool replaced,
                     Date today) {
    Validity out;
    const bool early = paper.valid_from && *paper.valid_from > today;
    const bool late = paper.valid_until && *paper.valid_until < today;
    out.status = !removed(paper) && !paper.revoked && !replaced;
    out.dates = !early && !late;
    out.scope = in_scope(catalog, project, paper);
    if (paper.valid_until && !late) out.days_left = paper.valid_until->day - today.day + 1;
    out.standing = removed(paper)                ? Standing::removed
                   : paper.revoked               ? Standing::revoked
                   : replaced                    ? Standing::superseded
                   : early                       ? Standing::not_yet
                   : late                        ? Standing::expired
                   : !out.scope                  ? Standing::out_of_scope
                   : owes_papers(project, paper) ? Standing::conditional
                                                 : Standing::valid;
    return out;
}

std::map<Id, std::vector<Use>> uses_of(const std::vector<Application>& applications) {
    std::map<Id, std::vector<Use>> uses;
    for (const auto& application : applications) {
        const Use filing{application.id, 0, application.number, application.stage, "filing"};
        for (const auto& material : application.materials) {
            if (material.paper) uses[*material.paper].push_back(filing);
            for (const Id other : material.others) uses[other].push_back(filing);
        }
        for (const auto& c : application.cases) {
            const auto use = [&](const std::optional<Id>& paper, const char* why) {
                if (paper) uses[*paper].push_back({application.id, c.id, c.number, application.stage, why});
            };
            for (const auto& correction : c.corrections)
                for (const auto& request : correction.requests) use(request.paper, "correction");
            if (c.decision)
                for (const auto& deferral : c.decision->deferrals) use(deferral.paper, "deferral");
        }
    }
    return uses;
}

Savings& Savings::operator+=(const Savings& other) {
    hand_ins += other.hand_ins;
    needed += other.needed;
    saved += other.saved;
    reused += other.reused;
    by_system += other.by_system;
    later += other.later;
    return *this;
}

Savings savings_of(const Application& application) {
    Savings out{1, application.papers_needed, application.papers_saved, 0, 0, 0};
    for (const auto& use : application.materials) {
        const auto wanted = static_cast<std::int64_t>(use.items.size());
        if (use.supply == Supply::reused) out.reused += wanted;
        if (use.supply == Supply::by_system) out.by_system += wanted;
        if (use.supply == Supply::later) out.later += wanted;
    }
    return out;
}

Result<PaperAdded> decide_paper(const Project& project, Paper paper, const Placing& placing, const Context& context) {
    const auto* material = context.catalog.material(paper.material);
    if (!material) return fail(err::paper_material, {{"material", paper.material}}, "/material");
    ZHUPI_CHECK(check_sheet(paper.sheet.value_or(""), paper.sheet_title.value_or("")));
    ZHUPI_TRY(const auto* before, predecessor(project, paper, placing, *material));
    ZHUPI_TRY(paper.id, context.numbers.next_id("paper"));
    paper.at = context.now;
    paper.by = context.actor.user;
    paper.version = 1;
    paper.document = paper.id;
    if (before) {
        paper.document = before->document;
        if (!paper.sheet) paper.sheet = before->sheet;
        if (!paper.sheet_title) paper.sheet_title = before->sheet_title;
        for (const auto& older : project.papers)
            if (same_document(older, *before)) paper.version = std::max(paper.version, older.version + 1);
    }
    return PaperAdded{std::move(paper)};
}

Result<PaperDescribed> decide_description(const Project& project, PaperDescribed wanted) {
    ZHUPI_TRY(const auto* paper, uploaded(project, wanted.paper));
    for (auto* text : {&wanted.title, &wanted.sheet, &wanted.sheet_title}) *text = std::string(text::trim(*text));
    if (wanted.title.empty() || !text::valid_utf8(wanted.title) || text::length(wanted.title) > longest_title)
        return fail(err::paper_title, {}, "/title");
    ZHUPI_CHECK(check_sheet(wanted.sheet, wanted.sheet_title));
    if (!wanted.sheet.empty())
        if (const auto* other = newest(project, paper->material, [&](const Paper& p) {
                return p.sheet == wanted.sheet && !same_document(p, *paper);
            }))
            return fail(err::paper_sheet_taken, {{"sheet", wanted.sheet}, {"title", other->title}}, "/sheet");
    return wanted;
}

Result<PaperRemoved> decide_removal(const Project& project, Id id, const std::map<Id, std::vector<Use>>& uses) {
    ZHUPI_TRY(const auto* paper, uploaded(project, id));
    if (paper->used || uses.contains(id)) return fail(err::paper_in_use, {{"title", paper->title}});
    return PaperRemoved{id, paper->title};
}

}  // namespace zhupi::approval
