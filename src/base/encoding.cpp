#include "base/encoding.hpp"

#include <cstdint>

namespace zhupi::encoding {
namespace {

constexpr std::string_view alphabet64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view alphabet64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view alphabet32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Regroups bits: eight at a time in, `width` at a time out.
std::string write(std::string_view bytes, std::string_view alphabet, unsigned width) {
    std::string out;
    out.reserve(bytes.size() * 8 / width + 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    const std::uint32_t mask = (1U << width) - 1;
    for (const char c : bytes) {
        bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
        for (held += 8; held >= width; held -= width) out += alphabet[bits >> (held - width) & mask];
    }
    if (held > 0) out += alphabet[bits << (width - held) & mask];
    return out;
}

std::optional<std::string> read(std::string_view text, std::string_view alphabet, unsigned width) {
    std::string out;
    out.reserve(text.size() * width / 8);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << width | static_cast<std::uint32_t>(value)) & 0xFFFF;
        held += width;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> held & 0xFF);
    }
    const bool whole = held < width && (bits & ((1U << held) - 1)) == 0;
    return whole ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::string base64(std::string_view bytes) {
    auto out = write(bytes, alphabet64, 6);
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}
std::string base64url(std::string_view bytes) { return write(bytes, alphabet64url, 6); }
std::string base32(std::string_view bytes) { return write(bytes, alphabet32, 5); }

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    return read(text, alphabet64, 6);
}
std::optional<std::string> from_base64url(std::string_view text) { return read(text, alphabet64url, 6); }

std::optional<std::string> from_base32(std::string_view text) {
    std::string typed;
    for (const char c : text) {
        if (c == ' ') continue;
        typed += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return read(typed, alphabet32, 5);
}

}  // namespace zhupi::encoding
