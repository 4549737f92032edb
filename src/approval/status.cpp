#include "approval/status.hpp"

#include <array>
#include <cstdint>

namespace zhupi::approval {
namespace {

using enum Status;

constexpr std::uint32_t bit(Status s) { return 1U << static_cast<unsigned>(s); }
template <class... S>
constexpr std::uint32_t set_of(S... s) {
    return (0U | ... | bit(s));
}

/// Row by row what may follow; the standard's table (exchange-standard.md §3.1) and our two states before it.
constexpr std::array<std::uint32_t, 17> followers = [] {
    std::array<std::uint32_t, 17> table{};
    const auto row = [&](Status from) -> std::uint32_t& { return table[static_cast<std::size_t>(from)]; };
    row(filed) = set_of(waiting, received, withdrawn);
    row(waiting) = set_of(received, withdrawn);
    row(received) = set_of(withdrawn, accepted, not_ours, refused, correcting);
    row(accepted) = set_of(handling);
    row(correcting) = set_of(corrected);
    row(corrected) = set_of(accepted, refused, handling, withdrawn);
    row(handling) = set_of(correcting, special, approved, approved_with_deferral, rejected, recalled);
    row(special) = set_of(special_ended);
    row(special_ended) = set_of(handling);
    row(approved) = set_of(revoked);
    row(approved_with_deferral) = set_of(revoked);
    return table;
}();

constexpr auto ends =
    set_of(withdrawn, not_ours, refused, approved, approved_with_deferral, rejected, recalled, revoked);

}  // namespace

std::optional<int> national_code(Status status) {
    if (status == filed || status == waiting) return std::nullopt;
    return static_cast<int>(status) - static_cast<int>(received) + 1;
}

bool may_follow(Status from, Status to) { return (followers[static_cast<std::size_t>(from)] & bit(to)) != 0; }
bool has_ended(Status status) { return (ends & bit(status)) != 0; }
bool ended_well(Status status) { return status == approved || status == approved_with_deferral; }
bool counts_time(Status status) { return !has_ended(status) || ended_well(status); }

}  // namespace zhupi::approval
