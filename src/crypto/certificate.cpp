#include "crypto/certificate.hpp"

#include "base/error_codes.hpp"
#include "crypto/certificate_inside.hpp"

#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace zhupi::crypto {
namespace {

constexpr std::string_view pem_mark = "-----BEGIN";

Bio reading(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string hex_of(const ASN1_INTEGER* number) {
    const std::unique_ptr<BIGNUM, Freed<BN_free>> big(ASN1_INTEGER_to_BN(number, nullptr));
    char* digits = BN_bn2hex(big.get());
    std::string out(digits);
    OPENSSL_free(digits);
    for (auto& c : out) c = c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c;
    return out;
}

/// Lists of a part: for end entities only, by some reasons only, of other issuers.
bool covers_everything(X509_CRL* list) {
    int critical = -1;
    const std::unique_ptr<ISSUING_DIST_POINT, Freed<ISSUING_DIST_POINT_free>> point(static_cast<ISSUING_DIST_POINT*>(
        X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, &critical, nullptr)));
    if (critical < -1) return false;  // there twice, or unreadable
    if (point && (point->onlyuser > 0 || point->onlyCA > 0 || point->indirectCRL > 0 || point->onlyattr > 0 ||
                  point->onlysomereasons != nullptr))
        return false;
    for (int at = -1; (at = X509_CRL_get_ext_by_critical(list, 1, at)) >= 0;)
        if (OBJ_obj2nid(X509_EXTENSION_get_object(X509_CRL_get_ext(list, at))) != NID_issuing_distribution_point)
            return false;
    return true;
}

}  // namespace

std::string name_text(const X509_NAME* name) {
    const Bio out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

Instant instant_of(const ASN1_TIME* time) {
    tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
    const auto date = Date::of(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
    return Zone{0}.start_of(date).plus_seconds(parts.tm_hour * 3600 + parts.tm_min * 60 + parts.tm_sec);
}

Certificate described(X509* certificate) {
    return {der_of(certificate, i2d_X509),
            name_text(X509_get_subject_name(certificate)),
            name_text(X509_get_issuer_name(certificate)),
            hex_of(X509_get0_serialNumber(certificate)),
            instant_of(X509_get0_notBefore(certificate)),
            instant_of(X509_get0_notAfter(certificate)),
            der_of(X509_get_X509_PUBKEY(certificate), i2d_X509_PUBKEY)};
}

X509Pointer opened(const Certificate& certificate) {
    const auto* at = raw(certificate.der);
    X509Pointer out(d2i_X509(nullptr, &at, static_cast<long>(certificate.der.size())));
    ensure(out != nullptr, "a certificate that was read is read again");
    if (X509_get_signature_nid(out.get()) != NID_SM2_with_SM3) return out;  // other algorithms fail when given one
    auto* identity = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(identity, raw(sm2_identity), static_cast<int>(sm2_identity.size()));
    X509_set0_distinguishing_id(out.get(), identity);
    return out;
}

Result<Certificate> read_certificate(std::string_view text) {
    X509Pointer found;
    if (text.find(pem_mark) != std::string_view::npos) {
        found.reset(PEM_read_bio_X509(reading(text).get(), nullptr, nullptr, nullptr));
    } else {
        const auto* at = raw(text);
        found.reset(d2i_X509(nullptr, &at, static_cast<long>(text.size())));
        if (found && at != raw(text) + text.size()) found.reset();
    }
    ERR_clear_error();
    if (!found || X509_get0_pubkey(found.get()) == nullptr) {
        ERR_clear_error();
        return fail(err::crypto_certificate);
    }
    return described(found.get());
}

Result<std::vector<Certificate>> read_certificates(std::string_view pem) {
    std::vector<Certificate> out;
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
    for (auto from = pem.find(begin); from != std::string_view::npos; from = pem.find(begin, from)) {
        const auto until = pem.find(end, from);
        if (until == std::string_view::npos) return fail(err::crypto_certificate);
        ZHUPI_TRY(auto one, read_certificate(pem.substr(from, until + end.size() - from)));
        out.push_back(std::move(one));
        from = until;
    }
    if (out.empty()) return fail(err::crypto_certificate);
    return out;
}

Result<RevocationList> read_revocation_list(std::string_view text) {
    CrlPointer list;
    if (text.find(pem_mark) != std::string_view::npos) {
        list.reset(PEM_read_bio_X509_CRL(reading(text).get(), nullptr, nullptr, nullptr));
    } else {
        const auto* at = raw(text);
        list.reset(d2i_X509_CRL(nullptr, &at, static_cast<long>(text.size())));
    }
    ERR_clear_error();
    if (!list || !covers_everything(list.get())) return fail(err::crypto_revocation_list);
    RevocationList out{der_of(list.get(), i2d_X509_CRL), name_text(X509_CRL_get_issuer(list.get())),
                       instant_of(X509_CRL_get0_lastUpdate(list.get())), std::nullopt};
    if (const auto* next = X509_CRL_get0_nextUpdate(list.get())) out.next_update = instant_of(next);
    return out;
}

std::string take_algorithm(der::Reader& reader) {
    der::Reader inside(reader.take(der::sequence_tag));
    auto oid = inside.take_oid();
    if (inside.failed()) reader.fail();
    return oid;
}

const EVP_MD* strong_digest(std::string_view oid) {
    if (oid == "2.16.840.1.101.3.4.2.1") return EVP_sha256();
    if (oid == "2.16.840.1.101.3.4.2.2") return EVP_sha384();
    if (oid == "2.16.840.1.101.3.4.2.3") return EVP_sha512();
    if (oid == "1.2.156.10197.1.401") return EVP_sm3();
    return nullptr;
}

SignatureKind signature_kind(const std::string& oid) {
    // Ed25519, rsaEncryption, id-ecPublicKey and SM2 as GM/T 0006 numbers it, which name no digest.
    for (const auto* plain : {"1.3.101.112", "1.2.840.113549.1.1.1", "1.2.840.10045.2.1", "1.2.156.10197.1.301.1"})
        if (oid == plain) return {true, nullptr};
    int digest = NID_undef;
    if (OBJ_find_sigid_algs(OBJ_txt2nid(oid.c_str()), &digest, nullptr) != 1) return {};
    for (const auto* strong : {EVP_sha256(), EVP_sha384(), EVP_sha512(), EVP_sm3()})
        if (EVP_MD_get_type(strong) == digest) return {true, strong};
    return {};
}

bool verify_signed(std::string_view der, std::string_view spki) {
    der::Reader whole(der);
    der::Reader inside(whole.take(der::sequence_tag));
    const auto covered = inside.take_whole(der::sequence_tag);
    const auto kind = signature_kind(take_algorithm(inside));
    const auto signature = inside.take_bit_string();
    if (!whole.done() || !inside.done() || !kind.known) return false;
    const auto key = public_half(spki);
    return key && verify_with(key.get(), kind.digest, covered, signature);
}

}  // namespace zhupi::crypto
