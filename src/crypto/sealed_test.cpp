#include "crypto/sealed.hpp"

#include "crypto/random.hpp"

#include <doctest/doctest.h>

using namespace zhupi::crypto;

TEST_CASE("a sealed piece opens in its own place with its own key, and nowhere else") {
    const Sealing sealing{random_bytes(32), random_bytes(7)};
    const std::string plain = "江南区云江大道 1 号";
    const auto sealed = seal_piece(sealing, 3, false, plain);
    CHECK(sealed.size() == plain.size() + sealing_tag_size);
    CHECK(sealed.find("江南区") == std::string::npos);
    CHECK(open_piece(sealing, 3, false, sealed) == plain);
    CHECK_FALSE(open_piece(sealing, 4, false, sealed));
    CHECK_FALSE(open_piece(sealing, 3, true, sealed));
    CHECK_FALSE(open_piece({random_bytes(32), sealing.prefix}, 3, false, sealed));
    CHECK_FALSE(open_piece({sealing.key, random_bytes(7)}, 3, false, sealed));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK_FALSE(open_piece(sealing, 3, false, changed));
    }
    CHECK_FALSE(open_piece(sealing, 3, false, ""));
    CHECK(open_piece(sealing, 0, true, seal_piece(sealing, 0, true, "")) == "");
}

TEST_CASE("the same words and salt give the same key, others another one") {
    const auto key = key_from_passphrase("correct horse", std::string(16, 's'));
    CHECK(key.size() == 32);
    CHECK(key == key_from_passphrase("correct horse", std::string(16, 's')));
    CHECK(key != key_from_passphrase("correct horse", std::string(16, 't')));
    CHECK(key != key_from_passphrase("correct horsf", std::string(16, 's')));
}
