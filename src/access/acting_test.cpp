#include "access/acting.hpp"

#include "access/assigner.hpp"
#include "access/sessions.hpp"
#include "access/test_people.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "store/replay.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

using approval::Mandate;
using approval::MandateKind;
using approval::MandateState;
using approval::Power;
using test::must;
using test::somebody;

constexpr std::int64_t day = std::int64_t{24} * 3600 * 1000;

const std::vector<std::string> codes{"91110000600037341L", "91440300708461136T"};

struct Town : test::People {
    Id applicant(const std::string& username, const std::string& code) {
        return must(create(
                        {username, "王工", "", "", "云江公司" + code.substr(0, 4), code, {{"applicant", {}, {}, {}}}}))
            .person;
    }
    Mandate give(Mandate mandate) {
        mandate.from = mandate.from.ms == 0 ? now : mandate.from;
        return must(write([&](store::Tx& tx) { return store::grant_mandate(tx, by(somebody), mandate); }));
    }
    void answer(const Mandate& mandate, std::string_view type) {
        must(write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_CHECK(store::change_mandate(tx, by(somebody), mandate, type, "因故"));
            return {};
        }));
    }
    std::vector<ActingFor> ways(Id person) {
        return must(read([&](store::Snapshot& from) { return ways_to_act(from, person, now); }));
    }
    bool replay_is_exact() {
        store::PeopleReplay replay;
        std::vector<std::string> differences;
        must(read([&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(const auto events, store::read_after(from, 0, 10000));
            for (const auto& event : events) ZHUPI_CHECK(replay.fold(event));
            return replay.compare(from, [&](std::string what) { differences.push_back(std::move(what)); });
        }));
        return differences.empty();
    }
};

TEST_CASE("who opens an organisation's account manages it, and who comes later is authorised for a year") {
    Town town;
    const auto first = town.applicant("first", codes[0]), second = town.applicant("second", codes[0]);
    REQUIRE(town.ways(first).size() == 1);
    CHECK(town.ways(first)[0].has(Power::manage));
    CHECK_FALSE(town.ways(first)[0].until);
    REQUIRE(town.ways(second).size() == 1);
    CHECK_FALSE(town.ways(second)[0].has(Power::manage));
    town.now = town.now.plus_ms(366 * day);
    CHECK(town.ways(second).empty());
    CHECK(town.ways(first).size() == 1);
}

TEST_CASE("an authorisation acts from its acceptance to its last moment, and not after it was revoked") {
    Town town;
    const auto owner = town.applicant("owner", codes[0]), guest = town.applicant("guest", codes[1]);
    Mandate wanted;
    wanted.organisation = town.ways(owner)[0].organisation;
    wanted.kind = MandateKind::agent;
    wanted.person = guest;
    wanted.powers = {Power::read, Power::file};
    wanted.from = town.now.plus_ms(day);
    wanted.until = town.now.plus_ms(3 * day);
    const auto mandate = town.give(wanted);
    const auto acts = [&](std::int64_t after) {
        const auto kept = town.now;
        town.now = town.now.plus_ms(after);
        const auto found = town.ways(guest).size() == 2;
        town.now = kept;
        return found;
    };
    CHECK_FALSE(acts(2 * day));  // nobody has accepted it
    town.answer(mandate, event::mandate_accepted);
    CHECK_FALSE(acts(day - 1));
    CHECK(acts(day));
    CHECK(acts(3 * day - 1));
    CHECK_FALSE(acts(3 * day));
    const auto accepted = must(town.read([&](store::Snapshot& from) { return store::load_mandate(from, mandate.id); }));
    town.answer(accepted, event::mandate_revoked);
    CHECK_FALSE(acts(2 * day));
    CHECK(town.write([&](store::Tx& tx) {
                  return store::change_mandate(tx, town.by(somebody), must(store::load_mandate(tx, mandate.id)),
                                               event::mandate_accepted, "");
              })
              .error()
              .is(err::mandate_state));
    CHECK(town.replay_is_exact());
}

