#include "server/net/tus_fields.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>

namespace zhupi::net {
namespace {

constexpr std::size_t most_metadata = 4096, most_entries = 20;

auto wrong(std::string_view name) { return fail(err::tus_header, {{"name", std::string(name)}}); }

bool is_key(std::string_view key) {
    return !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
                               std::string_view::npos;
}

}  // namespace

Result<std::map<std::string, std::string>> parse_upload_metadata(std::string_view field) {
    std::map<std::string, std::string> out;
    if (text::trim(field).empty()) return out;
    if (field.size() > most_metadata) return wrong("Upload-Metadata");
    for (auto pair : text::split(field, ',')) {
        pair = text::trim(pair);
        const auto space = pair.find(' ');
        const auto value =
            encoding::from_base64(space == pair.npos ? std::string_view() : text::trim(pair.substr(space)));
        if (!is_key(pair.substr(0, space)) || !value || !text::valid_utf8(*value)) return wrong("Upload-Metadata");
        if (!out.emplace(pair.substr(0, space), *value).second || out.size() > most_entries)
            return wrong("Upload-Metadata");
    }
    return out;
}

std::string upload_metadata_text(const std::map<std::string, std::string>& metadata) {
    std::string out;
    for (const auto& [key, value] : metadata)
        out += (out.empty() ? "" : ",") + key + (value.empty() ? "" : ' ' + encoding::base64(value));
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
    auto digest = encoding::from_base64(text::trim(field.substr(algorithm.size()))).value_or(std::string());
    if (digest.size() != digest_size) return wrong("Upload-Checksum");
    return digest;
}

}  // namespace zhupi::net
