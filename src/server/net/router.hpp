#pragma once
// The route table: the single source of handlers, permissions, limits, the OpenAPI description and the metrics' labels.
//
//   Router router;
//   router.add({.method = Method::post, .pattern = "/api/v1/cases/{id}/accept", .permission = permission::case_accept,
//               .operation = "acceptCase", .tag = "cases", .zh = "受理", .en = "Accept a case",
//               .request = json::ops_for<api::Accept>(), .response = json::ops_for<api::CaseView>(), .handler =
//               accept});

#include "server/net/call.hpp"

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::net {

/// What may stand behind `?name=`. An empty value is the same as none.
struct QueryParameter {
    std::string name, zh, en;
    std::vector<std::string> one_of = {};                                    ///< nothing else is taken
    std::optional<std::pair<std::int64_t, std::int64_t>> whole_number = {};  ///< least and most
    std::size_t longest = 200;                                               ///< characters of a text
};

struct Route {
    Method method = Method::get;
    std::string pattern;          ///< "/api/v1/cases/{id}": a {name} takes exactly one segment
    std::string permission = {};  ///< empty: being signed in is enough
    std::string operation = {};   ///< operationId, unique
    std::string tag = {}, zh = {}, en = {};
    const json::Ops* request = nullptr;   ///< of the JSON body; such a route takes nothing but application/json
    const json::Ops* response = nullptr;  ///< of the JSON answer
    std::vector<QueryParameter> query = {};
    int success = 200;                                ///< for the description
    std::uint64_t body_limit = 1 << 20;               ///< bytes
    bool open = false;                                ///< anyone may call it
    bool csrf_exempt = false;                         ///< no X-CSRF-Token wanted although it changes something
    bool idempotent = false;                          ///< takes an Idempotency-Key
    bool versioned = false;                           ///< takes If-Match with the version that the caller has seen
    bool hidden = false;                              ///< not in the API description
    std::vector<Headers::Entry> answer_headers = {};  ///< on every answer, errors included

    // Exactly one of these.
    Handler handler = {};
    AsyncHandler async = {};
    SinkHandler sink = {};
};

/// The names in a pattern, in order.
std::vector<std::string_view> pattern_names(std::string_view pattern);

struct Match {
    const Route* route = nullptr;
    std::vector<std::string> params;
    std::vector<Method> allowed;  ///< without a route: what the path offers instead; empty when there is no such path
};

class Router {
public:
    Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    /// A malformed, ambiguous or repeated route is a bug, found at start.
    void add(Route route);

    /// Runs before every handler, on a worker: session, permission, CSRF. Its error is the answer.
    using Before = std::function<Result<void>(Call&, const Route&)>;
    /// Runs on every answer of a route, errors included, on a worker: refreshed cookies, audit of refusals.
    using After = std::function<void(Call&, Response&)>;
    void before(Before hook) { before_ = std::move(hook); }
    void after(After hook) { after_ = std::move(hook); }
    /// Answers GET and HEAD where no route matches: the web pages. Not preceded by `before`.
    void otherwise(Handler handler) { otherwise_ = std::move(handler); }

    /// Literal segments win over {names}; GET also answers HEAD.
    Match match(Method method, const std::vector<std::string>& segments) const;
    const std::deque<Route>& routes() const { return routes_; }
    const Before& before() const { return before_; }
    const After& after() const { return after_; }
    const Handler& otherwise() const { return otherwise_; }

private:
    struct Node;
    void search(const Node& node, Method method, const std::vector<std::string>& segments, std::size_t at,
                std::vector<std::string>& params, Match& found) const;

    std::deque<Route> routes_;  // a deque: calls and the tree point at its elements
    std::unique_ptr<Node> root_;
    Before before_;
    After after_;
    Handler otherwise_;
};

}  // namespace zhupi::net
