#include "store/recent.hpp"

#include <utility>

namespace zhupi::store {
namespace {

constexpr std::size_t most_young = 256;  ///< some ten megabytes together with the old ones, when applications are large

}  // namespace

const approval::Application* RecentStates::find(std::int64_t id) const {
    if (const auto young = young_.find(id); young != young_.end()) return &young->second;
    const auto old = old_.find(id);
    return old == old_.end() ? nullptr : &old->second;
}

void RecentStates::written(std::int64_t id) {
    forget(id);
    open_.push_back(id);
}

void RecentStates::keep(approval::Application application) {
    if (young_.size() >= most_young) old_ = std::exchange(young_, {});
    const auto id = application.id;
    young_.insert_or_assign(id, std::move(application));
}

void RecentStates::revoke() {
    for (const auto id : open_) forget(id);
    open_.clear();
}

void RecentStates::forget(std::int64_t id) {
    young_.erase(id);
    old_.erase(id);
}

}  // namespace zhupi::store
