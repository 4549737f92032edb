#pragma once
// What Web Push wants of cryptography: content for one browser only (RFC 8291 over RFC 8188, aes128gcm), and the name
// of the sender (RFC 8292, VAPID: a JWT signed with ES256). P-256 points are 65 bytes, 04 ‖ x ‖ y.

#include "base/error.hpp"
#include "base/time.hpp"
#include "crypto/secret.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace zhupi::crypto {

/// A P-256 key of ours.
class PushKey {
public:
    static PushKey generate();
    /// PEM, PKCS#8 or SEC 1. Error: crypto.key.
    static Result<PushKey> read(const Secret& pem);
    /// From the private number, 32 bytes: for the vectors of the standards. Error: crypto.key.
    static Result<PushKey> from_number(std::string_view d);
    ~PushKey();
    PushKey(PushKey&&) noexcept;
    PushKey& operator=(PushKey&&) noexcept;

    std::string point() const;  ///< the public half
    Secret pem() const;
    /// r ‖ s over SHA-256 of the message.
    std::string sign(std::string_view message) const;
    /// x of the common point. Nothing when the other is no point of the curve.
    std::string common(std::string_view point) const;

private:
    struct Held;
    explicit PushKey(std::unique_ptr<Held> held);
    std::unique_ptr<Held> held_;
};

/// Whether it is a point of the curve.
bool is_push_point(std::string_view point);

/// The body of the request: header and one record. `auth` are the browser's 16 bytes; at most 3993 bytes of text (RFC
/// 8291 §4). `sender` is made for this message only, and `salt` has 16 random bytes. Precondition: is_push_point.
std::string sealed_for_push(std::string_view text, std::string_view point, std::string_view auth, const PushKey& sender,
                            std::string_view salt);
/// The same with a fresh key and salt.
std::string sealed_for_push(std::string_view text, std::string_view point, std::string_view auth);

/// The Authorization field for a push service, good for 12 hours.
std::string vapid(const PushKey& key, std::string_view audience, std::string_view contact, Instant now);

}  // namespace zhupi::crypto
