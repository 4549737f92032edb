#include "server/net/tus_fields.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>

namespace zhupi::net {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t most_metadata = 4096, most_entries = 20;

auto wrong(std::string_view name) { return fail(err::tus_header, {{"name", std::string(name)}}); }

bool is_key(std::string_view key) {
    return !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
                               std::string_view::npos;
}

}  // namespace

std::optional<std::string> base64_decode(std::string_view encoded) {
    if (encoded.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && encoded.ends_with('=')) {
        encoded.remove_suffix(1);
        ++padding;
    }
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : encoded) {
        const auto value = alphabet.find(c);
        if (value == alphabet.npos) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out += static_cast<char>((bits >> static_cast<unsigned>(have)) & 0xFFU);
    }
    if ((bits & ((1U << static_cast<unsigned>(have)) - 1)) != 0) return std::nullopt;  // one text, one encoding
    return out;
}

std::string base64_encode(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned have = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        have += 8;
        for (; have >= 6; have -= 6) out += alphabet[(bits >> (have - 6)) & 63U];
    }
    if (have > 0) out += alphabet[(bits << (6 - have)) & 63U];
    while (out.size() % 4 != 0) out += '=';
    return out;
}

Result<std::map<std::string, std::string>> parse_upload_metadata(std::string_view field) {
    std::map<std::string, std::string> out;
    if (text::trim(field).empty()) return out;
    if (field.size() > most_metadata) return wrong("Upload-Metadata");
    for (auto pair : text::split(field, ',')) {
        pair = text::trim(pair);
        const auto space = pair.find(' ');
        const auto value = base64_decode(space == pair.npos ? std::string_view() : text::trim(pair.substr(space)));
        if (!is_key(pair.substr(0, space)) || !value || !text::valid_utf8(*value)) return wrong("Upload-Metadata");
        if (!out.emplace(pair.substr(0, space), *value).second || out.size() > most_entries)
            return wrong("Upload-Metadata");
    }
    return out;
}

std::string upload_metadata_text(const std::map<std::string, std::string>& metadata) {
    std::string out;
    for (const auto& [key, value] : metadata)
        out += (out.empty() ? "" : ",") + key + (value.empty() ? "" : ' ' + base64_encode(value));
    return out;
}

Result<std::int64_t> parse_upload_number(std::string_view name, std::string_view field) {
    std::int64_t value = 0;
    const auto end = field.data() + field.size();
    if (!text::is_digits(field)) return wrong(name);
    const auto read = std::from_chars(field.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end) return wrong(name);
    return value;
}

Result<std::string> parse_upload_checksum(std::string_view field) {
    constexpr std::string_view algorithm = "sha256 ";
    constexpr std::size_t digest_size = 32;
    if (!field.starts_with(algorithm)) return wrong("Upload-Checksum");
    auto digest = base64_decode(text::trim(field.substr(algorithm.size())));
    if (!digest || digest->size() != digest_size) return wrong("Upload-Checksum");
    return std::move(*digest);
}

}  // namespace zhupi::net
