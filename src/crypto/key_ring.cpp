#include "crypto/key_ring.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/field.hpp"
#include "crypto/random.hpp"
#include "crypto/sealed.hpp"

#include <charconv>

namespace zhupi::crypto {
namespace {

constexpr std::string_view format = "zhupi-keys/v1";
constexpr std::size_t salt_size = 16, most_fields = 9, generation_size = 4;

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string_view::npos;
}

Result<void> checked(std::string_view name) {
    if (!is_name(name)) return fail(err::crypto_key_name, {{"name", std::string(name)}});
    return {};
}

auto no_key(std::string_view name) { return fail(err::crypto_no_key, {{"name", std::string(name)}}); }

std::string seal_secret(const Secret& key, const Secret& secret) {
    Sealing sealing{std::string(key.view()), random_bytes(sealing_prefix_size)};
    auto out = sealing.prefix + seal_piece(sealing, 0, true, secret.view());
    wipe(sealing.key);
    return out;
}

std::optional<Secret> open_secret(const Secret& key, std::string_view sealed) {
    if (sealed.size() < sealing_prefix_size) return std::nullopt;
    Sealing sealing{std::string(key.view()), std::string(sealed.substr(0, sealing_prefix_size))};
    auto plain = open_piece(sealing, 0, true, sealed.substr(sealing_prefix_size));
    wipe(sealing.key);
    if (!plain) return std::nullopt;
    return Secret(std::move(*plain));
}

std::string generation_bytes(unsigned generation) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(generation >> shift);
    return out;
}

std::optional<unsigned> generation_of(std::string_view sealed) {
    if (sealed.size() < generation_size + field_overhead) return std::nullopt;
    unsigned out = 0;
    for (std::size_t i = 0; i < generation_size; ++i) out = out << 8 | static_cast<unsigned char>(sealed[i]);
    return out;
}

/// A value of one generation of one key cannot pass for one of another.
std::string context_of(std::string_view name, unsigned generation, std::string_view context) {
    return std::string(name) + "/" + std::to_string(generation) + "/" + std::string(context);
}

std::optional<std::string> bytes_of(std::string_view field) {
    return field == "-" ? std::optional(std::string()) : encoding::from_base64(field);
}
std::string field_of(std::string_view bytes) { return bytes.empty() ? "-" : encoding::base64(bytes); }

}  // namespace

std::vector<KeyInfo> generations(const Provider& provider, std::string_view name) {
    auto all = provider.keys();
    std::erase_if(all, [&](const KeyInfo& key) { return key.name != name; });
    return all;
}

KeyRing KeyRing::create(std::string_view passphrase) {
    KeyRing ring;
    ring.change_passphrase(passphrase);
    return ring;
}

void KeyRing::change_passphrase(std::string_view passphrase) {
    salt_ = random_bytes(salt_size);
    key_ = Secret(key_from_passphrase(passphrase, salt_));
}

Result<KeyRing> KeyRing::open(std::string_view text, std::string_view passphrase) {
    const auto broken = [](std::size_t line) { return fail(err::crypto_key_file, {{"line", std::to_string(line)}}); };
    const auto lines = text::split(text, '\n');
    if (lines.size() < 3 || !lines.back().empty()) return broken(lines.size());
    const auto head = text::split(lines[0], ' ');
    const auto salt = head.size() == 2 && head[0] == format ? encoding::from_base64(head[1]) : std::nullopt;
    if (!salt || salt->size() != salt_size) return broken(1);
    const auto last = lines.size() - 2;
    if (!lines[last].starts_with("mac ")) return broken(last + 1);

    KeyRing ring;
    ring.salt_ = *salt;
    ring.key_ = Secret(key_from_passphrase(passphrase, *salt));
    const auto covered = text.substr(0, static_cast<std::size_t>(lines[last].data() - text.data()));
    if (!text::equal_constant_time(ring.mac_of(covered), lines[last].substr(4))) return fail(err::crypto_locked);
    for (std::size_t i = 1; i < last; ++i) {
        auto entry = ring.read_line(lines[i]);
        if (!entry) return broken(i + 1);
        ring.entries_.push_back(std::move(*entry));
    }
    return ring;
}

Result<KeyRing::Entry> KeyRing::read_line(std::string_view line) const {
    const auto wrong = fail(err::crypto_key_file);
    const auto fields = text::split(line, ' ');
    if (fields.size() != most_fields || fields[0] != "key" || !is_name(fields[1])) return wrong;
    Entry entry;
    entry.info.name = fields[1];
    const auto number = std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), entry.info.generation);
    if (number.ec != std::errc() || number.ptr != fields[2].data() + fields[2].size()) return wrong;
    entry.info.state = fields[4] == "active" ? KeyState::active : KeyState::retired;
    ZHUPI_TRY(entry.info.from, Instant::parse(fields[5]));
    if (fields[6] != "-") {
        ZHUPI_TRY(entry.info.until, Instant::parse(fields[6]));
    }
    const auto public_half = bytes_of(fields[7]), sealed_half = bytes_of(fields[8]);
    if (!public_half || !sealed_half) return wrong;
    if (fields[3] != "sm4") {
        ZHUPI_TRY(entry.info.public_key, read_public_key(*public_half));
    }
    if (sealed_half->empty()) return entry;
    auto secret = open_secret(key_, *sealed_half);
    if (!secret) return wrong;
    entry.secret = std::move(*secret);
    if (entry.info.public_key) {
        ZHUPI_TRY(entry.signer, signer_in_memory(entry.secret));
        if (entry.signer->public_key() != *entry.info.public_key) return wrong;
    }
    return entry;
}

