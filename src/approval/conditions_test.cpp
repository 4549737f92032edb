// The conflict detector on a corpus that is made here, so that every answer is known: pairs and groups of conditions
// that cannot hold together, written as different hands would write them, and others that can.

#include "approval/conditions.hpp"

#include "catalog/test_city.hpp"

#include <deque>
#include <random>

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

const Vocabulary& city_words() {
    static const auto words = vocabulary_of(catalog::test_city());
    return words;
}

Condition measured(std::string subject, std::string measure, Decimal value, std::string unit, Direction direction,
                   std::string zone = "") {
    return {std::move(subject), std::move(measure), value, std::move(unit), direction, std::move(zone), "条", ""};
}
Condition presence(std::string subject, Direction direction, std::string zone = "") {
    return {std::move(subject), "", {}, "", direction, std::move(zone), "条", ""};
}

std::vector<Clash> clashes(const std::vector<Condition>& said) {
    std::vector<Stated> stated;
    for (std::size_t i = 0; i < said.size(); ++i)
        stated.push_back({static_cast<int>(i) + 1, "部门" + std::to_string(i), &said[i]});
    return find_clashes(stated, city_words());
}

TEST_CASE("a fire road of 6 m and a green strip of 5 m do not fit on 7 m") {
    const std::vector<Condition> said{measured("消防车道", "净宽", Decimal::of(6), "m", Direction::at_least, "东侧"),
                                      measured("绿化带", "宽度", Decimal::of(500), "cm", Direction::at_least, "东侧"),
                                      measured("通道", "宽度", Decimal::of(7), "米", Direction::available, "东侧")};
    const auto found = clashes(said);
    REQUIRE(found.size() == 1);
    CHECK(found.front() == Clash{{1, 2, 3}, ClashKind::room, true, "11", "7", "米"});
    auto enough = said;
    enough[2].value = Decimal::of(11);
    CHECK(clashes(enough).empty());
    // Nobody has said how much there is: to be looked at, not passed over.
    const auto unsaid = clashes({said[0], said[1]});
    REQUIRE(unsaid.size() == 1);
    CHECK(unsaid.front().kind == ClashKind::unknown_room);
    CHECK_FALSE(unsaid.front().certain);
    auto elsewhere = said;
    elsewhere[1].zone = "西侧";
    CHECK(clashes(elsewhere).empty());
}

TEST_CASE("what needs least to be too much is named, and nothing besides") {
    const auto found = clashes({measured("消防车道", "宽度", Decimal::of(6), "m", Direction::at_least, "东侧"),
                                measured("人行道", "宽度", Decimal::of(1), "m", Direction::at_least, "东侧"),
                                measured("绿化带", "宽度", Decimal::of(5), "m", Direction::exactly, "东侧"),
                                measured("用地", "宽度", Decimal::of(10), "m", Direction::available, "东侧")});
    REQUIRE(found.size() == 1);
    CHECK(found.front().conditions == std::vector<int>{1, 3, 4});
}

TEST_CASE("shares of one whole cannot make more than all of it") {
    const auto share = [](const char* subject, int value) {
        return measured(subject, "用地占比", Decimal::of(value), "%", Direction::at_least);
    };
    const auto found = clashes({share("绿地", 45), share("建筑", 40), share("机动车停车位", 20)});
    REQUIRE(found.size() == 1);
    CHECK(found.front() == Clash{{1, 2, 3}, ClashKind::room, true, "105", "100", "%"});
    CHECK(clashes({share("绿地", 35), share("建筑", 40), share("机动车停车位", 20)}).empty());
}

TEST_CASE("places that are told apart by number or direction do not meet") {
    const auto at = [](const char* zone, Direction direction, int value) {
        return measured("建筑高度", "高度", Decimal::of(value), "m", direction, zone);
    };
    const auto meet = [&](const char* a, const char* b) {
        return clashes({at(a, Direction::at_most, 24), at(b, Direction::at_least, 30)});
    };
    CHECK(meet("1号楼", "2号楼").empty());
    CHECK(meet("1号楼", "11号楼").empty());
    CHECK(meet("东侧", "西侧").empty());
    CHECK(meet("A区", "B区").empty());
    for (const auto& [a, b] : {std::pair{"", "2号楼"}, {"全地块", "西侧"}, {"１号楼", "1号楼"}, {"东侧", "地块东侧"}}) {
        const auto found = meet(a, b);
        REQUIRE(found.size() == 1);
        CHECK(found.front().certain);
    }
    // 1、2号楼 holds 2号楼, the corner lies on the north side, and nobody knows where the other two are.
    for (const auto& [a, b] : {std::pair{"北侧", "东北角"}, {"沿街地块", "裙房"}, {"东侧", "东南侧"}}) {
        const auto found = meet(a, b);
        REQUIRE(found.size() == 1);
        CHECK_FALSE(found.front().certain);
    }
}

