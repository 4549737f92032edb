#include "supervision/rules.hpp"

#include "base/error_codes.hpp"
#include "catalog/reading.hpp"

#include <algorithm>

namespace zhupi::supervision {
namespace {

using catalog::Into;
using catalog::Node;
using catalog::optional;
using catalog::required;

constexpr int most_days = 60, most_minutes = 7 * 24 * 60;

void read_step(catalog::Reading& reading, const Node& node, std::vector<Step>& steps) {
    Step step;
    Into into(reading);
    catalog::read_map(reading, node,
                      {{"step", required, into.text(step.code, 40)},
                       {"name", required, into.name(step.name)},
                       {"colour", required, into.choice(step.colour)},
                       {"left", required, into.number(step.left, -most_days, most_days)},
                       {"budget_over", optional, into.number(step.budget_over, 0, most_days)}});
    if (std::any_of(steps.begin(), steps.end(), [&](const Step& s) { return s.code == step.code; }))
        return reading.report(err::supervision_step_repeated, node, {{"step", step.code}});
    if (!steps.empty() && steps.back().left <= step.left)
        reading.report(err::supervision_steps_order, node, {{"step", step.code}});
    steps.push_back(std::move(step));
}

void read_steps(catalog::Reading& reading, const Node& node, Rules& rules) {
    catalog::read_map(reading, node, {{"steps", required, [&](const Node& list) {
                                           catalog::read_list(reading, list, [&](const Node& child) {
                                               read_step(reading, child, rules.steps);
                                           });
                                       }}});
    if (rules.steps.empty()) reading.report(err::supervision_steps_none, node);
}

void read_radar(catalog::Reading& reading, const Node& node, Radar& r) {
    Into into(reading);
    const auto map = [&](std::initializer_list<catalog::Member> members) -> catalog::Take {
        return [&reading, kept = std::vector<catalog::Member>(members)](const Node& child) {
            // A pattern that is written states all of its thresholds.
            switch (kept.size()) {
                case 1:
                    return catalog::read_map(reading, child, {kept[0]});
                case 2:
                    return catalog::read_map(reading, child, {kept[0], kept[1]});
                default:
                    return catalog::read_map(reading, child, {kept[0], kept[1], kept[2]});
            }
        };
    };
    catalog::read_map(
        reading, node,
        {{"pause_before_limit", required, map({{"left", required, into.number(r.pause_left, 0, most_days)}})},
         {"trivial_correction", required,
          map({{"requests", required, into.number(r.trivial_requests, 1, 20)},
               {"text", required, into.number(r.trivial_text, 1, 200)},
               {"minutes", required, into.number(r.trivial_minutes, 1, most_minutes)}})},
         {"repeated_correction", required, map({{"rounds", required, into.number(r.repeated_rounds, 2, 20)}})},
         {"batch_closing", required,
          map({{"cases", required, into.number(r.batch_cases, 2, 1000)},
               {"minutes", required, into.number(r.batch_minutes, 1, most_minutes)}})},
         {"instant_decision", required,
          map({{"seconds", required, into.number(r.instant_seconds, 1, 86400)},
               {"budget_over", required, into.number(r.instant_budget_over, 0, most_days)}})},
         {"work_before_receipt", required,
          map({{"silent_days", required, into.number(r.silent_days, 1, most_days)},
               {"hours", required, into.number(r.silent_hours, 1, 240)},
               {"budget_over", required, into.number(r.silent_budget_over, 0, most_days)}})}});
}

}  // namespace

const Step* Rules::step(std::string_view code) const {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.code == code; });
    return found == steps.end() ? nullptr : &*found;
}

tl::expected<Rules, std::vector<catalog::Finding>> load_rules(const std::vector<catalog::SourceFile>& files) {
    Rules rules;
    catalog::Reading reading;
    const auto read = [&](const std::string& path, auto take) {
        reading.open(path);
        const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
        if (file == files.end()) return reading.report(err::supervision_file, reading.at(0));
        const auto node = catalog::parse_yaml(file->text);
        if (!node)
            return reading.report(err::city_yaml, reading.at(node.error().line), {{"detail", node.error().detail}});
        take(*node);
    };
    read("supervision/warnings.yaml", [&](const Node& node) { read_steps(reading, node, rules); });
    read("supervision/radar.yaml", [&](const Node& node) { read_radar(reading, node, rules.radar); });
    if (!reading.clean()) return tl::unexpected(std::move(reading).findings());
    return rules;
}

}  // namespace zhupi::supervision
