// Two stampers: one of a few lines below that signs with SM2 or Ed25519, and OpenSSL's own (which knows RSA and ECDSA).
#include "crypto/timestamp.hpp"

#include "base/error_codes.hpp"
#include "crypto/openssl.hpp"
#include "crypto/random.hpp"
#include "crypto/test_authority.hpp"

#include <random>

#include <doctest/doctest.h>
#include <openssl/ts.h>

using namespace zhupi;
using namespace zhupi::crypto;
using namespace zhupi::crypto::testing;

namespace {

const Instant now = Instant::parse("2026-11-26T08:00:00Z").value();
const std::string data = "signature value of a licence";
constexpr std::string_view stamping = "1.3.6.1.5.5.7.3.8", sm3_oid = "1.2.156.10197.1.401";

std::string algorithm(std::string_view oid) { return der::sequence({der::oid(oid)}); }
std::string attribute(std::string_view oid, std::string_view value) {
    return der::sequence({der::oid(oid), der::element(der::set_tag, value)});
}

struct Stamper {
    Authority root{"云江根证书"};
    SignerPointer signer;
    Certificate certificate;
    Instant at = now;
    bool with_certificate = true;
    std::string bound_to;  ///< the certificate whose hash is signed; empty: its own

    explicit Stamper(Algorithm kind = Algorithm::sm2, Instant until = year_2027)
        : signer(signer_in_memory(generate_private_key(kind)).value()) {
        Wanted wanted{"云江时间戳", signer->public_key(), year_2026, until};
        wanted.extended_usage = stamping;
        certificate = root.issue(wanted);
    }
    Trust trust() const { return {{root.certificate()}, {}, {}, false}; }

    std::string token(const TimestampRequest& request) const {
        const auto stamp = der::sequence(
            {der::number(1), der::oid("1.2.156.3005.9.1"),
             der::sequence({algorithm(sm3_oid), der::octet_string(request.digest)}), der::number(77),
             der::generalized_time(at), der::sequence({der::number(1), der::element(der::primitive(0), "\x02")}),
             request.nonce.empty() ? std::string() : der::unsigned_integer(request.nonce)});
        const auto id =
            der::sequence({algorithm(sm3_oid), der::octet_string(sm3(bound_to.empty() ? certificate.der : bound_to))});
        auto attributes = der::set_of({attribute("1.2.840.113549.1.9.3", der::oid("1.2.840.113549.1.9.16.1.4")),
                                       attribute("1.2.840.113549.1.9.4", der::octet_string(sm3(stamp))),
                                       attribute("1.2.840.113549.1.9.16.2.47", der::sequence({der::sequence({id})}))});
        const auto signature = signer->sign(attributes).value();
        attributes[0] = static_cast<char>(der::context(0));
        const auto signer_info = der::sequence(
            {der::number(1), der::sequence({name("云江根证书"), der::number(0x1002)}), algorithm(sm3_oid), attributes,
             signature_algorithm(signer->public_key().algorithm), der::octet_string(signature)});
        const auto signed_data =
            der::sequence({der::number(3), der::element(der::set_tag, algorithm(sm3_oid)),
                           der::sequence({der::oid("1.2.840.113549.1.9.16.1.4"),
                                          der::element(der::context(0), der::octet_string(stamp))}),
                           with_certificate ? der::element(der::context(0), certificate.der) : std::string(),
                           der::element(der::set_tag, signer_info)});
        return der::sequence({der::oid("1.2.840.113549.1.7.2"), der::element(der::context(0), signed_data)});
    }
};

TimestampRequest request_for(std::string_view bytes) { return {Hash::sm3, sm3(bytes), random_bytes(8), "", true}; }

}  // namespace

TEST_CASE("a request is read as it was written") {
    for (const auto hash : {Hash::sm3, Hash::sha256}) {
        const TimestampRequest request{hash, digest(hash, data), "\x81nonce", "1.2.3.4", false};
        const auto read = read_timestamp_request(write_timestamp_request(request)).value();
        CHECK(read.hash == hash);
        CHECK(read.digest == request.digest);
        CHECK(read.nonce == request.nonce);
        CHECK(read.policy == "1.2.3.4");
        CHECK_FALSE(read.certificate);
    }
    for (const auto& wrong : {std::string(), std::string("no"), der::sequence({der::number(1)})})
        CHECK(read_timestamp_request(wrong).error().is(err::timestamp_malformed));
}

