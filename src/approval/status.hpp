#pragma once
// The life of a case (办件) in the codes of the national standard: BLZT 1–15 (exchange-standard.md §3.1), with two
// states of our own before them. Codes 3, 7 and 10 are moments rather than states: accepting leads at once to 8
// (部门开始办理), and the end of a pause leads back to where the case stood.

#include <optional>
#include <string_view>

#include <boost/describe.hpp>

namespace zhupi::approval {

enum class Status : unsigned char {
    filed,                   ///< handed in, not yet received at the counter; no national code
    waiting,                 ///< received, but an item that must come first has not ended; no national code yet
    received,                ///< 1 已接件
    withdrawn,               ///< 2 已撤件
    accepted,                ///< 3 已受理
    not_ours,                ///< 4 不受理
    refused,                 ///< 5 不予受理
    correcting,              ///< 6 补正开始
    corrected,               ///< 7 补正结束
    handling,                ///< 8 部门开始办理
    special,                 ///< 9 特别程序开始
    special_ended,           ///< 10 特别程序结束
    approved,                ///< 11 办结(通过)
    approved_with_deferral,  ///< 12 办结(容缺通过)
    rejected,                ///< 13 办结(不通过)
    recalled,                ///< 14 撤回
    revoked,                 ///< 15 撤销
};
BOOST_DESCRIBE_ENUM(Status, filed, waiting, received, withdrawn, accepted, not_ours, refused, correcting, corrected,
                    handling, special, special_ended, approved, approved_with_deferral, rejected, recalled, revoked)

/// BLZT; empty for the two states the standard does not know.
std::optional<int> national_code(Status status);

/// Whether the standard lets a case go from one to the other in one step.
bool may_follow(Status from, Status to);

bool has_ended(Status status);    ///< nothing will happen any more, except a revocation
bool ended_well(Status status);   ///< 11 or 12: its result counts as a prerequisite
bool counts_time(Status status);  ///< not one of the ends the statistics leave out: 2, 4, 5, 13, 14, 15

}  // namespace zhupi::approval
