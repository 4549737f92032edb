#pragma once
// One-time passwords by time (RFC 6238) as every authenticator app makes them: HMAC-SHA-1, steps of 30 seconds.

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::crypto {

constexpr std::int64_t totp_step_seconds = 30;
constexpr int totp_digits = 6;

/// The code for this moment; `secret` is raw bytes (20 random ones, shown to the user in base32).
std::string totp(std::string_view secret, Instant at, int digits = totp_digits);

/// The step whose code was given, when it lies within `window` steps of now and after `last_used`; nothing otherwise.
/// Keep the answer as the next `last_used`: a code that was looked at over a shoulder is then worth nothing (RFC 6238
/// §5.2).
std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::int64_t last_used = 0, int window = 1);

/// What the QR code holds: "otpauth://totp/筑批:lihua?secret=…&issuer=筑批", percent-encoded.
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace zhupi::crypto
