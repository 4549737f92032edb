#pragma once
// A small city for the tests of this room: four items of one department each, one after the other or side by side.

#include "approval/commands.hpp"
#include "approval/filing.hpp"
#include "approval/project.hpp"
#include "approval/rows.hpp"

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

inline catalog::Item item(std::string code, std::string department, catalog::Handling handling) {
    catalog::Item made;
    made.code = code;
    made.name = {code + "事项", code};
    made.department = std::move(department);
    made.promised = {5, catalog::Unit::working_day};
    made.statutory = catalog::Limit{20, catalog::Unit::working_day};
    made.result = {20, {code + "批复", code}, "", 24};
    made.handling = handling;
    made.special_procedures = {"hearing"};
    made.materials = {{"M1", catalog::Necessity::required, {}}, {"M2", catalog::Necessity::deferrable, {}}};
    return made;
}

/// A → B, with C beside them and D in the second stage; A is decided at once, B by two, C by three people.
inline catalog::Catalog small_city() {
    catalog::Catalog city;
    city.version = "test";
    city.intake_department = "counter";
    city.departments = {{"plan", {"规划", "planning"}, "", "", "", false},
                        {"build", {"住建", "building"}, "", "", "", false},
                        {"counter", {"窗口", "counter"}, "", "", "", false}};
    city.districts = {{"990101", {"江南区", "Jiangnan"}}};
    city.materials = {{"M1", {"图纸", "drawing"}, catalog::Source::applicant, {}, ""},
                      {"M2", {"合同", "contract"}, catalog::Source::applicant, {}, ""},
                      {"M3", {"甲批复", "result of A"}, catalog::Source::result, {"A"}, ""}};
    city.items = {item("A", "plan", catalog::Handling::instant), item("B", "plan", catalog::Handling::brief),
                  item("C", "build", catalog::Handling::normal), item("D", "build", catalog::Handling::normal)};
    city.items[1].after = {{"A"}};
    city.items[1].materials.push_back({"M3", catalog::Necessity::required, {}});
    city.items[3].after = {{"B"}, {"C"}};
    city.items[3].materials.push_back({"M3", catalog::Necessity::required, {}});
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
    for (const char* code : {"A", "B", "C"}) flow.items.push_back({code, 1, {}, true, false, {}, {}});
    flow.items.push_back({"D", 2, {}, true, false, {}, {}});
    city.flows = {flow};
    city.index();
    return city;
}

inline calendar::WorkCalendar plain_calendar() {
    auto made = calendar::WorkCalendar::make({2025, 2026}, {});
    ensure(made.has_value(), "a calendar without exceptions is right");
    return std::move(*made);
}

/// One application of the small city's first stage, and those who work on it.
struct Desk3 {
    catalog::Catalog city = small_city();
    CountingNumbers numbers;
    Instant now = Zone{}.at(Date::of(2026, 3, 2), 9);
    Project project;
    Application application;

    Context as(Id user, std::string role = "officer") {
        return {city, numbers, now, Zone{}.date_of(now), {user, std::move(role), "plan", 0}};
    }
    Desk3() {
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
