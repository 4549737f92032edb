// items/*.yaml: the items of one stage to a file.

#include "base/error_codes.hpp"
#include "catalog/number.hpp"
#include "catalog/sections.hpp"

namespace zhupi::catalog {
namespace {

void read_result(Reading& reading, const Node& node, ResultKind& result) {
    const Into into(reading);
    constexpr int licence = 10, decision = 20, other = 30, none = 99;  // 审批结果类型 SPJGLX
    const auto type = [&](const Node& child) {
        into.number(result.type, 0, none)(child);
        for (const int known : {licence, decision, other, none})
            if (result.type == known) return;
        reading.report(err::city_value, child, {{"value", child.text}, {"allowed", "10, 20, 30, 99"}});
    };
    const auto number = [&](const Node& child) {
        into.text(result.number_pattern, 100)(child);
        if (const auto sound = check_pattern(result.number_pattern); !sound)
            reading.report(*sound.error().code, child, sound.error().params);
    };
    read_map(reading, node,
             {{"type", required, type},
              {"name", required, into.name(result.name)},
              {"number", optional, number},
              {"valid_months", optional, into.number(result.valid_months, 1, 600)}});
    if ((result.type == licence || result.type == decision) && !node.find("number"))
        reading.report(err::city_number_missing, node);
}

Item read_item(Reading& reading, const Node& node, int stage) {
    const Into into(reading);
    Item item;
    item.stage = stage;
    read_map(reading, node,
             {{"code", required, into.definition(Kind::item, item.code)},
              {"national_code", required, into.digits(item.national_code, 7)},
              {"name", required, into.name(item.name)},
              {"nature", required, into.choice(item.nature)},
              {"basis", required, into.text(item.basis)},
              {"result", required, [&](const Node& child) { read_result(reading, child, item.result); }},
              {"third_party", optional, into.flag(item.third_party)},
              {"after", optional, into.groups(item.after)},
              {"note", optional, into.text(item.note)}});
    return item;
}

}  // namespace

void read_items(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    int stage = 1;
    if (const auto* given = node.find("stage")) into.number(stage, 1, 5)(*given);
    const auto read_one = [&](const Node& child) { draft.catalog.items.push_back(read_item(reading, child, stage)); };
    read_map(reading, node,
             {{"stage", required, [](const Node&) {}},  // read above: it holds for every item of the file
              {"items", required, [&](const Node& list) { read_list(reading, list, read_one); }}});
}

}  // namespace zhupi::catalog
