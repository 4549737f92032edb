#include "ledger/check.hpp"

#include "base/error_codes.hpp"

#include <set>

namespace zhupi::ledger {
namespace {

constexpr int page = 2000;
constexpr std::int64_t near = 64;  ///< how far an event is looked for from its place, besides the other wrong places

std::string_view name_of(SignatureKind kind) { return kind == SignatureKind::ed25519 ? "ed25519" : "sm2"; }

/// Who signed: all lines of known keys, and whether the policy is content.
Result<void> read_signatures(const std::string& note, const Policy& policy, CheckedLog& out) {
    ZHUPI_TRY(const auto parsed, parse_note(note));
    ZHUPI_TRY(out.checkpoint, parse_checkpoint(parsed.text));
    auto trusted = open_checkpoint(note, policy);
    if (!trusted) out.problems.push_back(std::move(trusted.error()));
    for (const auto& line : parsed.lines) {
        for (const auto& key : policy.logs)
            if (const auto seen = verify_line(line, parsed.text, std::span(&key, 1));
                seen && key.name == out.checkpoint.origin)
                out.signers.emplace_back(name_of(key.kind));
        for (const auto& witness : policy.witnesses)
            if (const auto seen = verify_line(line, parsed.text, std::span(&witness.key, 1)); seen && seen->at)
                out.witnesses.push_back({witness.name, *seen->at});
    }
    return {};
}

void take_findings(std::vector<Error>& problems, const std::vector<Finding>& findings, std::uint64_t size,
                   const std::string& prefix) {
    for (const auto& finding : findings) problems.push_back(in_words(finding, size, prefix));
}

Result<void> check_second(TileStore& log, TileStore& second, const Policy& policy, CheckedLog& out, std::size_t most) {
    ZHUPI_TRY(const auto note, second.read(checkpoint_path));
    if (!note) return {};
    auto opened = open_own(*note, policy.logs);
    if (!opened) {
        out.problems.push_back(std::move(opened.error()));
        return {};
    }
    out.second = *opened;
    // The second checkpoint is written after the first: while the log grows, it may be of a batch before or after.
    const auto size = std::min(opened->size, out.checkpoint.size);
    if (opened->origin != second_origin(out.checkpoint.origin)) {
        out.problems.push_back({&err::ledger_other_log, {}, {{"origin", opened->origin}}});
    } else if (opened->size <= size) {
        ZHUPI_TRY(const auto findings, replay(second, log, Hash::sm3, size, opened->root, most));
        take_findings(out.problems, findings, size, "sm3 ");
    }
    return {};
}

// Events -----------------------------------------------------------------------------------------------------------

class Comparing {
public:
    Comparing(TileStore& log, std::uint64_t size, const Salts& salts, std::size_t most)
        : entries_(log, size), size_(static_cast<std::int64_t>(size)), salts_(salts), most_(most) {}

    /// The next row, in the order of the log.
    Result<void> take(const store::Event& row);
    Result<CheckedEvents> finish(std::int64_t head);
    bool full() const { return out_.problems.size() >= most_; }
    std::int64_t expected() const { return expected_; }

private:
    struct Wrong {
        store::Event row;
        std::size_t problem;  ///< which of out_.problems
    };
    Result<std::optional<std::int64_t>> place_of(const Wrong& wrong, const std::set<std::int64_t>& others);
    void add(Error error) {
        if (!full()) out_.problems.push_back(std::move(error));
    }

