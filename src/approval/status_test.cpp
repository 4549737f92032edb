#include "approval/status.hpp"

#include <set>

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

constexpr int count = 17;
Status at(int i) { return static_cast<Status>(i); }

TEST_CASE("the national codes are 1 to 15, each once, in the order of the standard") {
    std::set<int> codes;
    for (int i = 0; i < count; ++i)
        if (const auto code = national_code(at(i))) codes.insert(*code);
    CHECK(codes.size() == 15);
    CHECK(*codes.begin() == 1);
    CHECK(*codes.rbegin() == 15);
    CHECK(national_code(Status::received) == 1);
    CHECK(national_code(Status::correcting) == 6);
    CHECK(national_code(Status::approved_with_deferral) == 12);
    CHECK(national_code(Status::revoked) == 15);
}

TEST_CASE("only the transitions of the standard are legal") {
    // exchange-standard.md §3.1: 1→{2,3,4,5,6}; 6→7; 7→{3,5} or 8; 3→8; 8→{6,9,11,12,13,14}; 9→10→8; 11/12→15.
    // 7→2 is ours: an applicant may withdraw while correcting, and the pair is closed first.
    const std::set<std::pair<int, int>> legal{{1, 2},  {1, 3},  {1, 4},  {1, 5},  {1, 6},  {6, 7},   {7, 3},
                                              {7, 5},  {7, 8},  {7, 2},  {3, 8},  {8, 6},  {8, 9},   {8, 11},
                                              {8, 12}, {8, 13}, {8, 14}, {9, 10}, {10, 8}, {11, 15}, {12, 15}};
    for (int i = 0; i < count; ++i)
        for (int j = 0; j < count; ++j) {
            const auto from = national_code(at(i)), to = national_code(at(j));
            if (from && to) CHECK_MESSAGE(may_follow(at(i), at(j)) == legal.contains({*from, *to}), *from, " → ", *to);
        }
}

TEST_CASE("what has ended stays ended, except that an approval may be revoked") {
    for (int i = 0; i < count; ++i) {
        if (!has_ended(at(i))) continue;
        for (int j = 0; j < count; ++j)
            if (may_follow(at(i), at(j))) {
                CHECK(ended_well(at(i)));
                CHECK(at(j) == Status::revoked);
            }
    }
}

}  // namespace
}  // namespace zhupi::approval
