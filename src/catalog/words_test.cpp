#include "catalog/words.hpp"

#include "base/text.hpp"
#include "catalog/plan.hpp"
#include "catalog/test_city.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

std::string first_intent(std::string_view typed) {
    const auto meant = understand(test_city(), typed);
    return meant.intents.empty() ? "" : meant.intents.front().intent->code;
}

std::string answer(std::string_view typed, std::string_view question) {
    for (const auto& one : understand(test_city(), typed).answers)
        if (one.question == question) return one.answer;
    return "";
}

std::string first_item(std::string_view typed) {
    const auto meant = understand(test_city(), typed);
    return meant.items.empty() ? "" : meant.items.front().item->code;
}

TEST_CASE("plain words lead to what is meant") {
    CHECK(first_intent("我要盖厂房") == "factory");
    CHECK(first_intent("想建一个仓库，放货用") == "factory");
    CHECK(first_intent("盖个小厂房") == "small");
    CHECK(first_intent("装修") == "fit_out");
    CHECK(first_intent("市政道路") == "road");
    CHECK(first_intent("老旧小区改造") == "old_estate");
    CHECK(first_intent("建学校") == "public_building");
    CHECK(first_intent("开发商品房楼盘") == "housing");
    CHECK(first_intent("I want to build a warehouse.") == "factory");
    CHECK(first_intent("Ｗａｒｅｈｏｕｓｅ") == "factory");
}

TEST_CASE("a longer word wins over the shorter ones inside it") {
    CHECK(first_intent("装修办公楼") == "fit_out");
    CHECK(first_intent("旧厂房改造") == "renewal");
    CHECK(first_intent("道路翻修") == "repair");
}

TEST_CASE("a Latin word has borders") {
    CHECK(first_intent("shedding light") != "small");
    CHECK(first_intent("a shed") == "small");
}

TEST_CASE("figures and asides answer their questions") {
    CHECK(answer("盖一个 8000 平米的厂房", "area") == "8000");
    CHECK(answer("1.2万平方米厂房", "area") == "12000");
    CHECK(answer("总投资3.5亿元", "investment_amount") == "35000");
    CHECK(answer("在自有土地上盖厂房", "land") == "own");
    CHECK(answer("平米", "area").empty());
    CHECK(answer("99999999999999平米", "area") == "99999999999999");
    CHECK(answer("99999999999999万平米", "area").empty());
}

TEST_CASE("what people call an item finds it") {
    CHECK(first_item("开工证") == "D10");
    CHECK(first_item("我要办施工许可") == "D10");
    CHECK(first_item("砍树") == "D15");
    CHECK(first_item("B01") == "B01");
    CHECK(first_item("房产证怎么办") == "E14");
}

TEST_CASE("nothing is understood in nothing, and nonsense is harmless") {
    CHECK(first_intent("").empty());
    CHECK(first_intent("？？！ 　").empty());
    std::mt19937 random(7);
    const char32_t letters[] = {U'盖', U'厂', U'房', U'万', U'平', U'米', U'1', U'.', U' ', U'm', U'2', U'，', 0x1F600};
    for (int i = 0; i < 2000; ++i) {
        std::string typed;
        for (auto n = random() % 30; n > 0; --n) text::append_utf8(typed, letters[random() % std::size(letters)]);
        const auto meant = understand(test_city(), typed);
        CHECK(meant.intents.size() <= 6);
        for (const auto& one : meant.answers) CHECK(test_city().question(one.question) != nullptr);
    }
}

TEST_CASE("every word of every intent finds it, and its answers are ones that the rules take") {
    const auto rules = test_rules();
    for (const auto& intent : test_city().guide->intents) {
        for (const auto& word : intent.words) {
            const auto meant = understand(test_city(), word);
            CHECK_MESSAGE(std::any_of(meant.intents.begin(), meant.intents.end(),
                                      [&](const auto& one) { return one.intent == &intent; }),
                          word << " does not find " << intent.code);
        }
        auto answers = intent.answers;
        for (const auto& code : rules->asked(answers))
            if (const auto* question = test_city().question(code);
                question->required && question->kind == AnswerKind::choice && !answers.contains(code))
                answers[code] = question->options.front().code;
        CHECK_MESSAGE(decide(test_city(), *rules, answers).has_value(), intent.code);
    }
}

}  // namespace
}  // namespace zhupi::catalog
