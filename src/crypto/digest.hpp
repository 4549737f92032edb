#pragma once
// Hash functions: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016), and HMAC (RFC 2104) over them. SHA-1 is here for
// one-time passwords only (RFC 6238); nothing else may rely on it.

#include <memory>
#include <string>
#include <string_view>

namespace zhupi::crypto {

enum class Hash : unsigned char { sha256, sm3, sha1 };

/// A hash over pieces as they come, for what does not fit into memory.
class Digest {
public:
    explicit Digest(Hash hash);
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    void update(std::string_view bytes);
    std::string finish();  ///< raw bytes; once, then the object is spent

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string digest(Hash hash, std::string_view bytes);  ///< raw: 32 bytes (sha1: 20)
std::string hmac(Hash hash, std::string_view key, std::string_view bytes);

std::string sha256(std::string_view bytes);      ///< 32 bytes
std::string sha256_hex(std::string_view bytes);  ///< 64 lower-case digits
std::string sm3(std::string_view bytes);
std::string sm3_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace zhupi::crypto
