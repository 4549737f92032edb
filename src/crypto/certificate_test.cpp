#include "crypto/certificate.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "crypto/openssl.hpp"
#include "crypto/test_authority.hpp"

#include <doctest/doctest.h>
#include <openssl/x509v3.h>

using namespace zhupi;
using namespace zhupi::crypto;
using namespace zhupi::crypto::testing;

namespace {

const Instant today = Instant::parse("2026-11-26T08:00:00Z").value();

SignerPointer new_signer(Algorithm algorithm = Algorithm::sm2) {
    return signer_in_memory(generate_private_key(algorithm)).value();
}

std::string pem(std::string_view label, std::string_view der) {
    return "-----BEGIN " + std::string(label) + "-----\n" + encoding::base64(der) + "\n-----END " + std::string(label) +
           "-----\n";
}

struct House {
    Authority root{"云江根证书"};
    Authority office{"云江政务签发", root, 0};
    Certificate leaf = office.issue({"云江市住房和城乡建设局", new_signer()->public_key()});
    Trust trust{{root.certificate()}, {office.certificate()}, {}, false};

    const ErrorCode& refusal(const Certificate& certificate, Instant at = today, Usage usage = Usage::signature) const {
        const auto chain = verify_chain(certificate, trust, at, usage);
        REQUIRE_FALSE(chain);
        return *chain.error().code;
    }
};
#define CHECK_REFUSED(refusal, wanted) CHECK((refusal).code == (wanted).code)

}  // namespace

TEST_CASE("a certificate tells its names in their own script, its time and its key") {
    const House house;
    CHECK(house.leaf.subject == "CN=云江市住房和城乡建设局,O=云江市,C=CN");
    CHECK(house.leaf.issuer == "CN=云江政务签发,O=云江市,C=CN");
    CHECK(house.leaf.not_before == year_2026);
    CHECK(house.leaf.not_after == year_2027);
    CHECK(house.leaf.serial == "1001");
    CHECK(read_public_key(house.office.certificate().spki).value() == house.office.signer()->public_key());
}

TEST_CASE("certificates are read from DER and PEM, and nothing else is") {
    const House house;
    const auto text = pem("CERTIFICATE", house.leaf.der);
    CHECK(read_certificate(text).value() == house.leaf);
    const auto both = read_certificates("comment\n" + text + pem("CERTIFICATE", house.root.certificate().der));
    REQUIRE(both);
    REQUIRE(both->size() == 2);
    CHECK((*both)[1] == house.root.certificate());
    for (const auto& wrong : {std::string(), std::string("no"), house.leaf.der + "x", house.leaf.der.substr(0, 200),
                              pem("CERTIFICATE", "no")})
        CHECK(read_certificate(wrong).error().is(err::crypto_certificate));
    CHECK_FALSE(read_certificates("nothing"));
    CHECK_FALSE(read_certificates(text + "-----BEGIN CERTIFICATE-----\n"));
}

TEST_CASE("a chain of SM2 certificates is verified up to its root") {
    const House house;
    const auto chain = verify_chain(house.leaf, house.trust, today, Usage::signature);
    REQUIRE_MESSAGE(chain, chain.error().en());
    REQUIRE(chain->size() == 3);
    CHECK((*chain)[0] == house.leaf);
    CHECK((*chain)[2] == house.root.certificate());
}

TEST_CASE("an anchor is believed as it is, self-signed or not") {
    House house;
    house.trust = {{house.office.certificate()}, {}, {}, false};
    CHECK(verify_chain(house.leaf, house.trust, today, Usage::signature).value().size() == 2);
    house.trust = {{house.leaf}, {}, {}, false};
    CHECK(verify_chain(house.leaf, house.trust, today, Usage::signature));
}

TEST_CASE("a chain that leads nowhere trusted is refused with the issuer's name") {
    House house;
    house.trust.between.clear();
    const auto missing = verify_chain(house.leaf, house.trust, today, Usage::signature);
    CHECK(missing.error().is(err::chain_untrusted));
    CHECK(missing.error().params.at("issuer") == "CN=云江政务签发,O=云江市,C=CN");
    house.trust.between = {house.office.certificate(), house.root.certificate()};
    house.trust.anchors = {Authority("别处根证书").certificate()};
    CHECK_REFUSED(house.refusal(house.leaf), err::chain_untrusted);
    CHECK_REFUSED(house.refusal(house.root.certificate()), err::chain_untrusted);
}

TEST_CASE("a namesake of the issuer is found out by the signature") {
    House house;
    Authority namesake("云江政务签发", house.root, 0);
    house.trust.between = {namesake.certificate()};
    CHECK_REFUSED(house.refusal(house.leaf), err::chain_signature);
}