TEST_CASE("units that cannot be compared are looked at") {
    const auto wide = [](const char* unit, Direction direction) {
        return measured("消防车道", "宽度", Decimal::of(4), unit, direction);
    };
    const auto found = clashes({wide("m", Direction::at_least), wide("丈", Direction::at_most)});
    REQUIRE(found.size() == 1);
    CHECK(found.front().kind == ClashKind::units);
    CHECK_FALSE(found.front().certain);
    CHECK(clashes({wide("m", Direction::at_least), wide("丈", Direction::at_least)}).empty());
    CHECK(clashes({measured("绿地", "面积", Decimal::of(2), "亩", Direction::at_least),
                   measured("绿地", "面积", Decimal::of(1333), "㎡", Direction::at_most)})
              .size() == 1);
    CHECK(clashes({measured("绿地", "面积", Decimal::of(2), "亩", Direction::at_least),
                   measured("绿地", "面积", Decimal::of(1334), "㎡", Direction::at_most)})
              .empty());
}

// The corpus ------------------------------------------------------------------------------------------------------

/// Ways of writing one thing: words of the vocabulary, and words that no list knows.
struct Wordings {
    std::vector<std::string> known, unknown;
};
const std::vector<Wordings> subjects{
    {{"消防车道", "消防通道", "消防车通道", "消防 车道"}, {"环形消防路", "救援车辆通行道"}},
    {{"绿化带", "防护绿带", "沿街绿化"}, {"景观绿篱带", "道旁植被"}},
    {{"人行道", "步行道", "人行通道"}, {"行人步道", "慢行系统"}},
    {{"机动车停车位", "停车位", "车位"}, {"泊车格", "地面车库位"}},
    {{"建筑退让", "退界", "建筑退界"}, {"后退红线控制", "贴线退后"}},
    {{"管线廊道", "管廊", "管线带"}, {"地下管束", "市政管位"}},
};
const std::vector<std::string> widths{"宽度", "净宽", "宽", "净宽度"};
const std::vector<std::pair<std::string, std::int64_t>> lengths{
    {"m", 1}, {"米", 1}, {"cm", 100}, {"mm", 1000}, {"ｍ", 1}};
const std::vector<std::string> zones{"东侧", "北侧", "1号楼", "地下室", "沿解放路"};

class Corpus {
public:
    explicit Corpus(unsigned seed) : dice_(seed) {}

    struct Sample {
        std::deque<Condition> said;
        std::vector<int> clash;  ///< numbers that cannot hold together; empty: all can
        bool hard = false;       ///< written in words that no list knows: only "to be looked at" can be hoped for
    };

