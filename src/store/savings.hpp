#pragma once
// How many papers nobody had to bring again, summed by district and month of the hand-in when it is filed. Reading the
// rate of a city is reading a few hundred rows, however many applications it has had.

#include "approval/materials.hpp"
#include "store/store.hpp"

#include <map>
#include <string>

namespace zhupi::store {

struct SavingKey {
    std::string district;
    int month = 0;  ///< 202611, of the city's calendar
    auto operator<=>(const SavingKey&) const = default;
};
using SavingTable = std::map<SavingKey, approval::Savings>;

SavingKey saving_key(const approval::Application& application, Zone zone);

/// Adds a hand-in to its district and month; once, in the transaction that files it.
Result<void> add_savings(Tx& tx, const approval::Application& application, Zone zone);

/// `district` empty: the whole city.
Result<SavingTable> load_savings(Snapshot& from, const std::string& district);

/// Sums the applications of a store that is older than this table. Does nothing when the table has rows or the store no
/// applications.
Result<void> settle_savings(Store& store, Zone zone);

}  // namespace zhupi::store