std::string KeyRing::line_of(const Entry& entry) const {
    const auto& info = entry.info;
    return text::join({"key", info.name, std::to_string(info.generation),
                       info.public_key ? std::string(name_of(info.public_key->algorithm)) : "sm4",
                       info.state == KeyState::active ? "active" : "retired", info.from.iso(),
                       info.until ? info.until->iso() : "-", field_of(info.public_key ? info.public_key->spki : ""),
                       field_of(entry.secret.empty() ? "" : seal_secret(key_, entry.secret))},
                      " ") +
           "\n";
}

std::string KeyRing::text() const {
    auto out = std::string(format) + " " + encoding::base64(salt_) + "\n";
    for (const auto& entry : entries_) out += line_of(entry);
    return out + "mac " + mac_of(out) + "\n";
}

/// With a key of its own: the key that seals does nothing else.
std::string KeyRing::mac_of(std::string_view lines) const {
    const Secret key(hmac(Hash::sm3, key_.view(), "zhupi key file mac"));
    return encoding::base64(hmac(Hash::sm3, key.view(), lines));
}

Result<void> KeyRing::put_signing_key(std::string_view name, Secret pkcs8, Instant now, unsigned generation) {
    ZHUPI_TRY(auto signer, signer_in_memory(pkcs8));
    auto& entry = entries_.emplace_back();
    entry.info = {std::string(name), generation, KeyState::active, signer->public_key(), now, std::nullopt};
    entry.secret = std::move(pkcs8);
    entry.signer = std::move(signer);
    return {};
}

Result<void> KeyRing::add_signing_key(std::string_view name, Algorithm algorithm, Instant now) {
    return import_signing_key(name, generate_private_key(algorithm), now);
}

Result<void> KeyRing::import_signing_key(std::string_view name, const Secret& key, Instant now) {
    ZHUPI_CHECK(checked(name));
    if (active(name) != nullptr) return fail(err::crypto_key_exists, {{"name", std::string(name)}});
    ZHUPI_TRY(auto pkcs8, read_private_key(key));
    return put_signing_key(name, std::move(pkcs8), now, 1);
}

Result<void> KeyRing::add_sealing_key(std::string_view name, Instant now) {
    ZHUPI_CHECK(checked(name));
    if (active(name) != nullptr) return fail(err::crypto_key_exists, {{"name", std::string(name)}});
    auto& entry = entries_.emplace_back();
    entry.info = {std::string(name), 1, KeyState::active, std::nullopt, now, std::nullopt};
    entry.secret = Secret::random(field_key_size);
    return {};
}

Result<void> KeyRing::rotate(std::string_view name, Instant now) {
    auto* old = active(name);
    if (old == nullptr) return no_key(name);
    old->info.state = KeyState::retired;
    old->info.until = now;
    const auto generation = old->info.generation + 1;
    if (old->info.public_key) {
        old->secret.wipe();
        old->signer.reset();
        return put_signing_key(name, generate_private_key(old->info.public_key->algorithm), now, generation);
    }
    auto& entry = entries_.emplace_back();
    entry.info = {std::string(name), generation, KeyState::active, std::nullopt, now, std::nullopt};
    entry.secret = Secret::random(field_key_size);
    return {};
}

Result<void> KeyRing::forget_retired(std::string_view name) {
    if (active(name) == nullptr) return no_key(name);
    std::erase_if(entries_, [&](const Entry& entry) {
        return entry.info.name == name && entry.info.state == KeyState::retired && !entry.info.public_key;
    });
    return {};
}

KeyRing::Entry* KeyRing::active(std::string_view name) {
    for (auto& entry : entries_)
        if (entry.info.name == name && entry.info.state == KeyState::active) return &entry;
    return nullptr;
}
const KeyRing::Entry* KeyRing::active(std::string_view name) const { return const_cast<KeyRing*>(this)->active(name); }

const KeyRing::Entry* KeyRing::sealing_key(std::string_view name, unsigned generation) const {
    for (const auto& entry : entries_)
        if (entry.info.name == name && entry.info.generation == generation && !entry.info.public_key) return &entry;
    return nullptr;
}

std::vector<KeyInfo> KeyRing::keys() const {
    std::vector<KeyInfo> out;
    for (const auto& entry : entries_) out.push_back(entry.info);
    return out;
}

Result<SignerPointer> KeyRing::signer(std::string_view name) const {
    const auto* entry = active(name);
    if (entry == nullptr || !entry->signer) return no_key(name);
    return entry->signer;
}

Result<std::string> KeyRing::random(std::size_t count) const { return random_bytes(count); }

Result<std::string> KeyRing::seal(std::string_view name, std::string_view context, std::string_view plain) const {
    const auto* entry = active(name);
    if (entry == nullptr || entry->info.public_key) return no_key(name);
    const auto generation = entry->info.generation;
    return generation_bytes(generation) + seal_field(entry->secret, context_of(name, generation, context), plain);
}

Result<Secret> KeyRing::open_sealed(std::string_view name, std::string_view context, std::string_view sealed) const {
    const auto generation = generation_of(sealed);
    if (!generation) return fail(err::crypto_sealed);
    const auto* entry = sealing_key(name, *generation);
    if (entry == nullptr) return no_key(name);
    auto plain = open_field(entry->secret, context_of(name, *generation, context), sealed.substr(generation_size));
    if (!plain) return fail(err::crypto_sealed);
    return std::move(*plain);
}

bool KeyRing::is_outdated(std::string_view name, std::string_view sealed) const {
    const auto* entry = active(name);
    return entry != nullptr && generation_of(sealed) != entry->info.generation;
}

}  // namespace zhupi::crypto
