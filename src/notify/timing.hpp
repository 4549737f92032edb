#pragma once
// When a reminder goes out: at once, after the quiet hours, or with the day's others; and when it is tried again.

#include "base/time.hpp"

#include <string>

namespace zhupi::notify {

/// What a person has said; minutes of the day in the city's time, -1 where nothing was.
struct Preference {
    std::string language = "zh";  ///< zh, en
    int quiet_from = -1, quiet_to = -1;
    int digest = -1;
    bool operator==(const Preference&) const = default;
};

/// `now`, or the end of the quiet hours it falls into. They may pass midnight; from = to is none.
Instant after_quiet(const Preference& preference, Zone zone, Instant now);
/// The first digest after `now`; `now` without one.
Instant next_digest(const Preference& preference, Zone zone, Instant now);

/// The pause after the n-th attempt (from 1): base · 2ⁿ⁻¹, at most an hour, and up to a fifth more or less by `seed`,
/// so that what failed together is not tried together.
std::int64_t pause_ms(int base_seconds, int attempt, std::uint64_t seed);

/// "22:05" as a minute of the day. Error: notices.hours.
Result<int> minute_of(const std::string& text);
std::string text_of_minute(int minute);

}  // namespace zhupi::notify
