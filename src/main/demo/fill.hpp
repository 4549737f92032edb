#pragma once
// Two years of a city's life, played through the real command path under a virtual clock.

#include "main/runtime.hpp"

#include <functional>

namespace zhupi::demo {

struct FillOptions {
    int projects = 300;
    int days = 730;
    std::uint64_t seed = 20261124;
    Instant until;  ///< the present: what would happen later has not happened
};
struct FillReport {
    std::int64_t projects = 0, applications = 0, cases = 0, events = 0;
};

/// Fills an empty city and writes the demo's accounts beside the data. `say` is told how it goes, now and then.
Result<FillReport> fill(Runtime& runtime, const std::string& data, const FillOptions& options,
                        const std::function<void(const std::string&)>& say);

/// The file that stands in a data folder for as long as its demo city is not whole.
std::string unfinished_mark(const std::string& data);

}  // namespace zhupi::demo
