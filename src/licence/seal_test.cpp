#include "licence/seal.hpp"

#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "crypto/test_authority.hpp"
#include "licence/sign_ofd.hpp"

#include <fstream>
#include <iterator>
#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::licence;
using namespace zhupi::crypto::testing;
namespace der = crypto::der;

namespace {

const Instant now = Instant::parse("2026-11-26T08:00:00Z").value();
const std::string xml = "<ofd:Signature/>";

struct Office {
    Authority root{"云江根证书"};
    crypto::SignerPointer maker = fresh(), signer = fresh();
    crypto::Certificate maker_certificate = root.issue({"云江制章", maker->public_key()});
    crypto::Certificate certificate = root.issue({"云江市住房和城乡建设局", signer->public_key()});
    crypto::Trust trust{{root.certificate()}, {}, {}, false};
    NewSeal wanted{"32010012345678", "云江市住房和城乡建设局审批专用章", 1, {certificate}, year_2026, year_2026,
                   year_2027,        {"PNG", "picture", 42, 42}};
    Seal seal = make_seal(wanted, *maker, maker_certificate).value();

    static crypto::SignerPointer fresh() {
        return crypto::signer_in_memory(crypto::generate_private_key(crypto::Algorithm::sm2)).value();
    }
    std::string sealing(Instant at = now) const {
        return seal_digest(seal, crypto::sm3(xml), "/Doc_0/Signs/Sign_0/Signature.xml", *signer, certificate, at)
            .value();
    }
    std::string refusal(std::string_view value) const {
        const auto verdict = verify_sealing(value, xml, seal.der, trust);
        return verdict ? "good" : std::string(verdict.error().code->code);
    }
};

std::string suite(const char* name) {
    std::ifstream file(std::string(ZHUPI_SOURCE_DIR "/../shared/suites/ofd/seals/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a seal is read as it was made, and is genuine by its maker only") {
    Office office;
    const auto seal = read_seal(office.seal.der).value();
    CHECK(seal.version == 4);
    CHECK(seal.name == office.wanted.name);
    CHECK(seal.id == office.wanted.id);
    CHECK(seal.picture.width == 42);
    CHECK(seal.from == year_2026);
    REQUIRE(seal.signers.size() == 1);
    CHECK(seal.signers[0] == office.certificate);
    CHECK(verify_seal(seal, office.trust));
    auto forged = make_seal(office.wanted, *Office::fresh(), office.maker_certificate).value();
    CHECK(verify_seal(forged, office.trust).error().is(err::seal_maker_signature));
    CHECK(verify_seal(seal, Office().trust).error().code->code.substr(0, 6) == "chain.");
}

TEST_CASE("a sealing holds for its document, and tells when it was made") {
    const Office office;
    const auto verdict = verify_sealing(office.sealing(), xml, office.seal.der, office.trust);
    REQUIRE_MESSAGE(verdict, verdict.error().en());
    CHECK(verdict->at == now);
    CHECK_FALSE(verdict->proven);
    CHECK(verdict->sealing.signer == office.certificate);
    CHECK(verify_sealing(office.sealing(), xml + " ", office.seal.der, office.trust)
              .error()
              .is(err::seal_document_changed));
    CHECK(verify_sealing(office.sealing(), xml, Office().seal.der, office.trust).error().is(err::seal_exchanged));
    CHECK(verify_sealing(office.sealing(), xml, "", office.trust));
}

TEST_CASE("a seal is used by those it names, within its time") {
    Office office;
    CHECK(office.refusal(office.sealing(year_2026.plus_seconds(-1))) == "seal.not_valid");
    CHECK(office.refusal(office.sealing(year_2027.plus_seconds(1))) == "seal.not_valid");
    const auto stranger = Office::fresh();
    const auto certificate = office.root.issue({"某某", stranger->public_key()});
    CHECK(seal_digest(office.seal, crypto::sm3(xml), "/x", *stranger, certificate, now)
              .error()
              .is(err::seal_signer_unlisted));
    // The stranger writes it by hand.
    const auto to_sign = der::sequence({der::number(4), office.seal.der, der::generalized_time(now),
                                        der::bit_string(crypto::sm3(xml)), der::ia5("/x")});
    const auto by_hand = der::sequence({to_sign, der::octet_string(certificate.der), der::oid("1.2.156.10197.1.501"),
                                        der::bit_string(stranger->sign(to_sign).value())});
    CHECK(office.refusal(by_hand) == "seal.signer_unlisted");
    const auto borrowed_name =
        der::sequence({to_sign, der::octet_string(office.certificate.der), der::oid("1.2.156.10197.1.501"),
                       der::bit_string(stranger->sign(to_sign).value())});
    CHECK(office.refusal(borrowed_name) == "seal.signature");
}

TEST_CASE("a signer whose certificate was revoked before sealed in vain") {
    Office office;
    const auto list = office.root.list(now, year_2027, {{office.certificate, now.plus_seconds(-60)}});
    office.trust.revoked = {crypto::read_revocation_list(list).value()};
    CHECK(office.refusal(office.sealing()) == "chain.revoked");
    CHECK(office.refusal(office.sealing(now.plus_seconds(-120))) == "good");
}

TEST_CASE("no changed byte of a sealing passes") {
    const Office office;
    const auto value = office.sealing();
    for (std::size_t i = 0; i < value.size(); ++i) {
        auto changed = value;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK_FALSE_MESSAGE(verify_sealing(changed, xml, office.seal.der, office.trust), i);
    }
    for (std::size_t size = 0; size < value.size(); size += 11)
        CHECK(office.refusal(value.substr(0, size)) == "seal.malformed");
}

TEST_CASE("seals of others, of all three versions, are read and their makers' signatures hold") {
    if (suite("UserV4.esl").empty()) {
        MESSAGE("!!! NOT RUN: the external suite ofd/seals is not beside the project");
        return;
    }
    struct Row {
        const char* file;
        int version;
    };
    for (const auto& row : {Row{"UserV1.esl", 1}, {"UserV4.esl", 4}, {"UserV5_ts.esl", 5}}) {
        const auto seal = read_seal(suite(row.file));
        REQUIRE_MESSAGE(seal, row.file << ": " << seal.error().en());
        CHECK(seal->version == row.version);
        CHECK(seal->picture.bytes.size() > 100);
        const crypto::Trust trust{{seal->maker}, {}, {}, false};
        const auto genuine = verify_seal(*seal, trust);
        // Their test certificates may be over or not made for signing; the signature itself must hold.
        CHECK_MESSAGE((genuine || !genuine.error().is(err::seal_maker_signature)), row.file);
        auto changed = suite(row.file);
        const auto at = changed.find(seal->name);
        REQUIRE(at != std::string::npos);
        changed[at] = static_cast<char>(changed[at] ^ 1);
        CHECK(verify_seal(read_seal(changed).value(), trust).error().is(err::seal_maker_signature));
    }
    for (const auto* file : {"SignedValueV4.dat", "SignedValueV5.dat"}) {
        const auto sealing = read_sealing(suite(file));
        REQUIRE_MESSAGE(sealing, file << ": " << sealing.error().en());
        const auto key = crypto::read_public_key(sealing->signer.spki);
        REQUIRE(key);
        CHECK_MESSAGE(crypto::verify(*key, sealing->signed_bytes, sealing->signature), file);
    }
}

TEST_CASE("a sealed document names every file with its digest, and is the same bytes up to the signature") {
    const Office office;
    document::ofd::Document document;
    document.id = std::string(32, 'b');
    document.title = "许可证";
    document.created = Date::of(2026, 11, 26);
    document.pages = {{}};
    document.has_signatures = true;
    const auto plain = document::ofd_files(document);
    const auto files =
        seal_ofd(plain, office.seal, {{1, {130'000, 215'000, 42'000, 42'000}}}, *office.signer, office.certificate, now)
            .value();
    REQUIRE(files.size() == plain.size() + 4);
    const auto& signature_xml = files[files.size() - 2].bytes;
    const auto& value = files.back().bytes;
    for (std::size_t i = 0; i + 2 < files.size(); ++i)
        CHECK_MESSAGE(signature_xml.find("FileRef=\"/" + files[i].path + "\"") != std::string::npos, files[i].path);
    CHECK(signature_xml.find("<ofd:SignatureDateTime>20261126080000Z</ofd:SignatureDateTime>") != std::string::npos);
    CHECK(verify_sealing(value, signature_xml, files[files.size() - 3].bytes, office.trust));
    const auto again =
        seal_ofd(plain, office.seal, {{1, {130'000, 215'000, 42'000, 42'000}}}, *office.signer, office.certificate, now)
            .value();
    CHECK(again[again.size() - 2].bytes == signature_xml);
    CHECK(document::write_zip(files).size() > 1000);
}
