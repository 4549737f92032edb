// Why this flow, this item, this material, or why not: for whoever plans, and for whoever may read a project or a case.
// A project is explained by the rules that it was registered under, a case by the facts that it was filed with.

#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "server/api_rules.hpp"
#include "server/app.hpp"
#include "store/event_log.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

struct Question {
    std::string flow, item, material;
};

api::WhyPart part_view(const catalog::Why& why) {
    api::WhyPart view{why.applies, name_view(why.sentence), {}};
    for (const auto& rule : why.rules) {
        auto& out = view.rules.emplace_back();
        out.decision = rule.decision;
        out.rule = rule.rule;
        out.held = rule.held;
        for (const auto& c : rule.conditions)
            out.conditions.push_back({name_view(c.fact), name_view(c.wanted), name_view(c.actual), c.met});
        for (const auto& [heading, text] : rule.notes) out.notes.push_back({heading, text});
    }
    return view;
}

Result<void> check(const World& world, const Question& question) {
    const auto known = [](const std::string& code, const void* found) { return code.empty() || found != nullptr; };
    for (const auto& [code, found] :
         {std::pair<std::string, const void*>{question.flow, world.catalog.flow(question.flow)},
          {question.item, world.catalog.item(question.item)},
          {question.material, world.catalog.material(question.material)}})
        if (!known(code, found)) return fail(err::catalog_none, {{"code", code}});
    return {};
}

/// Nothing asked in particular means the flow that was taken.
Result<api::WhyView> explain(const World& world, const catalog::Rules& rules, const catalog::Answers& answers,
                             Question question) {
    ZHUPI_CHECK(check(world, question));
    api::WhyView view;
    view.rules_version = rules.version();
    if (!question.material.empty() && !question.item.empty()) {
        view.answer = part_view(rules.why_material(answers, question.item, question.material));
    } else if (!question.item.empty()) {
        view.answer = part_view(rules.why_item(answers, question.item));
        if (view.answer.applies)
            for (const auto& why : rules.why_handled(answers, question.item)) view.handled.push_back(part_view(why));
    } else {
        if (question.flow.empty()) {
            ZHUPI_TRY(const auto ruling, rules.decide(answers));
            question.flow = ruling->flows.front();
        }
        view.answer = part_view(rules.why_flow(answers, question.flow));
    }
    return view;
}

Question asked_in(const Call& call) {
    return {query_or(call, "flow"), query_or(call, "item"), query_or(call, "material")};
}

Result<Response> why_planned(App& app, Call& call) {
    ZHUPI_TRY(const auto asked, call.body<api::WhyAsked>());
    const auto rules = app.world.rules();
    ZHUPI_CHECK(catalog::check_answers(app.world.catalog, *rules, asked.answers));
    ZHUPI_TRY(const auto view,
              explain(app.world, *rules, asked.answers,
                      {asked.flow.value_or(""), asked.item.value_or(""), asked.material.value_or("")}));
    return Response::json(view);
}

Result<Response> why_in_project(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        const auto rules = app.world.catalog.rulebook->version(project.rules_version.value_or(""));
        ensure(rules != nullptr, "a project whose rules are not in the rulebook");
        const auto answers = approval::facts_for_rules(app.world.catalog, project.facts);
        ZHUPI_TRY(const auto view, explain(app.world, *rules, answers, asked_in(call)));
        return Response::json(view);
    });
}

/// What the log kept of the decision: the first event of an application is its filing.
Result<approval::ApplicationFiled> filing_of(store::Snapshot& from, store::Id application) {
    ZHUPI_TRY(const auto events, store::read_stream(from, store::application_stream(application)));
    ensure(!events.empty(), "an application without a filing in the log");
    ZHUPI_TRY(const auto event, approval::application_event(events.front().type, events.front().payload));
    const auto* filed = std::get_if<approval::ApplicationFiled>(&event);
    ensure(filed != nullptr, "an application that does not begin with its filing");
    return *filed;
}

Result<Response> why_in_case(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_case(app, call, from, id, permission::case_read));
        ZHUPI_TRY(const auto filed, filing_of(from, found.application.id));
        const auto rules = app.world.catalog.rulebook->version(filed.rules_version.value_or(""));
        ensure(rules != nullptr, "an application whose rules are not in the rulebook");
        const auto answers = filed.rules_version ? catalog::Answers(filed.facts)
                                                 : approval::facts_for_rules(app.world.catalog, found.project.facts);
        auto question = asked_in(call);
        question.item = found.one().item;
        question.flow.clear();
        ZHUPI_TRY(auto view, explain(app.world, *rules, answers, question));
        for (const auto& reason : filed.reasons) {
            const bool of_this = reason.about.empty() || reason.about == question.item ||
                                 (!question.material.empty() && reason.about == question.material);
            if (of_this) view.kept.push_back({reason.decision, reason.about, reason.rules});
        }
        return Response::json(view);
    });
}

}  // namespace

void add_why_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const std::vector<net::QueryParameter> what{
        {"flow", "为什么是（不是）这个流程", "why (not) this flow"},
        {"item", "为什么办（不办）这个事项", "why (not) this item"},
        {"material", "为什么要（不要）这份材料，与 item 同用", "why (not) this material; together with item"}};
    router.add({.method = Method::post,
                .pattern = "/api/v1/catalog/why",
                .operation = "whyPlanned",
                .tag = "catalog",
                .zh = "为什么（按填写的情形）",
                .en = "Why, for some answers",
                .request = json::ops_for<api::WhyAsked>(),
                .response = json::ops_for<api::WhyView>(),
                .open = true,
                .handler = bind(why_planned)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects/{id}/why",
                .permission = std::string(permission::project_read),
                .operation = "whyInProject",
                .tag = "projects",
                .zh = "为什么（按项目登记时的规则）",
                .en = "Why, by the rules a project was registered under",
                .response = json::ops_for<api::WhyView>(),
                .query = what,
                .handler = bind(why_in_project)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/cases/{id}/why",
                .permission = std::string(permission::case_read),
                .operation = "whyInCase",
                .tag = "cases",
                .zh = "为什么办这个事项（按申报时的规则和情形）",
                .en = "Why a case was opened, by the rules and facts it was filed with",
                .response = json::ops_for<api::WhyView>(),
                .query = {what.back()},
                .handler = bind(why_in_case)});
}

}  // namespace zhupi::server
