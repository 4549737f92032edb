#pragma once
// Whoever keeps the keys. Everything above this room asks a Provider and cannot tell our own key file (key_ring.hpp)
// from a certified device (device.hpp); a city that must pass 密评 (GB/T 39786-2021) puts the device in, and no other
// line changes.

#include "base/error.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::crypto {

enum class KeyState : unsigned char {
    active,   ///< signs and seals
    retired,  ///< an old generation: signatures stay verifiable, sealed values still open, nothing new is made
};

/// What may be known about a key. For sealing keys (SM4) there is no public half.
struct KeyInfo {
    std::string name;         ///< what it is for: "ledger", "seal.310000"
    unsigned generation = 1;  ///< grows by one with each rotation
    KeyState state = KeyState::active;
    std::optional<PublicKey> public_key;
    Instant from;                  ///< when it was made; of a device: the epoch, for it does not tell
    std::optional<Instant> until;  ///< when it was retired
};

class Provider {
public:
    virtual ~Provider() = default;
    virtual std::vector<KeyInfo> keys() const = 0;
    /// The active key of that name. Errors: `crypto.no_key`, `crypto.device`.
    virtual Result<SignerPointer> signer(std::string_view name) const = 0;
    /// Errors: `crypto.device`.
    virtual Result<std::string> random(std::size_t count) const = 0;
};

/// Every public key that was ever active under the name: old signatures are verified with any of them, each in its
/// time.
std::vector<KeyInfo> generations(const Provider& provider, std::string_view name);

}  // namespace zhupi::crypto
