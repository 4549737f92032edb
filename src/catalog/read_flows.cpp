// lanes.yaml and flows/*.yaml: one flow to a file. What can be seen in the flow alone is checked here, while the lines
// are at hand: that the published total is the sum of the line, that every step has its items and its stage.

#include "base/error_codes.hpp"
#include "catalog/sections.hpp"

namespace zhupi::catalog {
namespace {

constexpr int parallel_lane = 5;
constexpr int from_item = 0;  ///< stage of a flow's item that names none: the item's own

PlacedItem read_flow_item(Reading& reading, const Node& node) {
    const Into into(reading);
    PlacedItem placed;
    placed.place = reading.at(node.line);
    auto& item = placed.item;
    item.stage = from_item;
    if (node.kind == Node::Kind::text) {
        into.reference(Kind::item, item.item)(node);
        return placed;
    }
    read_map(reading, node,
             {{"item", required, into.reference(Kind::item, item.item)},
              {"stage", optional, into.number(item.stage, 1, parallel_lane)},
              {"milestone", optional, into.flag(item.milestone)},
              {"optional", optional, into.flag(item.optional)},
              {"after", optional, into.groups(item.after)}});
    return placed;
}

FlowStage read_stage(Reading& reading, const Node& node, const Catalog& catalog) {
    const Into into(reading);
    FlowStage stage;
    read_map(reading, node,
             {{"number", required, into.number(stage.number, 1, parallel_lane)},
              {"name", optional, into.name(stage.name)},
              {"lead", required, into.reference(Kind::department, stage.lead)},
              {"limit", required, into.number(stage.limit, 0, 50)},
              {"national", optional, into.numbers(stage.national, 1, parallel_lane)},
              {"rule", optional, into.choice(stage.rule)}});
    if (stage.national.empty()) stage.national = {stage.number};
    if (!node.find("name")) {
        const auto code = std::to_string(stage.number);
        reading.refer(Kind::entry, "stage/" + code, reading.at(node.line));
        if (const auto stages = catalog.dictionaries.find("stage"); stages != catalog.dictionaries.end())
            for (const auto& entry : stages->second)
                if (entry.code == code) stage.name = entry.name;
    }
    return stage;
}

FlowStep read_step(Reading& reading, const Node& node) {
    const Into into(reading);
    FlowStep step;
    read_map(reading, node,
             {{"stage", required, into.number(step.stage, 1, parallel_lane)},
              {"items", required, into.references(Kind::item, step.items)},
              {"days", required, into.number(step.days, 1, 180)},
              {"counts", optional, into.flag(step.counts)}});
    return step;
}

class FlowReader {
public:
    FlowReader(Reading& reading, const Node& node, const Draft& draft)
        : reading_(reading), node_(node), draft_(draft) {}

    Flow read() {
        read_members();
        take_lanes();
        check_stages();
        check_line();
        check_total();
        return std::move(flow_);
    }
    std::vector<Place> steps() && { return std::move(steps_); }

private:
    void read_members();
    void take_lanes();
    void add(const PlacedItem& placed);
    void check_stages();
    void check_line();
    void check_step(const Node& node, const FlowStep& step);
    void check_total();

    const FlowItem* in_flow(const std::string& item) const {
        for (const auto& candidate : flow_.items)
            if (candidate.item == item) return &candidate;
        return nullptr;
    }
    const Item* known(const std::string& item) const {
        for (const auto& candidate : draft_.catalog.items)
            if (candidate.code == item) return &candidate;
        return nullptr;
    }
    /// Also true of a flow without stages: that is one mistake, not one for every item.
    bool has_stage(int number) const {
        const auto is = [&](const FlowStage& stage) { return stage.number == number; };
        return flow_.stages.empty() || std::any_of(flow_.stages.begin(), flow_.stages.end(), is);
    }

