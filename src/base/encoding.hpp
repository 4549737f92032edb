#pragma once
// Bytes as text: base64 (RFC 4648 §4), base64url without padding (§5) and base32 (§6). Decoding is strict: a foreign
// character, wrong padding or bits that are left over give nothing, so that two texts never mean the same bytes.

#include <optional>
#include <string>
#include <string_view>

namespace zhupi::encoding {

std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);  ///< no padding
std::string base32(std::string_view bytes);     ///< upper case, no padding: what authenticator apps expect

std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);
/// Lower case and spaces are accepted, as people type a secret from a screen; padding is not.
std::optional<std::string> from_base32(std::string_view text);

}  // namespace zhupi::encoding
