#include "crypto/timestamp.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/certificate_inside.hpp"

#include <openssl/x509v3.h>

namespace zhupi::crypto {
namespace {

constexpr std::string_view sha256_oid = "2.16.840.1.101.3.4.2.1", sm3_oid = "1.2.156.10197.1.401";
// SignedData and its data as PKCS#7 numbers them, and as GM/T 0010 does for SM2.
constexpr std::string_view signed_data_oid = "1.2.840.113549.1.7.2", gm_signed_data_oid = "1.2.156.10197.6.1.4.2.2";
constexpr std::string_view stamp_oid = "1.2.840.113549.1.9.16.1.4";  // id-ct-TSTInfo
constexpr std::string_view content_type_oid = "1.2.840.113549.1.9.3", message_digest_oid = "1.2.840.113549.1.9.4";
constexpr std::string_view signer_oid = "1.2.840.113549.1.9.16.2.12", signer_v2_oid = "1.2.840.113549.1.9.16.2.47";
constexpr std::size_t digest_size = 32, most_nonce = 16;

auto malformed(const char* zh, const char* en) {
    return fail(err::timestamp_malformed, {{"partZh", zh}, {"part", en}});
}

std::string_view without_zeros(std::string_view number) {
    while (!number.empty() && number.front() == '\0') number.remove_prefix(1);
    return number;
}

std::string digest_with(const EVP_MD* digest, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    ensure(EVP_Digest(bytes.data(), bytes.size(), raw(out), &size, digest, nullptr) == 1, "digest");
    out.resize(size);
    return out;
}

/// SignedData (RFC 5652 §5.1) with the one signer that RFC 3161 allows.
struct Envelope {
    std::string_view stamp;  ///< DER of TSTInfo
    std::vector<Certificate> certificates;
    std::string_view issuer, serial;  ///< of the signer's certificate; or
    std::string_view key_id;          ///< its subjectKeyIdentifier
    std::string digest_algorithm, signature_algorithm;
    std::string_view attributes;  ///< [0] as it stands
    std::string_view signature;
};

void read_signer(der::Reader& reader, Envelope& out) {
    der::Reader signers(reader.take(der::set_tag));
    der::Reader signer(signers.take(der::sequence_tag));
    signer.take_number();  // version: 1 with issuer and serial, 3 with a key identifier
    if (signer.peek() == der::sequence_tag) {
        der::Reader id(signer.take(der::sequence_tag));
        out.issuer = id.take_whole(der::sequence_tag);
        out.serial = id.take(der::integer_tag);
        if (!id.done()) reader.fail();
    } else {
        out.key_id = signer.take(der::primitive(0));
    }
    out.digest_algorithm = take_algorithm(signer);
    out.attributes = signer.take_whole(der::context(0));
    out.signature_algorithm = take_algorithm(signer);
    out.signature = signer.take(der::octet_string_tag);
    signer.take_if(der::context(1));  // unsigned attributes say nothing that we believe
    if (!signer.done() || !signers.done()) reader.fail();
}

Result<Envelope> read_envelope(std::string_view token) {
    Envelope out;
    der::Reader whole(token);
    der::Reader content(whole.take(der::sequence_tag));
    const auto type = content.take_oid();
    der::Reader wrapped(content.take(der::context(0)));
    der::Reader data(wrapped.take(der::sequence_tag));
    data.take_number();
    data.take(der::set_tag);
    der::Reader inner(data.take(der::sequence_tag));
    const auto inner_type = inner.take_oid();
    der::Reader inner_wrapped(inner.take(der::context(0)));
    out.stamp = inner_wrapped.take(der::octet_string_tag);
    const auto certificates = data.take_if(der::context(0));
    data.take_if(der::context(1));
    read_signer(data, out);
    const bool good = whole.done() && content.done() && wrapped.done() && data.done() && inner.done() &&
                      inner_wrapped.done() && (type == signed_data_oid || type == gm_signed_data_oid) &&
                      inner_type == stamp_oid;
    if (!good) return malformed("不是时间戳令牌", "it is no timestamp token");
    for (der::Reader all(certificates.value_or("")); !all.at_end();) {
        auto certificate = read_certificate(all.take_any_whole());
        if (certificate) out.certificates.push_back(std::move(*certificate));  // others' kinds are passed over
    }
    return out;
}

struct Attributes {
    std::string content_type;
    std::string_view digest, signer, signer_v2;
};

/// Each at most once, each with one value (RFC 5652 §11).
std::optional<Attributes> read_attributes(std::string_view whole) {
    Attributes out;
    der::Reader set(whole);
    der::Reader all(set.take(der::context(0)));
    std::vector<std::string> seen;
    while (!all.at_end()) {
        der::Reader attribute(all.take(der::sequence_tag));
        auto oid = attribute.take_oid();
        der::Reader value(attribute.take(der::set_tag));
        if (std::find(seen.begin(), seen.end(), oid) != seen.end()) return std::nullopt;
        if (oid == content_type_oid) out.content_type = value.take_oid();
        if (oid == message_digest_oid) out.digest = value.take(der::octet_string_tag);
        if (oid == signer_oid) out.signer = value.take(der::sequence_tag);
        if (oid == signer_v2_oid) out.signer_v2 = value.take(der::sequence_tag);
        if (attribute.failed() || value.failed()) return std::nullopt;
        seen.push_back(std::move(oid));
    }
    if (!all.done() || !set.done()) return std::nullopt;
    return out;
}

/// Whether the certificate is the one that SignerInfo names.
bool is_named(const Certificate& certificate, const Envelope& envelope) {
    if (envelope.issuer.empty()) {
        const auto opened_certificate = opened(certificate);
        const auto* id = X509_get0_subject_key_id(opened_certificate.get());
        return id != nullptr &&
               envelope.key_id == std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)),
                                                   static_cast<std::size_t>(ASN1_STRING_length(id)));
    }
    der::Reader whole(certificate.der);
    der::Reader outer(whole.take(der::sequence_tag));
    der::Reader body(outer.take(der::sequence_tag));
    body.take_if(der::context(0));
    const auto serial = body.take(der::integer_tag);
    body.take(der::sequence_tag);
    return envelope.serial == serial && envelope.issuer == body.take_whole(der::sequence_tag);
}

