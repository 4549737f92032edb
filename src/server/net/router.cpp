#include "server/net/router.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace zhupi::net {
namespace {

bool is_name(std::string_view segment) { return segment.starts_with('{'); }

/// "/" has no segments.
std::vector<std::string_view> pattern_segments(std::string_view pattern) {
    if (pattern == "/") return {};
    return text::split(pattern.substr(1), '/');
}

void check(const Route& route) {
    const auto about = name_of(route.method);
    const auto complain = [&](const char* what) { bug(std::string(about) + ' ' + route.pattern + ": " + what); };
    if (!route.pattern.starts_with('/')) complain("the pattern must begin with a slash");
    for (const auto segment : pattern_segments(route.pattern)) {
        if (segment.empty()) complain("empty segment");
        if (is_name(segment) ? segment.size() < 3 || !segment.ends_with('}')
                             : segment.find_first_of("{}") != segment.npos)
            complain("a {name} must be a whole segment");
    }
    const int shapes = (route.handler ? 1 : 0) + (route.async ? 1 : 0) + (route.sink ? 1 : 0);
    if (shapes != 1) complain("exactly one of handler, async and sink");
    if (!route.hidden && route.operation.empty()) complain("a described route needs an operation id");
}

}  // namespace

std::vector<std::string_view> pattern_names(std::string_view pattern) {
    std::vector<std::string_view> names;
    for (const auto segment : pattern_segments(pattern))
        if (is_name(segment)) names.push_back(segment.substr(1, segment.size() - 2));
    return names;
}

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> any;
    std::array<const Route*, method_count> routes{};
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Route route) {
    check(route);
    for (const auto& other : routes_)
        ensure(route.operation.empty() || other.operation != route.operation, "operation twice: " + route.operation);
    Node* node = root_.get();
    for (const auto segment : pattern_segments(route.pattern)) {
        auto& next = is_name(segment) ? node->any : node->literals[std::string(segment)];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    auto& place = node->routes[static_cast<std::size_t>(route.method)];
    ensure(place == nullptr, "route twice: " + route.pattern);
    place = &routes_.emplace_back(std::move(route));
}

void Router::search(const Node& node, Method method, const std::vector<std::string>& segments, std::size_t at,
                    std::vector<std::string>& params, Match& found) const {
    if (at < segments.size()) {
        if (const auto literal = node.literals.find(segments[at]); literal != node.literals.end())
            search(*literal->second, method, segments, at + 1, params, found);
        if (found.route == nullptr && node.any && !segments[at].empty()) {
            params.push_back(segments[at]);
            search(*node.any, method, segments, at + 1, params, found);
            params.pop_back();
        }
        return;
    }
    const auto offered = [&](Method m) { return node.routes[static_cast<std::size_t>(m)]; };
    const Route* route = offered(method);
    if (route == nullptr && method == Method::head) route = offered(Method::get);
    if (route != nullptr) {
        found.route = route;
        found.params = params;
        return;
    }
    for (std::size_t m = 0; m < method_count; ++m)
        if (node.routes[m] != nullptr) found.allowed.push_back(static_cast<Method>(m));
}

Match Router::match(Method method, const std::vector<std::string>& segments) const {
    Match found;
    std::vector<std::string> params;
    search(*root_, method, segments, 0, params, found);
    if (found.route != nullptr || found.allowed.empty()) {
        found.allowed.clear();
        return found;
    }
    const auto offers = [&](Method m) {
        return std::find(found.allowed.begin(), found.allowed.end(), m) != found.allowed.end();
    };
    if (offers(Method::get) && !offers(Method::head)) found.allowed.push_back(Method::head);
    if (!offers(Method::options)) found.allowed.push_back(Method::options);
    std::sort(found.allowed.begin(), found.allowed.end());
    found.allowed.erase(std::unique(found.allowed.begin(), found.allowed.end()), found.allowed.end());
    return found;
}

}  // namespace zhupi::net
