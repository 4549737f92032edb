#include "ledger/witness.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"

namespace zhupi::ledger {
namespace {

constexpr std::size_t most_proof_lines = 63;

WitnessAnswer refused(int status, std::string body) {
    return {status, "text/plain; charset=utf-8", std::move(body), {}, {}};
}

WitnessAnswer other_size(std::uint64_t size) { return {409, "text/x.tlog.size", std::to_string(size) + "\n", {}, {}}; }

/// Nothing when the checkpoint continues what is remembered; else the refusal.
std::optional<WitnessAnswer> objection(const AddCheckpoint& request, const Checkpoint& next, const Remembered& last,
                                       Hash hash) {
    if (request.old_size > next.size) return refused(400, "the old size is above the checkpoint's\n");
    if (request.old_size != last.size) return other_size(last.size);
    if (last.size == 0) {
        if (!request.proof.empty()) return refused(422, "a proof from nothing must be empty\n");
        if (next.size == 0 && next.root != bytes_of(empty_root(hash)))
            return refused(422, "an empty log has another root\n");
        return std::nullopt;
    }
    if (next.size == last.size && next.root != last.root) return refused(409, "another root at the same size\n");
    if (!verify_consistency(hash, last.size, next.size, last.root, next.root, request.proof))
        return refused(422, "the consistency proof does not hold\n");
    return std::nullopt;
}

}  // namespace

std::string write_add_checkpoint(const AddCheckpoint& request) {
    auto out = "old " + std::to_string(request.old_size) + "\n";
    for (const auto& hash : request.proof) out += encoding::base64(hash) + "\n";
    return out + "\n" + request.note;
}

Result<AddCheckpoint> read_add_checkpoint(std::string_view body) {
    const auto wrong = [](std::size_t line) { return fail(err::ledger_request, {{"line", std::to_string(line)}}); };
    const auto end = body.find("\n\n");
    if (end == std::string_view::npos || body.size() > longest_note) return wrong(1);
    const auto lines = text::split(body.substr(0, end), '\n');
    const auto size = lines[0].starts_with("old ") ? parse_size(lines[0].substr(4)) : std::nullopt;
    if (!size) return wrong(1);
    if (lines.size() - 1 > most_proof_lines) return wrong(most_proof_lines + 2);
    AddCheckpoint out{*size, {}, std::string(body.substr(end + 2))};
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto hash = parse_hash(lines[i]);
        if (!hash) return wrong(i + 1);
        out.proof.push_back(std::move(*hash));
    }
    return out;
}

Result<WitnessAnswer> answer_add_checkpoint(std::string_view body, const Lookup& lookup,
                                            std::span<const NoteSigner> cosigners, Instant now) {
    const auto request = read_add_checkpoint(body);
    if (!request) return refused(400, request.error().en() + "\n");
    const auto note = parse_note(request->note);
    if (!note) return refused(400, note.error().en() + "\n");
    const auto next = parse_checkpoint(note->text);
    if (!next) return refused(400, next.error().en() + "\n");
    const auto watched = lookup(next->origin);
    if (!watched) return refused(404, "this log is not watched here\n");
    const auto& [log, last] = *watched;
    if (!open_note(request->note, log.keys)) return refused(403, "the checkpoint is not signed by its log\n");
    if (auto answer = objection(*request, *next, last, log.hash)) {
        answer->origin = log.origin;
        return std::move(*answer);
    }
    WitnessAnswer out;
    out.origin = log.origin;
    for (const auto& cosigner : cosigners) {
        ZHUPI_TRY(const auto line, signature_line(cosigner, note->text, now));
        out.body += line;
    }
    out.remember = Remembered{next->size, next->root, request->note};
    return out;
}

Result<std::string> add_cosignatures(std::string_view note, std::string_view answer,
                                     std::span<const VerifierKey> witnesses) {
    ZHUPI_TRY(const auto parsed, parse_note(note));
    ZHUPI_TRY(const auto lines, parse_signature_lines(answer));
    std::string out(note);
    for (const auto& line : lines) {
        const auto seen = verify_line(line, parsed.text, witnesses);
        if (seen && out.find(line.line) == std::string::npos) out += line.line;
    }
    return out;
}

}  // namespace zhupi::ledger