/// RFC 3161 §2.4.2: the signed attributes hold a hash of the stamper's certificate, so that nobody can put another
/// certificate with the same key in its place.
bool is_bound(const Certificate& certificate, const Attributes& attributes) {
    if (!attributes.signer_v2.empty()) {
        der::Reader attribute(attributes.signer_v2);
        der::Reader list(attribute.take(der::sequence_tag));
        der::Reader id(list.take(der::sequence_tag));
        const auto* digest = id.peek() == der::sequence_tag ? strong_digest(take_algorithm(id)) : EVP_sha256();
        const auto hash = id.take(der::octet_string_tag);
        return digest != nullptr && !id.failed() && hash == digest_with(digest, certificate.der);
    }
    der::Reader attribute(attributes.signer);
    der::Reader list(attribute.take(der::sequence_tag));
    der::Reader id(list.take(der::sequence_tag));
    const auto hash = id.take(der::octet_string_tag);
    return !id.failed() && hash == digest(Hash::sha1, certificate.der);  // SHA-1 is all that this attribute knows
}

const Certificate* find_stamper(const Envelope& envelope, const Trust& trust) {
    for (const auto* certificates : {&envelope.certificates, &trust.between, &trust.anchors})
        for (const auto& certificate : *certificates)
            if (is_named(certificate, envelope)) return &certificate;
    return nullptr;
}

Result<Certificate> verify_signature(const Envelope& envelope, const Trust& trust) {
    const auto attributes = read_attributes(envelope.attributes);
    if (!attributes || attributes->content_type != stamp_oid) return malformed("签名属性", "its signed attributes");
    const auto* stamper = find_stamper(envelope, trust);
    if (stamper == nullptr) return fail(err::timestamp_signer);
    const auto* digest = strong_digest(envelope.digest_algorithm);
    const auto kind = signature_kind(envelope.signature_algorithm);
    const auto key = public_half(stamper->spki);
    const bool fits = digest != nullptr && kind.known && key && (kind.digest == nullptr || kind.digest == digest);
    if (!fits || attributes->digest != digest_with(digest, envelope.stamp) || !is_bound(*stamper, *attributes))
        return fail(err::timestamp_signature);
    // What is signed is the SET OF attributes, whose tag stands in the token as [0] (RFC 5652 §5.4).
    std::string covered(envelope.attributes);
    covered[0] = static_cast<char>(der::set_tag);
    const bool is_ed25519 = EVP_PKEY_is_a(key.get(), "ED25519") == 1;
    if (!verify_with(key.get(), is_ed25519 ? nullptr : digest, covered, envelope.signature))
        return fail(err::timestamp_signature);
    return *stamper;
}

std::int64_t read_accuracy(std::string_view content) {
    der::Reader reader(content);
    std::int64_t ms = reader.peek() == der::integer_tag ? reader.take_number() * 1000 : 0;
    const auto part = [&](unsigned number) {
        std::int64_t value = 0;
        for (const char c : reader.take_if(der::primitive(number)).value_or("").substr(0, 2))
            value = value << 8 | static_cast<unsigned char>(c);
        return value;
    };
    ms += part(0);
    return ms + (part(1) + 999) / 1000;
}

