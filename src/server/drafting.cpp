#include "server/drafting.hpp"

#include "approval/project.hpp"
#include "base/error_codes.hpp"
#include "catalog/form.hpp"
#include "forms/document.hpp"
#include "server/form_views.hpp"
#include "store/form_parts.hpp"

namespace zhupi::server {
namespace {

approval::InFlight in_flight(const std::vector<approval::Application>& applications) {
    approval::InFlight items;
    for (const auto& application : applications)
        for (const auto& c : application.cases)
            if (!approval::has_ended(c.status)) items.insert(c.item);
    return items;
}

/// What is known of a field already: the contact and the company stand outside the log, the rest in the project.
std::string known_value(const App& app, const approval::Project& project, const store::Contact& contact,
                        std::string_view source) {
    if (source == "contact.name") return contact.name;
    if (source == "contact.phone") return contact.phone;
    if (source == "organisation.name") return app.names.directory().organisation(project.organisation);
    if (source == "organisation.credit_code") return app.names.credit_code(project.organisation);
    return approval::known_value(app.world.catalog, project, source);
}

/// Values of the project's earlier hand-ins, newest last: a field that was answered once is not asked empty again.
Result<std::map<std::string, std::string>> earlier_values(store::Snapshot& from,
                                                          const std::vector<approval::Application>& applications) {
    std::map<std::string, std::string> values;
    for (const auto& application : applications) {
        ZHUPI_TRY(const auto submission, store::load_submission(from, application.id, application.submission));
        for (const auto& [field, value] : submission.values) values[field] = value;
    }
    return values;
}

/// Fills what nobody has written yet, and says where it comes from. An emptied field stays empty: its key is there.
class Filler {
public:
    Filler(const App& app, const approval::Project& project, const store::Contact& contact,
           const forms::Values& earlier, DraftPage& page)
        : app_(app), project_(project), contact_(contact), earlier_(earlier), page_(page) {}

    void run() {
        for (const auto& section : page_.view.form.sections) {
            for (const auto& field : section.fields) {
                const auto [origin, item, verified] = origin_of(field.filled_from);
                note(field.code, {origin, item, known_value(app_, project_, contact_, field.filled_from), verified});
                from_earlier(field.code);
                fill(field.code);
            }
            for (const auto& group : section.groups) fill(group);
        }
    }

private:
    struct Origin {
        std::string name;
        std::optional<api::Coded> item;
        bool verified = false;
    };
    /// The system gave the code itself, an authority its results; the rest is what the applicant has said elsewhere.
    Origin origin_of(std::string_view source) const {
        if (source.starts_with("result.")) {
            const auto rest = source.substr(7);
            return {"result", item_view(app_.world, rest.substr(0, rest.find('.'))), true};
        }
        if (source.starts_with("answer.")) return {"answer", {}, false};
        if (source.starts_with("organisation.")) return {"register", {}, true};
        return {"registration", {}, source == "project.code"};
    }

    void note(const std::string& key, api::Provenance provenance) {
        if (!provenance.known.empty()) page_.view.provenance[key] = std::move(provenance);
    }
    void from_earlier(const std::string& key) {
        const auto found = earlier_.find(key);
        if (found == earlier_.end() || found->second.empty()) return;
        // What an authority vouches for stands, and so does what was only said again.
        const auto known = page_.view.provenance.find(key);
        if (known != page_.view.provenance.end() && (known->second.verified || known->second.known == found->second))
            return;
        page_.view.provenance[key] = {"earlier", {}, found->second, false};
    }
    void fill(const std::string& key) {
        const auto known = page_.view.provenance.find(key);
        if (known != page_.view.provenance.end()) page_.draft.values.try_emplace(key, known->second.known);
    }

    void fill(const forms::Group& group) {
        const auto prefix = group.code + "/";
        const auto has_rows = [&](const forms::Values& values) {
            const auto found = values.lower_bound(prefix);
            return found != values.end() && found->first.starts_with(prefix);
        };
        const bool begun = has_rows(page_.draft.values);
        if (has_rows(earlier_)) {
            for (auto at = earlier_.lower_bound(prefix); at != earlier_.end() && at->first.starts_with(prefix); ++at)
                note(at->first, {"earlier", {}, at->second, false});
        } else if (group.filled_from == catalog::buildings_source) {
            for (std::size_t i = 0; i < project_.facts.buildings.size(); ++i) note_building(group, i);
        }
        if (begun) return;
        for (auto at = page_.view.provenance.lower_bound(prefix);
             at != page_.view.provenance.end() && at->first.starts_with(prefix); ++at)
            page_.draft.values.try_emplace(at->first, at->second.known);
    }
    void note_building(const forms::Group& group, std::size_t index) {
        const auto& building = project_.facts.buildings[index];
        for (const auto& field : group.fields) {
            const auto& from = field.filled_from;
            const auto known = from == "building.name"            ? building.name
                               : from == "building.use"           ? building.use
                               : from == "building.floor_area"    ? building.floor_area.text()
                               : from == "building.storeys_above" ? std::to_string(building.storeys_above)
                               : from == "building.storeys_below" ? std::to_string(building.storeys_below)
                               : from == "building.height" ? (building.height ? building.height->text() : std::string())
                                                           : std::string();
            note(group.code + "/" + std::to_string(index + 1) + "/" + field.code, {"registration", {}, known, false});
        }
    }