TEST_CASE("people of an agent's organisation act with the powers that both authorisations hold") {
    Town town;
    const auto owner = town.applicant("owner", codes[0]), agent = town.applicant("agent", codes[1]),
               clerk = town.applicant("clerk", codes[1]);
    Mandate client;
    client.organisation = town.ways(owner)[0].organisation;
    client.kind = MandateKind::agent;
    client.holder = town.ways(agent)[0].organisation;
    client.powers = {Power::read, Power::sign};
    client.projects = {4};
    client.state = MandateState::active;
    town.give(client);
    const auto ways = town.ways(clerk);
    REQUIRE(ways.size() == 2);
    CHECK(ways[1].organisation == client.organisation);
    CHECK(ways[1].agent == client.holder);
    CHECK(ways[1].powers == std::vector<Power>{Power::read, Power::sign});
    CHECK(ways[1].projects == std::vector<Id>{4});
    // The clerk's own authorisation ends in a year, and with it what they do for the client.
    CHECK(ways[1].until == ways[0].until);
    CHECK(town.ways(owner).size() == 1);
}

TEST_CASE("a session goes on acting as it chose, and a revoked authorisation stops it at the next request") {
    Town town;
    const auto owner = town.applicant("owner", codes[0]), guest = town.applicant("guest", codes[1]);
    Mandate wanted;
    wanted.organisation = town.ways(owner)[0].organisation;
    wanted.person = guest;
    wanted.powers = {Power::read};
    wanted.until = town.now.plus_ms(10 * 60 * 1000);
    wanted.state = MandateState::active;
    const auto mandate = town.give(wanted);
    Sessions sessions(*town.store, [&] { return town.now; });
    const auto signed_in = must(sessions.sign_in({"guest", test::known_password, {}, ""}));
    CHECK(may(signed_in.session.person, permission::application_file));
    CHECK(sessions.act_for(signed_in.token, {9999, 0}).error().is(err::access_mandate));
    must(sessions.act_for(signed_in.token, {mandate.id, 0}));
    const auto acting = must(sessions.find(signed_in.token))->person;
    CHECK(acting.organisation == wanted.organisation);
    CHECK(may(acting, permission::project_read));
    CHECK_FALSE(may(acting, permission::application_file));

    // Even a person that a request still holds is refused inside the transaction.
    const auto check = [&] {
        return town.read([&](store::Snapshot& from) { return check_acting(from, acting, 0, town.now); });
    };
    CHECK(check());
    SUBCASE("revoked") {
        town.answer(mandate, event::mandate_revoked);
        sessions.forget(guest);
    }
    SUBCASE("ended, without anybody being told") { town.now = town.now.plus_ms(10 * 60 * 1000); }
    CHECK(check().error().is(err::access_mandate));
    const auto after = must(sessions.find(signed_in.token))->person;
    CHECK_FALSE(after.acting);
    CHECK(permissions_of(after).empty());
    CHECK(visible(after, permission::project_read).nothing);
}

TEST_CASE("the password given again holds for five minutes, and wrong ones count towards the lock") {
    Town town;
    town.applicant("owner", codes[0]);
    Sessions sessions(*town.store, [&] { return town.now; });
    const auto token = must(sessions.sign_in({"owner", test::known_password, {}, ""})).token;
    CHECK(recently_confirmed(*must(sessions.find(token)), town.now));
    town.now = town.now.plus_ms(confirmed_for_ms);
    CHECK_FALSE(recently_confirmed(*must(sessions.find(token)), town.now));
    CHECK(sessions.confirm(token, "wrong").error().is(err::access_wrong));
    CHECK_FALSE(recently_confirmed(*must(sessions.find(token)), town.now));
    must(sessions.confirm(token, test::known_password));
    CHECK(recently_confirmed(*must(sessions.find(token)), town.now));
    for (int i = 0; i < 5; ++i) static_cast<void>(sessions.confirm(token, "wrong"));
    CHECK(sessions.confirm(token, test::known_password).error().is(err::access_locked));
}