    EntryReader entries_;
    std::int64_t size_, expected_ = 1;
    const Salts& salts_;
    std::size_t most_;
    std::string previous_ = std::string(node_size, '\0');
    std::vector<Wrong> wrong_;
    CheckedEvents out_;
};

Result<void> Comparing::take(const store::Event& row) {
    for (; expected_ < row.seq && expected_ <= size_ && !full(); ++expected_)
        add({&err::ledger_event_gone, {}, {{"seq", std::to_string(expected_)}}});
    if (full() || row.seq > size_) return {};
    expected_ = row.seq + 1;
    ++out_.compared;
    ZHUPI_TRY(const auto entry, entries_.at(static_cast<std::uint64_t>(row.seq - 1)));
    const bool chained = store::event_hash(row, previous_) == row.hash;
    previous_ = row.hash;
    auto same = compare(row, entry, salts_);
    if (same && !chained) add({&err::ledger_event_chain, {}, {{"seq", std::to_string(row.seq)}}});
    if (same) return {};
    wrong_.push_back({row, out_.problems.size()});
    add(std::move(same.error()));
    return {};
}

/// Where in the log a row that is wrong in its place would be right: it was moved.
Result<std::optional<std::int64_t>> Comparing::place_of(const Wrong& wrong, const std::set<std::int64_t>& others) {
    auto places = others;
    for (auto seq = std::max<std::int64_t>(1, wrong.row.seq - near); seq <= std::min(size_, wrong.row.seq + near);
         ++seq)
        places.insert(seq);
    auto row = wrong.row;
    for (const auto seq : places) {
        row.seq = seq;
        ZHUPI_TRY(const auto entry, entries_.at(static_cast<std::uint64_t>(seq - 1)));
        if (compare(row, entry, salts_)) return seq;
    }
    return std::nullopt;
}

Result<CheckedEvents> Comparing::finish(std::int64_t head) {
    out_.head = head;
    if (head < size_)
        add({&err::ledger_log_shorter, {}, {{"head", std::to_string(head)}, {"size", std::to_string(size_)}}});
    std::set<std::int64_t> places;
    for (const auto& wrong : wrong_) places.insert(wrong.row.seq);
    for (const auto& wrong : wrong_) {
        ZHUPI_TRY(const auto place, place_of(wrong, places));
        if (place && wrong.problem < out_.problems.size())
            out_.problems[wrong.problem] = {&err::ledger_event_moved,
                                            {},
                                            {{"seq", std::to_string(wrong.row.seq)}, {"was", std::to_string(*place)}}};
    }
    return std::move(out_);
}

}  // namespace

Error in_words(const Finding& finding, std::uint64_t size, const std::string& prefix) {
    const auto path = prefix + finding.path;
    switch (finding.what) {
        case Finding::What::missing:
            return {&err::ledger_tile_missing, {}, {{"path", path}}};
        case Finding::What::unreadable:
            return {&err::ledger_tile_wrong, {}, {{"path", path}}};
        case Finding::What::leaf:
            return {
                &err::ledger_entry_edited, {}, {{"path", path}, {"entry", std::to_string(finding.entry.value_or(0))}}};
        case Finding::What::tile:
            return {&err::ledger_tile_edited, {}, {{"path", path}}};
        case Finding::What::root:
            return {&err::ledger_root_wrong, {}, {{"size", std::to_string(size)}}};
    }
    bug("a kind of finding");
}

Result<CheckedLog> check_log(TileStore& log, TileStore* second, const Policy& policy, std::size_t most) {
    CheckedLog out;
    ZHUPI_TRY(const auto note, log.read(checkpoint_path));
    if (!note) return fail(err::ledger_no_log, {{"place", std::string(checkpoint_path)}});
    ZHUPI_CHECK(read_signatures(*note, policy, out));
    const auto size = out.checkpoint.size;
    ZHUPI_TRY(const auto findings, replay(log, log, Hash::sha256, size, out.checkpoint.root, most));
    take_findings(out.problems, findings, size, "");
    if (second != nullptr) ZHUPI_CHECK(check_second(log, *second, policy, out, most));
    return out;
}

Result<void> check_continues(TileStore& log, const Checkpoint& now, const Checkpoint& older) {
    const auto forked = [&] {
        return fail(err::ledger_forked, {{"size", std::to_string(now.size)}, {"old", std::to_string(older.size)}});
    };
    if (older.origin != now.origin) return fail(err::ledger_other_log, {{"origin", older.origin}});
    if (older.size > now.size) return forked();
    if (older.size == 0) return {};
    const auto nodes = nodes_of(log, Hash::sha256, now.size);
    ZHUPI_TRY(const auto proof, prove_consistency(Hash::sha256, older.size, now.size, nodes));
    if (!verify_consistency(Hash::sha256, older.size, now.size, older.root, now.root, proof)) return forked();
    return {};
}

Result<CheckedEvents> check_events(store::Snapshot& from, TileStore& log, std::uint64_t size, const Salts& salts,
                                   std::size_t most, const std::function<void(std::uint64_t)>& progress) {
    ensure(size <= INT64_MAX, "a log of events");
    ZHUPI_TRY(const auto head, store::log_head(from));
    Comparing comparing(log, size, salts, most);
    for (std::int64_t place = INT64_MIN;
         !comparing.full() && comparing.expected() <= static_cast<std::int64_t>(size);) {
        ZHUPI_TRY(const auto events, store::read_after(from, place, page));
        if (events.empty()) break;
        for (const auto& event : events)
            if (event.seq > 0) ZHUPI_CHECK(comparing.take(event));
        place = events.back().seq;
        if (progress) progress(static_cast<std::uint64_t>(std::max<std::int64_t>(place, 0)));
    }
    return comparing.finish(head.seq);
}

}  // namespace zhupi::ledger