Result<Timestamp> read_stamp(std::string_view der) {
    Timestamp out;
    der::Reader whole(der);
    der::Reader stamp(whole.take(der::sequence_tag));
    const auto version = stamp.take_number();
    out.policy = stamp.take_oid();
    der::Reader imprint(stamp.take(der::sequence_tag));
    out.digest_algorithm = take_algorithm(imprint);
    out.digest = imprint.take(der::octet_string_tag);
    out.serial = text::hex(stamp.take(der::integer_tag));
    if (stamp.peek() != der::generalized_time_tag) stamp.fail();
    out.at = stamp.take_time();
    if (const auto accuracy = stamp.take_if(der::sequence_tag)) out.accuracy_ms = read_accuracy(*accuracy);
    if (stamp.peek() == der::boolean_tag) stamp.take_boolean();
    out.nonce = without_zeros(stamp.take_if(der::integer_tag).value_or(""));
    stamp.take_if(der::context(0));
    stamp.take_if(der::context(1));
    if (!whole.done() || !stamp.done() || !imprint.done() || version != 1)
        return malformed("时间戳内容", "its content");
    return out;
}

}  // namespace

std::string write_timestamp_request(const TimestampRequest& request) {
    ensure(request.digest.size() == digest_size && request.nonce.size() <= most_nonce, "a timestamp request");
    const auto algorithm = der::oid(request.hash == Hash::sm3 ? sm3_oid : sha256_oid);
    return der::sequence({der::number(1),
                          der::sequence({der::sequence({algorithm, der::null()}), der::octet_string(request.digest)}),
                          request.policy.empty() ? std::string() : der::oid(request.policy),
                          request.nonce.empty() ? std::string() : der::unsigned_integer(request.nonce),
                          request.certificate ? der::boolean(true) : std::string()});
}

Result<TimestampRequest> read_timestamp_request(std::string_view der) {
    TimestampRequest out;
    der::Reader whole(der);
    der::Reader request(whole.take(der::sequence_tag));
    const auto version = request.take_number();
    der::Reader imprint(request.take(der::sequence_tag));
    const auto algorithm = take_algorithm(imprint);
    out.digest = imprint.take(der::octet_string_tag);
    if (request.peek() == der::oid_tag) out.policy = request.take_oid();
    out.nonce = without_zeros(request.take_if(der::integer_tag).value_or(""));
    out.certificate = request.peek() == der::boolean_tag && request.take_boolean();
    out.hash = algorithm == sm3_oid ? Hash::sm3 : Hash::sha256;
    const bool good = whole.done() && request.done() && imprint.done() && version == 1 &&
                      (algorithm == sm3_oid || algorithm == sha256_oid) && out.digest.size() == digest_size &&
                      out.nonce.size() <= most_nonce;
    if (!good) return malformed("请求", "the request");
    return out;
}

Result<std::string> read_timestamp_response(std::string_view der) {
    der::Reader whole(der);
    der::Reader response(whole.take(der::sequence_tag));
    der::Reader status(response.take(der::sequence_tag));
    const auto number = status.take_number();
    der::Reader words(status.take_if(der::sequence_tag).value_or(""));
    std::string detail;
    while (!words.at_end()) detail += (detail.empty() ? "" : "; ") + std::string(words.take(der::utf8_tag));
    status.take_if(der::bit_string_tag);
    if (!whole.done() || response.failed() || !status.done()) return malformed("应答", "the answer");
    if (number != 0 && number != 1)  // granted, granted with changes
        return fail(err::timestamp_refused, {{"status", std::to_string(number)}, {"detail", detail}});
    std::string token(response.take_whole(der::sequence_tag));
    if (!response.done()) return malformed("应答", "the answer");
    return token;
}

Result<Timestamp> verify_timestamp(std::string_view token, std::string_view data, const Trust& trust,
                                   std::string_view nonce) {
    ZHUPI_TRY(const auto envelope, read_envelope(token));
    ZHUPI_TRY(auto stamp, read_stamp(envelope.stamp));
    const auto* digest = strong_digest(stamp.digest_algorithm);
    if (digest == nullptr || stamp.digest != digest_with(digest, data)) return fail(err::timestamp_other_data);
    if (!nonce.empty() && stamp.nonce != without_zeros(nonce)) return fail(err::timestamp_nonce);
    ZHUPI_TRY(stamp.stamper, verify_signature(envelope, trust));
    auto wider = trust;
    wider.between.insert(wider.between.end(), envelope.certificates.begin(), envelope.certificates.end());
    ZHUPI_TRY(const auto chain, verify_chain(stamp.stamper, wider, stamp.at, Usage::timestamp));
    return stamp;
}

}  // namespace zhupi::crypto
