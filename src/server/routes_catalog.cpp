#include "base/error_codes.hpp"
#include "server/app.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

struct ItemList {
    std::vector<api::ItemSummary> items;
};
BOOST_DESCRIBE_STRUCT(ItemList, (), (items))
struct FlowList {
    std::vector<api::FlowSummary> items;
};
BOOST_DESCRIBE_STRUCT(FlowList, (), (items))
struct MaterialList {
    std::vector<api::MaterialUse> items;
};
BOOST_DESCRIBE_STRUCT(MaterialList, (), (items))
struct QuestionList {
    std::vector<api::QuestionView> items;
};
BOOST_DESCRIBE_STRUCT(QuestionList, (), (items))

Result<Response> list_items(App& app, Call& call) {
    const auto stage = query_or(call, "stage"), department = query_or(call, "department"), typed = query_or(call, "q");
    ItemList list;
    for (const auto& item : app.world.catalog.items) {
        if (!stage.empty() && stage != std::to_string(item.stage)) continue;
        if (!department.empty() && department != app.world.rules()->usual(item.code).department) continue;
        if (!typed.empty() && item.name.zh.find(typed) == std::string::npos &&
            item.name.en.find(typed) == std::string::npos && item.code != typed)
            continue;
        list.items.push_back(item_summary(app.world, item));
    }
    return Response::json(list);
}

Result<Response> one_item(App& app, Call& call) {
    const auto* item = app.world.catalog.item(call.param("code"));
    if (!item) return fail(err::catalog_none, {{"code", std::string(call.param("code"))}});
    return Response::json(item_guide(app.world, *item));
}

Result<Response> one_flow(App& app, Call& call) {
    const auto* flow = app.world.catalog.flow(call.param("code"));
    if (!flow) return fail(err::catalog_none, {{"code", std::string(call.param("code"))}});
    return Response::json(flow_summary(app.world, *flow));
}

Result<Response> list_flows(App& app, Call&) {
    FlowList list;
    for (const auto& flow : app.world.catalog.flows) list.items.push_back(flow_summary(app.world, flow));
    return Response::json(list);
}

Result<Response> list_materials(App& app, Call&) { return Response::json(MaterialList{material_uses(app.world)}); }

Result<Response> list_questions(App& app, Call&) {
    QuestionList list;
    for (const auto& question : app.world.catalog.questions) list.items.push_back(question_view(question));
    return Response::json(list);
}

Result<Response> preview(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::Preview>());
    ZHUPI_TRY(const auto ruling, catalog::decide(app.world.catalog, *app.world.rules(), wanted.answers));
    return Response::json(plan_view(app.world, catalog::plan(app.world.catalog, ruling)));
}

Result<Response> asked(App& app, Call& call) {
    ZHUPI_TRY(const auto given, call.body<api::Preview>());
    return Response::json(api::Asked{app.world.rules()->asked(given.answers)});
}

}  // namespace

void add_catalog_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    router.add(
        {.method = Method::get,
         .pattern = "/api/v1/city",
         .operation = "city",
         .tag = "catalog",
         .zh = "城市概况",
         .en = "The city",
         .response = json::ops_for<api::City>(),
         .open = true,
         .handler = [&app](Call&) -> Result<Response> { return Response::json(city_view(app.world, app.demo)); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/items",
                .operation = "items",
                .tag = "catalog",
                .zh = "事项目录",
                .en = "Items",
                .response = json::ops_for<ItemList>(),
                .query = {{"stage", "阶段 1–5", "stage 1 to 5", {}, {{1, 5}}},
                          {"department", "部门代码", "department code"},
                          {"q", "名称包含", "part of the name"}},
                .open = true,
                .handler = bind(list_items)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/items/{code}",
                .operation = "itemGuide",
                .tag = "catalog",
                .zh = "办事指南",
                .en = "Guide of an item",
                .response = json::ops_for<api::ItemGuide>(),
                .open = true,
                .handler = bind(one_item)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/flows",
                .operation = "flows",
                .tag = "catalog",
                .zh = "审批流程",
                .en = "Flows",
                .response = json::ops_for<FlowList>(),
                .open = true,
                .handler = bind(list_flows)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/flows/{code}",
                .operation = "flow",
                .tag = "catalog",
                .zh = "一个审批流程",
                .en = "One flow",
                .response = json::ops_for<api::FlowSummary>(),
                .open = true,
                .handler = bind(one_flow)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/materials",
                .operation = "materials",
                .tag = "catalog",
                .zh = "材料及使用事项",
                .en = "Papers and the items that ask for them",
                .response = json::ops_for<MaterialList>(),
                .open = true,
                .handler = bind(list_materials)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/questions",
                .operation = "questions",
                .tag = "catalog",
                .zh = "情形引导问题",
                .en = "Questions about a project",
                .response = json::ops_for<QuestionList>(),
                .open = true,
                .handler = bind(list_questions)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/catalog/questions/asked",
                .operation = "askedQuestions",
                .tag = "catalog",
                .zh = "要回答的问题",
                .en = "Which questions are asked",
                .request = json::ops_for<api::Preview>(),
                .response = json::ops_for<api::Asked>(),
                .open = true,
                .handler = bind(asked)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/catalog/preview",
                .operation = "preview",
                .tag = "catalog",
                .zh = "流程预览",
                .en = "What awaits a project",
                .request = json::ops_for<api::Preview>(),
                .response = json::ops_for<api::PlanView>(),
                .open = true,
                .handler = bind(preview)});
}

}  // namespace zhupi::server
