#include "ledger/asking.hpp"

#include "base/error_codes.hpp"
#include "ledger/witness.hpp"

#include <thread>

namespace zhupi::ledger {
namespace {

constexpr std::int64_t first_pause_ms = 1'000, longest_pause_ms = 5 * 60'000;
constexpr std::size_t longest_detail = 160;
constexpr std::string_view size_type = "text/x.tlog.size";

/// What a stranger answered, fit for a message: one short line of printable ASCII.
std::string detail_of(std::string_view body) {
    std::string out;
    for (const char c : body.substr(0, longest_detail)) {
        if (c == '\n') break;
        out += c >= ' ' && c <= '~' ? c : '?';
    }
    return out.empty() ? "-" : out;
}

tl::unexpected<Error> refused(const Witness& witness, const HttpAnswer& answer) {
    return fail(
        err::ledger_witness_refused,
        {{"name", witness.name}, {"status", std::to_string(answer.status)}, {"detail", detail_of(answer.body)}});
}

/// The size in a 409 that tells one.
std::optional<std::uint64_t> told_size(const HttpAnswer& answer) {
    if (answer.status != 409 || !std::string_view(answer.content_type).starts_with(size_type)) return std::nullopt;
    if (!answer.body.ends_with('\n')) return std::nullopt;
    return parse_size(std::string_view(answer.body).substr(0, answer.body.size() - 1));
}

Result<Seen> line_of(const Witness& witness, std::string_view text, const HttpAnswer& answer) {
    const auto lines = parse_signature_lines(answer.body);
    if (lines)
        for (const auto& line : *lines)
            if (auto seen = verify_line(line, text, std::span(&witness.key, 1)); seen && seen->at)
                return std::move(*seen);
    return fail(err::ledger_witness_false, {{"name", witness.name}});
}

/// Only the log's own lines: that is what a witness judges.
Result<std::string> bare(std::string_view note, std::string_view origin) {
    ZHUPI_TRY(const auto parsed, parse_note(note));
    auto out = parsed.text + "\n";
    for (const auto& line : parsed.lines)
        if (line.name == origin) out += line.line;
    return out;
}

std::int64_t pause_after(int failures) {
    return std::min(longest_pause_ms, first_pause_ms << std::min(failures - 1, 20));
}

}  // namespace

Result<Seen> ask_witness(const Witness& witness, std::string_view note, const Checkpoint& checkpoint,
                         WitnessState& state, const NodeSource& nodes, const Post& post) {
    ZHUPI_TRY(const auto own, bare(note, checkpoint.origin));
    const auto url = witness.url.substr(0, witness.url.find_last_not_of('/') + 1) + "/add-checkpoint";
    auto old = std::min(state.size, checkpoint.size);
    for (bool again = false;; again = true) {
        ZHUPI_TRY(auto proof, prove_consistency(Hash::sha256, old, checkpoint.size, nodes));
        ZHUPI_TRY(const auto answer, post(url, write_add_checkpoint({old, proof, own})));
        if (answer.status == 200) {
            ZHUPI_TRY(auto seen, line_of(witness, checkpoint_text(checkpoint), answer));
            state.size = checkpoint.size;
            state.at = seen.at;
            return seen;
        }
        const auto theirs = told_size(answer);
        if (theirs && *theirs > checkpoint.size)
            return fail(err::ledger_witness_ahead, {{"name", witness.name},
                                                    {"theirs", std::to_string(*theirs)},
                                                    {"ours", std::to_string(checkpoint.size)}});
        if (!theirs || again) return refused(witness, answer);
        old = *theirs;
    }
}

Asking::Asking(const Policy& policy, Post post) : post_(std::move(post)) {
    for (const auto& witness : policy.witnesses)
        if (!witness.url.empty()) {
            witnesses_.push_back(witness);
            states_.emplace_back().name = witness.name;
        }
}

bool Asking::is_due(std::size_t witness, const Note& note, Instant now) const {
    const auto& key = witnesses_[witness].key;
    const auto& next_at = states_[witness].next_at;
    return (!next_at || *next_at <= now) && std::none_of(note.lines.begin(), note.lines.end(), [&](const auto& line) {
               return line.name == key.name && line.id == key.id();
           });
}

bool Asking::anyone_due(const std::string& note, Instant now) const {
    const auto parsed = parse_note(note);
    for (std::size_t i = 0; parsed && i < witnesses_.size(); ++i)
        if (is_due(i, *parsed, now)) return true;
    return false;
}

Result<std::string> Asking::round(const std::string& note, const std::function<std::unique_ptr<TileStore>()>& tiles,
                                  const Clock& clock) {
    ZHUPI_TRY(const auto parsed, parse_note(note));
    ZHUPI_TRY(const auto checkpoint, parse_checkpoint(parsed.text));
    std::vector<std::string> lines(witnesses_.size());
    const auto won = [&](std::size_t i) -> Result<Seen> {
        try {
            const auto store = tiles();
            return ask_witness(witnesses_[i], note, checkpoint, states_[i],
                               nodes_of(*store, Hash::sha256, checkpoint.size), post_);
        } catch (const std::exception& error) {  // it must not leave the thread
            return fail(err::outgoing_away, {{"host", witnesses_[i].name}, {"detail", error.what()}});
        }
    };
    const auto ask = [&](std::size_t i) {
        auto& state = states_[i];
        auto seen = won(i);
        state.failures = seen ? 0 : state.failures + 1;
        state.next_at = seen ? std::nullopt : std::optional(clock().plus_ms(pause_after(state.failures)));
        state.problem = seen ? std::nullopt : std::optional(std::move(seen.error()));
        if (seen) lines[i] = std::move(seen->line);
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < witnesses_.size(); ++i)
        if (is_due(i, parsed, clock())) threads.emplace_back(ask, i);
    for (auto& thread : threads) thread.join();
    auto out = note;
    for (const auto& line : lines) out += line;
    return out;
}

}  // namespace zhupi::ledger
