#pragma once
// What PostgreSQL says, in the words of the store.

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace zhupi::store::postgres {

/// `state` is the SQLSTATE of PostgreSQL's appendix A. What only a bug of ours can bring about (42xxx …) is thrown.
Error failure(std::string_view state, std::string detail);

/// err::store_away with the first line of libpq's message.
Error away(std::string_view message);

}  // namespace zhupi::store::postgres
