#pragma once
// The program's own keys in a folder: `keys` (crypto/key_ring.hpp), sealed under a passphrase. The passphrase is, in
// this order: the content of the file that was named, the environment's ZHUPI_KEYS_PASSPHRASE, or `keys.passphrase`
// beside the keys, which is made together with them. The last one keeps nobody out who can read the folder; it is there
// so that a city runs at once, and should be moved to where only the service reads it.

#include "crypto/key_ring.hpp"

namespace zhupi {

struct KeyFile {
    std::string folder;
    std::string passphrase_file;  ///< empty: see above
};

enum class IfMissing : bool { fails, makes };

/// While it lives, no other process that makes keys looks at the folder: two that start at once make one set.
class KeysLock {
public:
    static Result<KeysLock> take(const std::string& folder);  ///< waits; error: ledger.store
    KeysLock(KeysLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    KeysLock& operator=(KeysLock&&) = delete;
    ~KeysLock();

private:
    explicit KeysLock(int fd) : fd_(fd) {}
    int fd_;
};

class Keys {
public:
    /// Errors: ledger.passphrase, ledger.store, crypto.key_file, crypto.locked.
    static Result<Keys> open(const KeyFile& file, IfMissing missing);
    crypto::KeyRing& ring() { return ring_; }
    /// The signing key, made when it is not there yet and `missing` said so.
    Result<crypto::SignerPointer> signer(std::string_view name, crypto::Algorithm algorithm, Instant now);
    Result<void> save() const;

private:
    Keys(std::string path, crypto::KeyRing ring, IfMissing missing)
        : path_(std::move(path)), ring_(std::move(ring)), missing_(missing) {}
    std::string path_;
    crypto::KeyRing ring_;
    IfMissing missing_;
};

/// Small files that must be there whole after a crash; `secret` ones are for their owner only. Error: ledger.store.
enum class Readers : bool { owner, everyone };
Result<void> write_whole(const std::string& path, std::string_view bytes, Readers readers);
/// Nothing when there is none. Error: ledger.store.
Result<std::optional<std::string>> read_whole(const std::string& path);

}  // namespace zhupi
