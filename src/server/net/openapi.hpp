#pragma once
// The API's description, made from the route table alone, so that it cannot disagree with what is served.

#include "server/net/router.hpp"

#include <string>

namespace zhupi::net {

struct ApiInfo {
    std::string title = {}, version = {}, description = {};
    std::string session_cookie = "session";  ///< the security scheme
    std::string csrf_header = "X-CSRF-Token";
    struct Tag {
        std::string name, description;
    };
    std::vector<Tag> tags = {};
};

/// OpenAPI 3.1 as JSON text. Hidden routes are left out. `x-permission` and `x-summary-en` carry what OpenAPI has no
/// place for.
std::string openapi(const ApiInfo& info, const Router& router);

}  // namespace zhupi::net