TEST_CASE("no changed byte of a certificate passes") {
    House house;
    std::size_t read = 0;
    for (std::size_t i = 0; i < house.leaf.der.size(); ++i) {
        auto changed = house.leaf.der;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        const auto certificate = read_certificate(changed);
        if (!certificate) continue;
        ++read;
        CHECK_FALSE_MESSAGE(verify_chain(*certificate, house.trust, today, Usage::signature), i);
    }
    CHECK(read > 50);
}

TEST_CASE("what counts is the moment that is asked about") {
    House house;
    CHECK(verify_chain(house.leaf, house.trust, year_2026, Usage::signature));
    CHECK(verify_chain(house.leaf, house.trust, year_2027.plus_seconds(-1), Usage::signature));
    CHECK_REFUSED(house.refusal(house.leaf, year_2027), err::chain_expired);
    const auto early = verify_chain(house.leaf, house.trust, year_2026.plus_seconds(-1), Usage::signature);
    CHECK(early.error().is(err::chain_not_yet));
    CHECK(early.error().params.at("from") == "2026-01-01T00:00:00.000Z");
}

TEST_CASE("only an authority issues certificates, and only as deep as it may") {
    House house;
    Authority impostor("冒名签发", house.office, {}, false, digital_signature);
    house.trust.between.push_back(impostor.certificate());
    const auto by_impostor = impostor.issue({"某某", new_signer()->public_key()});
    CHECK_REFUSED(house.refusal(by_impostor), err::chain_authority);
    Authority below("下级签发", house.office);
    house.trust.between.push_back(below.certificate());
    CHECK_REFUSED(house.refusal(below.issue({"某某", new_signer()->public_key()})), err::chain_length);
    Authority cannot_sign("无签发权", house.root, {}, true, crl_sign);
    house.trust.between.push_back(cannot_sign.certificate());
    CHECK_REFUSED(house.refusal(cannot_sign.issue({"某某", new_signer()->public_key()})), err::chain_authority);
}

TEST_CASE("a certificate is used for what it was made for") {
    House house;
    const auto issue = [&](std::optional<unsigned char> usage, std::string extended = {}, bool critical = true) {
        Wanted wanted{"某某", new_signer()->public_key()};
        wanted.key_usage = usage;
        wanted.extended_usage = std::move(extended);
        wanted.extended_critical = critical;
        return house.office.issue(wanted);
    };
    const auto good = [&](const Certificate& certificate, Usage usage) {
        return verify_chain(certificate, house.trust, today, usage).has_value();
    };
    const std::string stamping = "1.3.6.1.5.5.7.3.8", client = "1.3.6.1.5.5.7.3.2";
    CHECK(good(issue(std::nullopt), Usage::signature));
    CHECK(good(issue(non_repudiation), Usage::signature));
    CHECK_REFUSED(house.refusal(issue(key_encipherment)), err::chain_usage);
    CHECK(good(issue(digital_signature, stamping), Usage::timestamp));
    CHECK_REFUSED(house.refusal(issue(digital_signature, stamping, false), today, Usage::timestamp), err::chain_usage);
    CHECK_REFUSED(house.refusal(issue(digital_signature), today, Usage::timestamp), err::chain_usage);
    CHECK(good(issue(digital_signature, client, false), Usage::client));
    CHECK_REFUSED(house.refusal(issue(digital_signature, stamping), today, Usage::client), err::chain_usage);
}

TEST_CASE("an extension that is critical and unknown is refused") {
    House house;
    Wanted wanted{"某某", new_signer()->public_key()};
    wanted.more = extension("1.2.156.10197.9.9.9", true, der::null());
    const auto chain = verify_chain(house.office.issue(wanted), house.trust, today, Usage::signature);
    CHECK(chain.error().is(err::chain_refused));
    CHECK(chain.error().params.at("detail") == "unhandled critical extension");
}

TEST_CASE("a revoked certificate was good until it was revoked") {
    House house;
    const auto on = today.plus_seconds(-3600);
    const auto list = house.office.list(today, today.plus_seconds(86400), {{house.leaf, on}});
    house.trust.revoked = {read_revocation_list(list).value()};
    CHECK(house.trust.revoked[0].this_update == today);
    CHECK(verify_chain(house.leaf, house.trust, on.plus_seconds(-1), Usage::signature));
    const auto after = verify_chain(house.leaf, house.trust, today, Usage::signature);
    CHECK(after.error().is(err::chain_revoked));
    CHECK(after.error().params.at("on") == on.iso());
    const auto other = house.office.issue({"某某", new_signer()->public_key()});
    CHECK(verify_chain(other, house.trust, today, Usage::signature));
}

TEST_CASE("a revoked authority takes everyone below with it") {
    House house;
    const auto list = house.root.list(today, today.plus_seconds(86400), {{house.office.certificate(), today}});
    house.trust.revoked = {read_revocation_list(list).value()};
    const auto chain = verify_chain(house.leaf, house.trust, today, Usage::signature);
    CHECK(chain.error().is(err::chain_revoked));
    CHECK(chain.error().params.at("subject") == house.office.certificate().subject);
}

