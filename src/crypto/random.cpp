#include "crypto/random.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"

#include <openssl/rand.h>

namespace zhupi::crypto {

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    ensure(RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) == 1,
           "the operating system gives no random bytes");
    return out;
}

std::string random_token(std::size_t bytes) { return encoding::base64url(random_bytes(bytes)); }

}  // namespace zhupi::crypto
