#pragma once
// Who held a project or an application when: its life cut into stretches, each in exactly one account, so that all
// waits add up to the elapsed time. At any moment an authority's account goes first (of several departments that of the
// one that has held its case longest), then a statutory pause, then a third party; what is left is the applicant's. So
// the sum of the authorities is the national 审批用时 in wall-clock time (knowledge: 建设单位合理用时 = 跨度 − 特别程序
// − 审批).

#include "approval/model.hpp"

#include <span>
#include <vector>

namespace zhupi::approval {

struct Stretch {
    Party party = Party::applicant;  ///< never `prerequisite`: who has to file what is waited for is the applicant
    std::string department;
    Instant since;
    std::optional<Instant> until;  ///< none: it goes on
    std::string reason;            ///< as Wait::reason; "filing" where nothing is filed
    std::string basis;
    Id case_id = 0;  ///< whose wait it is; 0: of none
    bool operator==(const Stretch&) const = default;
};

/// The stretches of [from, to), in order, without gap or overlap, neighbours different. `over` says whether it ended at
/// `to`; otherwise the last goes on. Waits may overlap and may lie outside. Empty when `to` is not after `from`.
std::vector<Stretch> stretches(std::span<const Case* const> cases, Instant from, Instant to, bool over);

/// The same of one case: its own waits.
std::vector<Stretch> stretches_of(const Case& c);

}  // namespace zhupi::approval
