#include "main/ledger_command.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "ledger/check.hpp"
#include "main/exit_codes.hpp"
#include "main/ledger_source.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace zhupi {
namespace {

constexpr std::int64_t whole_city_ms = 24 * 3'600'000;

int complain(const Error& error) {
    std::fputs(in_words(error).c_str(), stderr);
    return failed;
}

struct Options {
    std::string place, store, data, policy, since;
    std::size_t most = 100;
    LedgerOptions ledger;
};

struct ToVerify {
    LogSource source;
    ledger::Policy policy;
    bool own_policy = false;  ///< the verifier's, not what the log says of itself
};

Result<ToVerify> open(const Options& options) {
    ToVerify out;
    ZHUPI_TRY(out.source, open_log(options.place));
    auto text = out.source.policy;
    if (!options.policy.empty()) {
        ZHUPI_TRY(const auto named, read_whole(options.policy));
        if (!named) return fail(err::licence_file, {{"path", options.policy}});
        text = *named;
        out.own_policy = true;
    }
    if (text.empty())
        return fail(err::ledger_policy, {{"line", "1"},
                                         {"whyZh", "没有策略，请用 --policy 指明"},
                                         {"why", "there is none; name one with --policy"}});
    ZHUPI_TRY(out.policy, ledger::parse_policy(text));
    return out;
}

/// The store that --store names: PostgreSQL, or the SQLite of a data folder.
Result<std::unique_ptr<store::Store>> open_store(const Options& options) {
    if (store::is_postgres_url(options.store)) return store::open_postgres({options.store, "", 1, 1});
    return store::open_sqlite_for_reading(options.store);
}

/// The salts lie with the log, their key in the data folder.
Result<ledger::Salts> open_salts(const Options& options, const LogSource& source) {
    auto data = options.data;
    if (data.empty() && !store::is_postgres_url(options.store)) data = options.store;
    if (data.empty()) return fail(err::ledger_passphrase, {{"keys", "--data …/keys"}});
    auto ledger = options.ledger;
    if (ledger.folder.empty()) ledger.folder = source.folder;  // a published copy has no salt: then the data folder's
    ZHUPI_TRY(auto opened, open_ledger(data, ledger, IfMissing::fails, system_now()));
    return std::move(opened.salts);
}

void say(const std::vector<Error>& problems) {
    for (const auto& problem : problems) std::printf("✗ %s\n  %s\n", problem.zh().c_str(), problem.en().c_str());
}

void say_signatures(const ledger::CheckedLog& log, const ToVerify& what) {
    std::printf("origin     %s\nsize       %llu\nroot       %s\n", log.checkpoint.origin.c_str(),
                static_cast<unsigned long long>(log.checkpoint.size), encoding::base64(log.checkpoint.root).c_str());
    std::string signers;
    for (const auto& signer : log.signers) signers += (signers.empty() ? "" : ", ") + signer;
    std::printf("signed     %s\n", signers.empty() ? "-" : signers.c_str());
    for (const auto& witness : log.witnesses)
        std::printf("witness    %s  %s\n", witness.name.c_str(), witness.at.iso().c_str());
    std::printf("quorum     %s\n", what.policy.quorum.c_str());
    if (log.second)
        std::printf("second     %s  %llu  %s\n", log.second->origin.c_str(),
                    static_cast<unsigned long long>(log.second->size), encoding::base64(log.second->root).c_str());
    if (!what.own_policy)
        std::printf(
            "注意：公钥取自日志本身。请用 --policy 给出从别处得到的公钥\n"
            "note: the keys are those that the log tells itself; name yours, from elsewhere, with --policy\n");
}

Result<bool> verify_events(const Options& options, const ToVerify& what, const ledger::CheckedLog& log) {
    ZHUPI_TRY(const auto store, open_store(options));
    ZHUPI_TRY(const auto salts, open_salts(options, what.source));
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    ledger::CheckedEvents events;
    ZHUPI_CHECK(store->read(
        [&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(events, ledger::check_events(from, *what.source.log, log.checkpoint.size, salts, options.most,
                                                   [&](std::uint64_t done) {
                                                       if (terminal)
                                                           std::fprintf(stderr, "\r%llu",
                                                                        static_cast<unsigned long long>(done));
                                                   }));
            return {};
        },
        whole_city_ms));
    say(events.problems);
    std::printf("events     compared=%llu head=%lld\n", static_cast<unsigned long long>(events.compared),
                static_cast<long long>(events.head));
    return events.problems.empty();
}

/// An older checkpoint that somebody kept, signed by the same log.
Result<bool> verify_since(const Options& options, const ToVerify& what, const ledger::CheckedLog& log) {
    ZHUPI_TRY(const auto note, read_whole(options.since));
    if (!note) return fail(err::ledger_no_log, {{"place", options.since}});
    ZHUPI_TRY(const auto older, ledger::open_own(*note, what.policy.logs));
    const auto continues = ledger::check_continues(*what.source.log, log.checkpoint, older);
    if (!continues) say({continues.error()});
    if (continues) std::printf("continues  %llu\n", static_cast<unsigned long long>(older.size));
    return continues.has_value();
}

Result<bool> verified(const Options& options) {
    ZHUPI_TRY(const auto what, open(options));
    ZHUPI_TRY(const auto log, ledger::check_log(*what.source.log, what.source.second.get(), what.policy, options.most));
    say_signatures(log, what);
    say(log.problems);
    bool good = log.problems.empty();
    if (!options.since.empty()) {
        ZHUPI_TRY(const bool continues, verify_since(options, what, log));
        good &= continues;
    }
    if (!options.store.empty()) {
        const auto same = verify_events(options, what, log);
        if (!same && good) return fail(same.error());
        if (!same) say({same.error()});  // entries that are gone were named above
        good &= same && *same;
    }
    return good;
}

int verify(const Options& options) {
    const auto good = verified(options);
    if (!good) return complain(good.error());
    std::printf("%s\n", *good ? "verified" : "DIFFERS");
    return *good ? well : differs;
}

/// The checkpoint and who stands behind it, without reading the log.
int show(const Options& options) {
    const auto what = open(options);
    if (!what) return complain(what.error());
    const auto note = what->source.log->read(ledger::checkpoint_path);
    if (!note) return complain(note.error());
    if (!*note) return complain(Error{&err::ledger_no_log, {}, {{"place", options.place}}});
    const auto trusted = ledger::open_checkpoint(**note, what->policy);
    std::printf("%s\n%s", (*note)->c_str(), what->source.policy.c_str());
    if (!trusted) return complain(trusted.error());
    return well;
}

int renew(const Options& options) {
    auto place = Place{options.data, options.store, {}};
    auto runtime = Runtime::open(place);
    if (!runtime) return std::fputs(runtime.error().c_str(), stderr), failed;
    const auto renewed = renew_ledger(options.data, options.ledger, system_now());
    if (!renewed) return complain(renewed.error());
    const auto named = (*runtime)->store().write([&](store::Tx& tx) { return ledger::name_log(tx, renewed->origin); });
    if (!named) return complain(named.error());
    std::printf("新日志 new log: %s\n", renewed->origin.c_str());
    if (!renewed->old_folder.empty()) std::printf("旧日志 old log: %s\n", renewed->old_folder.c_str());
    return well;
}

}  // namespace

