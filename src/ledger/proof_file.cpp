#include "ledger/proof_file.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"

namespace zhupi::ledger {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::size_t longest_path = 64;

}  // namespace

std::string write_proof_file(const ProofFile& proof) {
    auto out = std::string(first_line) + "\n";
    if (!proof.extra.empty()) out += "extra " + encoding::base64(proof.extra) + "\n";
    out += "index " + std::to_string(proof.index) + "\n";
    for (const auto& hash : proof.path) out += encoding::base64(hash) + "\n";
    return out + "\n" + proof.note;
}

Result<ProofFile> read_proof_file(std::string_view text) {
    const auto wrong = [](std::size_t line) { return fail(err::ledger_proof_text, {{"line", std::to_string(line)}}); };
    const auto end = text.find("\n\n");
    if (end == std::string_view::npos || text.size() > longest_note) return wrong(1);
    const auto lines = text::split(text.substr(0, end), '\n');
    std::size_t at = 0;
    if (lines[at++] != first_line) return wrong(1);
    ProofFile out;
    if (at < lines.size() && lines[at].starts_with("extra ")) {
        auto extra = encoding::from_base64(lines[at].substr(6));
        if (!extra) return wrong(at + 1);
        out.extra = std::move(*extra);
        ++at;
    }
    const auto index =
        at < lines.size() && lines[at].starts_with("index ") ? parse_size(lines[at].substr(6)) : std::nullopt;
    if (!index) return wrong(at + 1);
    out.index = *index;
    while (++at < lines.size()) {
        auto hash = parse_hash(lines[at]);
        if (!hash || out.path.size() == longest_path) return wrong(at + 1);
        out.path.push_back(std::move(*hash));
    }
    out.note = text.substr(end + 2);
    return out;
}

Result<TrustedCheckpoint> verify_proof_file(std::string_view text, std::string_view entry, const Policy& policy,
                                            Hash hash) {
    ZHUPI_TRY(const auto proof, read_proof_file(text));
    ZHUPI_TRY(auto trusted, open_checkpoint(proof.note, policy));
    const auto& checkpoint = trusted.checkpoint;
    ZHUPI_CHECK(verify_inclusion(hash, proof.index, checkpoint.size, bytes_of(leaf_hash(hash, entry)), proof.path,
                                 checkpoint.root));
    return trusted;
}

}  // namespace zhupi::ledger
