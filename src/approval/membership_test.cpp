#include "approval/membership.hpp"

#include "approval/testing.hpp"
#include "base/error_codes.hpp"
#include "catalog/test_city.hpp"

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

Stamp at(std::int64_t ms) { return {Instant{ms}, {7, "applicant", {}, 1}}; }

Project owned_project() {
    Project project;
    project.id = 9;
    project.organisation = 1;
    Paper paper;
    paper.id = 4;
    project.papers.push_back(paper);
    return project;
}

TEST_CASE("a member has one role, and the owner none besides its own") {
    auto project = owned_project();
    CHECK(decide_member(project, {1, 0, MemberRole::reader}).error().is(err::member_owner));
    CHECK(decide_member(project, {2, 0, MemberRole::lead}).error().is(err::member_role));
    CHECK(decide_member(project, {2, 0, MemberRole::former}).error().is(err::member_role));
    apply(project, *decide_member(project, {2, 0, MemberRole::designer}), at(10));
    apply(project, *decide_member(project, {2, 5, MemberRole::agent}), at(11));
    apply(project, *decide_member(project, {2, 0, MemberRole::contractor}), at(12));
    REQUIRE(project.members.size() == 2);
    CHECK(member_rows(project).size() == 3);
    for (const auto& row : member_rows(project))
        if (row.role == MemberRole::contractor) CHECK(row.stage_from == construction_stage);
    CHECK(decide_member_removal(project, 2, 6).error().is(err::member_none));
    apply(project, *decide_member_removal(project, 2, 0), at(13));
    CHECK(project.members.size() == 1);
}

TEST_CASE("an owner changes after asking, consent and decision, in this order") {
    const auto& catalog = catalog::test_city();
    auto project = owned_project();
    project.members.push_back({2, 0, MemberRole::designer, {}});
    CHECK(decide_consent(project, 2, "").error().is(err::owner_change_none));
    CHECK(decide_owner_change(project, 1, "转让", {4}, catalog).error().is(err::owner_change_same));
    CHECK(decide_owner_change(project, 2, "转让", {}, catalog).error().is(err::owner_change_papers));
    CHECK(decide_owner_change(project, 2, "转让", {5}, catalog).error().is(err::paper_none));
    CHECK(decide_owner_change(project, 2, " ", {4}, catalog).error().is(err::case_text));
    apply(project, *decide_owner_change(project, 2, "转让", {4}, catalog), at(20));
    CHECK_FALSE(project.owner_change->department.empty());
    CHECK(decide_owner_change(project, 3, "转让", {4}, catalog).error().is(err::owner_change_state));
    CHECK(decide_new_owner(project, "").error().is(err::owner_change_state));
    CHECK(decide_consent(project, 3, "").error().is(err::owner_change_none));
    apply(project, *decide_consent(project, 2, ""), at(21));
    CHECK(decide_consent(project, 2, "").error().is(err::owner_change_state));
    SUBCASE("approved") {
        apply(project, *decide_new_owner(project, ""), at(22));
        CHECK(project.organisation == 2);
        CHECK(project.members.empty());  // the new owner was the designer
        REQUIRE(project.former_owners.size() == 1);
        CHECK(project.former_owners[0].until == Instant{22});
        SUBCASE("and back") {
            apply(project, *decide_owner_change(project, 1, "转回", {4}, catalog), at(30));
            apply(project, *decide_consent(project, 1, ""), at(31));
            apply(project, *decide_new_owner(project, ""), at(32));
            CHECK(project.organisation == 1);
            REQUIRE(project.former_owners.size() == 1);
            CHECK(project.former_owners[0].organisation == 2);
        }
    }
    SUBCASE("rejected") {
        apply(project, *decide_end_of_change(project, "rejected", "材料不足"), at(22));
        CHECK(project.organisation == 1);
    }
    CHECK_FALSE(project.owner_change);
}

}  // namespace
}  // namespace zhupi::approval
