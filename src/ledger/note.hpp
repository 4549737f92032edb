#pragma once
// Signed notes: c2sp.org/signed-note. A text, and under it one line for each signature; readers look at the lines of
// the keys that they know and pass over all others. So one note carries Ed25519 for the world's tools and SM2 for ours.
//
// Kinds of signatures, by the byte that goes into a key's id:
//   01  Ed25519 over the text
//   04  Ed25519 cosignature of a witness with its time (c2sp.org/tlog-cosignature, "cosignature/v1")
//   ff "sm2-sm3/v1"              SM2 with SM3 over the text, DER; the public key is its SubjectPublicKeyInfo
//   ff "sm2-sm3-cosignature/v1"  the same as a cosignature: time and signed message as in 04
// The last two are ours: signed-note leaves ff to types that have no number.

#include "base/error.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::ledger {

enum class SignatureKind : unsigned char { ed25519, ed25519_cosignature, sm2, sm2_cosignature };
constexpr bool is_cosignature(SignatureKind kind) {
    return kind == SignatureKind::ed25519_cosignature || kind == SignatureKind::sm2_cosignature;
}

struct VerifierKey {
    std::string name;  ///< "zjj.example.gov.cn/evidence"; no spaces, no plus
    SignatureKind kind = SignatureKind::ed25519;
    crypto::PublicKey key;

    bool operator==(const VerifierKey&) const = default;
    std::string id() const;    ///< 4 bytes: what a signature line begins with
    std::string text() const;  ///< the vkey: name+hex(id)+base64(type ‖ key)
};
/// Errors: `ledger.note_key` for a name that cannot be one, or a key of the other algorithm.
Result<VerifierKey> verifier_key(std::string name, SignatureKind kind, crypto::PublicKey key);
Result<VerifierKey> parse_verifier_key(std::string_view vkey);

struct NoteSigner {
    VerifierKey who;
    crypto::SignerPointer signer;
};
/// A signer whose verifier key is made from its own public half. Error: `ledger.note_key`.
Result<NoteSigner> note_signer(std::string name, SignatureKind kind, crypto::SignerPointer signer);

/// The line with its newline. `now` goes into cosignatures, in whole seconds. Errors: those of the signer.
Result<std::string> signature_line(const NoteSigner& signer, std::string_view text, Instant now);
/// text ‖ empty line ‖ signature lines. The text must end with a newline and hold no control characters: else
/// `ledger.note`.
Result<std::string> sign_note(std::string_view text, std::span<const NoteSigner> signers, Instant now);

struct SignatureLine {
    std::string name;
    std::string id;         ///< 4 bytes
    std::string signature;  ///< the rest
    std::string line;       ///< as it stood, with its newline
};
struct Note {
    std::string text;  ///< with its final newline, without the empty line
    std::vector<SignatureLine> lines;
};
constexpr std::size_t longest_note = 256 * 1024, most_signatures = 64;
Result<Note> parse_note(std::string_view bytes);  ///< Error: `ledger.note`

struct Seen {
    VerifierKey who;
    std::optional<Instant> at;  ///< of a cosignature
    std::string line;
};
struct OpenedNote {
    std::string text;
    std::vector<Seen> seen;   ///< of known keys, all of them verified
    std::size_t unknown = 0;  ///< lines of keys that nobody knows here
};
/// Errors: `ledger.note`; `ledger.note_signature` when a known key's signature is wrong; `ledger.note_unsigned` when
/// there is none of a known key.
Result<OpenedNote> open_note(std::string_view bytes, std::span<const VerifierKey> known);
/// One line by itself, as a witness sends it: whether that key signed the text. Nothing when it is of another key or
/// wrong.
std::optional<Seen> verify_line(const SignatureLine& line, std::string_view text, std::span<const VerifierKey> known);
/// Lines as a witness answers them, without a text above. Error: `ledger.note`.
Result<std::vector<SignatureLine>> parse_signature_lines(std::string_view lines);

}  // namespace zhupi::ledger
