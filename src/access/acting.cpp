#include "access/acting.hpp"

#include "base/error_codes.hpp"
#include "base/roles.hpp"

#include <algorithm>

namespace zhupi::access {
namespace {

using approval::Mandate;
using approval::MandateKind;
using approval::Power;
using store::Snapshot;

ActingFor alone(const Mandate& m) { return {m.id, 0, m.organisation, 0, m.kind, m.powers, m.projects, m.until}; }

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

/// As the agent's organisation may, and the person may for it. A project list of the person's own authorisation speaks
/// of their organisation's projects, not of its clients'.
ActingFor through(const Mandate& own, const Mandate& client) {
    ActingFor way{client.id,          own.id, client.organisation, own.organisation,
                  MandateKind::agent, {},     client.projects,     earlier(own.until, client.until)};
    for (const auto power : client.powers)
        if (own.has(power) && power != Power::manage) way.powers.push_back(power);
    return way;
}

Result<void> add_standing_in(Snapshot& from, Person& person, Instant now) {
    ZHUPI_TRY(const auto leaves, store::leaves_of(from, person.id, now));
    for (const auto& leave : leaves) {
        if (leave.substitute != person.id || leave.ended_at) continue;
        const bool begun = leave.from <= now;
        person.fresh_until = earlier(person.fresh_until, begun ? leave.until : leave.from);
        if (!begun) continue;
        ZHUPI_TRY(auto absent, load_person(from, leave.person));
        person.stands_in.push_back({absent.id, std::move(absent.grants)});
    }
    return {};
}

}  // namespace

Result<std::vector<ActingFor>> ways_to_act(Snapshot& from, Id person, Instant now) {
    std::vector<ActingFor> ways;
    ZHUPI_TRY(auto own, store::list_mandates(from, store::Mandated::person, person));
    std::erase_if(own, [&](const Mandate& m) { return !m.in_force(now); });
    std::sort(own.begin(), own.end(),
              [](const Mandate& a, const Mandate& b) { return std::pair(a.kind, a.id) < std::pair(b.kind, b.id); });
    for (const auto& m : own) ways.push_back(alone(m));
    for (const auto& m : own) {
        if (m.kind != MandateKind::staff) continue;
        ZHUPI_TRY(auto clients, store::list_mandates(from, store::Mandated::holder, m.organisation));
        std::reverse(clients.begin(), clients.end());
        for (const auto& client : clients) {
            if (!client.in_force(now)) continue;
            auto way = through(m, client);
            if (!way.powers.empty()) ways.push_back(std::move(way));
        }
    }
    return ways;
}

Result<Person> load_caller(Snapshot& from, Id id, const Choice& choice, Instant now) {
    ZHUPI_TRY(auto person, load_person(from, id));
    const bool applicant = std::any_of(person.grants.begin(), person.grants.end(),
                                       [](const Grant& grant) { return grant.role == role::applicant; });
    if (!applicant) {
        ZHUPI_CHECK(add_standing_in(from, person, now));
        ZHUPI_TRY(person.recusals, store::recusals_of(from, id));
        return person;
    }
    ZHUPI_TRY(const auto ways, ways_to_act(from, id, now));
    const auto home = person.organisation;
    person.organisation = 0;
    const auto chosen = std::find_if(ways.begin(), ways.end(), [&](const ActingFor& way) {
        return choice == Choice{} ? way.organisation == home : choice == Choice{way.mandate, way.via};
    });
    if (chosen != ways.end())
        person.acting = *chosen;
    else if (choice == Choice{} && !ways.empty())
        person.acting = ways.front();
    if (!person.acting) return person;
    person.organisation = person.acting->organisation;
    person.fresh_until = person.acting->until;
    return person;
}

Result<void> check_acting(Snapshot& from, const Person& person, Id absent, Instant now) {
    if (absent != 0) {
        ZHUPI_TRY(const auto leaves, store::leaves_of(from, person.id, now));
        const bool holds = std::any_of(leaves.begin(), leaves.end(), [&](const approval::Leave& l) {
            return l.person == absent && l.substitute == person.id && !l.ended_at && l.from <= now;
        });
        if (!holds) return fail(err::leave_substitute);
    }
    if (!person.acting) return {};
    for (const auto id : {person.acting->mandate, person.acting->via}) {
        if (id == 0) continue;
        ZHUPI_TRY(const auto mandate, store::load_mandate(from, id));
        if (!mandate.in_force(now)) return fail(err::access_mandate);
    }
    return {};
}

}  // namespace zhupi::access
