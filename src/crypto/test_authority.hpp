#pragma once
// For tests only: a certification authority of a few lines that makes whatever certificate a test needs, good or bad.
// It writes DER by itself, so that OpenSSL's reading is tried against something else than OpenSSL's writing.

#include "crypto/certificate.hpp"
#include "crypto/der.hpp"

namespace zhupi::crypto::testing {

inline constexpr Instant year_2026{1'767'225'600'000}, year_2027{1'798'761'600'000}, year_2036{2'082'758'400'000};

inline std::string signature_algorithm(Algorithm algorithm) {
    return der::sequence({der::oid(algorithm == Algorithm::sm2 ? "1.2.156.10197.1.501" : "1.3.101.112")});
}

inline std::string name(std::string_view common_name) {
    const auto part = [](std::string_view oid, const std::string& value) {
        return der::element(der::set_tag, der::sequence({der::oid(oid), value}));
    };
    return der::sequence({part("2.5.4.6", der::element(der::printable_tag, "CN")),
                          part("2.5.4.10", der::utf8("云江市")), part("2.5.4.3", der::utf8(common_name))});
}

inline std::string extension(std::string_view oid, bool critical, std::string_view value) {
    return der::sequence({der::oid(oid), critical ? der::boolean(true) : std::string(), der::octet_string(value)});
}

/// Of the bits of KeyUsage (RFC 5280 §4.2.1.3), the first eight.
enum KeyUsageBit : unsigned char {
    digital_signature = 0x80,
    non_repudiation = 0x40,
    key_encipherment = 0x20,
    cert_sign = 0x04,
    crl_sign = 0x02
};

struct Wanted {
    std::string subject;
    PublicKey key;
    Instant from = year_2026, until = year_2027;
    bool authority = false;
    std::optional<int> path_length = {};
    std::optional<unsigned char> key_usage = digital_signature;
    std::string extended_usage = {};  ///< an OID
    bool extended_critical = true;
    std::string more = {};    ///< further extensions
    std::int64_t serial = 0;  ///< 0: the next one
};

class Authority {
public:
    explicit Authority(std::string common_name, Algorithm algorithm = Algorithm::sm2) : name_(std::move(common_name)) {
        signer_ = signer_in_memory(generate_private_key(algorithm)).value();
        certificate_ = issue({name_, signer_->public_key(), year_2026, year_2036, true, {}, cert_sign | crl_sign});
    }
    /// One that another has issued.
    Authority(std::string common_name, Authority& above, std::optional<int> path_length = {}, bool authority = true,
              unsigned char usage = cert_sign | crl_sign)
        : name_(std::move(common_name)) {
        signer_ = signer_in_memory(generate_private_key(Algorithm::sm2)).value();
        certificate_ = above.issue({name_, signer_->public_key(), year_2026, year_2036, authority, path_length, usage});
    }

    Certificate issue(const Wanted& wanted) { return read_certificate(der(wanted)).value(); }

    std::string der(const Wanted& wanted) {
        const auto algorithm = signature_algorithm(signer_->public_key().algorithm);
        const auto body =
            der::sequence({der::element(der::context(0), der::number(2)),
                           der::number(wanted.serial != 0 ? wanted.serial : ++serial_), algorithm, name(name_),
                           der::sequence({der::generalized_time(wanted.from), der::generalized_time(wanted.until)}),
                           name(wanted.subject), wanted.key.spki, der::element(der::context(3), extensions(wanted))});
        return der::sequence({body, algorithm, der::bit_string(signer_->sign(body).value())});
    }

    struct Revoked {
        Certificate certificate;
        Instant on;
    };
    std::string list(Instant at, Instant next, const std::vector<Revoked>& revoked,
                     const std::string& extension = {}) const {
        const auto algorithm = signature_algorithm(signer_->public_key().algorithm);
        std::vector<std::string> rows;
        for (const auto& one : revoked) {
            std::string serial;
            for (std::size_t i = 0; i < one.certificate.serial.size(); i += 2)
                serial += static_cast<char>(std::stoi(one.certificate.serial.substr(i, 2), nullptr, 16));
            rows.push_back(der::sequence({der::unsigned_integer(serial), der::generalized_time(one.on)}));
        }
        const auto body = der::sequence(
            {der::number(1), algorithm, name(name_), der::generalized_time(at), der::generalized_time(next),
             rows.empty() ? std::string() : der::sequence_of(rows),
             extension.empty() ? std::string() : der::element(der::context(0), der::sequence({extension}))});
        return der::sequence({body, algorithm, der::bit_string(signer_->sign(body).value())});
    }

    const Certificate& certificate() const { return certificate_; }
    const SignerPointer& signer() const { return signer_; }

private:
    static std::string extensions(const Wanted& wanted) {
        std::string out;
        if (wanted.authority)
            out += extension("2.5.29.19", true,
                             der::sequence({der::boolean(true),
                                            wanted.path_length ? der::number(*wanted.path_length) : std::string()}));
        if (wanted.key_usage) {
            const auto bits = *wanted.key_usage;
            int unused = 0;
            while (unused < 7 && (bits >> unused & 1) == 0) ++unused;
            out += extension(
                "2.5.29.15", true,
                der::element(der::bit_string_tag, std::string{static_cast<char>(unused), static_cast<char>(bits)}));
        }
        if (!wanted.extended_usage.empty())
            out += extension("2.5.29.37", wanted.extended_critical, der::sequence({der::oid(wanted.extended_usage)}));
        return der::element(der::sequence_tag, out + wanted.more);
    }

    std::string name_;
    SignerPointer signer_;
    Certificate certificate_;
    std::int64_t serial_ = 0x1000;
};

}  // namespace zhupi::crypto::testing
