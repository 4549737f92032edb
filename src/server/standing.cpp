#include "server/standing.hpp"

#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"

namespace zhupi::server {

Result<store::Acting> acting_on(const App& app, const net::Call& call, store::Snapshot& from,
                                std::string_view permission, const approval::CaseRow& row) {
    const auto& person = caller(call).person;
    if (access::is_recused(person, row.organisation, row.project)) return fail(err::case_recused);
    auto who = acting(app, call, permission);
    const auto absent = access::substitutes_for(person, permission, row);
    ZHUPI_CHECK(access::check_acting(from, person, absent, who.now));
    who.actor.substitute_for = absent == 0 ? std::nullopt : std::optional(absent);
    return who;
}

Result<bool> may_in_project(const net::Call& call, store::Snapshot& from, std::string_view permission,
                            store::Id project) {
    const auto visible = access::visible(caller(call).person, permission);
    if (visible.nothing || visible.organisation == 0) return !visible.nothing;
    return store::belongs(from, visible, project);
}

Result<bool> needs_personal(const net::Call& call, store::Snapshot& from, store::Id project, store::Id handler) {
    const auto& person = caller(call).person;
    if (!person.acting) {
        if (handler == 0) return false;
        if (handler == person.id) return true;
        return std::any_of(person.stands_in.begin(), person.stands_in.end(),
                           [&](const access::StandIn& absent) { return absent.person == handler; });
    }
    auto visible = access::visible(person, permission::case_read);
    visible.roles = {approval::MemberRole::lead, approval::MemberRole::agent, approval::MemberRole::designer,
                     approval::MemberRole::former};
    return store::belongs(from, visible, project);
}

void mask_personal(const catalog::Catalog& catalog, std::map<std::string, std::string>& values) {
    for (const auto& field : catalog.fields) {
        if (!field.personal) continue;
        const auto found = values.find(field.code);
        if (found == values.end() || found->second.empty()) continue;
        auto& value = found->second;
        const bool digits = std::any_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        value = digits ? codes::mask_number(value) : codes::mask_name(value);
    }
}

store::Contact masked(const store::Contact& contact) {
    return {codes::mask_name(contact.name), codes::mask_number(contact.phone)};
}

Result<void> check_confirmed(const App& app, const net::Call& call) {
    if (access::recently_confirmed(caller(call), app.world.now())) return {};
    return fail(err::access_confirm, {}, "/password");
}

}  // namespace zhupi::server