TEST_CASE("a stamp by SM2 or Ed25519 tells when the data were there") {
    for (const auto kind : {Algorithm::sm2, Algorithm::ed25519}) {
        const Stamper stamper(kind);
        const auto request = request_for(data);
        const auto stamp = verify_timestamp(stamper.token(request), data, stamper.trust(), request.nonce);
        REQUIRE_MESSAGE(stamp, stamp.error().en());
        CHECK(stamp->at == now);
        CHECK(stamp->accuracy_ms == 1002);
        CHECK(stamp->serial == "4d");
        CHECK(stamp->policy == "1.2.156.3005.9.1");
        CHECK(stamp->stamper == stamper.certificate);
    }
}

TEST_CASE("a stamp of other data, or for another request, is told apart") {
    const Stamper stamper;
    const auto request = request_for(data);
    const auto token = stamper.token(request);
    CHECK(verify_timestamp(token, "other", stamper.trust()).error().is(err::timestamp_other_data));
    CHECK(verify_timestamp(token, data, stamper.trust(), "other").error().is(err::timestamp_nonce));
    CHECK(verify_timestamp(token, data, stamper.trust()));
}

TEST_CASE("no changed byte of a stamp passes") {
    const Stamper stamper;
    const auto token = stamper.token(request_for(data));
    std::size_t passed = 0;
    for (std::size_t i = 0; i < token.size(); ++i)
        for (const int bit : {1, 128}) {
            auto changed = token;
            changed[i] = static_cast<char>(changed[i] ^ bit);
            // The version numbers, the list of digests and the certificate's place stand outside what is signed: what
            // they say is not used, or checked by itself. A stamp that is still accepted must say the same.
            const auto stamp = verify_timestamp(changed, data, stamper.trust());
            if (!stamp) continue;
            ++passed;
            CHECK(stamp->at == now);
            CHECK(stamp->stamper == stamper.certificate);
        }
    CHECK(passed < 40);
    for (std::size_t size = 0; size < token.size(); size += 7)
        CHECK(verify_timestamp(token.substr(0, size), data, stamper.trust()).error().is(err::timestamp_malformed));
}

TEST_CASE("the stamper's certificate may come from elsewhere, but must be the one that was signed for") {
    Stamper stamper;
    stamper.with_certificate = false;
    const auto request = request_for(data);
    CHECK(verify_timestamp(stamper.token(request), data, stamper.trust()).error().is(err::timestamp_signer));
    auto trust = stamper.trust();
    trust.between = {stamper.certificate};
    CHECK(verify_timestamp(stamper.token(request), data, trust));
    stamper.bound_to = "another certificate with the same key";
    CHECK(verify_timestamp(stamper.token(request), data, trust).error().is(err::timestamp_signature));
}

TEST_CASE("the stamper must have been trusted at the time that it names") {
    Stamper stamper(Algorithm::sm2, now.plus_seconds(1));
    CHECK(verify_timestamp(stamper.token(request_for(data)), data, stamper.trust()));
    stamper.at = now.plus_seconds(1);
    CHECK(verify_timestamp(stamper.token(request_for(data)), data, stamper.trust()).error().is(err::chain_expired));
    const Stamper stranger;
    CHECK(
        verify_timestamp(stranger.token(request_for(data)), data, Stamper().trust()).error().is(err::chain_signature));
}

TEST_CASE("a certificate that was not made for stamping cannot stamp") {
    Stamper stamper;
    stamper.certificate = stamper.root.issue({"云江公章",
                                              stamper.signer->public_key(),
                                              year_2026,
                                              year_2027,
                                              false,
                                              {},
                                              digital_signature,
                                              "",
                                              true,
                                              "",
                                              0x1002});
    CHECK(verify_timestamp(stamper.token(request_for(data)), data, stamper.trust()).error().is(err::chain_usage));
}

TEST_CASE("an answer gives its token, or why there is none") {
    const Stamper stamper;
    const auto token = stamper.token(request_for(data));
    CHECK(read_timestamp_response(der::sequence({der::sequence({der::number(0)}), token})).value() == token);
    const auto refused = read_timestamp_response(
        der::sequence({der::sequence({der::number(2), der::sequence({der::utf8("busy")}), der::bit_string("\x20")})}));
    CHECK(refused.error().is(err::timestamp_refused));
    CHECK(refused.error().en() == "The timestamp service refused (status 2): busy");
    for (const auto& wrong :
         {std::string(), std::string("busy"), der::sequence({der::sequence({der::number(0)})}), token})
        CHECK(read_timestamp_response(wrong).error().is(err::timestamp_malformed));
}

