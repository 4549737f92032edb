#include "access/people.hpp"

#include "access/test_people.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "crypto/digest.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

using test::must;
using test::People;
using test::somebody;

const std::string credit_code = "91110000600037341L";

NewPerson applicant(const std::string& username) {
    return {username, "李华", "13900000000", "", "云江城建", credit_code, {{"applicant", {}, {}, {}}}};
}

TEST_CASE("a new person gets a one-time password and must change it; a known one need not") {
    People people;
    const auto secret = one_time_secret();
    const auto issued = must(people.create(applicant("lihua"), secret));
    CHECK(issued.password == secret.one_time);
    CHECK(people.load(issued.person).must_change_password);
    CHECK_FALSE(people.load(people.official("wang")).must_change_password);
}

TEST_CASE("what is wrong with a new person is said, and where") {
    People people;
    people.official("taken");
    const auto wrong = [&](auto spoil) {
        auto person = applicant("lihua");
        spoil(person);
        const auto made = people.create(person);
        REQUIRE_FALSE(made.has_value());
        return made.error();
    };
    for (const char* name : {"", "ab", "Li Hua", "lihua!", "李华", "a234567890123456789012345678901234567890x"})
        CHECK(wrong([&](NewPerson& p) { p.username = name; }).is(err::access_username));
    CHECK(wrong([](NewPerson& p) { p.username = "taken"; }).is(err::access_username_taken));
    CHECK(wrong([](NewPerson& p) { p.name = " \t"; }).where == "/name");
    CHECK(wrong([](NewPerson& p) { p.name = "\xff"; }).is(err::access_name));
    CHECK(wrong([](NewPerson& p) { p.phone = "12345"; }).where == "/phone");
    CHECK(wrong([](NewPerson& p) { p.organisation_code = "91110000600037341X"; }).is(err::access_organisation));
    CHECK(wrong([](NewPerson& p) { p.organisation = ""; }).is(err::access_organisation));
    CHECK(wrong([](NewPerson& p) { p.grants.push_back({"officer", {}, {}, {}}); }).is(err::access_separation));
    CHECK(wrong([](NewPerson& p) { p = {"zhang", "张工", "", "nowhere", "", "", {{"officer", {}, {}, {}}}}; }).where ==
          "/department");
    CHECK(must(people.read([](store::Snapshot& from) { return count_people(from); })) == 1);
}

TEST_CASE("people of one company act for the same organisation") {
    People people;
    const auto one = must(people.create(applicant("lihua"))).person;
    const auto other = must(people.create(applicant("zhaolei"))).person;
    CHECK(people.load(one).organisation != 0);
    CHECK(people.load(one).organisation == people.load(other).organisation);
    const auto companies = must(people.read([](store::Snapshot& from) { return load_organisations(from); }));
    REQUIRE(companies.size() == 1);
    CHECK(companies[0].credit_code == credit_code);
}

TEST_CASE("nobody changes what they themselves may do, but everybody may be called by a new number") {
    People people;
    const auto admin = people.official("admin", "administrator");
    CHECK(people.change(admin, admin, {{}, {}, false, {}}).error().is(err::access_self));
    CHECK(people.change(admin, admin, {{}, {}, {}, std::vector<Grant>{}}).error().is(err::access_self));
    CHECK(must(people.change(admin, admin, {{}, "13912345678", {}, {}})).phone == "13912345678");
}

TEST_CASE("an applicant's account never becomes an official's, nor the other way round") {
    People people;
    const auto official = people.official("wang"), company = must(people.create(applicant("lihua"))).person;
    const std::vector<Grant> apply{{"applicant", {}, {}, {}}}, handle{{"officer", {}, {}, {}}};
    CHECK(people.change(somebody, official, {{}, {}, {}, apply}).error().is(err::access_kind));
    CHECK(people.change(somebody, company, {{}, {}, {}, handle}).error().is(err::access_kind));
    CHECK(must(people.change(somebody, company, {{}, {}, {}, std::vector<Grant>{}})).grants.empty());
    CHECK(must(people.change(somebody, company, {{}, {}, {}, apply})).grants == apply);
}

TEST_CASE("every change stands in the log, without a name or a number") {
    People people;
    const auto id = must(people.create(applicant("lihua"))).person;
    must(people.change(somebody, id, {"李小华", "13911112222", false, {}}));
    must(
        people.write([&](store::Tx& tx) { return reset_password(tx, people.by(somebody), id, test::known_secret()); }));
    must(people.write([&](store::Tx& tx) { return set_totp(tx, people.by(somebody), id, "GEZDGNBVGY3TQOJQ"); }));
    const auto events = people.events(id);
    REQUIRE(events.size() == 4);
    CHECK(events[0].type == event::user_created);
    CHECK(events[0].payload.find(crypto::sha256_hex("lihua")) != std::string::npos);
    CHECK(events[1].payload.find(R"("changed":["name","phone","enabled"])") != std::string::npos);
    CHECK(events[2].type == event::user_password_set);
    for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(events[i].version == static_cast<std::int64_t>(i) + 1);
        for (const char* personal : {"lihua", "李", "139", "Known-password", "GEZDG", "argon2"})
            CHECK((events[i].payload + events[i].actor).find(personal) == std::string::npos);
    }
}

TEST_CASE("a change that fails leaves neither row nor event") {
    People people;
    const auto id = people.official("wang");
    CHECK_FALSE(people.change(somebody, id, {"新名", "bad", {}, {}}).has_value());
    CHECK(people.load(id).name == "王工");
    CHECK(people.events(id).size() == 1);
    CHECK(people.change(somebody, id + 99, {"谁", {}, {}, {}}).error().is(err::access_none));
}

TEST_CASE("the list of people pages through exactly those who fit, in order") {
    People people;
    const auto& city = catalog::test_city();
    std::mt19937 random(3);
    struct Known {
        Id id;
        std::string username, name, department;
        std::set<std::string> roles;
    };
    std::vector<Known> known;
    const std::vector<std::string> roles{"officer", "reviewer", "lead"}, names{"王一", "王_二", "李%三", "赵\\四"};
    for (int i = 0; i < 60; ++i) {
        NewPerson person{
            "user." + std::to_string(i), names[random() % 4], "", city.departments[random() % 3].code, "", "", {}};
        Known row{0, person.username, person.name, person.department, {}};
        for (const auto& role : roles)
            if (random() % 2 == 0) {
                person.grants.push_back({role, {}, {}, {}});
                row.roles.insert(role);
            }
        row.id = must(people.create(person)).person;
        known.push_back(std::move(row));
    }
    for (const std::string search : {"", "王", "_", "%", "\\", "user.1", "ser", "nobody"})
        for (const std::string role : {"", "officer", "lead", "off", "%"})
            for (const auto& department : {std::string(), city.departments[1].code}) {
                std::vector<Id> expected, found;
                for (const auto& row : known)
                    if ((row.name + "\n" + row.username).find(search) != std::string::npos &&
                        (role.empty() || row.roles.count(role) > 0) &&
                        (department.empty() || row.department == department))
                        expected.push_back(row.id);
                std::optional<store::Cursor> after;
                do {
                    const auto page = must(people.read([&](store::Snapshot& from) {
                        return list_people(from, {search, role, department}, after, 7);
                    }));
                    for (const auto& person : page.people) found.push_back(person.id);
                    after = page.next;
                    REQUIRE(page.people.size() <= 7);
                } while (after);
                CAPTURE(search);
                CAPTURE(role);
                CHECK(found == expected);
            }
}

}  // namespace
}  // namespace zhupi::access