TEST_CASE("a substitute keeps the desk of whoever is away, from the first to the last day") {
    Town town;
    const auto absent = town.official("absent", "reviewer"), present = town.official("present");
    const auto leave = must(town.write([&](store::Tx& tx) {
        return store::set_leave(tx, town.by(absent),
                                {0, absent, present, town.now.plus_ms(day), town.now.plus_ms(3 * day), {}});
    }));
    const auto caller = [&](std::int64_t after) {
        return must(
            town.read([&](store::Snapshot& from) { return load_caller(from, present, {}, town.now.plus_ms(after)); }));
    };
    CHECK_FALSE(may(caller(0), permission::case_review));
    CHECK(caller(0).fresh_until == town.now.plus_ms(day));
    CHECK(may(caller(day), permission::case_review));
    CHECK(caller(day).fresh_until == town.now.plus_ms(3 * day));
    CHECK_FALSE(may(caller(3 * day), permission::case_review));

    const auto during = caller(day);
    approval::CaseRow row;
    row.department = catalog::test_city().departments.front().code;
    CHECK(substitutes_for(during, permission::case_review, row) == absent);
    CHECK(substitutes_for(during, permission::case_handle, row) == 0);
    row.handler = absent;
    CHECK(substitutes_for(during, permission::case_handle, row) == absent);

    const auto again = town.write([&](store::Tx& tx) {
        return store::set_leave(tx, town.by(absent),
                                {0, absent, 0, town.now.plus_ms(2 * day), town.now.plus_ms(5 * day), {}});
    });
    CHECK(again.error().is(err::leave_overlap));
    must(town.write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_CHECK(store::end_leave(tx, town.by(absent), leave.id));
        return {};
    }));
    CHECK_FALSE(may(caller(day), permission::case_review));
    CHECK(town.replay_is_exact());
}

TEST_CASE("a case goes to the officer with the fewest open cases who covers it, is present and has no relation") {
    const auto& city = catalog::test_city();
    const auto department = city.departments.front().code;
    std::mt19937 random(5);
    for (int round = 0; round < 40; ++round) {
        Town town;
        approval::Application application;
        application.organisation = 3;
        application.project = 8;
        application.district = "990101";
        approval::Case arrived;
        arrived.id = 1;
        arrived.item = city.items.front().code;
        arrived.department = department;
        std::vector<std::pair<std::int64_t, Id>> able;  // as the rule says, worked out by hand
        Id gave_back = 0;
        std::int64_t next_case = 100;
        for (int i = 0; i < 5; ++i) {
            const bool skilled = random() % 4 != 0, away = random() % 4 == 0, recused = random() % 4 == 0;
            const auto id =
                must(town.create({"officer" + std::to_string(i),
                                  "王工",
                                  "",
                                  department,
                                  "",
                                  "",
                                  {{"officer", department, {}, {skilled ? arrived.item : city.items.back().code}}}}))
                    .person;
            const auto load = static_cast<std::int64_t>(random() % 4);
            if (i == 4 && random() % 2 == 0) gave_back = id;
            must(town.write([&](store::Tx& tx) -> Result<void> {
                if (away)
                    ZHUPI_CHECK(store::set_leave(tx, town.by(id),
                                                 {0, id, 0, town.now.plus_ms(-day), town.now.plus_ms(day), {}}));
                if (recused) ZHUPI_CHECK(store::declare_recusal(tx, town.by(id), {0, id, 3, 0, {}, {}}, "亲属"));
                const auto clock = json::encode(calendar::Ledger{}), turn = json::encode(approval::Wait{});
                for (std::int64_t n = 0; n < load; ++n)
                    ZHUPI_CHECK(
                        tx.run("INSERT INTO case_row (id, application, project, organisation, number, item, "
                               "department, district, stage, status, desk, handler, is_open, filed_at, clock, "
                               "statutory, due, turn, party, used, late, counts, budget) VALUES "
                               "($1,1,1,1,'n','i',$2,'d',1,'handling','handling',$3,1,0,$4,'',1,$5,'authority',0,"
                               "0,0,0)",
                               {next_case++, department, id, clock, turn}));
                return {};
            }));
            if (skilled && !away && !recused && id != gave_back) able.emplace_back(load, id);
        }
        std::sort(able.begin(), able.end());
        const auto choose = [&](const std::vector<Id>& given) {
            return must(town.read([&](store::Snapshot& from) {
                return assign_by_load(from, application, arrived, town.now, gave_back, given);
            }));
        };
        CHECK_FALSE(choose({}));  // the department has not said so
        must(town.write([&](store::Tx& tx) { return set_automatic(tx, town.by(somebody), department, true); }));
        const auto chosen = choose({});
        CAPTURE(round);
        REQUIRE(chosen.has_value() == !able.empty());
        if (!chosen) continue;
        CHECK(chosen->user == able.front().second);
        REQUIRE(chosen->because.has_value());
        for (const auto& one : chosen->because->considered)
            CHECK(one.out.empty() ==
                  std::any_of(able.begin(), able.end(), [&](const auto& a) { return a.second == one.user; }));
        if (able.size() > 1 && able[0].first == able[1].first)  // what one command gave already counts
            CHECK(choose({able[0].second})->user == able[1].second);
        CHECK(town.replay_is_exact());
    }
}

}  // namespace
}  // namespace zhupi::access
