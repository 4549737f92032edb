#pragma once
// Applications that the writer has just written, as it had them: officers take their steps on the same few applications
// one after the other, and reading a state back costs as much as deciding on it. Only for a store of which this process
// is the only writer; used by the writer's thread. What a transaction has kept counts only once it is committed.

#include "approval/model.hpp"

#include <unordered_map>
#include <vector>

namespace zhupi::store {

class RecentStates {
public:
    const approval::Application* find(std::int64_t id) const;
    /// The row of this application has been written in the transaction that is open.
    void written(std::int64_t id);
    /// After written(): what the row says now.
    void keep(approval::Application application);
    /// The transaction is committed.
    void settle() { open_.clear(); }
    /// The transaction, or a part of it, is undone: forgets all that it wrote.
    void revoke();

private:
    void forget(std::int64_t id);

    using States = std::unordered_map<std::int64_t, approval::Application>;
    States young_, old_;              ///< when `young_` is full, it takes the place of `old_`
    std::vector<std::int64_t> open_;  ///< written in the transaction that is open
};

}  // namespace zhupi::store
