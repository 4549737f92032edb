#include "main/demo/script.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <cmath>
#include <cstdio>
#include <tuple>

namespace zhupi::demo {
namespace {

/// A kind of project: how often it comes, what it is called, and what its applicant answers.
struct Kind {
    int share;
    std::vector<const char*> names;
    std::map<std::string, std::string> answers;
    std::int64_t least_area, most_area, least_money, most_money;  ///< ㎡, 万元
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {16,
         {"第三中学教学楼", "妇幼保健院住院楼", "公共图书馆", "区级文化中心", "消防救援站", "中心小学扩建",
          "社区养老服务中心"},
         {{"investment", "government"},
          {"works", "building"},
          {"land", "allocation"},
          {"tender_required", "yes"},
          {"air_defence", "build"},
          {"eia", "form"}},
         8'000,
         60'000,
         4'000,
         45'000},
        {10,
         {"滨江路改造工程", "科技大道新建工程", "北环路绿化工程", "新区雨污水管网工程", "站前路拓宽工程"},
         {{"investment", "government"},
          {"works", "linear"},
          {"land", "allocation"},
          {"tender_required", "yes"},
          {"occupies_road", "yes"}},
         0,
         0,
         2'000,
         30'000},
        {6,
         {"快速路东延线工程", "跨江通道接线工程", "污水处理厂配套管线工程"},
         {{"investment", "government"},
          {"works", "linear"},
          {"land", "allocation"},
          {"epc", "yes"},
          {"tender_required", "yes"}},
         0,
         0,
         20'000,
         90'000},
        {18,
         {"云江府住宅小区", "锦绣江南二期", "滨河花园", "高新国际商务中心", "星河城商业综合体", "和顺里住宅项目"},
         {{"investment", "enterprise"},
          {"works", "building"},
          {"approval", "filing"},
          {"land", "transfer"},
          {"air_defence", "build"},
          {"housing", "yes"},
          {"for_sale", "yes"},
          {"special_fire", "yes"},
          {"tender_required", "yes"},
          {"eia", "registration"}},
         30'000,
         180'000,
         20'000,
         180'000},
        {6,
         {"城市污泥处置中心", "区域能源站", "客运枢纽综合楼"},
         {{"investment", "enterprise"},
          {"works", "building"},
          {"approval", "verification"},
          {"land", "transfer"},
          {"air_defence", "exempt"},
          {"eia", "report"}},
         12'000,
         50'000,
         15'000,
         80'000},
        {14,
         {"邻里便民服务楼", "乡镇卫生服务站", "小型冷库", "研发辅助用房", "社区食堂"},
         {{"investment", "enterprise"},
          {"works", "building"},
          {"approval", "filing"},
          {"land", "own"},
          {"low_risk", "yes"},
          {"air_defence", "exempt"},
          {"eia", "registration"}},
         600,
         2'500,
         150,
         1'800},
        {14,
         {"精密机械厂房", "生物医药生产基地", "智能仓储物流园", "新能源电池厂房", "食品加工车间"},
         {{"investment", "enterprise"},
          {"works", "building"},
          {"approval", "filing"},
          {"land", "transfer_with_design"},
          {"industrial", "yes"},
          {"assessed_area", "yes"},
          {"air_defence", "exempt"},
          {"eia", "form"}},
         10'000,
         90'000,
         8'000,
         120'000},
        {10,
         {"写字楼八层装修", "商场内部装修", "酒店客房翻新", "门诊大厅装修"},
         {{"investment", "enterprise"}, {"works", "fit_out"}, {"special_fire", "yes"}},
         800,
         12'000,
         120,
         2'600},
        {6,
         {"燃气中压管线", "供热一次网", "通信管道工程"},
         {{"investment", "enterprise"},
          {"works", "linear"},
          {"approval", "filing"},
          {"land", "none"},
          {"occupies_road", "yes"}},
         0,
         0,
         600,
         6'000},
    };
    return all;
}

const Kind& draw(Dice& dice) {
    auto rest = dice.between(1, 100);
    for (const auto& kind : kinds()) {
        rest -= kind.share;
        if (rest <= 0) return kind;
    }
    return kinds().back();
}

std::string identity_number(Dice& dice) {
    char body[32];
    std::snprintf(body, sizeof body, "110101%04d%02d%02d%03d", static_cast<int>(dice.between(1965, 1998)),
                  static_cast<int>(dice.between(1, 12)), static_cast<int>(dice.between(1, 28)),
                  static_cast<int>(dice.between(1, 999)));
    for (const char check : std::string_view("0123456789X"))
        if (codes::is_identity_number(std::string(body) + check)) return std::string(body) + check;
    bug("no check digit fits");
}

/// What numbers of a form are about, with the range in which a reader believes them.
struct Size {
    std::string_view code;
    std::int64_t least, most;
};
constexpr Size sizes[] = {
    {"plot_ratio", 1, 3},
    {"building_density", 18, 40},
    {"green_ratio", 25, 40},
    {"parking_spaces", 20, 600},
    {"buildings", 1, 6},
    {"building_height", 9, 90},
    {"storeys_above", 2, 28},
    {"storeys_below", 1, 2},
    {"homes", 60, 900},
    {"linear_length", 300, 6000},
    {"trees", 2, 60},
    {"power_demand", 200, 3000},
    {"energy_use", 80, 900},
    {"gas_demand", 20, 400},
    {"water_demand", 15, 600},
    {"occupied_area", 40, 900},
    {"forest_area", 100, 4000},
    {"shelter_area", 300, 3000},
    {"shelter_built", 300, 3000},
};

std::string invent_number(Dice& dice, const forms::Field& field, const approval::ProjectFacts& facts) {
    const auto share = [&](const Decimal& whole, std::int64_t least, std::int64_t most) {
        return std::to_string(whole.units / 10'000 * dice.between(least, most) / 100);
    };
    if (field.code == "government_funds" || field.code == "contract_price" || field.code == "actual_cost")
        return share(facts.investment, 60, 95);
    if (field.code == "floor_area_above") return share(facts.floor_area, 78, 88);
    if (field.code == "floor_area_below") return share(facts.floor_area, 12, 20);
    if (field.code == "heated_area") return share(facts.floor_area, 50, 90);
    auto least = std::int64_t{10}, most = std::int64_t{900};
    for (const auto& size : sizes)
        if (size.code == field.code) std::tie(least, most) = std::pair{size.least, size.most};
    if (field.least) least = std::max(least, (field.least->units + 9'999) / 10'000);
    if (field.most) most = std::min(most, field.most->units / 10'000);
    return std::to_string(dice.between(std::min(least, most), most));
}

constexpr const char* people[] = {"陈立群", "周慧兰", "孙志远", "郑雅文", "吴建平", "冯晓东", "蒋海波", "韩静仪"};

std::string invent_text(Dice& dice, std::string_view code, Date today) {
    static const std::map<std::string_view, const char*> known{
        {"surveyor_name", "云江市勘察测绘研究院有限公司"},
        {"designer_name", "云江市建筑设计研究院有限公司"},
        {"builder_name", "云江建工集团有限公司"},
        {"supervisor_name", "云江市建设监理有限公司"},
        {"wage_account", "云江银行城东支行"},
        {"industry", "E4710"},
        {"land_use", "按规划条件确定的用途"},
        {"river_name", "云江"},
        {"occupied_road", "云江大道南侧辅路"},
        {"shelter_grade", "甲类核 6 级、常 6 级"},
        {"filing_scope", "施工图所示全部单位工程"},
        {"archives_status", "已按清单移交城建档案馆"},
        {"chemicals", "不涉及"},
        {"area_assessment_code", "QYPG-2026-03"},
        {"fire_case", "属于《建设工程消防设计审查验收管理暂行规定》第十四条规定的特殊建设工程"},
    };
    if (const auto found = known.find(code); found != known.end()) return found->second;
    if (code.ends_with("_person") || code == "legal_person" || code == "project_manager" || code == "contact_name")
        return dice.pick(people);
    if (code.ends_with("_address") || code == "location")
        return "云江市政务路 " + std::to_string(dice.between(1, 200)) + " 号";
    const auto serial = std::to_string(dice.between(1, 999));
    if (code == "land_parcel") return "YJ-" + std::to_string(today.year()) + "-" + serial;
    if (code.ends_with("_number") || code == "review_certificate")
        return "云江建〔" + std::to_string(today.year()) + "〕" + serial + " 号";
    return "见申报材料";
}

/// Districts lie round the centre like the hours of a clock, so that the map shows them apart.
void place(Dice& dice, const catalog::Catalog& catalog, const catalog::District& district,
           approval::ProjectFacts& facts) {
    constexpr double round = 6.283185307179586;
    const auto at = static_cast<double>(&district - catalog.districts.data());
    const double angle = round * at / static_cast<double>(catalog.districts.size());
    const auto spread = [&] { return static_cast<double>(dice.between(-450, 450) + dice.between(-250, 250)) / 10'000; };
    // Yunjiang's fictional centre is on water far from any coast, so that no real place is meant.
    facts.longitude = 131.0 + 0.13 * std::cos(angle) + spread();
    facts.latitude = 24.0 + 0.09 * std::sin(angle) + spread() * 0.75;
}

/// In the order in which things happen: begun in the past, completed lately, begun soon, ended after that.
Date invent_day(Dice& dice, std::string_view code, Date today) {
    const auto days = [&](std::int64_t least, std::int64_t most) {
        return today.plus_days(static_cast<std::int32_t>(dice.between(least, most)));
    };
    if (code == "started_on") return days(-600, -200);
    if (code == "completed_on") return days(-40, -1);
    if (code.ends_with("_finish") || code.ends_with("_until")) return days(101, 300);
    return days(5, 100);
}

}  // namespace

approval::ProjectFacts invent_project(Dice& dice, const catalog::Catalog& catalog, Date registered, int number) {
    const auto& kind = draw(dice);
    const auto& district = dice.pick(catalog.districts);
    approval::ProjectFacts facts;
    facts.district = district.code;
    facts.name = district.name.zh + dice.pick(kind.names) +
                 (number % 3 == 0 ? "（" + std::to_string(number % 17 + 1) + " 号地块）" : "");
    facts.location = district.name.zh + "云江大道 " + std::to_string(dice.between(1, 900)) + " 号";
    facts.investment = Decimal::of(dice.between(kind.least_money, kind.most_money));
    if (kind.most_area > 0) {
        facts.floor_area = Decimal::of(dice.between(kind.least_area, kind.most_area));
        facts.land_area = Decimal{facts.floor_area.units / dice.between(1, 3)};
        facts.buildings.push_back({"1 号楼", "主体", facts.floor_area, static_cast<int>(dice.between(1, 24)),
                                   static_cast<int>(dice.between(0, 2)), Decimal::of(dice.between(6, 90))});
    } else {
        facts.land_area = Decimal::of(dice.between(2'000, 60'000));
    }
    facts.scale = "用地 " + facts.land_area.text() + " ㎡";
    if (kind.most_area > 0) facts.scale = "建筑面积 " + facts.floor_area.text() + " ㎡，" + facts.scale;
    facts.answers = kind.answers;
    if (dice.chance(12) && kind.answers.at("works") != "fit_out") facts.answers["river"] = "yes";
    if (dice.chance(10) && kind.answers.at("works") == "building") facts.answers["occupies_green"] = "yes";
    facts.planned_start = registered.plus_days(static_cast<std::int32_t>(dice.between(150, 300)));
    facts.planned_finish = facts.planned_start->plus_days(static_cast<std::int32_t>(dice.between(300, 900)));
    place(dice, catalog, district, facts);
    return facts;
}

std::string invent_value(Dice& dice, const forms::Field& field, const approval::ProjectFacts& facts, Date today) {
    using catalog::FieldKind;
    switch (field.kind) {
        case FieldKind::number:
            return invent_number(dice, field, facts);
        case FieldKind::date:
            return invent_day(dice, field.code, today).iso();
        case FieldKind::choice:
            return field.options.empty() ? "" : dice.pick(field.options).code;
        case FieldKind::yes_no:
            return dice.chance(50) ? "yes" : "no";
        case FieldKind::phone:
            return "1990000" + std::to_string(dice.between(1000, 9999));
        case FieldKind::credit_code: {
            std::string code = "91990100MA0" + std::to_string(dice.between(100'000, 999'999));
            return code + codes::credit_code_check(code);
        }
        case FieldKind::identity_number:
            return identity_number(dice);
        case FieldKind::text:
        case FieldKind::long_text:
            break;
    }
    auto value = invent_text(dice, field.code, today);
    while (static_cast<int>(text::length(value)) > field.max_length) value = "有";
    return value;
}

}  // namespace zhupi::demo
