#include "server/material_views.hpp"

#include "approval/project.hpp"
#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "document/file_kind.hpp"

#include <cstdio>

namespace zhupi::server {
namespace {

/// The catalogue's formats are the document room's kinds, by name. Without any, all but bare text.
bool takes(const catalog::Material& material, document::FileKind kind) {
    if (material.formats.empty()) return kind != document::FileKind::text;
    const auto name = json::name_of(kind);
    return std::any_of(material.formats.begin(), material.formats.end(),
                       [&](catalog::Format format) { return json::name_of(format) == name; });
}

Result<void> check_kind(const catalog::Material& material, document::FileKind kind) {
    if (takes(material, kind)) return {};
    std::string accepted;
    for (const auto& facts : document::kinds())
        if (takes(material, facts.kind))
            accepted += (accepted.empty() ? "" : "、") + std::string(facts.en == "text" ? "TXT" : facts.en);
    const auto& facts = document::facts_of(kind);
    return fail(err::file_not_accepted,
                {{"materialZh", material.name.zh},
                 {"material", material.name.en},
                 {"kindZh", std::string(facts.zh)},
                 {"kind", std::string(facts.en)},
                 {"accepted", accepted}},
                "/upload");
}

/// What the project's rules want: for each material the first stage that does, and who supplies it.
struct Wanted {
    const catalog::Material* material = nullptr;
    int stage = 0;
    catalog::Source source = catalog::Source::applicant;
};

std::vector<Wanted> wanted_by(const catalog::Catalog& catalog, const catalog::Plan& plan) {
    std::vector<Wanted> list;
    std::set<std::string_view> seen;
    for (const auto& stage : plan.stages)
        for (const auto& item : stage.items)
            for (const auto& need : item.ruling->needs)
                if (const auto* material = catalog.material(need.material);
                    material && seen.insert(material->code).second)
                    list.push_back({material, stage.stage->number, need.source});
    return list;
}

/// Puts the papers of a project into documents, and says of each what it is worth and who uses it.
class Filing {
public:
    Filing(const World& world, const Directory& people, const approval::Project& project,
           const std::vector<approval::Application>& applications, const FileReader& reader)
        : world_(world), people_(people), project_(project), reader_(reader), uses_(approval::uses_of(applications)) {
        for (const auto* paper : approval::current_papers(project)) current_.insert(paper->id);
    }

    std::vector<api::FileDocument> documents_of(std::string_view material) const {
        std::vector<std::vector<const approval::Paper*>> documents;
        for (const auto& paper : project_.papers) {
            if (paper.material != material || paper.removed.value_or(false)) continue;
            const auto place = std::find_if(documents.begin(), documents.end(), [&](const auto& versions) {
                return approval::same_document(*versions.front(), paper);
            });
            if (place == documents.end())
                documents.push_back({&paper});
            else
                place->push_back(&paper);
        }
        std::vector<api::FileDocument> views;
        for (const auto& versions : documents) views.push_back(document_view(versions));
        return views;
    }

private:
    api::FileDocument document_view(const std::vector<const approval::Paper*>& versions) const {
        api::FileDocument view;
        for (const auto* paper : versions) view.versions.push_back(version_view(*paper));
        std::reverse(view.versions.begin(), view.versions.end());
        view.can_change = reader_.own && versions.back()->source == approval::PaperSource::upload;
        return view;
    }

    api::FileVersion version_view(const approval::Paper& paper) const {
        api::FileVersion view;
        view.paper = paper_view(world_, paper);
        const auto validity =
            approval::validity_of(world_.catalog, project_, paper, !current_.contains(paper.id), world_.today());
        view.validity = {std::string(json::name_of(validity.standing)),
                         validity.status,
                         validity.dates,
                         validity.scope,
                         validity.days_left,
                         paper.valid_from ? std::optional(paper.valid_from->iso()) : std::nullopt};
        view.paper.valid = validity.usable();
        const bool result = paper.source == approval::PaperSource::result;
        if (!result && paper.by != 0) {
            const auto name = people_.person(paper.by).name;
            view.by = reader_.sees_names ? name : codes::mask_name(name);
        }
        if (result) view.item = item_view(world_, paper.item);
        view.case_id = paper.case_id;
        if (const auto found = uses_.find(paper.id); found != uses_.end())
            for (const auto& use : found->second)
                view.uses.push_back({use.application, use.case_id, use.number, use.stage, use.why});
        view.can_remove = reader_.own && !result && !paper.used && view.uses.empty();
        return view;
    }

