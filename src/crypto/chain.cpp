#include "base/error_codes.hpp"
#include "crypto/certificate_inside.hpp"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace zhupi::crypto {
namespace {

using Stack =
    std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); })>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

constexpr int at_least_112_bits = 2;  // of OpenSSL's levels: RSA from 2048, no SHA-1

Params params_of(const Certificate& certificate, Instant at) {
    return {{"subject", certificate.subject},
            {"issuer", certificate.issuer},
            {"at", at.iso()},
            {"from", certificate.not_before.iso()},
            {"until", certificate.not_after.iso()}};
}

const ErrorCode& code_of(int reason) {
    switch (reason) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_UNTRUSTED:
            return err::chain_untrusted;
        case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
        case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return err::chain_signature;
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return err::chain_not_yet;
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return err::chain_expired;
        case X509_V_ERR_INVALID_CA:
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            return err::chain_authority;
        case X509_V_ERR_PATH_LENGTH_EXCEEDED:
        case X509_V_ERR_CERT_CHAIN_TOO_LONG:
            return err::chain_length;
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return err::chain_weak;
        default:
            return err::chain_refused;
    }
}

Result<std::vector<Certificate>> build_chain(const Certificate& certificate, const Trust& trust, Instant at) {
    const Store store(X509_STORE_new());
    for (const auto& anchor : trust.anchors) X509_STORE_add_cert(store.get(), opened(anchor).get());
    const Stack between(sk_X509_new_null());
    for (const auto& one : trust.between) sk_X509_push(between.get(), opened(one).release());
    const auto leaf = opened(certificate);

    const StoreContext context(X509_STORE_CTX_new());
    ensure(X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), between.get()) == 1, "verifying a certificate");
    auto* rules = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(at.ms / 1000));
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_auth_level(rules, at_least_112_bits);
    const bool good = X509_verify_cert(context.get()) == 1;
    ERR_clear_error();
    if (!good) {
        const int reason = X509_STORE_CTX_get_error(context.get());
        auto* at_fault = X509_STORE_CTX_get_current_cert(context.get());
        auto params = params_of(at_fault == nullptr ? certificate : described(at_fault), at);
        params["detail"] = X509_verify_cert_error_string(reason);
        return fail(code_of(reason), std::move(params));
    }
    std::vector<Certificate> chain;
    auto* found = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(found); ++i) chain.push_back(described(sk_X509_value(found, i)));
    return chain;
}

bool only_for_timestamps(X509* certificate) {
    const int at = X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1);
    return X509_get_extended_key_usage(certificate) == XKU_TIMESTAMP && at >= 0 &&
           X509_EXTENSION_get_critical(X509_get_ext(certificate, at)) == 1;
}

Result<void> check_usage(const Certificate& certificate, Usage usage, Instant at) {
    const auto leaf = opened(certificate);
    const auto refused = [&](const char* zh, const char* en) {
        auto params = params_of(certificate, at);
        params.insert({{"usageZh", zh}, {"usage", en}});
        return fail(err::chain_usage, std::move(params));
    };
    // Both functions answer "everything" where the extension is missing.
    const bool signs = (X509_get_key_usage(leaf.get()) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
    if (!signs) return refused("签名", "signing");
    if (usage == Usage::timestamp && !only_for_timestamps(leaf.get())) return refused("时间戳", "timestamps");
    if (usage == Usage::client && (X509_get_extended_key_usage(leaf.get()) & XKU_SSL_CLIENT) == 0)
        return refused("登录", "signing in");
    return {};
}

/// When the certificate was revoked by this list; nothing when it is not on it.
std::optional<Instant> revoked_by(const RevocationList& list, const Certificate& certificate) {
    const auto* at = raw(list.der);
    const CrlPointer opened_list(d2i_X509_CRL(nullptr, &at, static_cast<long>(list.der.size())));
    ensure(opened_list != nullptr, "a revocation list that was read is read again");
    X509_REVOKED* entry = nullptr;
    // 2 means: was on hold and is no longer.
    if (X509_CRL_get0_by_cert(opened_list.get(), &entry, opened(certificate).get()) != 1) return std::nullopt;
    return instant_of(X509_REVOKED_get0_revocationDate(entry));
}

bool is_of(const RevocationList& list, const Certificate& issuer) {
    return list.issuer == issuer.subject && (X509_get_key_usage(opened(issuer).get()) & KU_CRL_SIGN) != 0 &&
           verify_signed(list.der, issuer.spki);
}

Result<void> check_revocation(const Certificate& certificate, const Certificate& issuer, const Trust& trust,
                              Instant at) {
    bool covered = false;
    for (const auto& list : trust.revoked) {
        if (!is_of(list, issuer)) continue;
        if (const auto since = revoked_by(list, certificate); since && *since <= at) {
            auto params = params_of(certificate, at);
            params["on"] = since->iso();
            return fail(err::chain_revoked, std::move(params));
        }
        // A list that came out later knows of the moment too: it names what was revoked before.
        covered |= !list.next_update || *list.next_update >= at;
    }
    if (!covered && trust.revocation_required) return fail(err::chain_revocation_unknown, params_of(certificate, at));
    return {};
}

}  // namespace

Result<std::vector<Certificate>> verify_chain(const Certificate& certificate, const Trust& trust, Instant at,
                                              Usage usage) {
    ZHUPI_TRY(auto chain, build_chain(certificate, trust, at));
    ZHUPI_CHECK(check_usage(certificate, usage, at));
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) ZHUPI_CHECK(check_revocation(chain[i], chain[i + 1], trust, at));
    return chain;
}

}  // namespace zhupi::crypto