    const App& app_;
    const approval::Project& project_;
    const store::Contact& contact_;
    const forms::Values& earlier_;
    DraftPage& page_;
};

Result<void> add_parts(App& app, store::Snapshot& from, DraftPage& page, store::Id caller) {
    auto& view = page.view;
    ZHUPI_TRY(const auto parts, store::load_parts(from, view.project, view.stage));
    if (parts.empty()) return {};
    ZHUPI_TRY(const auto people, store::people_of_project(from, view.project));
    for (const auto& part : parts) {
        const auto section = std::find_if(view.form.sections.begin(), view.form.sections.end(),
                                          [&](const forms::Section& s) { return s.code == part.section; });
        if (section == view.form.sections.end()) continue;  // of items that were unchosen meanwhile
        const auto digest = digest_of(values_of_section(*section, page.handed_in));
        api::FormPartView one{part.section,
                              part.person,
                              app.names.directory().person(part.person).name,
                              {},
                              part.given_at.iso(),
                              {},
                              part.signed_at && part.signed_digest == digest,
                              part.person == caller,
                              digest};
        for (const auto& person : people)
            if (person.id == part.person) one.organisation = app.names.directory().organisation(person.organisation);
        if (part.signed_at) one.signed_at = part.signed_at->iso();
        if (!one.current) {
            const Error error{&err::part_unsigned,
                              {},
                              {{"labelZh", section->label.zh}, {"label", section->label.en}, {"person", one.name}}};
            view.issues.push_back(
                {"part/" + part.section, std::string(error.code->code), error.zh(), error.en(), false, {}});
        }
        view.parts.push_back(std::move(one));
    }
    return {};
}

}  // namespace

Result<DraftPage> draft_page(App& app, store::Snapshot& from, const approval::Project& project, int stage,
                             store::Id caller) {
    const auto* state = project.stage(stage);
    if (!state || state->status == approval::StageStatus::locked)
        return fail(err::filing_stage_locked,
                    {{"why", "前一阶段尚未办结"}, {"whyEn", "the stage before it has not ended"}});
    ZHUPI_TRY(const auto applications, store::load_applications(from, project.id));
    ZHUPI_TRY(const auto stored, store::load_draft(from, project.id, stage));
    ZHUPI_TRY(const auto contact, store::load_contact(from, project.id));
    const auto plan = approval::plan_of(app.world.catalog, project);
    const auto offered = approval::offers(project, plan, stage, in_flight(applications));

    DraftPage page;
    page.draft = stored.draft;
    const auto can_file = [&](const std::string& code) {
        return std::any_of(offered.begin(), offered.end(),
                           [&](const auto& offer) { return offer.can_file && offer.planned->item->code == code; });
    };
    if (stored.version == 0) {  // begin with everything that the stage needs
        for (const auto& offer : offered)
            if (offer.can_file && !offer.planned->in_flow->optional)
                page.draft.items.push_back(offer.planned->item->code);
    } else {
        std::erase_if(page.draft.items, [&](const auto& code) { return !can_file(code); });
    }

    auto& view = page.view;
    view.project = project.id;
    view.project_name = project.facts.name;
    view.stage = stage;
    for (const auto& planned : plan.stages)
        if (planned.stage->number == stage) view.stage_name = name_view(planned.stage->name);
    view.offered = offer_views(app.world, offered, true);
    view.items = page.draft.items;
    const auto form = catalog::compiled_form(app.world.catalog, stage, page.draft.items);
    view.form = form.definition();
    ZHUPI_TRY(const auto earlier, earlier_values(from, applications));
    Filler(app, project, contact, earlier, page).run();
    const auto judged = form.judge(page.draft.values, app.world.today());
    page.handed_in = judged.handed_in();
    page.document = forms::document_of(form, judged);
    view.values = page.draft.values;

    const auto lines =
        approval::checklist(app.world.catalog, project, plan, page.draft.items, page.draft.papers, app.world.today());
    view.checklist = checklist_view(app.world, lines);
    const auto papers = approval::count_papers(lines);
    view.papers_needed = papers.needed;
    view.papers_saved = papers.saved;
    view.version = stored.version;
    if (stored.version > 0) view.saved_at = stored.saved_at.iso();

    if (page.draft.items.empty()) {
        const auto none = Error{&err::filing_items, "/items", {}};
        view.issues.push_back({"items", std::string(err::filing_items.code), none.zh(), none.en(), false, {}});
    }
    for (const auto& issue : judged.issues)
        view.issues.push_back({issue.key, std::string(issue.code), issue.zh, issue.en, issue.warning, issue.pointer});
    for (const auto& line : lines)
        if (line.state == approval::LineState::missing && line.necessity == catalog::Necessity::required)
            view.issues.push_back({line.material->code,
                                   "paper.missing",
                                   "请上传“" + line.material->name.zh + "”",
                                   "Upload '" + line.material->name.en + "'",
                                   false,
                                   {}});
    ZHUPI_CHECK(add_parts(app, from, page, caller));
    page.complete = std::all_of(view.issues.begin(), view.issues.end(), [](const auto& one) { return one.warning; });
    return page;
}

}  // namespace zhupi::server
