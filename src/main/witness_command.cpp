#include "main/witness_command.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "ledger/policy.hpp"
#include "ledger/witness.hpp"
#include "main/exit_codes.hpp"
#include "main/runtime.hpp"
#include "main/stop_signal.hpp"
#include "store/sqlite/folder_lock.hpp"

#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>

#include <CLI/CLI.hpp>

namespace zhupi {
namespace {

namespace fs = std::filesystem;
using ledger::SignatureKind;
using net::Response;

struct Options {
    ServeOptions serve;
    std::string name, policy, passphrase_file;
    std::vector<std::string> logs;
};

int complain(const Error& error) {
    std::fputs(in_words(error).c_str(), stderr);
    return failed;
}

/// The logs that are watched, and what was cosigned of each: one file by log, named by the hash of its origin.
class Witnessing {
public:
    Witnessing(std::string folder, std::vector<ledger::NoteSigner> signers)
        : folder_(std::move(folder)), signers_(std::move(signers)) {}

    void watch(const ledger::VerifierKey& key) {
        auto& log = logs_[key.name].first;
        log.origin = key.name;
        log.hash = key.name.ends_with("-sm3") ? crypto::Hash::sm3 : crypto::Hash::sha256;  // ledger::second_origin
        log.keys.push_back(key);
    }
    /// What this witness has cosigned before. Errors: ledger.witness_state, ledger.store.
    Result<void> remember();

    Result<Response> add_checkpoint(const net::Call& call);
    Result<Response> checkpoint(const net::Call& call);
    std::string keys() const {
        std::string out;
        for (const auto& signer : signers_) out += signer.who.text() + "\n";
        return out;
    }

private:
    std::string path_of(const std::string& origin) const { return folder_ + "/" + crypto::sha256_hex(origin); }

