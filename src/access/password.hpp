#pragma once
// Passwords as people meet them: which are good enough, and the one that an administrator hands over.

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace zhupi::access {

/// 10 to 128 characters, without the user name, of at least three kinds (upper, lower, digit, other): err::access_weak.
/// (GB/T 22239 8.1.4.1 a asks for complexity.)
Result<void> check_password(std::string_view password, std::string_view username);

/// A password on its way into the store. Hashing is slow on purpose (crypto/password.hpp): a secret is made before the
/// transaction, so that the one writer does not wait for it.
struct Secret {
    std::string hash;
    std::string one_time;  ///< what its owner is told, and must change at the first sign-in; empty when chosen by them
};
/// Easy to read aloud over a telephone (no 0 O 1 l I), impossible to guess: 80 bits.
Secret one_time_secret();
Secret chosen_secret(std::string_view password);

}  // namespace zhupi::access
