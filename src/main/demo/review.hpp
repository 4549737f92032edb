#pragma once
// What the demo's departments do side by side: findings that go out in one notice, its answers, conditions that do not
// always agree, and lead departments that settle them.

#include "main/demo/cast.hpp"
#include "store/findings.hpp"

namespace zhupi::demo {

struct Review {
    const store::Office& office;
    const Cast& cast;
    store::BlobInfo paper, changed_paper;  ///< what is handed in; and other bytes, when that must have changed

    /// Right after a case has been accepted: its department notes what it finds, states its conditions and hands in.
    Result<void> begin(store::Tx& tx, const store::Acting& officer, store::Id application, store::Id case_id) const;
    /// Before an officer goes on with a case: sends what has waited too long, checks answers, has conflicts settled.
    /// True when the case has to wait for somebody.
    Result<bool> go_on(store::Tx& tx, const store::Acting& officer, store::Id application, store::Id case_id) const;
    /// Has open conflicts settled by the lead department once they are some days old; true while one is open.
    Result<bool> settle(store::Tx& tx, Instant now, store::Id application, store::Id case_id) const;
    /// The applicant answers a notice, line by line.
    Result<void> answer(store::Tx& tx, const store::Acting& owner, store::Id application, int round) const;
};

}  // namespace zhupi::demo
