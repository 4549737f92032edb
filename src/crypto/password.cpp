#include "crypto/password.hpp"

#include "base/error.hpp"
#include "crypto/random.hpp"

#include <semaphore>

#include <argon2.h>

namespace zhupi::crypto {
namespace {

constexpr std::uint32_t passes = 2, memory_kib = 19 * 1024, lanes = 1;
constexpr std::size_t salt_size = 16, hash_size = 32;
constexpr std::string_view todays_cost = "$argon2id$v=19$m=19456,t=2,p=1$";
constexpr int at_once = 2;

/// Holds one of the two places in which a hash may be computed.
class Place {
public:
    Place() { places().acquire(); }
    ~Place() { places().release(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    static std::counting_semaphore<at_once>& places() {
        static std::counting_semaphore<at_once> shared(at_once);  // memory is the machine's: one bound for the process
        return shared;
    }
};

}  // namespace

std::string hash_password(std::string_view password) {
    const auto salt = random_bytes(salt_size);
    std::string out(argon2_encodedlen(passes, memory_kib, lanes, salt_size, hash_size, Argon2_id), '\0');
    const Place place;
    const int result = argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(), salt.data(),
                                             salt.size(), hash_size, out.data(), out.size());
    ensure(result == ARGON2_OK, argon2_error_message(result));
    out.resize(out.find('\0'));
    return out;
}

bool verify_password(std::string_view password, std::string_view hash) {
    if (!hash.starts_with("$argon2id$")) return false;
    const std::string terminated(hash);
    const Place place;
    const int result = argon2id_verify(terminated.c_str(), password.data(), password.size());
    ensure(result != ARGON2_MEMORY_ALLOCATION_ERROR, "no memory to verify a password");
    return result == ARGON2_OK;
}

bool should_rehash(std::string_view hash) { return !hash.starts_with(todays_cost); }

}  // namespace zhupi::crypto
