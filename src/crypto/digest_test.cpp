#include "crypto/digest.hpp"

#include "base/text.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using crypto::Digest;
using crypto::Hash;

TEST_CASE("SHA-256 gives the values of FIPS 180-4") {
    CHECK(crypto::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(crypto::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(crypto::sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(crypto::sha256_hex(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SM3 gives the two examples of GB/T 32905-2016 appendix A") {
    CHECK(crypto::sm3_hex("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    std::string sixteen_times;
    for (int i = 0; i < 16; ++i) sixteen_times += "abcd";
    CHECK(crypto::sm3_hex(sixteen_times) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST_CASE("HMAC-SHA-256 gives test cases 1, 2 and 6 of RFC 4231") {
    CHECK(text::hex(crypto::hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(text::hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(text::hex(crypto::hmac_sha256(std::string(131, '\xaa'),
                                        "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("a digest does not depend on how its input was cut") {
    std::mt19937 random(3);
    std::string bytes(5000, '\0');
    for (auto& c : bytes) c = static_cast<char>(random());
    for (const auto hash : {Hash::sha256, Hash::sm3, Hash::sha1}) {
        Digest pieces(hash);
        for (std::size_t at = 0; at < bytes.size();) {
            const auto size = random() % 300;
            pieces.update(std::string_view(bytes).substr(at, size));
            at += size;
        }
        CHECK(pieces.finish() == crypto::digest(hash, bytes));
    }
}
