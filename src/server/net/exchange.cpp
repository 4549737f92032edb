#include "server/net/exchange.hpp"

#include "server/net/url.hpp"

#include <algorithm>
#include <array>

namespace zhupi::net {
namespace {

constexpr std::array<std::string_view, method_count> method_names{"GET",   "HEAD",   "POST",   "PUT",
                                                                  "PATCH", "DELETE", "OPTIONS"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::string_view name_of(Method method) { return method_names[static_cast<std::size_t>(method)]; }

std::optional<Method> method_named(std::string_view name) {
    const auto found = std::find(method_names.begin(), method_names.end(), name);
    if (found == method_names.end()) return std::nullopt;
    return static_cast<Method>(found - method_names.begin());
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

void Headers::set(std::string_view name, std::string value) {
    remove(name);
    entries_.emplace_back(std::string(name), std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(entries_, [&](const Entry& entry) { return equal_ignoring_case(entry.first, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const auto& [key, value] : entries_)
        if (equal_ignoring_case(key, name)) return value;
    return std::nullopt;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    for (const auto& [key, value] : headers.all())
        if (equal_ignoring_case(key, "Cookie"))
            if (const auto found = cookie_in(value, name)) return found;
    return std::nullopt;
}

Response Response::text(std::string body, std::string content_type) {
    Response response;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    return response;
}

Response Response::json_text(std::string json, int status) {
    auto response = text(std::move(json), "application/json");
    response.status = status;
    return response;
}

Response Response::no_content() {
    Response response;
    response.status = 204;
    return response;
}

Response Response::of_file(std::string path, std::string content_type) {
    Response response;
    response.content_type = std::move(content_type);
    response.file = FileBody{std::move(path), 0, std::nullopt};
    return response;
}

Response Response::event_stream(std::shared_ptr<Subscription> events) {
    Response response;
    response.content_type = "text/event-stream";
    response.events = std::move(events);
    response.headers.set("X-Accel-Buffering", "no");  // nginx would hold the events back
    return response;
}

}  // namespace zhupi::net
