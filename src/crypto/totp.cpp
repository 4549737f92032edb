#include "crypto/totp.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"

namespace zhupi::crypto {
namespace {

/// HOTP (RFC 4226 §5.3): the last nibble of the HMAC says where four of its bytes are taken.
std::string code_of(std::string_view secret, std::int64_t step, int digits) {
    std::string counter(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) counter[7 - i] = static_cast<char>(step >> (8 * i));
    const auto mac = hmac(Hash::sha1, secret, counter);
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i])); };
    const auto from = byte(mac.size() - 1) & 0xF;
    auto number = (byte(from) & 0x7F) << 24 | byte(from + 1) << 16 | byte(from + 2) << 8 | byte(from + 3);
    std::string code(static_cast<std::size_t>(digits), '0');
    for (auto at = code.rbegin(); at != code.rend(); ++at, number /= 10) *at = static_cast<char>('0' + number % 10);
    return code;
}

std::string percent_encoded(std::string_view s) {
    std::string out;
    for (const char c : s) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        out += plain ? std::string(1, c) : "%" + text::hex(std::string_view(&c, 1));
    }
    return out;
}

}  // namespace

std::string totp(std::string_view secret, Instant at, int digits) {
    return code_of(secret, at.ms / 1000 / totp_step_seconds, digits);
}

std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::int64_t last_used, int window) {
    const auto present = now.ms / 1000 / totp_step_seconds;
    for (auto step = present - window; step <= present + window; ++step)
        if (step > last_used && text::equal_constant_time(code_of(secret, step, totp_digits), code)) return step;
    return std::nullopt;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
    const auto name = percent_encoded(issuer);
    return "otpauth://totp/" + name + ":" + percent_encoded(account) + "?secret=" + encoding::base32(secret) +
           "&issuer=" + name;
}

}  // namespace zhupi::crypto