void add_ledger_options(CLI::App& command, LedgerOptions& options) {
    command.add_option("--ledger", options.folder,
                       "存证日志目录，off 为不写  folder of the evidence log (DATA/ledger), or off");
    command.add_option("--ledger-origin", options.origin,
                       "新日志的名称，如 zjj.example.gov.cn/evidence  name of a log that is begun");
    command.add_option("--ledger-interval", options.interval_ms, "检查点间隔（毫秒） ms between checkpoints")
        ->capture_default_str()
        ->check(CLI::Range(50, 3'600'000));
    command.add_option("--witnesses", options.witnesses,
                       "见证方与法定数，tlog-policy 文件  witnesses and quorum (DATA/city/ledger.policy)");
    command
        .add_option("--keys-passphrase-file", options.passphrase_file, "密钥口令文件 file with the keys' passphrase")
        ->envname("ZHUPI_KEYS_PASSPHRASE_FILE");
}

void add_ledger_command(CLI::App& app, int& code) {
    const auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("ledger", "存证日志 the evidence log");
    command->require_subcommand(1);

    auto* verify_command = command->add_subcommand(
        "verify", "核对文件、签名、见证，以及与事件日志是否一致 check files, signatures, witnesses, and every event");
    verify_command->add_option("place", options->place, "目录或网址 folder, or http(s)://…/ledger")->required();
    verify_command->add_option("--store", options->store,
                               "同时逐条核对事件：数据目录或 postgres://…  compare every event, too");
    verify_command->add_option("--data", options->data, "密钥所在的数据目录 data folder that holds the keys");
    verify_command->add_option("--policy", options->policy, "信任策略 whom to believe, c2sp.org/tlog-policy");
    verify_command->add_option("--since", options->since, "以前保存的检查点 a checkpoint that was saved earlier");
    verify_command->add_option("--most", options->most, "最多列出几处 how many findings at most")
        ->capture_default_str();
    verify_command
        ->add_option("--keys-passphrase-file", options->ledger.passphrase_file, "密钥口令文件 passphrase file")
        ->envname("ZHUPI_KEYS_PASSPHRASE_FILE");
    verify_command->callback([options, &code] { code = verify(*options); });

    auto* show_command = command->add_subcommand("show", "检查点、公钥和见证方 the checkpoint, keys and witnesses");
    show_command->add_option("place", options->place, "目录或网址 folder, or http(s)://…/ledger")->required();
    show_command->add_option("--policy", options->policy, "信任策略 whom to believe, c2sp.org/tlog-policy");
    show_command->callback([options, &code] { code = show(*options); });

    auto* renew_command = command->add_subcommand(
        "renew", "旧日志丢失或不能继续时另立新日志 begin a new log where the old one is lost or cannot go on");
    renew_command->add_option("--data", options->data, "数据目录 data folder")->required()->envname("ZHUPI_DATA");
    renew_command->add_option("--store", options->store, "PostgreSQL 地址 postgres://…")->envname("ZHUPI_STORE");
    add_ledger_options(*renew_command, options->ledger);
    renew_command->callback([options, &code] { code = renew(*options); });
}

}  // namespace zhupi