    Reading& reading_;
    const Node& node_;
    const Draft& draft_;
    Flow flow_;
    std::vector<Place> steps_;
    std::vector<std::string> lanes_;
    std::vector<PlacedItem> own_;
};

void FlowReader::read_members() {
    const Into into(reading_);
    const auto stages = [&](const Node& list) {
        read_list(reading_, list,
                  [&](const Node& child) { flow_.stages.push_back(read_stage(reading_, child, draft_.catalog)); });
    };
    const auto line = [&](const Node& list) {
        read_list(reading_, list, [&](const Node& child) {
            flow_.line.push_back(read_step(reading_, child));
            steps_.push_back(reading_.at(child.line));
        });
    };
    const auto items = [&](const Node& list) {
        read_list(reading_, list, [&](const Node& child) { own_.push_back(read_flow_item(reading_, child)); });
    };
    read_map(reading_, node_,
             {{"code", required, into.definition(Kind::flow, flow_.code)},
              {"version", required, into.number(flow_.version, 1, 9999)},
              {"national_type", required, into.number(flow_.national_type, 1, 10)},
              {"name", required, into.name(flow_.name)},
              {"official_total", required, into.number(flow_.official_total, 1, 250)},
              {"stages", required, stages},
              {"line", required, line},
              {"items", required, items},
              {"lanes", optional, into.references(Kind::lane, lanes_)}});
}

void FlowReader::add(const PlacedItem& placed) {
    const auto code = flow_.code + "/" + placed.item.item;
    reading_.define(Kind::flow_item, code, placed.place);
    auto item = placed.item;
    if (item.stage == from_item) {
        const auto* own = known(item.item);
        if (!own) return;  // reported as a reference to nothing
        item.stage = own->stage;
    }
    if (!has_stage(item.stage))
        reading_.report(err::city_stage_missing, placed.place, {{"stage", std::to_string(item.stage)}});
    flow_.items.push_back(std::move(item));
}

/// What the flow says of an item itself goes before what a lane says of it.
void FlowReader::take_lanes() {
    for (const auto& placed : own_) add(placed);
    for (const auto& name : lanes_) {
        const auto lane = draft_.lanes.find(name);
        if (lane == draft_.lanes.end()) continue;
        for (const auto& placed : lane->second)
            if (!in_flow(placed.item.item)) add(placed);
    }
}

void FlowReader::check_stages() {
    const auto* list = node_.find("stages");
    for (std::size_t i = 0; list && i < flow_.stages.size(); ++i) {
        const auto& stage = flow_.stages[i];
        const auto& node = list->children[i];
        if (i > 0 && stage.number <= flow_.stages[i - 1].number) reading_.report(err::city_stage_repeated, node);
        int sum = 0;
        for (const auto& step : flow_.line)
            if (step.counts && step.stage == stage.number) sum += step.days;
        const bool in_range = stage.number == parallel_lane ? stage.limit == 0 : stage.limit >= 1;
        if (stage.limit != sum || !in_range)
            reading_.report(err::city_stage_limit, node,
                            {{"stage", std::to_string(stage.number)},
                             {"limit", std::to_string(stage.limit)},
                             {"sum", std::to_string(sum)}});
    }
}

void FlowReader::check_step(const Node& node, const FlowStep& step) {
    if (!has_stage(step.stage)) reading_.report(err::city_stage_missing, node, {{"stage", std::to_string(step.stage)}});
    for (const auto& code : step.items) {
        const auto* own = known(code);
        const auto* item = in_flow(code);
        if (!own) continue;
        if (!item) {
            reading_.report(err::city_step_item, node, {{"item", code}});
            continue;
        }
        if (item->stage != step.stage)
            reading_.report(
                err::city_step_stage, node,
                {{"item", code}, {"itemStage", std::to_string(item->stage)}, {"stage", std::to_string(step.stage)}});
    }
}

void FlowReader::check_line() {
    const auto* list = node_.find("line");
    std::vector<std::string> seen;
    for (std::size_t i = 0; list && i < flow_.line.size(); ++i) {
        check_step(list->children[i], flow_.line[i]);
        for (const auto& code : flow_.line[i].items) {
            if (std::find(seen.begin(), seen.end(), code) != seen.end())
                reading_.report(err::city_step_repeated, list->children[i], {{"item", code}});
            seen.push_back(code);
        }
    }
}

void FlowReader::check_total() {
    int sum = 0;
    for (const auto& step : flow_.line) sum += step.counts ? step.days : 0;
    const auto* total = node_.find("official_total");
    if (total && sum != flow_.official_total)
        reading_.report(err::city_flow_total, *total,
                        {{"sum", std::to_string(sum)}, {"total", std::to_string(flow_.official_total)}});
}

}  // namespace

void read_lanes(Reading& reading, const Node& node, Draft& draft) {
    const auto read_all = [&](const Node& lanes) {
        if (lanes.kind != Node::Kind::map) return read_map(reading, lanes, {});
        for (std::size_t i = 0; i < lanes.keys.size(); ++i) {
            const auto& [name, line] = lanes.keys[i];
            reading.define(Kind::lane, name, reading.at(line));
            auto& lane = draft.lanes[name];
            read_list(reading, lanes.children[i],
                      [&](const Node& child) { lane.push_back(read_flow_item(reading, child)); });
        }
    };
    read_map(reading, node, {{"lanes", required, read_all}});
}

void read_flow(Reading& reading, const Node& node, Draft& draft) {
    FlowReader reader(reading, node, draft);
    draft.catalog.flows.push_back(reader.read());
    draft.steps.push_back(std::move(reader).steps());
}

}  // namespace zhupi::catalog
