#pragma once
// Long data that nobody else may read or change, sealed in pieces: AES-256-GCM (NIST SP 800-38D) in the STREAM
// construction (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015). Each piece carries its number and whether it is the
// last one in its nonce, so that pieces can be neither swapped, left out, nor cut off at the end.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::crypto {

constexpr std::size_t sealing_key_size = 32, sealing_prefix_size = 7, sealing_tag_size = 16;

/// A key from words that a person keeps: argon2id with 64 MiB and three passes, about 0.2 s. `salt` has 16 bytes.
std::string key_from_passphrase(std::string_view passphrase, std::string_view salt);

/// `prefix` is random and never used again with the same key.
struct Sealing {
    std::string key, prefix;
};
/// The piece and its tag.
std::string seal_piece(const Sealing& sealing, std::uint32_t number, bool last, std::string_view plain);
/// Nothing when it was sealed with another key, changed, or stood elsewhere.
std::optional<std::string> open_piece(const Sealing& sealing, std::uint32_t number, bool last, std::string_view sealed);

}  // namespace zhupi::crypto
