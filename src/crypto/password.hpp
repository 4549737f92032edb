#pragma once
// Passwords are kept as argon2id (RFC 9106) in the PHC string form that other systems read too:
// "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". The cost is OWASP's: 19 MiB, two passes, one lane: about 70 ms.
// At most two are computed at a time, so that a flood of sign-ins takes 38 MiB and not the machine; others wait.

#include <string>
#include <string_view>

namespace zhupi::crypto {

std::string hash_password(std::string_view password);
/// False for a wrong password and for a text that is no argon2id hash.
bool verify_password(std::string_view password, std::string_view hash);
/// Whether the hash was made at another cost than today's: hash again at the next sign-in.
bool should_rehash(std::string_view hash);

}  // namespace zhupi::crypto