    std::string folder_;
    std::vector<ledger::NoteSigner> signers_;
    std::mutex mutex_;  ///< held from the look-up to the writing: two at once could roll a log back
    std::map<std::string, std::pair<ledger::WatchedLog, ledger::Remembered>, std::less<>> logs_;
};

Result<void> Witnessing::remember() {
    for (auto& [origin, log] : logs_) {
        const auto path = path_of(origin);
        ZHUPI_TRY(auto note, read_whole(path));
        if (!note) continue;
        const auto parsed = ledger::parse_note(*note);
        const auto checkpoint = parsed ? ledger::parse_checkpoint(parsed->text) : fail(parsed.error());
        if (!checkpoint || checkpoint->origin != origin) return fail(err::ledger_witness_state, {{"path", path}});
        log.second = {checkpoint->size, checkpoint->root, std::move(*note)};
    }
    return {};
}

Result<Response> Witnessing::add_checkpoint(const net::Call& call) {
    const std::lock_guard lock(mutex_);
    const auto lookup = [&](std::string_view origin) {
        const auto found = logs_.find(origin);
        return found == logs_.end() ? std::nullopt : std::optional(found->second);
    };
    ZHUPI_TRY(auto answer, ledger::answer_add_checkpoint(call.request.body, lookup, signers_, system_now()));
    if (answer.remember) {
        answer.remember->note += answer.body;  // served with the lines that were given for it
        ZHUPI_CHECK(write_whole(path_of(answer.origin), answer.remember->note, Readers::everyone));
        logs_.find(answer.origin)->second.second = std::move(*answer.remember);
    }
    if (answer.status != 200 && answer.status != 409)
        log::warn("witness.refused", {{"status", std::to_string(answer.status)},
                                      {"origin", answer.origin},
                                      {"detail", std::string(text::trim(answer.body))}});
    auto response = Response::text(std::move(answer.body), answer.content_type);
    response.status = answer.status;
    return response;
}

Result<Response> Witnessing::checkpoint(const net::Call& call) {
    const std::lock_guard lock(mutex_);
    for (const auto& [origin, log] : logs_)
        if (call.param("log") == crypto::sha256_hex(origin) && !log.second.note.empty())
            return Response::text(log.second.note).with("Cache-Control", "no-cache");
    return fail(err::http_not_found, {{"path", call.request.path}});
}

Result<std::string> name_of(const Options& options, const crypto::PublicKey& key) {
    const auto path = options.serve.place.data + "/name";
    ZHUPI_TRY(const auto found, read_whole(path));
    if (found) return std::string(text::trim(*found));
    const auto name =
        options.name.empty() ? "zhupi.localhost/witness/" + crypto::sha256_hex(key.spki).substr(0, 12) : options.name;
    if (!ledger::verifier_key(name, SignatureKind::ed25519_cosignature, key))
        return fail(err::ledger_origin, {{"origin", name}});
    ZHUPI_CHECK(write_whole(path, name + "\n", Readers::everyone));
    return name;
}

Result<std::vector<ledger::NoteSigner>> signers_of(const Options& options) {
    // Nobody else makes keys here: the folder is locked.
    ZHUPI_TRY(auto keys, Keys::open({options.serve.place.data, options.passphrase_file}, IfMissing::makes));
    const auto now = system_now();
    ZHUPI_TRY(const auto ed25519, keys.signer("witness.ed25519", crypto::Algorithm::ed25519, now));
    ZHUPI_TRY(const auto sm2, keys.signer("witness.sm2", crypto::Algorithm::sm2, now));
    ZHUPI_TRY(const auto name, name_of(options, ed25519->public_key()));
    std::vector<ledger::NoteSigner> out(2);
    ZHUPI_TRY(out[0], ledger::note_signer(name, SignatureKind::ed25519_cosignature, ed25519));
    ZHUPI_TRY(out[1], ledger::note_signer(name, SignatureKind::sm2_cosignature, sm2));
    return out;
}

/// The keys on the command line, and the logs of a policy.
Result<std::vector<ledger::VerifierKey>> logs_of(const Options& options) {
    std::vector<ledger::VerifierKey> out;
    for (const auto& text : options.logs) {
        ZHUPI_TRY(auto key, ledger::parse_verifier_key(text));
        out.push_back(std::move(key));
    }
    if (options.policy.empty()) return out;
    ZHUPI_TRY(const auto text, read_whole(options.policy));
    if (!text) return fail(err::licence_file, {{"path", options.policy}});
    ZHUPI_TRY(const auto policy, ledger::parse_policy(*text));
    out.insert(out.end(), policy.logs.begin(), policy.logs.end());
    return out;
}

void add_routes(net::Router& router, Witnessing& witnessing) {
    router.add({.method = net::Method::post,
                .pattern = "/add-checkpoint",
                .operation = "addCheckpoint",
                .tag = "witness",
                .body_limit = ledger::longest_note,
                .open = true,
                .csrf_exempt = true,
                .hidden = true,
                .handler = [&](net::Call& call) { return witnessing.add_checkpoint(call); }});
    const auto get = [&](std::string pattern, std::string operation, net::Handler handler) {
        router.add({.method = net::Method::get,
                    .pattern = std::move(pattern),
                    .operation = std::move(operation),
                    .tag = "witness",
                    .open = true,
                    .hidden = true,
                    .handler = std::move(handler)});
    };
    get("/{log}/checkpoint", "checkpoint", [&](net::Call& call) { return witnessing.checkpoint(call); });
    get("/keys", "keys", [&](net::Call&) -> Result<Response> { return Response::text(witnessing.keys()); });
    get("/healthz", "healthz", [](net::Call&) -> Result<Response> { return Response::text("ok\n"); });
}

int witness(const Options& options) {
    StopSignal stop;
    const auto& data = options.serve.place.data;
    std::error_code ignored;
    fs::create_directories(data + "/logs", ignored);  // a failure is told by whoever writes there
    const auto lock = store::sqlite::FolderLock::take(data);
    if (!lock) return complain(lock.error());
    auto signers = signers_of(options);
    if (!signers) return complain(signers.error());
    const auto name = signers->front().who.name;
    Witnessing witnessing(data + "/logs", std::move(*signers));
    const auto logs = logs_of(options);
    if (!logs) return complain(logs.error());
    for (const auto& key : *logs) witnessing.watch(key);
    if (const auto remembered = witnessing.remember(); !remembered) return complain(remembered.error());

    const auto where = server_options(options.serve);
    if (!where) return complain(where.error());
    net::Metrics metrics;
    net::Router router;
    add_routes(router, witnessing);
    net::Server server(*where, std::move(router), metrics);
    if (const auto started = server.start(); !started) return complain(started.error());
    std::printf("见证 witness %s  http%s://%s:%d/\n%s", name.c_str(), options.serve.certificate.empty() ? "" : "s",
                where->address.c_str(), server.port(), witnessing.keys().c_str());
    if (logs->empty()) std::printf("没有要见证的日志，请用 --log 或 --policy 指明 no log is watched: name some\n");
    std::fflush(stdout);
    stop.wait();
    server.stop();
    return well;
}

}  // namespace

void add_witness_command(CLI::App& app, int& code) {
    const auto options = std::make_shared<Options>();
    options->serve.listen = "127.0.0.1:8090";
    options->serve.workers = 2;
    auto* command =
        app.add_subcommand("witness", "为别处的存证日志作见证 cosign the evidence logs of others, if they only grow");
    command->add_option("--data", options->serve.place.data, "见证目录：密钥和记录 folder of its keys and records")
        ->required();
    command->add_option("--name", options->name,
                        "首次启动时的名称，如 ghzrzy.example.gov.cn/w1  its name, at the first start");
    command->add_option("--log", options->logs, "日志公钥，可重复 key of a log (vkey), may be repeated");
    command->add_option("--policy", options->policy, "其中的日志 the logs of a policy, as …/ledger/policy gives it");
    command->add_option("--listen", options->serve.listen, "监听地址 ADDR:PORT")->capture_default_str();
    command->add_option("--tls-cert", options->serve.certificate, "证书 certificate (PEM)");
    command->add_option("--tls-key", options->serve.key, "私钥 private key (PEM)");
    command->add_option("--keys-passphrase-file", options->passphrase_file, "密钥口令文件 passphrase file")
        ->envname("ZHUPI_KEYS_PASSPHRASE_FILE");
    command->callback([options, &code] { code = witness(*options); });
}

}  // namespace zhupi
