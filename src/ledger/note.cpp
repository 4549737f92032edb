#include "ledger/note.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"

namespace zhupi::ledger {
namespace {

constexpr std::string_view dash = "\xE2\x80\x94 ";  // U+2014 and a space
constexpr std::size_t id_size = 4, time_size = 8;

crypto::Algorithm algorithm_of(SignatureKind kind) {
    const bool sm2 = kind == SignatureKind::sm2 || kind == SignatureKind::sm2_cosignature;
    return sm2 ? crypto::Algorithm::sm2 : crypto::Algorithm::ed25519;
}

/// What stands before the public key in ids and vkeys.
std::string_view type_of(SignatureKind kind) {
    switch (kind) {
        case SignatureKind::ed25519:
            return "\x01";
        case SignatureKind::ed25519_cosignature:
            return "\x04";
        case SignatureKind::sm2:
            return "\xffsm2-sm3/v1";
        case SignatureKind::sm2_cosignature:
            return "\xffsm2-sm3-cosignature/v1";
    }
    return {};
}
constexpr SignatureKind all_kinds[] = {SignatureKind::ed25519, SignatureKind::ed25519_cosignature, SignatureKind::sm2,
                                       SignatureKind::sm2_cosignature};

std::string typed_key(const VerifierKey& key) {
    const bool sm2 = algorithm_of(key.kind) == crypto::Algorithm::sm2;
    return std::string(type_of(key.kind)) + (sm2 ? key.key.spki : key.key.bytes());
}

/// Unicode's White_Space.
bool is_space(char32_t c) {
    return c <= 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_key_name(std::string_view name) {
    if (name.empty() || name.size() > 255 || !text::valid_utf8(name)) return false;
    const auto points = text::to_code_points(name);
    return std::none_of(points.begin(), points.end(), [](char32_t c) { return is_space(c) || c == U'+' || c == 0x7F; });
}

auto broken(const char* zh, const char* en) { return fail(err::ledger_note, {{"partZh", zh}, {"part", en}}); }

bool is_clean(std::string_view bytes) {
    return text::valid_utf8(bytes) &&
           std::none_of(bytes.begin(), bytes.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\n'; });
}

std::string big_endian(std::uint64_t value) {
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
    return out;
}

std::string cosigned(std::uint64_t seconds, std::string_view text) {
    return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(text);
}

Result<SignatureLine> parse_line(std::string_view line) {
    const auto wrong = broken("签名行", "a signature line");
    if (!line.starts_with(dash)) return wrong;
    const auto parts = text::split(line.substr(dash.size()), ' ');
    if (parts.size() != 2 || !is_key_name(parts[0])) return wrong;
    const auto bytes = encoding::from_base64(parts[1]);
    if (!bytes || bytes->size() <= id_size) return wrong;
    return SignatureLine{std::string(parts[0]), bytes->substr(0, id_size), bytes->substr(id_size),
                         std::string(line) + "\n"};
}

const VerifierKey* known_key(const SignatureLine& line, std::span<const VerifierKey> known) {
    for (const auto& key : known)
        if (key.name == line.name && key.id() == line.id) return &key;
    return nullptr;
}

std::optional<Seen> verified(const SignatureLine& line, std::string_view text, const VerifierKey& key) {
    if (!is_cosignature(key.kind)) {
        if (!crypto::verify(key.key, text, line.signature)) return std::nullopt;
        return Seen{key, std::nullopt, line.line};
    }
    if (line.signature.size() <= time_size) return std::nullopt;
    std::uint64_t seconds = 0;
    for (std::size_t i = 0; i < time_size; ++i) seconds = seconds << 8 | static_cast<unsigned char>(line.signature[i]);
    constexpr std::uint64_t most = std::uint64_t{1} << 52;  // what milliseconds still count
    if (seconds > most || !crypto::verify(key.key, cosigned(seconds, text), line.signature.substr(time_size)))
        return std::nullopt;
    return Seen{key, Instant{static_cast<std::int64_t>(seconds) * 1000}, line.line};
}

}  // namespace

std::string VerifierKey::id() const { return crypto::sha256(name + "\n" + typed_key(*this)).substr(0, id_size); }

std::string VerifierKey::text() const {
    return name + "+" + text::hex(id()) + "+" + encoding::base64(typed_key(*this));
}

Result<VerifierKey> verifier_key(std::string name, SignatureKind kind, crypto::PublicKey key) {
    if (!is_key_name(name) || key.algorithm != algorithm_of(kind)) return fail(err::ledger_note_key);
    return VerifierKey{std::move(name), kind, std::move(key)};
}

Result<VerifierKey> parse_verifier_key(std::string_view vkey) {
    const auto wrong = fail(err::ledger_note_key);
    const auto first = vkey.find('+');
    const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
    if (second == std::string_view::npos) return wrong;
    const auto typed = encoding::from_base64(vkey.substr(second + 1));
    if (!typed) return wrong;
    for (const auto kind : all_kinds) {
        if (!typed->starts_with(type_of(kind))) continue;
        const auto bytes = typed->substr(type_of(kind).size());
        const auto algorithm = algorithm_of(kind);
        auto key = algorithm == crypto::Algorithm::sm2 ? crypto::read_public_key(bytes)
                                                       : crypto::public_key_from_bytes(algorithm, bytes);
        if (!key) return wrong;
        ZHUPI_TRY(auto out, verifier_key(std::string(vkey.substr(0, first)), kind, std::move(*key)));
        if (out.text() != vkey) return wrong;  // the id is that of the key
        return out;
    }
    return wrong;
}

Result<NoteSigner> note_signer(std::string name, SignatureKind kind, crypto::SignerPointer signer) {
    ZHUPI_TRY(auto who, verifier_key(std::move(name), kind, signer->public_key()));
    return NoteSigner{std::move(who), std::move(signer)};
}

Result<std::string> signature_line(const NoteSigner& signer, std::string_view text, Instant now) {
    std::string bytes = signer.who.id();
    if (is_cosignature(signer.who.kind)) {
        const auto seconds = static_cast<std::uint64_t>(now.ms / 1000);
        ZHUPI_TRY(const auto signature, signer.signer->sign(cosigned(seconds, text)));
        bytes += big_endian(seconds) + signature;
    } else {
        ZHUPI_TRY(const auto signature, signer.signer->sign(text));
        bytes += signature;
    }
    return std::string(dash) + signer.who.name + " " + encoding::base64(bytes) + "\n";
}

Result<std::string> sign_note(std::string_view text, std::span<const NoteSigner> signers, Instant now) {
    if (!text.ends_with('\n') || !is_clean(text)) return broken("正文", "its text");
    std::string out(text);
    out += '\n';
    for (const auto& signer : signers) {
        ZHUPI_TRY(const auto line, signature_line(signer, text, now));
        out += line;
    }
    return out;
}

Result<std::vector<SignatureLine>> parse_signature_lines(std::string_view lines) {
    if (!lines.ends_with('\n') || lines.size() > longest_note || !is_clean(lines))
        return broken("签名行", "a signature line");
    lines.remove_suffix(1);
    std::vector<SignatureLine> out;
    for (const auto line : text::split(lines, '\n')) {
        if (out.size() == most_signatures) return broken("签名过多", "too many signatures");
        ZHUPI_TRY(auto parsed, parse_line(line));
        out.push_back(std::move(parsed));
    }
    return out;
}

Result<Note> parse_note(std::string_view bytes) {
    if (bytes.size() > longest_note) return broken("过长", "too long");
    if (!is_clean(bytes)) return broken("含有控制字符或不是 UTF-8", "control characters or no UTF-8");
    const auto split = bytes.rfind("\n\n");
    if (split == std::string_view::npos || split == 0) return broken("没有签名", "no signatures");
    ZHUPI_TRY(auto lines, parse_signature_lines(bytes.substr(split + 2)));
    return Note{std::string(bytes.substr(0, split + 1)), std::move(lines)};
}

std::optional<Seen> verify_line(const SignatureLine& line, std::string_view text, std::span<const VerifierKey> known) {
    const auto* key = known_key(line, known);
    return key == nullptr ? std::nullopt : verified(line, text, *key);
}

Result<OpenedNote> open_note(std::string_view bytes, std::span<const VerifierKey> known) {
    ZHUPI_TRY(auto note, parse_note(bytes));
    OpenedNote out{std::move(note.text), {}, 0};
    for (const auto& line : note.lines) {
        const auto* key = known_key(line, known);
        if (key == nullptr) {
            ++out.unknown;
            continue;
        }
        if (std::any_of(out.seen.begin(), out.seen.end(), [&](const Seen& seen) { return seen.who == *key; })) continue;
        auto seen = verified(line, out.text, *key);
        if (!seen) return fail(err::ledger_note_signature, {{"name", line.name}});
        out.seen.push_back(std::move(*seen));
    }
    if (out.seen.empty()) return fail(err::ledger_note_unsigned);
    return out;
}

}  // namespace zhupi::ledger
