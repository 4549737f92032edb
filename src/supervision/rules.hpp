#pragma once
// By what a city supervises, as data: when cases are warned of and pushed upward (supervision/warnings.yaml), and what
// the radar takes for a sign of gaming the clock (supervision/radar.yaml).

#include "catalog/load.hpp"

namespace zhupi::supervision {

enum class Colour : unsigned char { yellow, red, overdue };
BOOST_DESCRIBE_ENUM(Colour, yellow, red, overdue)

/// A step of the ladder: reached when at most `left` working days are left, negative behind the limit.
struct Step {
    std::string code;
    catalog::Name name;
    Colour colour = Colour::yellow;
    int left = 0;
    int budget_over = 0;  ///< only for limits longer than so many days: a limit of one day is red from the start
};

/// Thresholds of the radar's patterns; the comments stand in the file.
struct Radar {
    int pause_left = 1;
    int trivial_requests = 1, trivial_text = 12, trivial_minutes = 60;
    int repeated_rounds = 2;
    int batch_cases = 10, batch_minutes = 30;
    int instant_seconds = 120, instant_budget_over = 1;
    int silent_days = 3, silent_hours = 4, silent_budget_over = 3;
};

struct Rules {
    std::vector<Step> steps;  ///< from the most days left to the fewest
    Radar radar;
    const Step* step(std::string_view code) const;
};

tl::expected<Rules, std::vector<catalog::Finding>> load_rules(const std::vector<catalog::SourceFile>& files);

}  // namespace zhupi::supervision
