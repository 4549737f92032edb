#include "server/net/openapi.hpp"

#include "server/net/query.hpp"

#include <algorithm>
#include <map>

namespace zhupi::net {
namespace {

/// Writes JSON members and elements with their commas; the structure is that of the calls.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}
    void open(char bracket) {
        comma();
        out_ += bracket;
        fresh_ = true;
    }
    void close(char bracket) {
        out_ += bracket;
        fresh_ = false;
    }
    Writer& key(std::string_view name) {
        string(name);
        out_ += ':';
        fresh_ = true;
        return *this;
    }
    void string(std::string_view value) {
        comma();
        json::put_string(out_, value);
    }
    void raw(std::string_view json) {
        comma();
        out_ += json;
    }
    void member(std::string_view name, std::string_view value) { key(name).string(value); }

private:
    void comma() {
        if (!fresh_) out_ += ',';
        fresh_ = false;
    }
    std::string& out_;
    bool fresh_ = true;
};

constexpr std::string_view problem_schema =
    R"({"type":"object","description":"RFC 9457","properties":{"type":{"type":"string"},"title":{"type":"string"},)"
    R"("titleEn":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},"pointer":{"type":"string"},)"
    R"("next":{"type":"string"},"nextEn":{"type":"string"},"trace":{"type":"string"},)"
    R"("params":{"type":"object","additionalProperties":{"type":"string"}}},)"
    R"("required":["type","title","titleEn","status","code","next","nextEn","trace","params"]})";

std::string schema_text(const json::Ops& ops, json::SchemaContext& schemas) {
    std::string out;
    ops.schema(out, schemas);
    return out;
}

bool changes_something(Method method) {
    return method != Method::get && method != Method::head && method != Method::options;
}

std::string lower_name(Method method) {
    std::string name(name_of(method));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    return name;
}

void put_parameter(Writer& out, std::string_view name, std::string_view in, bool required, std::string_view schema,
                   std::string_view description) {
    out.open('{');
    out.member("name", name);
    out.member("in", in);
    if (!description.empty()) out.member("description", description);
    out.key("required").raw(required ? "true" : "false");
    out.key("schema").raw(schema);
    out.close('}');
}

void put_parameters(Writer& out, const ApiInfo& info, const Route& route) {
    constexpr std::string_view text = R"({"type":"string"})";
    out.key("parameters").open('[');
    for (const auto name : pattern_names(route.pattern)) put_parameter(out, name, "path", true, text, {});
    for (const auto& query : route.query)
        put_parameter(out, query.name, "query", false, schema_of(query), query.zh + " / " + query.en);
    if (changes_something(route.method) && !route.open && !route.csrf_exempt)
        put_parameter(out, info.csrf_header, "header", true, text, {});
    if (route.idempotent)
        put_parameter(out, "Idempotency-Key", "header", true, R"({"type":"string","minLength":8,"maxLength":128})",
                      "同一次操作重复提交只办一次 / asking twice does it once");
    if (route.versioned)
        put_parameter(out, "If-Match", "header", false, text,
                      "所见的 ETag 或 version；已有人改动则不办 / nothing is done if what was seen is no longer so");
    out.close(']');
}

void put_content(Writer& out, std::string_view type, std::string_view schema) {
    out.key("content").open('{');
    out.key(type).open('{');
    out.key("schema").raw(schema);
    out.close('}');
    out.close('}');
}

void put_operation(Writer& out, const ApiInfo& info, const Route& route, json::SchemaContext& schemas) {
    out.key(lower_name(route.method)).open('{');
    out.member("operationId", route.operation);
    if (!route.tag.empty()) {
        out.key("tags").open('[');
        out.string(route.tag);
        out.close(']');
    }
    out.member("summary", route.zh);
    out.member("x-summary-en", route.en);
    if (!route.permission.empty()) out.member("x-permission", route.permission);
    if (route.open) out.key("security").raw("[]");
    put_parameters(out, info, route);
    if (route.request != nullptr || route.sink) {
        out.key("requestBody").open('{');
        out.key("required").raw("true");
        out.key("x-most-bytes").raw(std::to_string(route.body_limit));
        if (route.request != nullptr)
            put_content(out, "application/json", schema_text(*route.request, schemas));
        else
            put_content(out, "application/offset+octet-stream", "{}");
        out.close('}');
    }
    out.key("responses").open('{');
    out.key(std::to_string(route.success)).open('{');
    out.member("description", route.zh);
    if (route.response != nullptr) put_content(out, "application/json", schema_text(*route.response, schemas));
    out.close('}');
    out.key("default").raw(R"({"$ref":"#/components/responses/Problem"})");
    out.close('}');
    out.close('}');
}

void put_components(Writer& out, const ApiInfo& info, const json::SchemaContext& schemas) {
    out.key("components").open('{');
    out.key("securitySchemes").open('{');
    out.key("session").open('{');
    out.member("type", "apiKey");
    out.member("in", "cookie");
    out.member("name", info.session_cookie);
    out.close('}');
    out.close('}');
    out.key("responses").open('{');
    out.key("Problem").open('{');
    out.member("description", "出错：原因与下一步 / what went wrong and what to do next");
    put_content(out, "application/problem+json", R"({"$ref":"#/components/schemas/Problem"})");
    out.close('}');
    out.close('}');
    out.key("schemas").open('{');
    out.key("Problem").raw(problem_schema);
    for (const auto& [name, schema] : schemas.components) out.key(name).raw(schema);
    out.close('}');
    out.close('}');
}

void put_tags(Writer& out, const ApiInfo& info) {
    out.key("tags").open('[');
    for (const auto& tag : info.tags) {
        out.open('{');
        out.member("name", tag.name);
        out.member("description", tag.description);
        out.close('}');
    }
    out.close(']');
}

}  // namespace

std::string openapi(const ApiInfo& info, const Router& router) {
    std::map<std::string, std::vector<const Route*>> paths;
    for (const auto& route : router.routes())
        if (!route.hidden) paths[route.pattern].push_back(&route);

    std::string text;
    Writer out(text);
    json::SchemaContext schemas;
    out.open('{');
    out.member("openapi", "3.1.0");
    out.key("info").open('{');
    out.member("title", info.title);
    out.member("version", info.version);
    out.member("description", info.description);
    out.close('}');
    put_tags(out, info);
    out.key("security").raw(R"([{"session":[]}])");
    out.key("paths").open('{');
    for (const auto& [pattern, routes] : paths) {
        out.key(pattern).open('{');
        for (const auto* route : routes) put_operation(out, info, *route, schemas);
        out.close('}');
    }
    out.close('}');
    put_components(out, info, schemas);
    out.close('}');
    return text;
}

}  // namespace zhupi::net
