#include "main/licence_command.hpp"

#include "base/error_codes.hpp"
#include "base/json.hpp"
#include "licence/verify_ofd.hpp"
#include "main/exit_codes.hpp"
#include "main/key_file.hpp"
#include "main/runtime.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

namespace zhupi {

/// What --json prints.
struct LicenceProblem {
    std::string code, zh, en;
};
BOOST_DESCRIBE_STRUCT(LicenceProblem, (), (code, zh, en))

struct LicenceSealing {
    std::string seal, id, signer, at;
    bool proven = false;  ///< whether a timestamp vouches for the time
};
BOOST_DESCRIBE_STRUCT(LicenceSealing, (), (seal, id, signer, at, proven))

struct LicenceVerdict {
    std::string file;
    bool valid = false, intact = false;
    std::vector<LicenceProblem> problems;
    std::vector<LicenceSealing> sealings;
};
BOOST_DESCRIBE_STRUCT(LicenceVerdict, (), (file, valid, intact, problems, sealings))

namespace {

struct Options {
    std::string file;
    std::vector<std::string> trust, between, revoked;
    bool as_json = false, revocation_required = false;
};

Result<std::string> content_of(const std::string& path) {
    const auto bytes = read_whole(path);
    if (!bytes || !*bytes) return fail(err::licence_file, {{"path", path}});
    return **bytes;
}

/// PEM with one or more certificates, or one in DER.
Result<void> take_certificates(const std::string& path, std::vector<crypto::Certificate>& into) {
    ZHUPI_TRY(const auto bytes, content_of(path));
    if (bytes.find("-----BEGIN") == std::string::npos) {
        ZHUPI_TRY(into.emplace_back(), crypto::read_certificate(bytes));
        return {};
    }
    ZHUPI_TRY(auto read, crypto::read_certificates(bytes));
    std::move(read.begin(), read.end(), std::back_inserter(into));
    return {};
}

Result<crypto::Trust> trust_of(const Options& options) {
    crypto::Trust trust;
    for (const auto& path : options.trust) ZHUPI_CHECK(take_certificates(path, trust.anchors));
    for (const auto& path : options.between) ZHUPI_CHECK(take_certificates(path, trust.between));
    for (const auto& path : options.revoked) {
        ZHUPI_TRY(const auto bytes, content_of(path));
        ZHUPI_TRY(auto list, crypto::read_revocation_list(bytes));
        trust.revoked.push_back(std::move(list));
    }
    trust.revocation_required = options.revocation_required;
    return trust;
}

Result<LicenceVerdict> judge(const Options& options) {
    ZHUPI_TRY(const auto trust, trust_of(options));
    ZHUPI_TRY(const auto container, content_of(options.file));
    const auto verdict = licence::verify_ofd(container, trust);
    LicenceVerdict out{options.file, verdict.valid(), verdict.is_intact(), {}, {}};
    for (const auto& problem : verdict.problems)
        out.problems.push_back({std::string(problem.code->code), problem.zh(), problem.en()});
    for (const auto& one : verdict.sealings)
        out.sealings.push_back(
            {one.sealing.seal.name, one.sealing.seal.id, one.sealing.signer.subject, one.at.iso(), one.proven});
    return out;
}

void say(const LicenceVerdict& verdict) {
    for (const auto& one : verdict.sealings)
        std::printf("印章 seal    %s (%s)\n签章人 by     %s\n时间 at       %s%s\n", one.seal.c_str(), one.id.c_str(),
                    one.signer.c_str(), one.at.c_str(), one.proven ? "  (时间戳 timestamped)" : "");
    for (const auto& problem : verdict.problems) std::printf("✗ %s\n  %s\n", problem.zh.c_str(), problem.en.c_str());
    const char* words = verdict.valid    ? "valid 有效"
                        : verdict.intact ? "INTACT, NOT TRUSTED 未被改动，但不可信"
                                         : "NOT VALID 无效";
    std::printf("%s\n", words);
}

int verify(const Options& options) {
    const auto verdict = judge(options);
    if (!verdict) {
        std::fputs(in_words(verdict.error()).c_str(), stderr);
        return failed;
    }
    if (options.as_json)
        std::printf("%s\n", json::encode(*verdict).c_str());
    else
        say(*verdict);
    return verdict->valid ? well : differs;
}

}  // namespace

void add_licence_command(CLI::App& app, int& code) {
    const auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("licence", "电子证照 e-licences");
    command->require_subcommand(1);
    auto* verify_command = command->add_subcommand("verify", "核验盖章的 OFD 文件 judge a sealed OFD file");
    verify_command->add_option("file", options->file, "OFD 文件 the file")->required();
    verify_command->add_option("--trust", options->trust,
                               "信任的根证书，可重复 certificates to believe, may be repeated");
    verify_command->add_option("--between", options->between, "中间证书，可重复 certificates between, may be repeated");
    verify_command->add_option("--crl", options->revoked, "吊销列表，可重复 revocation lists, may be repeated");
    verify_command->add_flag("--crl-required", options->revocation_required,
                             "没有吊销列表即为不可信 a missing list is an error");
    verify_command->add_flag("--json", options->as_json, "以 JSON 输出 print JSON");
    verify_command->callback([options, &code] { code = verify(*options); });
}

}  // namespace zhupi
