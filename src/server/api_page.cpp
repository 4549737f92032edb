#include "server/api_page.hpp"

#include "server/html.hpp"

#include <map>

namespace zhupi::server {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>API · 筑批</title>
<style>
:root { color-scheme: light; } body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1f2329; background: #f5f7fa; margin: 0; }
header { background: #1a5fb4; color: #fff; padding: 20px 24px; } header h1 { margin: 0; font-size: 22px; } header a { color: #fff; }
main { max-width: 1100px; margin: 0 auto; padding: 16px; } nav { display: flex; flex-wrap: wrap; gap: 8px 16px; margin: 8px 0 16px; } a { color: #174f95; }
h2 { font-size: 18px; margin: 28px 0 8px; } details { background: #fff; border: 1px solid #dcdfe6; border-radius: 8px; margin: 8px 0; }
summary { cursor: pointer; padding: 10px 14px; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; } summary:focus-visible, a:focus-visible { outline: 3px solid #e8a33d; outline-offset: 2px; }
.method { font: bold 13px ui-monospace, monospace; min-width: 56px; color: #174f95; } code, pre { font: 13px/1.5 ui-monospace, monospace; } .path { overflow-wrap: anywhere; }
.words { color: #4a5058; } .inside { padding: 0 14px 12px; } pre { background: #f5f7fa; border-radius: 6px; padding: 10px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; } table { border-collapse: collapse; } td, th { text-align: left; padding: 3px 14px 3px 0; vertical-align: top; }
</style></head><body>)";

std::string schema_of(const json::Ops& ops, std::map<std::string, std::string>& components) {
    json::SchemaContext context;
    std::string text;
    ops.schema(text, context);
    components.insert(context.components.begin(), context.components.end());
    return text;
}

/// {"$ref":"#/components/schemas/Me"} as a link to where Me is shown.
std::string linked(std::string_view schema) {
    constexpr std::string_view prefix = R"("$ref":"#/components/schemas/)";
    std::string out;
    while (!schema.empty()) {
        const auto at = schema.find(prefix);
        out += html(schema.substr(0, at));
        if (at == std::string_view::npos) break;
        schema.remove_prefix(at + prefix.size());
        const auto name = html(schema.substr(0, schema.find('"')));
        out += "<a href=\"#shape-" + name + "\">" + name + "</a>";
        schema.remove_prefix(schema.find('"') + 1);
    }
    return out;
}

std::string route_block(const net::Route& route, std::map<std::string, std::string>& components) {
    std::string out = "<details><summary><span class=\"method\">" + std::string(net::name_of(route.method)) +
                      "</span><code class=\"path\">" + html(route.pattern) + "</code><span class=\"words\">" +
                      html(route.zh) + " · <span lang=\"en\">" + html(route.en) +
                      "</span></span></summary><div class=\"inside\"><p>权限 <span lang=\"en\">permission</span>：" +
                      (route.open                 ? std::string("公开 open")
                       : route.permission.empty() ? "已登录 signed in"
                                                  : "<code>" + html(route.permission) + "</code>") +
                      (route.idempotent ? "　可带 Idempotency-Key" : "") + "</p>";
    if (!route.query.empty()) {
        out +=
            "<table><tr><th scope=\"col\">查询参数</th><th scope=\"col\">说明</th><th scope=\"col\" "
            "lang=\"en\">meaning</th></tr>";
        for (const auto& q : route.query)
            out += "<tr><td><code>" + html(q.name) + "</code></td><td>" + html(q.zh) + "</td><td lang=\"en\">" +
                   html(q.en) + "</td></tr>";
        out += "</table>";
    }
    if (route.request)
        out += "<p>请求 <span lang=\"en\">request</span></p><pre tabindex=\"0\">" +
               linked(schema_of(*route.request, components)) + "</pre>";
    if (route.response)
        out += "<p>回答 <span lang=\"en\">answer</span></p><pre tabindex=\"0\">" +
               linked(schema_of(*route.response, components)) + "</pre>";
    return out + "</div></details>";
}

}  // namespace

std::string api_page(const net::Router& router, std::string_view city, std::string_view version) {
    std::map<std::string, std::string> components;
    std::vector<std::pair<std::string, std::string>> groups;  // by tag, in the order of the table
    for (const auto& route : router.routes()) {
        if (route.hidden) continue;
        auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == route.tag; });
        if (found == groups.end()) found = groups.insert(groups.end(), {route.tag, ""});
        found->second += route_block(route, components);
    }
    std::string out(head);
    out += "<header><h1>" + html(city) + " · 筑批 API " + html(version) +
           "</h1><p>机器可读 <span lang=\"en\">machine-readable</span>：<a href=\"/api/v1/openapi.json\">OpenAPI "
           "3.1</a></p></header><main><nav aria-label=\"分组\">";
    for (const auto& [tag, blocks] : groups) out += "<a href=\"#" + html(tag) + "\">" + html(tag) + "</a>";
    out += "<a href=\"#shapes\">shapes</a></nav>";
    for (const auto& [tag, blocks] : groups) out += "<h2 id=\"" + html(tag) + "\">" + html(tag) + "</h2>" + blocks;
    out += "<h2 id=\"shapes\">数据结构 <span lang=\"en\">shapes</span></h2>";
    for (const auto& [name, schema] : components)
        out += "<details id=\"shape-" + html(name) + "\"><summary><code>" + html(name) +
               "</code></summary><div class=\"inside\"><pre tabindex=\"0\">" + linked(schema) +
               "</pre></div></details>";
    return out + "</main></body></html>\n";
}

}  // namespace zhupi::server
