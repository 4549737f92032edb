#include "licence/identifier.hpp"

#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <cstdio>

namespace zhupi::licence {
namespace {

constexpr std::string_view root = "1.2.156.3005.2.";
constexpr std::size_t kind_size = 21, issuer_size = 18, longest_serial = 30;
constexpr int most_versions = 999;

bool is_plain(std::string_view s) {
    return !s.empty() && s.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

std::string version_text(int version) {
    char out[8];
    std::snprintf(out, sizeof out, "%03d", version);
    return out;
}

tl::unexpected<Error> wrong(std::string_view text, const char* zh, const char* en) {
    return fail(err::licence_identifier, {{"text", std::string(text)}, {"partZh", zh}, {"part", en}});
}

/// Null when every part can be.
const std::pair<const char*, const char*>* fault(const Identifier& id) {
    static constexpr std::pair<const char*, const char*> kind{"类型代码", "kind"}, issuer{"颁发机构代码", "issuer"},
        serial{"流水号", "serial number"}, version{"版本号", "version"};
    if (id.kind.size() != kind_size || !is_plain(id.kind) || !text::is_digits(id.kind.substr(issuer_size)))
        return &kind;
    if (!codes::is_credit_code(id.issuer)) return &issuer;
    if (!is_plain(id.serial) || id.serial.size() > longest_serial) return &serial;
    if (id.version < 1 || id.version > most_versions) return &version;
    return nullptr;
}

}  // namespace

std::string Identifier::text() const {
    const auto number = version_text(version);
    const char check = codes::licence_identifier_check(kind + issuer + serial + number);
    return std::string(root) + text::join({kind, issuer, serial, number, std::string(1, check)}, ".");
}

Result<Identifier> make_identifier(std::string kind, std::string issuer, std::string serial, int version) {
    Identifier out{std::move(kind), std::move(issuer), std::move(serial), version};
    if (const auto* part = fault(out)) return wrong(out.serial, part->first, part->second);
    return out;
}

Result<Identifier> parse_identifier(std::string_view text) {
    if (!text.starts_with(root)) return wrong(text, "根标识", "root");
    const auto parts = text::split(text.substr(root.size()), '.');
    if (parts.size() != 5) return wrong(text, "段数", "number of parts");
    if (parts[3].size() != 3 || !text::is_digits(parts[3])) return wrong(text, "版本号", "version");
    const int version = (parts[3][0] - '0') * 100 + (parts[3][1] - '0') * 10 + parts[3][2] - '0';
    Identifier out{std::string(parts[0]), std::string(parts[1]), std::string(parts[2]), version};
    if (const auto* part = fault(out)) return wrong(text, part->first, part->second);
    if (out.text() != text) return wrong(text, "校验位", "check character");
    return out;
}

}  // namespace zhupi::licence
