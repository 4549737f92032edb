#include "server/net/url.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

namespace zhupi::net {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

auto refused(std::string detail) { return fail(err::http_target, {{"detail", std::move(detail)}}); }

Result<std::vector<std::string>> decode_segments(std::string_view path) {
    std::vector<std::string> segments;
    if (path == "/") return segments;
    for (const auto part : text::split(path.substr(1), '/')) {
        auto decoded = percent_decode(part, Plus::literal);
        if (!decoded) return refused("percent-encoding");
        if (*decoded == "." || *decoded == "..") return refused("dot segment");
        if (decoded->find_first_of("/\\") != std::string::npos) return refused("slash inside a segment");
        segments.push_back(std::move(*decoded));
    }
    return segments;
}

Result<Pairs> decode_query(std::string_view query) {
    Pairs pairs;
    if (query.empty()) return pairs;
    for (const auto part : text::split(query, '&')) {
        if (part.empty()) continue;
        const auto equals = part.find('=');
        auto name = percent_decode(part.substr(0, equals), Plus::space);
        auto value = percent_decode(equals == part.npos ? std::string_view() : part.substr(equals + 1), Plus::space);
        if (!name || !value) return refused("percent-encoding in the query");
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view encoded, Plus plus) {
    std::string out;
    out.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        char c = encoded[i];
        if (c == '%') {
            if (encoded.size() - i < 3) return std::nullopt;
            const int high = hex_digit(encoded[i + 1]), low = hex_digit(encoded[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus == Plus::space) {
            c = ' ';
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
        out += c;
    }
    if (!text::valid_utf8(out)) return std::nullopt;
    return out;
}

std::string percent_encode(std::string_view s) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : s) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

Result<Target> parse_target(std::string_view target) {
    if (target == "*") return Target{"*", {"*"}, {}};
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        const auto slash = target.find_first_of("/?", scheme.size());
        target = slash == target.npos || target[slash] == '?' ? std::string_view("/") : target.substr(slash);
        break;
    }
    if (!target.starts_with('/')) return refused("it does not begin with a slash");
    if (target.find('#') != target.npos) return refused("fragment");
    const auto mark = target.find('?');
    Target out;
    out.path = target.substr(0, mark);
    ZHUPI_TRY(out.segments, decode_segments(out.path));
    if (mark != target.npos) {
        ZHUPI_TRY(out.query, decode_query(target.substr(mark + 1)));
    }
    return out;
}

std::optional<std::string_view> cookie_in(std::string_view field, std::string_view name) {
    for (auto pair : text::split(field, ';')) {
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals == pair.npos || pair.substr(0, equals) != name) continue;
        auto value = pair.substr(equals + 1);
        while (value.ends_with(' ')) value.remove_suffix(1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        return value;
    }
    return std::nullopt;
}

}  // namespace zhupi::net
