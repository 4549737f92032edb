#include "server/drafting.hpp"

#include "approval/project.hpp"
#include "base/error_codes.hpp"
#include "catalog/form.hpp"

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

}  // namespace

Result<DraftPage> draft_page(App& app, store::Snapshot& from, const approval::Project& project, int stage) {
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
    const auto fields = catalog::stage_form(app.world.catalog, stage, page.draft.items);
    view.fields = field_views(app.world, fields, page.draft.items);
    ZHUPI_TRY(const auto earlier, earlier_values(from, applications));
    for (const auto* field : fields) {
        auto& value = page.draft.values[field->code];
        if (!value.empty()) continue;
        if (const auto found = earlier.find(field->code); found != earlier.end()) value = found->second;
        if (value.empty()) value = known_value(app, project, contact, field->filled_from);
    }
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
        view.issues.push_back({"items", std::string(err::filing_items.code), none.zh(), none.en()});
    }
    for (const auto& issue : catalog::check_form(fields, page.draft.values))
        view.issues.push_back({issue.field, std::string(issue.code), issue.zh, issue.en});
    for (const auto& line : lines)
        if (line.state == approval::LineState::missing && line.necessity == catalog::Necessity::required)
            view.issues.push_back({line.material->code, "paper.missing", "请上传“" + line.material->name.zh + "”",
                                   "Upload '" + line.material->name.en + "'"});
    return page;
}

}  // namespace zhupi::server
