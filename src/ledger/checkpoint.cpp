#include "ledger/checkpoint.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>

namespace zhupi::ledger {
namespace {

auto wrong_line(std::size_t line) { return fail(err::ledger_checkpoint, {{"line", std::to_string(line)}}); }

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = !text.empty() && result.ec == std::errc() && result.ptr == text.data() + text.size();
    if (!whole || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    return value;
}

std::optional<std::string> parse_hash(std::string_view line) {
    auto bytes = encoding::from_base64(line);
    if (!bytes || bytes->size() != node_size) return std::nullopt;
    return bytes;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
    auto out =
        checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + encoding::base64(checkpoint.root) + "\n";
    for (const auto& line : checkpoint.extensions) out += line + "\n";
    return out;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
    if (!text.ends_with('\n')) return wrong_line(1);
    text.remove_suffix(1);
    const auto lines = text::split(text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (lines[i].empty()) return wrong_line(i + 1);
    if (lines.size() < 3) return wrong_line(lines.size() + 1);
    const auto size = parse_size(lines[1]);
    if (!size) return wrong_line(2);
    auto root = parse_hash(lines[2]);
    if (!root) return wrong_line(3);
    return Checkpoint{std::string(lines[0]), *size, std::move(*root), {lines.begin() + 3, lines.end()}};
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, std::span<const NoteSigner> signers, Instant now) {
    return sign_note(checkpoint_text(checkpoint), signers, now);
}

}  // namespace zhupi::ledger
