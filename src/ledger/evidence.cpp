#include "ledger/evidence.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "ledger/checkpoint.hpp"

namespace zhupi::ledger {
namespace {

std::string big_endian(std::int64_t number) {
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift);
    return out;
}

/// Takes `"name":"…"` and what follows it off the front; nothing when something else stands there.
std::optional<std::string> take_hash(std::string_view& text, std::string_view before, std::string_view after) {
    if (!text.starts_with(before)) return std::nullopt;
    text.remove_prefix(before.size());
    const auto end = text.find('"');
    auto hash = parse_hash(text.substr(0, end));
    if (!hash || end == text.npos || !text.substr(end).starts_with(after)) return std::nullopt;
    text.remove_prefix(end + after.size());
    return hash;
}

}  // namespace

std::string Salts::of(std::int64_t seq) const {
    return crypto::hmac(crypto::Hash::sm3, secret_.view(), "zhupi-ledger-salt/v1" + big_endian(seq));
}

std::string EvidenceEntry::text() const {
    return R"({"at":")" + encoding::base64(at) + R"(","seq":)" + std::to_string(seq) + R"(,"sha256":")" +
           encoding::base64(sha256) + R"(","sm3":")" + encoding::base64(sm3) + R"(","v":1})";
}

EvidenceEntry evidence_of(const store::Event& event, const Salts& salts) {
    const auto salt = salts.of(event.seq), salted = salt + store::event_content(event);
    return {crypto::sha256(salt + "at" + big_endian(event.at.ms)), event.seq, crypto::sha256(salted),
            crypto::sm3(salted)};
}

std::optional<EvidenceEntry> parse_evidence(std::string_view text) {
    EvidenceEntry out;
    auto rest = text;
    auto at = take_hash(rest, R"({"at":")", R"(","seq":)");
    const auto comma = rest.find(',');
    const auto seq = at && comma != rest.npos ? parse_size(rest.substr(0, comma)) : std::nullopt;
    if (!seq || *seq > INT64_MAX) return std::nullopt;
    rest.remove_prefix(comma);
    auto sha256 = take_hash(rest, R"(,"sha256":")", R"(",)");
    if (!sha256) return std::nullopt;
    auto sm3 = take_hash(rest, R"("sm3":")", R"(",)");
    if (!sm3 || rest != R"("v":1})") return std::nullopt;
    return EvidenceEntry{std::move(*at), static_cast<std::int64_t>(*seq), std::move(*sha256), std::move(*sm3)};
}

Result<void> compare(const store::Event& row, std::string_view entry, const Salts& salts) {
    const auto logged = parse_evidence(entry);
    if (!logged || logged->seq != row.seq)
        return fail(err::ledger_entry_foreign, {{"entry", std::to_string(row.seq - 1)}});
    const auto now = evidence_of(row, salts);
    if (now == *logged) return {};
    const auto seq = std::to_string(row.seq);
    if (now.at != logged->at) return fail(err::ledger_event_time, {{"seq", seq}, {"at", row.at.iso()}});
    return fail(err::ledger_event_edited, {{"seq", seq}});
}

}  // namespace zhupi::ledger
