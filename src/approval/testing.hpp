#pragma once
// A small city for the tests of this room: four items of one department each, one after the other or side by side.

#include "approval/commands.hpp"
#include "approval/filing.hpp"
#include "approval/project.hpp"
#include "approval/rows.hpp"
#include "catalog/test_flows.hpp"
#include "catalog/test_rules.hpp"

namespace zhupi::approval::testing {

class CountingNumbers : public Numbers {
public:
    Result<Id> next_id(std::string_view) override { return ++last_; }
    Result<std::string> application_number() override { return "SB-" + std::to_string(++last_); }
    Result<std::string> case_number(const catalog::Item& item) override {
        return item.code + "-" + std::to_string(++last_);
    }
    Result<std::string> decision_number(const catalog::Item& item, Outcome) override {
        return item.code + "字第" + std::to_string(++last_) + "号";
    }

private:
    Id last_ = 100;
};

inline catalog::Item item(const std::string& code) {
    catalog::Item made;
    made.code = code;
    made.name = {code + "事项", code};
    made.result = {20, {code + "批复", code}, "", 24};
    return made;
}

/// A → B, with C beside them and D in the second stage; A is decided at once, B by two, C by three people unless said
/// otherwise.
inline catalog::Catalog small_city(const char* posts_of_c = "承办、审核、批准") {
    catalog::Catalog city;
    city.version = "test";
    city.intake_department = "counter";
    city.departments = {{"plan", {"规划", "planning"}, "", "", "", false},
                        {"build", {"住建", "building"}, "", "", "", false},
                        {"counter", {"窗口", "counter"}, "", "", "", false}};
    city.districts = {{"990101", {"江南区", "Jiangnan"}}};
    city.materials = {{"M1", {"图纸", "drawing"}, {}, ""},
                      {"M2", {"合同", "contract"}, {}, ""},
                      {"M3", {"甲批复", "result of A"}, {"A"}, ""}};
    city.dictionaries["special_procedure"] = {{"hearing", {"听证", "hearing"}, true, ""}};
    city.items = {item("A"), item("B"), item("C"), item("D")};
    city.items[1].after = {{"A"}};
    city.items[3].after = {{"B"}, {"C"}};
    catalog::Flow flow;
    flow.code = "T";
    flow.name = {"试验", "test"};
    flow.official_total = 20;
    flow.stages.resize(2);
    flow.stages[0].number = 1;
    flow.stages[0].name = {"一", "one"};
    flow.stages[1].number = 2;
    flow.stages[1].name = {"二", "two"};
    flow.line = {{1, {"A"}, 5, true}, {1, {"B", "C"}, 10, true}, {2, {"D"}, 5, true}};
    for (const char* code : {"A", "B", "C"}) flow.items.push_back({code, 1, true, false, {}});
    flow.items.push_back({"D", 2, true, false, {}});
    city.flows = {flow};
    city.index();
    const std::pair<std::string, std::string> drawing{"M1", "必要"}, contract{"M2", "容缺后补"}, result{"M3", "必要"};
    catalog::testing::give_rules(
        city, catalog::testing::small_rules("T",
                                            {{"A", "规划", "即办", "听证", {drawing, contract}},
                                             {"B", "规划", "承办、批准", "听证", {drawing, contract, result}},
                                             {"C", "住建", posts_of_c, "听证", {drawing, contract}},
                                             {"D", "住建", "承办、审核、批准", "听证", {drawing, contract, result}}},
                                            {{"M1", "申请人提交"}, {"M2", "申请人提交"}, {"M3", "审批结果"}}));
    catalog::testing::give_flows(city);
    return city;
}

inline calendar::WorkCalendar plain_calendar() {
    auto made = calendar::WorkCalendar::make({2025, 2026}, {});
    ensure(made.has_value(), "a calendar without exceptions is right");
    return std::move(*made);
}

/// One application of the small city's first stage, and those who work on it.
struct Desk3 {
    catalog::Catalog city;
    CountingNumbers numbers;
    Instant now = Zone{}.at(Date::of(2026, 3, 2), 9);
    Project project;
    Application application;

    Context as(Id user, std::string role = "officer") {
        return {city, numbers, now, Zone{}.date_of(now), {user, std::move(role), "plan", 0}};
    }
    explicit Desk3(const char* posts_of_c = "承办、审核、批准") : city(small_city(posts_of_c)) {
        const auto owner = as(1, "applicant");
        ProjectFacts facts;
        facts.name = "试验项目";
        facts.district = "990101";
        facts.location = "江南区一号";
        facts.investment = Decimal::of(100);
        const auto events = decide_registration(facts, 7, owner);
        ensure(events.has_value(), "registration");
        for (const auto& event : *events) apply(project, event, owner.stamp());
    }
    void file(std::vector<std::string> items) {
        const auto owner = as(1, "applicant");
        const auto plan = plan_of(city, project);
        const auto filed = decide_filing(project, plan, {1, std::move(items), {}, "counter", "digest"}, {}, owner);
        ensure(filed.has_value(), "filing");
        application = {};
        const std::vector<ApplicationEvent> events{*filed};
        apply(application, events.front(), owner.stamp());
        ensure(consequences(project, plan, application, events, owner).has_value(), "consequences of filing");
    }
    /// Decides, folds the outcome into application and project, and lets an hour pass.
    Result<std::vector<ApplicationEvent>> act(Id user, const command::Command& command) {
        const auto context = as(user);
        ZHUPI_TRY(auto decided, decide(application, command, context));
        application = std::move(decided.state);
        ZHUPI_CHECK(consequences(project, plan_of(city, project), application, decided.events, context));
        now = now.plus_seconds(3600);
        return std::move(decided.events);
    }
    const Case& of(std::string_view item) const {
        for (const auto& c : application.cases)
            if (c.item == item) return c;
        bug("no such case");
    }
};

}  // namespace zhupi::approval::testing