    Sample contradiction() {
        Sample sample;
        sample.hard = upto(99) < 4;
        const auto& what = pick(subjects);
        const int low = 3 + upto(9), high = low - 1 - upto(1);
        const auto zone = pick(zones);
        const bool exact = upto(3) == 0;
        sample.said.push_back(metres(word(what, sample.hard), low, Direction::at_least, place(zone)));
        sample.said.push_back(
            metres(word(what, false), high, exact ? Direction::exactly : Direction::at_most, place(zone)));
        sample.clash = {1, 2};
        return sample;
    }
    Sample opposition() {
        Sample sample;
        sample.hard = upto(99) < 4;
        const auto& what = pick(subjects);
        const auto zone = pick(zones);
        sample.said.push_back(presence(word(what, sample.hard), Direction::forbidden, place(zone)));
        sample.said.push_back(upto(1) == 0 ? presence(word(what, false), Direction::required, place(zone))
                                           : metres(word(what, false), 2 + upto(5), Direction::at_least, place(zone)));
        sample.clash = {1, 2};
        return sample;
    }
    Sample crowd() {
        Sample sample;
        sample.hard = upto(99) < 4;
        const auto zone = pick(zones);
        auto order = subjects;
        std::shuffle(order.begin(), order.end(), dice_);
        const int takers = 2 + upto(1);
        int sum = 0;
        for (int i = 0; i < takers; ++i) {
            const int wide = 3 + upto(4);
            sum += wide;
            sample.said.push_back(metres(word(order[static_cast<std::size_t>(i)], sample.hard && i == 0), wide,
                                         upto(2) == 0 ? Direction::exactly : Direction::at_least, zone));
            sample.clash.push_back(i + 1);
        }
        sample.said.push_back(metres("现状通道", sum - 1, Direction::available, zone));
        sample.clash.push_back(takers + 1);
        return sample;
    }
    /// Conditions that can hold together, in words of the vocabulary.
    Sample peace() {
        Sample sample;
        auto order = subjects;
        std::shuffle(order.begin(), order.end(), dice_);
        const auto zone = pick(zones);
        const int wide = 3 + upto(5), other = 3 + upto(5);
        switch (upto(4)) {
            case 0:  // one bound below the other
                sample.said.push_back(metres(word(order[0], false), wide, Direction::at_least, place(zone)));
                sample.said.push_back(metres(word(order[0], false), wide + upto(3), Direction::at_most, place(zone)));
                break;
            case 1:  // both from the same side
                sample.said.push_back(metres(word(order[0], false), wide, Direction::at_least, zone));
                sample.said.push_back(metres(word(order[0], false), other, Direction::at_least, zone));
                break;
            case 2:  // they fit
                sample.said.push_back(metres(word(order[0], false), wide, Direction::at_least, zone));
                sample.said.push_back(metres(word(order[1], false), other, Direction::at_least, zone));
                sample.said.push_back(metres("现状通道", wide + other + upto(2), Direction::available, zone));
                break;
            case 3:  // two places
                sample.said.push_back(presence(word(order[0], false), Direction::forbidden, "东侧"));
                sample.said.push_back(presence(word(order[0], false), Direction::required, "西侧"));
                break;
            default:  // two things
                sample.said.push_back(presence(word(order[0], false), Direction::forbidden, zone));
                sample.said.push_back(presence(word(order[1], false), Direction::required, zone));
        }
        return sample;
    }

private:
    int upto(int most) { return std::uniform_int_distribution<int>(0, most)(dice_); }
    template <class Range>
    const typename Range::value_type& pick(const Range& range) {
        return range[static_cast<std::size_t>(upto(static_cast<int>(range.size()) - 1))];
    }
    std::string word(const Wordings& what, bool hard) { return hard ? pick(what.unknown) : pick(what.known); }
    std::string place(const std::string& zone) {
        const int way = upto(5);
        return way == 0 ? "" : way == 1 ? "全地块" : way == 2 ? zone + "。" : zone;
    }
    Condition metres(std::string subject, int value, Direction direction, std::string zone) {
        const auto& [unit, factor] = pick(lengths);
        return measured(std::move(subject), pick(widths), Decimal::of(value * factor), unit, direction,
                        std::move(zone));
    }
    std::mt19937 dice_;
};

TEST_CASE("of a seeded corpus at least 95 % is found, and nothing passes in silence") {
    Corpus corpus(20261126);
    int seeded = 0, found_certain = 0, looked_at = 0, silent = 0, quiet = 0, false_alarms = 0;
    const auto read = [&](const Corpus::Sample& sample) { return clashes({sample.said.begin(), sample.said.end()}); };
    for (int i = 0; i < 4000; ++i) {
        const auto sample = i % 3 == 0 ? corpus.contradiction() : i % 3 == 1 ? corpus.opposition() : corpus.crowd();
        ++seeded;
        bool certain = false, any = false;
        for (const auto& clash : read(sample)) {
            // The same trouble may show in fewer conditions: two of three that are too wide for themselves.
            const bool of_it = std::includes(sample.clash.begin(), sample.clash.end(), clash.conditions.begin(),
                                             clash.conditions.end());
            any = any || of_it;
            certain = certain || (of_it && clash.certain);
        }
        found_certain += certain;
        looked_at += any && !certain;
        silent += !any;
        if (!any) CAPTURE(sample.said.front().subject);
        CHECK(any);
    }
    for (int i = 0; i < 2000; ++i) {
        const auto sample = corpus.peace();
        ++quiet;
        for (const auto& clash : read(sample)) false_alarms += clash.certain || clash.kind != ClashKind::unknown_room;
    }
    MESSAGE("seeded " << seeded << ", found " << found_certain << ", to be looked at " << looked_at << ", silent "
                      << silent << "; harmless " << quiet << ", false alarms " << false_alarms);
    CHECK(silent == 0);
    CHECK(found_certain * 100 >= seeded * 95);
    CHECK(false_alarms == 0);
}

TEST_CASE("the order in which conditions are stated does not matter") {
    Corpus corpus(7);
    std::mt19937 dice(7);
    for (int i = 0; i < 300; ++i) {
        auto sample = i % 2 ? corpus.crowd() : corpus.contradiction();
        std::vector<Stated> stated;
        for (std::size_t at = 0; at < sample.said.size(); ++at)
            stated.push_back({static_cast<int>(at) + 1, "部门" + std::to_string(at), &sample.said[at]});
        const auto found = find_clashes(stated, city_words());
        std::shuffle(stated.begin(), stated.end(), dice);
        CHECK(find_clashes(stated, city_words()) == found);
    }
}

}  // namespace
}  // namespace zhupi::approval