    const World& world_;
    const Directory& people_;
    const approval::Project& project_;
    const FileReader& reader_;
    std::map<approval::Id, std::vector<approval::Use>> uses_;
    std::set<approval::Id> current_;
};

api::FileFolder folder_view(const Wanted& wanted, std::vector<api::FileDocument> documents) {
    const auto& material = *wanted.material;
    return {
        material.code,    name_view(material.name),   wanted.stage,        std::string(json::name_of(wanted.source)),
        material.drawing, accepted_endings(material), std::move(documents)};
}

}  // namespace

std::vector<std::string> accepted_endings(const catalog::Material& material) {
    std::vector<std::string> endings;
    for (const auto& facts : document::kinds())
        if (takes(material, facts.kind)) endings.insert(endings.end(), facts.endings.begin(), facts.endings.end());
    return endings;
}

Result<void> check_accepted(const catalog::Material& material, std::string_view media_type) {
    const auto kind = document::kind_of_media(media_type);
    return kind ? check_kind(material, *kind) : Result<void>{};  // kept before kinds were told apart
}

Result<void> check_accepted_name(const catalog::Material& material, std::string_view file_name) {
    const auto kind = document::kind_of_name(file_name);
    return kind ? check_kind(material, *kind) : Result<void>{};
}

api::ProjectFileView project_file_view(const World& world, const Directory& people, const approval::Project& project,
                                       const std::vector<approval::Application>& applications,
                                       const FileReader& reader) {
    api::ProjectFileView view;
    view.project = project.id;
    view.project_name = project.facts.name;
    view.project_code = project.facts.code;
    view.can_upload = reader.own;
    view.scanned = reader.scanned;
    view.version = project.version;
    const auto plan = approval::plan_of(world.catalog, project);
    for (const auto& stage : plan.stages) view.stages.push_back({stage.stage->number, name_view(stage.stage->name)});
    const Filing filing(world, people, project, applications, reader);
    std::set<std::string_view> shown;
    for (const auto& wanted : wanted_by(world.catalog, plan)) {
        shown.insert(wanted.material->code);
        view.folders.push_back(folder_view(wanted, filing.documents_of(wanted.material->code)));
    }
    for (const auto& material : world.catalog.materials) {
        if (shown.contains(material.code)) continue;
        auto documents = filing.documents_of(material.code);
        if (!documents.empty()) view.folders.push_back(folder_view({&material}, std::move(documents)));
    }
    approval::Savings savings;
    for (const auto& application : applications) savings += approval::savings_of(application);
    view.savings = savings_view(savings);
    return view;
}

api::SavingsView savings_view(const approval::Savings& s) {
    return {s.hand_ins,  s.needed,
            s.saved,     s.reused,
            s.by_system, s.later,
            s.shared(),  s.needed == 0 ? 0.0 : static_cast<double>(s.saved) / static_cast<double>(s.needed)};
}

api::SavingsReport savings_report(const World& world, const store::SavingTable& table) {
    approval::Savings total;
    std::map<std::string, approval::Savings> districts;
    std::map<int, approval::Savings> months;
    for (const auto& [key, sums] : table) {
        total += sums;
        districts[key.district] += sums;
        months[key.month] += sums;
    }
    api::SavingsReport report{savings_view(total), {}, {}};
    for (const auto& [code, sums] : districts) {
        const auto* district = world.catalog.district(code);
        report.districts.push_back(
            {code, district ? name_view(district->name) : api::Name{code, code}, savings_view(sums)});
    }
    for (const auto& [month, sums] : months) {
        char text[16];
        std::snprintf(text, sizeof text, "%04d-%02d", month / 100, month % 100);
        report.months.push_back({text, savings_view(sums)});
    }
    return report;
}

}  // namespace zhupi::server
