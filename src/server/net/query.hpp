#pragma once
// The query of a request against what its route takes, so that a misspelt or impossible condition is never taken for
// none: a list without its filter looks just as right as with it.

#include "server/net/router.hpp"

namespace zhupi::net {

/// The error's `where` is "?name". Errors: json.unknown, json.value, json.type, json.long.
Result<void> check_query(const Route& route, const Request& request);

/// JSON Schema of a parameter, for the API's description.
std::string schema_of(const QueryParameter& parameter);

}  // namespace zhupi::net