// OpenSSL as the stamper, by its own functions, with an ECDSA and an RSA key.
namespace {

template <auto F>
using Held = Freed<F>;

struct TheirStamper {
    Pkey key;
    std::unique_ptr<X509, Held<X509_free>> certificate{X509_new()};

    explicit TheirStamper(Pkey made) : key(std::move(made)) {
        auto* x = certificate.get();
        X509_set_version(x, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(x), 5);
        ASN1_TIME_set_string(X509_getm_notBefore(x), "20200101000000Z");
        ASN1_TIME_set_string(X509_getm_notAfter(x), "20990101000000Z");
        X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("Their TSA"), -1, -1, 0);
        X509_set_issuer_name(x, X509_get_subject_name(x));
        X509_set_pubkey(x, key.get());
        auto* usage = X509V3_EXT_conf_nid(nullptr, nullptr, NID_ext_key_usage, "critical,timeStamping");
        X509_add_ext(x, usage, -1);
        X509_EXTENSION_free(usage);
        REQUIRE(X509_sign(x, key.get(), EVP_sha256()) > 0);
    }

    std::string answer(std::string_view request, const EVP_MD* signs_with) const {
        const std::unique_ptr<TS_RESP_CTX, Held<TS_RESP_CTX_free>> context(TS_RESP_CTX_new());
        auto* c = context.get();
        TS_RESP_CTX_set_serial_cb(
            c,
            [](TS_RESP_CTX*, void*) {
                auto* n = ASN1_INTEGER_new();
                ASN1_INTEGER_set(n, 9);
                return n;
            },
            nullptr);
        TS_RESP_CTX_set_signer_cert(c, certificate.get());
        TS_RESP_CTX_set_signer_key(c, key.get());
        TS_RESP_CTX_set_signer_digest(c, signs_with);
        const std::unique_ptr<ASN1_OBJECT, Held<ASN1_OBJECT_free>> policy(OBJ_txt2obj("1.2.3.4", 1));
        TS_RESP_CTX_set_def_policy(c, policy.get());
        TS_RESP_CTX_add_md(c, EVP_sm3());
        TS_RESP_CTX_add_md(c, EVP_sha256());
        TS_RESP_CTX_set_accuracy(c, 0, 250, 0);
        const Bio in(BIO_new_mem_buf(request.data(), static_cast<int>(request.size())));
        const std::unique_ptr<TS_RESP, Held<TS_RESP_free>> response(TS_RESP_create_response(c, in.get()));
        REQUIRE(response != nullptr);
        return der_of(response.get(), i2d_TS_RESP);
    }
};

}  // namespace

TEST_CASE("OpenSSL understands our requests, and we its stamps") {
    struct Row {
        TheirStamper stamper;
        const EVP_MD* signs_with;
    };
    Row rows[] = {{TheirStamper(Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"))), EVP_sha256()},
                  {TheirStamper(Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}))), EVP_sha512()}};
    for (const auto& row : rows)
        for (const auto hash : {Hash::sm3, Hash::sha256}) {
            const TimestampRequest request{hash, digest(hash, data), random_bytes(8), "", true};
            const auto token =
                read_timestamp_response(row.stamper.answer(write_timestamp_request(request), row.signs_with));
            REQUIRE(token);
            const auto certificate = read_certificate(der_of(row.stamper.certificate.get(), i2d_X509)).value();
            const Trust trust{{certificate}, {}, {}, false};
            const auto stamp = verify_timestamp(*token, data, trust, request.nonce);
            REQUIRE_MESSAGE(stamp, stamp.error().en());
            CHECK(stamp->policy == "1.2.3.4");
            CHECK(stamp->accuracy_ms == 250);
            CHECK(verify_timestamp(*token, "other", trust).error().is(err::timestamp_other_data));
            auto changed = *token;
            changed[changed.size() - 1] = static_cast<char>(changed.back() ^ 1);
            CHECK(verify_timestamp(changed, data, trust).error().is(err::timestamp_signature));
        }
}

TEST_CASE("OpenSSL refuses a request for a hash that it was not told of, and says so to us") {
    const TheirStamper stamper(Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")));
    const TimestampRequest request{Hash::sm3, sm3(data), "n", "9.9.9", true};
    const auto token = read_timestamp_response(stamper.answer(write_timestamp_request(request), EVP_sha256()));
    REQUIRE_FALSE(token);
    CHECK(token.error().is(err::timestamp_refused));
}
