#pragma once
// Randomness that nobody can guess, from the operating system's generator.

#include <cstddef>
#include <string>

namespace zhupi::crypto {

std::string random_bytes(std::size_t count);
/// base64url of `bytes` random bytes: fit for a cookie, a URL and a file name. 16 bytes are enough for a secret.
std::string random_token(std::size_t bytes = 32);

}  // namespace zhupi::crypto
