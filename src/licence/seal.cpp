#include "licence/seal.hpp"

#include "base/error_codes.hpp"
#include "crypto/der.hpp"
#include "crypto/digest.hpp"
#include "crypto/timestamp.hpp"

namespace zhupi::licence {
namespace {

namespace der = crypto::der;

constexpr std::string_view sm2_with_sm3 = "1.2.156.10197.1.501", sm2_signing = "1.2.156.10197.1.301.1";
constexpr int written_version = 4;

auto malformed(const char* zh, const char* en) { return fail(err::seal_malformed, {{"partZh", zh}, {"part", en}}); }

/// The standard says IA5String or UTF8String; makers of seals take what they like.
std::string take_text(der::Reader& reader) {
    const auto tag = reader.peek();
    if (tag != der::utf8_tag && tag != der::ia5_tag && tag != der::printable_tag) return reader.fail(), std::string();
    return std::string(reader.take(tag));
}

/// V1 wraps times into BIT STRING or OCTET STRING here and there.
Instant take_time(der::Reader& reader) {
    if (reader.peek() == der::bit_string_tag) {
        const auto inside = reader.take_bit_string();
        der::Reader wrapped(inside);
        if (wrapped.peek() == der::utc_time_tag || wrapped.peek() == der::generalized_time_tag)
            return wrapped.take_time();
        const auto text = der::element(der::generalized_time_tag, inside);
        der::Reader bare(text);
        const auto at = bare.take_time();
        if (bare.failed()) reader.fail();
        return at;
    }
    return reader.take_time();
}

void read_signers(std::string_view list, bool digests, der::Reader& reader, Seal& out) {
    for (der::Reader all(list); !all.at_end();) {
        if (digests) {
            der::Reader one(all.take(der::sequence_tag));
            take_text(one);
            out.signer_digests.emplace_back(one.take(der::octet_string_tag));
            if (one.failed()) return reader.fail();
            continue;
        }
        auto certificate = crypto::read_certificate(all.take(der::octet_string_tag));
        if (all.failed() || !certificate) return reader.fail();
        out.signers.push_back(std::move(*certificate));
    }
}

void read_property(std::string_view content, der::Reader& reader, Seal& out) {
    der::Reader property(content);
    out.type = static_cast<int>(property.take_number());
    out.name = take_text(property);
    // V1 has no type of list, and only certificates.
    const auto list_type = property.peek() == der::integer_tag ? property.take_number() : 1;
    read_signers(property.take(der::sequence_tag), list_type == 2, reader, out);
    out.created = property.take_time();
    out.from = property.take_time();
    out.until = property.take_time();
    if (!property.done()) reader.fail();
}

Result<void> read_info(std::string_view content, Seal& out) {
    der::Reader info(content);
    der::Reader header(info.take(der::sequence_tag));
    const auto mark = take_text(header);
    out.version = static_cast<int>(header.take_number());
    out.vendor = take_text(header);
    out.id = take_text(info);
    read_property(info.take(der::sequence_tag), info, out);
    der::Reader picture(info.take(der::sequence_tag));
    out.picture.type = take_text(picture);
    out.picture.bytes = picture.take(der::octet_string_tag);
    out.picture.width = static_cast<int>(picture.take_number());
    out.picture.height = static_cast<int>(picture.take_number());
    if (!info.at_end()) info.take_any_whole();  // extensions
    if (!info.done() || !header.done() || !picture.done() || mark != "ES")
        return malformed("印章信息", "its description");
    return {};
}

/// V1: { info, { maker, algorithm, signature } }, signed is { info, maker, algorithm }.
void read_old_signature(der::Reader& seal, std::string_view info, Seal& out, std::string_view& maker) {
    der::Reader sign(seal.take(der::sequence_tag));
    const auto maker_whole = sign.take_whole(der::octet_string_tag);
    const auto algorithm_whole = sign.take_whole(der::oid_tag);
    out.signature = sign.take_bit_string();
    if (!sign.done()) seal.fail();
    out.signed_bytes = der::sequence({info, maker_whole, algorithm_whole});
    out.algorithm = der::Reader(algorithm_whole).take_oid();
    maker = der::Reader(maker_whole).take(der::octet_string_tag);
}

bool is_sm2(std::string_view algorithm) { return algorithm == sm2_with_sm3 || algorithm == sm2_signing; }

bool signed_by(const crypto::Certificate& certificate, std::string_view algorithm, std::string_view bytes,
               std::string_view signature) {
    const auto key = crypto::read_public_key(certificate.spki);
    return is_sm2(algorithm) && key && key->algorithm == crypto::Algorithm::sm2 &&
           crypto::verify(*key, bytes, signature);
}

bool may_use(const Seal& seal, const crypto::Certificate& signer) {
    const auto listed = [&](const auto& list, const auto& one) {
        return std::find(list.begin(), list.end(), one) != list.end();
    };
    return listed(seal.signers, signer) || listed(seal.signer_digests, crypto::sm3(signer.der)) ||
           listed(seal.signer_digests, crypto::sha256(signer.der));
}

Result<void> require(bool holds, const ErrorCode& code, Params params = {}) {
    if (!holds) return fail(code, std::move(params));
    return {};
}

}  // namespace

Result<Seal> read_seal(std::string_view text) {
    Seal out;
    out.der = text;
    der::Reader whole(text);
    der::Reader seal(whole.take(der::sequence_tag));
    const auto info = seal.take_whole(der::sequence_tag);
    std::string_view maker;
    if (seal.peek() == der::sequence_tag) {
        read_old_signature(seal, info, out, maker);
    } else {
        maker = seal.take(der::octet_string_tag);
        out.algorithm = seal.take_oid();
        out.signature = seal.take_bit_string();
        out.signed_bytes = info;
        if (const auto token = seal.take_if(der::context(0))) out.timestamp = der::Reader(*token).take_bit_string();
    }
    if (!whole.done() || !seal.done()) return malformed("印章结构", "its structure");
    auto certificate = crypto::read_certificate(maker);
    if (!certificate) return malformed("制章人证书", "its maker's certificate");
    out.maker = std::move(*certificate);
    ZHUPI_CHECK(read_info(der::Reader(info).take(der::sequence_tag), out));
    return out;
}

Result<Seal> make_seal(const NewSeal& wanted, const crypto::Signer& maker, const crypto::Certificate& certificate) {
    std::vector<std::string> signers;
    for (const auto& signer : wanted.signers) signers.push_back(der::octet_string(signer.der));
    const auto info = der::sequence(
        {der::sequence({der::ia5("ES"), der::number(written_version), der::ia5("Zhupi")}), der::ia5(wanted.id),
         der::sequence({der::number(wanted.type), der::utf8(wanted.name), der::number(1), der::sequence_of(signers),
                        der::generalized_time(wanted.created), der::generalized_time(wanted.from),
                        der::generalized_time(wanted.until)}),
         der::sequence({der::ia5(wanted.picture.type), der::octet_string(wanted.picture.bytes),
                        der::number(wanted.picture.width), der::number(wanted.picture.height)})});
    ZHUPI_TRY(const auto signature, maker.sign(info));
    return read_seal(
        der::sequence({info, der::octet_string(certificate.der), der::oid(sm2_with_sm3), der::bit_string(signature)}));
}

Result<Sealing> read_sealing(std::string_view text) {
    Sealing out;
    der::Reader whole(text);
    der::Reader sealing(whole.take(der::sequence_tag));
    const auto signed_whole = sealing.take_whole(der::sequence_tag);
    der::Reader to_sign(der::Reader(signed_whole).take(der::sequence_tag));
    out.version = static_cast<int>(to_sign.take_number());
    const auto seal = to_sign.take_whole(der::sequence_tag);
    out.at = take_time(to_sign);
    out.data_hash = to_sign.take_bit_string();
    out.property = take_text(to_sign);
    std::string_view certificate;
    if (to_sign.peek() == der::octet_string_tag) {  // V1 signs the certificate and the algorithm too
        certificate = to_sign.take(der::octet_string_tag);
        out.algorithm = to_sign.take_oid();
    } else {
        to_sign.take_if(der::context(0));
        certificate = sealing.take(der::octet_string_tag);
        out.algorithm = sealing.take_oid();
    }
    out.signature = sealing.take_bit_string();
    if (const auto token = sealing.take_if(der::context(0))) out.timestamp = der::Reader(*token).take_bit_string();
    if (!whole.done() || !sealing.done() || !to_sign.done()) return malformed("签章结构", "the sealing's structure");
    out.signed_bytes = signed_whole;
    ZHUPI_TRY(out.seal, read_seal(seal));
    auto signer = crypto::read_certificate(certificate);
    if (!signer) return malformed("签章人证书", "the signer's certificate");
    out.signer = std::move(*signer);
    return out;
}

Result<std::string> seal_digest(const Seal& seal, std::string_view document_hash, std::string_view property,
                                const crypto::Signer& signer, const crypto::Certificate& certificate, Instant at) {
    ZHUPI_CHECK(require(may_use(seal, certificate), err::seal_signer_unlisted, {{"subject", certificate.subject}}));
    const auto to_sign = der::sequence({der::number(written_version), seal.der, der::generalized_time(at),
                                        der::bit_string(document_hash), der::ia5(property)});
    ZHUPI_TRY(const auto signature, signer.sign(to_sign));
    return der::sequence(
        {to_sign, der::octet_string(certificate.der), der::oid(sm2_with_sm3), der::bit_string(signature)});
}

Result<void> verify_seal(const Seal& seal, const crypto::Trust& trust) {
    ZHUPI_CHECK(require(signed_by(seal.maker, seal.algorithm, seal.signed_bytes, seal.signature),
                        err::seal_maker_signature, {{"subject", seal.maker.subject}}));
    ZHUPI_TRY(const auto chain, crypto::verify_chain(seal.maker, trust, seal.created, crypto::Usage::signature));
    return {};
}

Result<SealingVerdict> verify_sealing(std::string_view text, std::string_view signature_xml,
                                      std::string_view stored_seal, const crypto::Trust& trust) {
    ZHUPI_TRY(auto sealing, read_sealing(text));
    const auto& seal = sealing.seal;
    ZHUPI_CHECK(require(stored_seal.empty() || stored_seal == seal.der, err::seal_exchanged));
    ZHUPI_CHECK(require(sealing.data_hash == crypto::sm3(signature_xml), err::seal_document_changed));
    ZHUPI_CHECK(require(signed_by(sealing.signer, sealing.algorithm, sealing.signed_bytes, sealing.signature),
                        err::seal_signature, {{"subject", sealing.signer.subject}}));
    ZHUPI_CHECK(
        require(may_use(seal, sealing.signer), err::seal_signer_unlisted, {{"subject", sealing.signer.subject}}));
    auto at = sealing.at;
    if (!sealing.timestamp.empty()) {
        ZHUPI_TRY(const auto stamp, crypto::verify_timestamp(sealing.timestamp, sealing.signature, trust));
        at = stamp.at;
    }
    ZHUPI_CHECK(
        require(at >= seal.from && at <= seal.until, err::seal_not_valid,
                {{"name", seal.name}, {"at", at.iso()}, {"from", seal.from.iso()}, {"until", seal.until.iso()}}));
    ZHUPI_TRY(const auto chain, crypto::verify_chain(sealing.signer, trust, at, crypto::Usage::signature));
    ZHUPI_CHECK(verify_seal(seal, trust));
    const bool proven = !sealing.timestamp.empty();
    return SealingVerdict{std::move(sealing), at, proven};
}

}  // namespace zhupi::licence
