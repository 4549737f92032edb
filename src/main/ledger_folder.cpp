#include "main/ledger_folder.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "server/net/http_client.hpp"

#include <filesystem>

namespace zhupi {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ed25519_key = "ledger.ed25519", sm2_key = "ledger.sm2", second_key = "ledger.second",
                           salt_key = "ledger.salt";
constexpr std::size_t secret_size = 32;

bool has_log(const std::string& folder) { return fs::exists(folder + "/log/checkpoint"); }

/// The name of a log that is begun without one: unlike every other, for it is made of the key.
std::string made_name(const crypto::PublicKey& key) {
    return "zhupi.localhost/evidence/" + crypto::sha256_hex(key.spki).substr(0, 12);
}

Result<std::string> origin_of(const std::string& folder, const LedgerOptions& options, IfMissing missing,
                              const crypto::PublicKey& key) {
    const auto path = folder + "/origin";
    ZHUPI_TRY(const auto found, read_whole(path));
    if (found) return std::string(text::trim(*found));
    if (missing == IfMissing::fails || has_log(folder)) return fail(err::ledger_no_log, {{"place", folder}});
    const auto origin = options.origin.empty() ? made_name(key) : options.origin;
    if (!ledger::verifier_key(origin, ledger::SignatureKind::ed25519, key))
        return fail(err::ledger_origin, {{"origin", origin}});
    ZHUPI_CHECK(write_whole(path, origin + "\n", Readers::everyone));
    return origin;
}

Result<crypto::Secret> secret_of(const std::string& folder, const std::string& origin, Keys& keys, IfMissing missing,
                                 Instant now) {
    const auto path = folder + "/salt";
    const auto wrong = [&] { return fail(err::ledger_salt, {{"path", path}}); };
    ZHUPI_TRY(const auto found, read_whole(path));
    if (found) {
        const auto sealed = encoding::from_base64(text::trim(*found));
        if (!sealed) return wrong();
        auto secret = keys.ring().open_sealed(salt_key, origin, *sealed);
        if (!secret || secret->size() != secret_size) return wrong();
        return std::move(*secret);
    }
    if (missing == IfMissing::fails || has_log(folder)) return wrong();
    if (auto made = keys.ring().add_sealing_key(salt_key, now); made)
        ZHUPI_CHECK(keys.save());
    else if (!made.error().is(err::crypto_key_exists))
        return fail(std::move(made.error()));
    auto secret = crypto::Secret::random(secret_size);
    ZHUPI_TRY(const auto sealed, keys.ring().seal(salt_key, origin, secret.view()));
    ZHUPI_CHECK(write_whole(path, encoding::base64(sealed) + "\n", Readers::owner));
    return secret;
}

}  // namespace

Result<OpenedLedger> open_ledger(const std::string& data, const LedgerOptions& options, IfMissing missing,
                                 Instant now) {
    using ledger::SignatureKind;
    const auto folder = options.folder_in(data);
    std::optional<KeysLock> lock;
    if (missing == IfMissing::makes) {
        ZHUPI_TRY(auto taken, KeysLock::take(data));
        lock.emplace(std::move(taken));
        std::error_code ignored;
        fs::create_directories(folder, ignored);  // a failure is told by the writing
    }
    ZHUPI_TRY(auto keys, Keys::open({data, options.passphrase_file}, missing));
    ZHUPI_TRY(const auto ed25519, keys.signer(ed25519_key, crypto::Algorithm::ed25519, now));
    ZHUPI_TRY(const auto sm2, keys.signer(sm2_key, crypto::Algorithm::sm2, now));
    ZHUPI_TRY(const auto second, keys.signer(second_key, crypto::Algorithm::sm2, now));
    ZHUPI_TRY(const auto origin, origin_of(folder, options, missing, ed25519->public_key()));
    ledger::LogKeys log;
    ZHUPI_TRY(log.ed25519, ledger::note_signer(origin, SignatureKind::ed25519, ed25519));
    ZHUPI_TRY(log.sm2, ledger::note_signer(origin, SignatureKind::sm2, sm2));
    ZHUPI_TRY(log.second, ledger::note_signer(ledger::second_origin(origin), SignatureKind::sm2, second));
    ZHUPI_TRY(auto secret, secret_of(folder, origin, keys, missing, now));
    return OpenedLedger{std::move(log), ledger::Salts(std::move(secret))};
}

Result<ledger::Policy> city_witnesses(const std::string& data, const LedgerOptions& options) {
    const auto path = options.witnesses.empty() ? data + "/city/ledger.policy" : options.witnesses;
    ZHUPI_TRY(const auto text, read_whole(path));
    if (text) return ledger::parse_policy(*text);
    if (!options.witnesses.empty()) return fail(err::licence_file, {{"path", path}});
    ledger::Policy nobody;
    nobody.quorum = "none";
    return nobody;
}

Result<std::unique_ptr<ledger::Keeper>> keep_ledger(store::Store& store, const std::string& data,
                                                    const LedgerOptions& options, const Clock& clock) {
    ZHUPI_TRY(auto opened, open_ledger(data, options, IfMissing::makes, clock()));
    ZHUPI_TRY(auto policy, city_witnesses(data, options));
    const auto folder = options.folder_in(data);
    const auto text = ledger::write_policy(opened.keys, policy);
    ZHUPI_TRY(const auto told, read_whole(folder + "/policy"));
    if (told != text) ZHUPI_CHECK(write_whole(folder + "/policy", text, Readers::everyone));
    const auto post = [](const std::string& url, const std::string& body) -> Result<ledger::HttpAnswer> {
        ZHUPI_TRY(auto answer, net::ask({.url = url, .body = body, .post = true}));
        return ledger::HttpAnswer{answer.status, std::move(answer.content_type), std::move(answer.body)};
    };
    return std::make_unique<ledger::Keeper>(store,
                                            ledger::KeeperOptions{folder, options.interval_ms, std::move(policy)},
                                            std::move(opened.keys), std::move(opened.salts), post, clock);
}

Result<Renewed> renew_ledger(const std::string& data, const LedgerOptions& options, Instant now) {
    const auto folder = options.folder_in(data);
    Renewed out;
    if (fs::exists(folder)) {
        const auto old = read_whole(folder + "/origin");
        if (old && *old && text::trim(**old) == options.origin)  // one name is one log
            return fail(err::ledger_origin, {{"origin", options.origin}});
        out.old_folder = folder + "." + std::to_string(now.ms / 1000);
        std::error_code error;
        fs::rename(folder, out.old_folder, error);
        if (error) return fail(err::ledger_store, {{"path", folder}, {"reason", error.message()}});
    }
    {
        ZHUPI_TRY(const auto lock, KeysLock::take(data));
        ZHUPI_TRY(auto keys, Keys::open({data, options.passphrase_file}, IfMissing::makes));
        for (const auto name : {ed25519_key, sm2_key, second_key})
            if (keys.ring().signer(name)) ZHUPI_CHECK(keys.ring().rotate(name, now));
        ZHUPI_CHECK(keys.save());
    }
    ZHUPI_TRY(const auto opened, open_ledger(data, options, IfMissing::makes, now));
    out.origin = opened.keys.origin();
    return out;
}

}  // namespace zhupi
