#pragma once
// Our own keys on disk, for where there is no certified device. One text file:
//
//   zhupi-keys/v1 <salt, base64>
//   key <name> <generation> sm2|ed25519|sm4 active|retired <from> <until or -> <public half or -> <sealed half or ->
//   mac <HMAC-SM3 over all lines above, base64>
//
// Private halves are sealed with AES-256-GCM (sealed.hpp) under a key that argon2id makes of a passphrase. The last
// line protects everything else: nobody without the passphrase can swap a public key, revive a retired key or drop a
// line. In memory, secrets are wiped when they go. Not safe against concurrent changes; readers may share it.

#include "crypto/provider.hpp"
#include "crypto/secret.hpp"

#include <deque>

namespace zhupi::crypto {

class KeyRing final : public Provider {
public:
    static KeyRing create(std::string_view passphrase);
    /// Errors: `crypto.key_file` (with the line), `crypto.locked`.
    static Result<KeyRing> open(std::string_view text, std::string_view passphrase);
    std::string text() const;  ///< what is written to disk; shows no secret
    void change_passphrase(std::string_view passphrase);

    /// Names: 1–64 of a-z 0-9 . _ -  Errors: `crypto.key_name`, `crypto.key_exists`.
    Result<void> add_signing_key(std::string_view name, Algorithm algorithm, Instant now);
    /// A key that was made elsewhere (PKCS#8, PEM or DER). Also error: `crypto.key`.
    Result<void> import_signing_key(std::string_view name, const Secret& key, Instant now);
    Result<void> add_sealing_key(std::string_view name, Instant now);

    /// A new generation becomes active. The private half of a retired signing key is destroyed: nothing can be dated
    /// back with it. A retired sealing key stays, to open what it sealed. Error: `crypto.no_key`.
    Result<void> rotate(std::string_view name, Instant now);
    /// Takes away the retired sealing keys of the name, once everything was sealed anew. Error: `crypto.no_key`.
    Result<void> forget_retired(std::string_view name);

    std::vector<KeyInfo> keys() const override;
    Result<SignerPointer> signer(std::string_view name) const override;
    Result<std::string> random(std::size_t count) const override;

    /// SM4-CTR + HMAC-SM3 with the active generation of a sealing key (field.hpp); the value tells which it was.
    /// Errors: `crypto.no_key`; of open also `crypto.sealed`.
    Result<std::string> seal(std::string_view name, std::string_view context, std::string_view plain) const;
    Result<Secret> open_sealed(std::string_view name, std::string_view context, std::string_view sealed) const;
    /// Whether the value was sealed with an older generation than today's, and should be sealed anew.
    bool is_outdated(std::string_view name, std::string_view sealed) const;

private:
    struct Entry {
        KeyInfo info;
        Secret secret;         ///< PKCS#8 or an SM4 key; empty when destroyed
        SignerPointer signer;  ///< of an active signing key
    };
    KeyRing() = default;
    Result<Entry> read_line(std::string_view line) const;
    std::string line_of(const Entry& entry) const;
    std::string mac_of(std::string_view lines) const;
    Result<void> put_signing_key(std::string_view name, Secret pkcs8, Instant now, unsigned generation);
    Entry* active(std::string_view name);
    const Entry* active(std::string_view name) const;
    const Entry* sealing_key(std::string_view name, unsigned generation) const;

    std::string salt_;
    Secret key_;  ///< made of the passphrase
    std::deque<Entry> entries_;
};

}  // namespace zhupi::crypto
