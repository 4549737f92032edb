#include "ledger/note.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;

namespace {

const Instant now{1'679'315'147'000};

NoteSigner signer(std::string name, SignatureKind kind) {
    const bool sm2 = kind == SignatureKind::sm2 || kind == SignatureKind::sm2_cosignature;
    const auto algorithm = sm2 ? crypto::Algorithm::sm2 : crypto::Algorithm::ed25519;
    auto key = crypto::signer_in_memory(crypto::generate_private_key(algorithm)).value();
    return note_signer(std::move(name), kind, std::move(key)).value();
}

constexpr SignatureKind all_kinds[] = {SignatureKind::ed25519, SignatureKind::ed25519_cosignature, SignatureKind::sm2,
                                       SignatureKind::sm2_cosignature};

// The example of Go's golang.org/x/mod/sumdb/note documentation.
constexpr std::string_view peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view peters_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

}  // namespace

TEST_CASE("the note of Go's documentation opens with the key of Go's documentation") {
    const auto key = parse_verifier_key(peter);
    REQUIRE(key);
    CHECK(key->name == "PeterNeumann");
    CHECK(key->text() == peter);
    const auto note = open_note(peters_note, std::span(&*key, 1));
    REQUIRE_MESSAGE(note, note.error().en());
    CHECK(note->text.ends_with("what your problem is.\n"));
    auto changed = std::string(peters_note);
    changed[3] = 'Y';
    CHECK(open_note(changed, std::span(&*key, 1)).error().is(err::ledger_note_signature));
}

TEST_CASE("every kind of signature is made and verified, and stands beside the others") {
    std::vector<NoteSigner> signers;
    std::vector<VerifierKey> known;
    for (const auto kind : all_kinds) {
        signers.push_back(signer("云江.example/log", kind));
        known.push_back(parse_verifier_key(signers.back().who.text()).value());
        CHECK(known.back() == signers.back().who);
    }
    const auto note = sign_note("text\n\nmore\n", signers, now).value();
    const auto opened = open_note(note, known).value();
    CHECK(opened.text == "text\n\nmore\n");
    REQUIRE(opened.seen.size() == 4);
    for (const auto& seen : opened.seen)
        CHECK(seen.at == (is_cosignature(seen.who.kind) ? std::optional(now) : std::nullopt));
    for (const auto& key : known) {
        const auto alone = open_note(note, std::span(&key, 1)).value();
        CHECK(alone.seen.size() == 1);
        CHECK(alone.unknown == 3);
    }
}

TEST_CASE("a known key's wrong signature spoils the note, an unknown key's does not") {
    const NoteSigner two[] = {signer("a", SignatureKind::ed25519), signer("b", SignatureKind::sm2)};
    const auto note = sign_note("text\n", two, now).value();
    auto broken = note;
    broken[broken.find("text")] = 'T';
    CHECK(open_note(broken, std::span(&two[0].who, 1)).error().params.at("name") == "a");
    const auto other = signer("c", SignatureKind::ed25519).who;
    CHECK(open_note(note, std::span(&other, 1)).error().is(err::ledger_note_unsigned));
    const VerifierKey namesake = signer("a", SignatureKind::ed25519).who;
    CHECK(open_note(note, std::span(&namesake, 1)).error().is(err::ledger_note_unsigned));
}

TEST_CASE("a cosignature's time is signed") {
    for (const auto kind : {SignatureKind::ed25519_cosignature, SignatureKind::sm2_cosignature}) {
        const auto witness = signer("w", kind);
        const auto line = signature_line(witness, "text\n", now).value();
        auto parsed = parse_signature_lines(line).value().at(0);
        CHECK(verify_line(parsed, "text\n", std::span(&witness.who, 1))->at == now);
        parsed.signature[7] = static_cast<char>(parsed.signature[7] ^ 1);
        CHECK_FALSE(verify_line(parsed, "text\n", std::span(&witness.who, 1)));
        parsed.signature.resize(8);
        CHECK_FALSE(verify_line(parsed, "text\n", std::span(&witness.who, 1)));
    }
}

TEST_CASE("what is no signed note is refused") {
    const auto one = signer("a", SignatureKind::ed25519);
    const auto good = sign_note("text\n", std::span(&one, 1), now).value();
    const auto line = good.substr(good.find("\n\n") + 2);
    REQUIRE(parse_note(good));
    const std::string wrong[] = {"",
                                 "text\n",
                                 "text\n\n",
                                 "\n\n" + line,
                                 "text\n" + line,
                                 good.substr(0, good.size() - 1),
                                 good + "\n",
                                 "te\rxt\n\n" + line,
                                 std::string("te\0xt\n\n", 7) + line,
                                 "te\xFFxt\n\n" + line,
                                 "text\n\n\xE2\x80\x94 a b AAAA\n",
                                 "text\n\n\xE2\x80\x94 a AAAA\n",  // three bytes: not even an id
                                 "text\n\n\xE2\x80\x94 a+b AAAAAAAA\n",
                                 "text\n\n\xE2\x80\x94  AAAAAAAA\n",
                                 "text\n\n- a AAAAAAAA\n",
                                 "text\n\n\xE2\x80\x94 a AAAAAAA\n",
                                 "text\n\n" + line + "junk\n",
                                 std::string(longest_note, 'x') + "\n\n" + line};
    for (const auto& note : wrong) CHECK_MESSAGE(parse_note(note).error().is(err::ledger_note), note.substr(0, 60));
    std::string many = "text\n\n";
    for (std::size_t i = 0; i < most_signatures; ++i) many += line;
    CHECK(parse_note(many));
    CHECK_FALSE(parse_note(many + line));
    CHECK_FALSE(sign_note("no newline", std::span(&one, 1), now));
    CHECK_FALSE(sign_note("bell\a\n", std::span(&one, 1), now));
}

TEST_CASE("a key's text holds together, or it is refused") {
    const std::string good(peter);
    auto other_id = good, other_name = good;
    other_id[13] = 'd';
    other_name[0] = 'Q';
    for (const auto& wrong :
         {std::string(), std::string("a+b"), other_id, other_name, good + "A", good.substr(0, good.size() - 4),
          std::string("a+00000000+") + encoding::base64("\x02key"), "a b" + good})
        CHECK_MESSAGE(parse_verifier_key(wrong).error().is(err::ledger_note_key), wrong);
    const auto key = parse_verifier_key(peter).value().key;
    for (const auto* name : {"", "a b", "a+b",
                             "a\xE3\x80\x80"
                             "b",
                             "a\xC2\xA0"
                             "b",
                             "a\n"})
        CHECK_FALSE(verifier_key(name, SignatureKind::ed25519, key));
    CHECK_FALSE(verifier_key("a", SignatureKind::sm2, key));
}
