#pragma once
// Single values of a row that not everyone who reads the store may read: SM4-CTR (GB/T 32907, GB/T 17964), then
// HMAC-SM3 over context, counter block and ciphertext. OpenSSL 3.0 has no SM4-GCM; encrypt-then-MAC is as strong.
// Layout of a sealed value: 16 bytes of random counter block ‖ ciphertext ‖ 32 bytes of MAC.
//
// `context` says where a value stands ("people.phone/42"); a value that was moved elsewhere does not open.

#include "crypto/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace zhupi::crypto {

constexpr std::size_t field_key_size = 32, field_overhead = 16 + 32;

std::string seal_field(const Secret& key, std::string_view context, std::string_view plain);
/// Nothing when it was sealed with another key, for another context, or changed.
std::optional<Secret> open_field(const Secret& key, std::string_view context, std::string_view sealed);

/// The same value gives the same 32 bytes, so that an encrypted column can be searched for equality; without the key
/// nobody can try out values. Bring the value into one form first (trimmed, upper case).
std::string blind_index(const Secret& key, std::string_view context, std::string_view value);

/// SM4 in counter mode by itself; `key` and `counter` have 16 bytes. Its own inverse. For tests and formats only: it
/// hides, but does not protect from change.
std::string sm4_ctr(std::string_view key, std::string_view counter, std::string_view text);

}  // namespace zhupi::crypto
