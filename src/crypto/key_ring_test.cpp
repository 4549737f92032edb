#include "crypto/key_ring.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::crypto;

namespace {

const Instant noon{1'795'665'600'000}, later{1'795'752'000'000};

KeyRing filled() {
    auto ring = KeyRing::create("芝麻开门");
    REQUIRE(ring.add_signing_key("ledger", Algorithm::ed25519, noon));
    REQUIRE(ring.add_signing_key("seal", Algorithm::sm2, noon));
    REQUIRE(ring.add_sealing_key("people", noon));
    return ring;
}

}  // namespace

TEST_CASE("a key ring opens with its passphrase, and signs as before") {
    const auto ring = filled();
    const auto text = ring.text();
    const auto opened = KeyRing::open(text, "芝麻开门");
    REQUIRE(opened);
    for (const auto* name : {"ledger", "seal"}) {
        const auto signer = opened->signer(name).value();
        CHECK(signer->public_key() == ring.signer(name).value()->public_key());
        CHECK(verify(signer->public_key(), "批复", signer->sign("批复").value()));
    }
    CHECK(opened->keys().size() == 3);
    CHECK(opened->keys()[0].from == noon);
    CHECK(KeyRing::open(text, "芝麻关门").error().is(err::crypto_locked));
}

TEST_CASE("the text of a key ring is never the same twice and shows no secret") {
    const auto secret = generate_private_key(Algorithm::sm2);
    auto ring = KeyRing::create("p");
    REQUIRE(ring.import_signing_key("seal", secret, noon));
    CHECK(ring.text() != ring.text());
    CHECK(ring.text().find(secret.view().substr(30, 20)) == std::string::npos);
    CHECK(ring.text().find(text::hex(secret.view().substr(30, 20))) == std::string::npos);
}

TEST_CASE("whatever byte of the key file is changed, it does not open") {
    // One argon2id per try: every 97th byte, which comes past each line.
    const auto text = filled().text();
    for (std::size_t i = 0; i < text.size(); i += 97) {
        auto changed = text;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        const auto opened = KeyRing::open(changed, "芝麻开门");
        REQUIRE_FALSE(opened);
        CHECK((opened.error().is(err::crypto_locked) || opened.error().is(err::crypto_key_file)));
    }
}

TEST_CASE("a line cannot be dropped, doubled or moved") {
    const auto text = filled().text();
    auto lines = text::split(text, '\n');
    const auto joined = [](const std::vector<std::string_view>& parts) {
        return text::join({parts.begin(), parts.end()}, "\n");
    };
    auto dropped = lines, doubled = lines, moved = lines;
    dropped.erase(dropped.begin() + 1);
    doubled.insert(doubled.begin() + 1, lines[1]);
    std::swap(moved[1], moved[2]);
    for (const auto& wrong : {joined(dropped), joined(doubled), joined(moved)})
        CHECK(KeyRing::open(wrong, "芝麻开门").error().is(err::crypto_locked));
    CHECK(KeyRing::open("", "p").error().is(err::crypto_key_file));
    CHECK(KeyRing::open("zhupi-keys/v9 AAAA\n\n\n", "p").error().params.at("line") == "1");
}

TEST_CASE("rotation destroys the private half of a signing key and keeps the public one") {
    auto ring = filled();
    const auto old = ring.signer("ledger").value()->public_key();
    const auto signature = ring.signer("ledger").value()->sign("before").value();
    REQUIRE(ring.rotate("ledger", later));
    ring = KeyRing::open(ring.text(), "芝麻开门").value();
    const auto now = ring.signer("ledger").value()->public_key();
    CHECK(now != old);
    const auto all = generations(ring, "ledger");
    REQUIRE(all.size() == 2);
    CHECK(all[0].state == KeyState::retired);
    CHECK(all[0].until == later);
    CHECK(verify(*all[0].public_key, "before", signature));
    CHECK(all[1].generation == 2);
    CHECK(all[1].state == KeyState::active);
    CHECK(ring.text().find("ed25519 retired 2026-11-26T04:00:00.000Z 2026-11-27T04:00:00.000Z") != std::string::npos);
    const auto text = ring.text();
    for (const auto line : text::split(text, '\n'))
        if (line.starts_with("key ledger 1 ")) CHECK(line.ends_with(" -"));
    CHECK(ring.rotate("nobody", later).error().is(err::crypto_no_key));
}

TEST_CASE("a signer that was asked for keeps working while its key is rotated away") {
    auto ring = filled();
    const auto signer = ring.signer("seal").value();
    REQUIRE(ring.rotate("seal", later));
    CHECK(verify(signer->public_key(), "m", signer->sign("m").value()));
}

TEST_CASE("a rotated sealing key opens the old and seals the new, until it is forgotten") {
    auto ring = filled();
    const auto old = ring.seal("people", "phone/7", "13912345678").value();
    REQUIRE(ring.rotate("people", later));
    ring = KeyRing::open(ring.text(), "芝麻开门").value();
    CHECK(ring.open_sealed("people", "phone/7", old).value().view() == "13912345678");
    CHECK(ring.is_outdated("people", old));
    const auto fresh = ring.seal("people", "phone/7", "13912345678").value();
    CHECK_FALSE(ring.is_outdated("people", fresh));
    CHECK(ring.open_sealed("people", "phone/8", fresh).error().is(err::crypto_sealed));
    auto other_generation = fresh;
    other_generation[3] = 1;
    CHECK(ring.open_sealed("people", "phone/7", other_generation).error().is(err::crypto_sealed));
    REQUIRE(ring.forget_retired("people"));
    CHECK(ring.open_sealed("people", "phone/7", old).error().is(err::crypto_no_key));
    CHECK(ring.open_sealed("people", "phone/7", fresh).value().view() == "13912345678");
    CHECK(ring.open_sealed("people", "phone/7", "short").error().is(err::crypto_sealed));
}

TEST_CASE("a key signs or seals, not both") {
    const auto ring = filled();
    CHECK(ring.signer("people").error().is(err::crypto_no_key));
    CHECK(ring.seal("ledger", "c", "x").error().is(err::crypto_no_key));
    CHECK(ring.signer("nobody").error().params.at("name") == "nobody");
}

TEST_CASE("names are plain and taken once") {
    auto ring = filled();
    CHECK(ring.add_signing_key("seal", Algorithm::sm2, noon).error().is(err::crypto_key_exists));
    CHECK(ring.add_sealing_key("seal", noon).error().is(err::crypto_key_exists));
    for (const auto* wrong : {"", "has space", "UPPER", "章", "line\nbreak"})
        CHECK(ring.add_signing_key(wrong, Algorithm::sm2, noon).error().is(err::crypto_key_name));
    CHECK(ring.import_signing_key("other", Secret(std::string("no key")), noon).error().is(err::crypto_key));
}

TEST_CASE("a new passphrase shuts out the old one") {
    auto ring = filled();
    ring.change_passphrase("new words");
    const auto text = ring.text();
    CHECK(KeyRing::open(text, "芝麻开门").error().is(err::crypto_locked));
    CHECK(KeyRing::open(text, "new words").value().signer("seal").value()->public_key() ==
          ring.signer("seal").value()->public_key());
}
