#include "ledger/kept_log.hpp"

#include "base/error_codes.hpp"

namespace zhupi::ledger {
namespace {

/// The checkpoint that lies there; nothing of a new log.
Result<std::optional<std::pair<Checkpoint, std::string>>> stored(FolderStore& store,
                                                                 std::span<const VerifierKey> keys) {
    ZHUPI_TRY(auto note, store.read(checkpoint_path));
    if (!note) return std::nullopt;
    ZHUPI_TRY(auto checkpoint, open_own(*note, keys));
    return std::pair(std::move(checkpoint), std::move(*note));
}

Result<Tree> tree_at(FolderStore& store, Hash hash, Keeps keeps,
                     const std::optional<std::pair<Checkpoint, std::string>>& end) {
    if (!end) return Tree(store, hash, keeps);
    return Tree::open(store, hash, keeps, end->first.size, end->first.root);
}

}  // namespace

std::string second_origin(std::string_view origin) { return std::string(origin) + "-sm3"; }

Result<Checkpoint> open_own(std::string_view note, std::span<const VerifierKey> keys) {
    ZHUPI_TRY(const auto opened, open_note(note, keys));
    ZHUPI_TRY(auto checkpoint, parse_checkpoint(opened.text));
    for (const auto& seen : opened.seen)
        if (!seen.at && seen.who.name == checkpoint.origin) return std::move(checkpoint);
    return fail(err::ledger_other_log, {{"origin", checkpoint.origin}});
}

Result<KeptLog> KeptLog::open(const std::string& folder, const LogKeys& keys, Instant now) {
    KeptLog log;
    log.keys_ = keys;
    log.first_ = std::make_unique<FolderStore>(folder + "/log");
    log.second_ = std::make_unique<FolderStore>(folder + "/log-sm3");
    const VerifierKey first_keys[] = {keys.ed25519.who, keys.sm2.who}, second_keys[] = {keys.second.who};
    ZHUPI_TRY(auto first, stored(*log.first_, first_keys));
    ZHUPI_TRY(const auto second, stored(*log.second_, second_keys));
    ZHUPI_TRY(log.tree_, tree_at(*log.first_, Hash::sha256, Keeps::entries, first));
    ZHUPI_TRY(log.second_tree_, tree_at(*log.second_, Hash::sm3, Keeps::hashes, second));
    if (first) std::tie(log.checkpoint_, log.note_) = std::move(*first);
    ZHUPI_CHECK(log.catch_up());
    if (!first || !second || second->first.size != log.size()) ZHUPI_CHECK(log.sign(now));
    return std::move(log);
}

Result<void> KeptLog::catch_up() {
    if (second_tree_->size() > size())  // the second is never written before the first
        return fail(err::ledger_tree_root, {{"size", std::to_string(second_tree_->size())}});
    if (second_tree_->size() == size()) return {};
    EntryReader entries(*first_, size());
    for (auto index = second_tree_->size(); index < size(); ++index) {
        ZHUPI_TRY(const auto entry, entries.at(index));
        ZHUPI_CHECK(second_tree_->add(entry));
    }
    return second_tree_->flush();
}

Result<void> KeptLog::append(std::span<const std::string> entries, Instant now) {
    ZHUPI_CHECK(tree_->append(entries));
    ZHUPI_CHECK(second_tree_->append(entries));
    return sign(now);
}

Result<void> KeptLog::sign(Instant now) {
    // A checkpoint that is signed already is not signed again: it may carry witnesses' lines.
    if (note_.empty() || checkpoint_.size != size()) {
        const NoteSigner signers[] = {keys_.ed25519, keys_.sm2};
        Checkpoint next{keys_.origin(), size(), std::string(bytes_of(tree_->root())), {}};
        ZHUPI_TRY(auto note, sign_checkpoint(next, signers, now));
        ZHUPI_CHECK(first_->write(checkpoint_path, note));
        checkpoint_ = std::move(next);
        note_ = std::move(note);
    }
    const Checkpoint second{second_origin(keys_.origin()), size(), std::string(bytes_of(second_tree_->root())), {}};
    ZHUPI_TRY(const auto note, sign_checkpoint(second, std::span(&keys_.second, 1), now));
    return second_->write(checkpoint_path, note);
}

Result<void> KeptLog::put_note(std::string note) {
    ZHUPI_TRY(const auto parsed, parse_note(note));
    if (parsed.text != checkpoint_text(checkpoint_) || note == note_) return {};
    ZHUPI_CHECK(first_->write(checkpoint_path, note));
    note_ = std::move(note);
    return {};
}

Result<std::string> KeptLog::entry(std::uint64_t index) const {
    EntryReader entries(*first_, size());
    ZHUPI_TRY(const auto entry, entries.at(index));
    return std::string(entry);
}

Result<std::string_view> EntryReader::at(std::uint64_t index) {
    ensure(index < size_, "an entry of the log");
    if (const auto bundle = index / tile_width; bundle != bundle_) {
        const auto width = bundle < full_tiles(size_, 0) ? static_cast<unsigned>(tile_width) : partial_width(size_, 0);
        bundle_ = UINT64_MAX;
        ZHUPI_TRY(bytes_, read_entries(*store_, bundle, width));
        const auto split = split_bundle(bytes_, width);
        ensure(split.has_value(), "a bundle that was read is whole");
        entries_ = *split;
        bundle_ = bundle;
    }
    return entries_[index % tile_width];
}

}  // namespace zhupi::ledger
