#pragma once
// The API's description as a page that a person can read: every route with its words, permission, parameters and
// shapes. Written from the route table like the OpenAPI text, without scripts or anything from outside.

#include "server/net/router.hpp"

#include <string>

namespace zhupi::server {

std::string api_page(const net::Router& router, std::string_view city, std::string_view version);

}  // namespace zhupi::server
