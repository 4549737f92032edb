// The guide for everybody: plain words, what an item is made of, what a project needs, blank forms. Nothing here needs
// an account.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/flows.hpp"
#include "server/app.hpp"
#include "server/guide_views.hpp"
#include "server/uploads.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

constexpr const char* docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

Result<const catalog::Item*> item_of(const App& app, std::string_view code) {
    const auto* item = app.world.catalog.item(code);
    if (!item) return fail(err::catalog_none, {{"code", std::string(code)}});
    return item;
}

Result<Response> search(App& app, Call& call) {
    const auto typed = query_or(call, "q");
    if (text::trim(typed).empty() || text::length(typed) > 100) return fail(err::guide_words);
    return Response::json(meant_view(app.world, catalog::understand(app.world.catalog, typed)));
}

Result<Response> intents(App& app, Call&) {
    api::IntentList list;
    for (const auto& intent : app.world.catalog.guide->intents)
        list.items.push_back(intent_view(app.world, intent, {}));
    return Response::json(list);
}

Result<Response> sheet(App& app, Call& call) {
    ZHUPI_TRY(const auto* item, item_of(app, call.param("code")));
    return Response::json(guide_sheet(app.world, *item));
}

Result<Response> plan(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::Preview>());
    ZHUPI_TRY(const auto ruling, catalog::decide(app.world.catalog, *app.world.rules(), wanted.answers));
    return Response::json(plan_sheet(app.world, catalog::plan(app.world.catalog, ruling)));
}

/// The drawing of the flow that an item takes, as BPMN.
Result<Response> diagram(App& app, Call& call) {
    ZHUPI_TRY(const auto* item, item_of(app, call.param("code")));
    const auto rules = app.world.rules();
    const auto flows = app.world.catalog.flowbook->in_force();
    const auto* file = flows->drawn_in(process_of(rules->usual(item->code).handling));
    if (!file) return fail(err::catalog_none, {{"code", item->code}});
    return Response::text(file->text, "application/xml; charset=utf-8");
}

Result<Response> form(App& app, Call& call) {
    const auto code = call.param("code");
    const auto* material = app.world.catalog.material(code);
    if (!material) return fail(err::catalog_none, {{"code", std::string(code)}});
    const catalog::Item* item = nullptr;
    if (const auto wanted = query_or(call, "item"); !wanted.empty()) {
        ZHUPI_TRY(item, item_of(app, wanted));
    }
    ZHUPI_TRY(const auto paper, paper_form(app.world, *material, item, query_or(call, "kind") == "sample"));
    return Response::text(document::write_docx(paper), docx)
        .with("Content-Disposition", download_header(paper.title, docx, true));
}

}  // namespace

void add_guide_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    router.add({.method = Method::get,
                .pattern = "/api/v1/guide/search",
                .operation = "searchGuide",
                .tag = "catalog",
                .zh = "用平常的话找要办的事",
                .en = "What plain words mean",
                .response = json::ops_for<api::Meant>(),
                .query = {{"q", "要做什么，1–100 字", "what is to be done, 1 to 100 characters"}},
                .open = true,
                .handler = bind(search)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/guide/intents",
                .operation = "intents",
                .tag = "catalog",
                .zh = "常见的建设意图",
                .en = "What people usually want to build",
                .response = json::ops_for<api::IntentList>(),
                .open = true,
                .handler = bind(intents)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/guide/plan",
                .operation = "planSheet",
                .tag = "catalog",
                .zh = "按情形列出材料、时限、收费、窗口和联系人",
                .en = "Papers, days, fees, counters and contacts for some answers",
                .request = json::ops_for<api::Preview>(),
                .response = json::ops_for<api::PlanSheet>(),
                .open = true,
                .handler = bind(plan)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/items/{code}/guide",
                .operation = "guideSheet",
                .tag = "catalog",
                .zh = "办事指南（全部要素）",
                .en = "Guide of an item with all its elements",
                .response = json::ops_for<api::GuideSheet>(),
                .open = true,
                .handler = bind(sheet)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/catalog/items/{code}/diagram",
                .operation = "guideDiagram",
                .tag = "catalog",
                .zh = "事项的办理流程图（BPMN）",
                .en = "The drawn flow of an item (BPMN)",
                .open = true,
                .handler = bind(diagram)});
    router.add(
        {.method = Method::get,
         .pattern = "/api/v1/catalog/materials/{code}/form",
         .operation = "materialForm",
         .tag = "catalog",
         .zh = "材料的空白表格或填写示例（DOCX）",
         .en = "Blank form of a paper, or an example (DOCX)",
         .query = {{"kind", "blank 空白（默认）或 sample 示例", "blank (default) or sample", {"blank", "sample"}},
                   {"item", "为哪个事项", "for which item"}},
         .open = true,
         .handler = bind(form)});
}

}  // namespace zhupi::server