TEST_CASE("a list that is foreign, forged or over does not count") {
    House house;
    house.trust.revocation_required = true;
    const auto tomorrow = today.plus_seconds(86400);
    const auto root_list = read_revocation_list(house.root.list(today, tomorrow, {})).value();
    Authority namesake("云江政务签发", house.root, 0);
    const auto forged = read_revocation_list(namesake.list(today, tomorrow, {{house.leaf, today}})).value();
    const auto over = read_revocation_list(house.office.list(year_2026, today.plus_seconds(-1), {})).value();
    for (const auto& lists : {std::vector<RevocationList>{}, {root_list}, {root_list, forged}, {root_list, over}}) {
        house.trust.revoked = lists;
        CHECK_REFUSED(house.refusal(house.leaf), err::chain_revocation_unknown);
    }
    house.trust.revoked = {root_list, read_revocation_list(house.office.list(today, tomorrow, {})).value()};
    CHECK(verify_chain(house.leaf, house.trust, today, Usage::signature));
    CHECK(verify_chain(house.leaf, house.trust, today.plus_seconds(-3600), Usage::signature));
}

TEST_CASE("lists of a part of the certificates are refused, and what is no list") {
    const House house;
    const auto only_users = extension("2.5.29.28", true, der::sequence({der::element(der::primitive(1), "\xFF")}));
    const auto everything = extension("2.5.29.28", true, der::sequence({}));
    const auto unknown = extension("1.2.3.4", true, der::null());
    CHECK(read_revocation_list(house.office.list(today, today, {}, everything)));
    for (const auto& wrong :
         {house.office.list(today, today, {}, only_users), house.office.list(today, today, {}, unknown), house.leaf.der,
          std::string("no"), std::string()})
        CHECK(read_revocation_list(wrong).error().is(err::crypto_revocation_list));
    CHECK(read_revocation_list(pem("X509 CRL", house.office.list(today, today, {}))));
}

TEST_CASE("other keys than SM2 chain up too") {
    Authority root("Ed25519 Root", Algorithm::ed25519);
    const auto leaf = root.issue({"某某", new_signer(Algorithm::ed25519)->public_key()});
    const auto chain = verify_chain(leaf, {{root.certificate()}, {}, {}, false}, today, Usage::signature);
    REQUIRE_MESSAGE(chain, chain.error().en());
    CHECK(chain->size() == 2);
}

namespace {

/// By OpenSSL's own functions: an authority with one key, a leaf with another, one signature algorithm.
struct TheirHouse {
    Certificate root, leaf;

    TheirHouse(const Pkey& above, const Pkey& below, const EVP_MD* digest)
        : root(made(above, "Root", above, digest, true)), leaf(made(below, "Leaf", above, digest, false)) {}

    static Certificate made(const Pkey& key, const char* name, const Pkey& issuer, const EVP_MD* digest,
                            bool authority) {
        const X509Pointer x(X509_new());
        X509_set_version(x.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(x.get()), authority ? 1 : 2);
        ASN1_TIME_set_string(X509_getm_notBefore(x.get()), "20200101000000Z");
        ASN1_TIME_set_string(X509_getm_notAfter(x.get()), "20990101000000Z");
        const auto put = [](X509_NAME* to, const char* text) {
            X509_NAME_add_entry_by_txt(to, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
        };
        put(X509_get_subject_name(x.get()), name);
        put(X509_get_issuer_name(x.get()), "Root");
        X509_set_pubkey(x.get(), key.get());
        if (authority) {
            auto* constraints = X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE");
            X509_add_ext(x.get(), constraints, -1);
            X509_EXTENSION_free(constraints);
        }
        REQUIRE(X509_sign(x.get(), issuer.get(), digest) > 0);
        return read_certificate(der_of(x.get(), i2d_X509)).value();
    }
};

Pkey rsa(std::size_t bits) { return Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits)); }
Pkey p256() { return Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

}  // namespace

TEST_CASE("RSA and ECDSA chains are verified, weak ones refused") {
    const auto verdict = [](const TheirHouse& house) {
        const auto chain = verify_chain(house.leaf, {{house.root}, {}, {}, false}, today, Usage::signature);
        return chain ? std::string("good") : std::string(chain.error().code->code);
    };
    CHECK(verdict({rsa(2048), p256(), EVP_sha256()}) == "good");
    CHECK(verdict({p256(), rsa(2048), EVP_sha384()}) == "good");
    CHECK(verdict({p256(), rsa(1024), EVP_sha256()}) == "chain.weak");
    CHECK(verdict({rsa(1024), p256(), EVP_sha256()}) == "chain.weak");
    CHECK(verdict({p256(), p256(), EVP_sha1()}) == "chain.weak");
}
