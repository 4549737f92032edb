#include "ledger/keeper.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zhupi::ledger {
namespace {

constexpr int batch = 4096;
constexpr auto between_batches = std::chrono::milliseconds(20);  ///< for the commands' flushes, while it catches up
constexpr std::string_view reader_prefix = "ledger/";

/// Held while this process writes the log; goes with the process, however that ends.
class Lock {
public:
    static Result<Lock> take(const std::string& folder) {
        ::mkdir(folder.c_str(), 0755);
        const auto path = folder + "/lock";
        const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0) return fail(err::ledger_store, {{"path", path}, {"reason", std::strerror(errno)}});
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return Lock(fd);
        ::close(fd);
        return fail(err::ledger_locked, {{"path", folder}});
    }
    Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Lock& operator=(Lock&&) = delete;
    ~Lock() {
        if (fd_ >= 0) ::close(fd_);
    }

private:
    explicit Lock(int fd) : fd_(fd) {}
    int fd_;
};

std::vector<std::string> names_of(const TrustedCheckpoint& opened) {
    std::vector<std::string> out;
    for (const auto& witness : opened.witnesses) out.push_back(witness.name);
    return out;
}

}  // namespace

// What the store knows of it ---------------------------------------------------------------------------------------

Result<std::optional<std::string>> named_log(store::Snapshot& from) {
    std::optional<std::string> out;
    ZHUPI_CHECK(from.query("SELECT reader FROM reader_place WHERE reader LIKE 'ledger/%' ORDER BY reader", {},
                           [&](const store::Row& row) { out = row.text(0).substr(reader_prefix.size()); }));
    return out;
}

Result<void> name_log(store::Tx& tx, std::string_view origin) {
    ZHUPI_CHECK(tx.run("DELETE FROM reader_place WHERE reader LIKE 'ledger/%'", {}));
    ZHUPI_CHECK(tx.run("INSERT INTO reader_place (reader, seq) VALUES ($1, 0)",
                       {std::string(reader_prefix) + std::string(origin)}));
    return {};
}

std::string write_policy(const LogKeys& keys, const Policy& policy) {
    std::string out =
        "log " + keys.ed25519.who.text() + "\nlog " + keys.sm2.who.text() + "\nlog " + keys.second.who.text() + "\n";
    for (const auto& witness : policy.witnesses)
        out += "witness " + witness.name + " " + witness.key.text() + (witness.url.empty() ? "" : " " + witness.url) +
               "\n";
    for (const auto& group : policy.groups)
        out += "group " + group.name + " " + std::to_string(group.wanted) + " " + text::join(group.members, " ") + "\n";
    return out + "quorum " + (policy.quorum.empty() ? "none" : policy.quorum) + "\n";
}

// The threads ------------------------------------------------------------------------------------------------------

class Keeper::Work {
public:
    Work(store::Store& store, KeeperOptions options, LogKeys keys, Salts salts, Post post, Clock clock)
        : salts_(std::move(salts)),
          options_(std::move(options)),
          keys_(std::move(keys)),
          policy_text_(write_policy(keys_, options_.policy)),
          store_(store),
          clock_(std::move(clock)),
          asking_(options_.policy, std::move(post)),
          witnessed_(options_.folder + "/witnessed") {
        trusted_ = parse_policy(policy_text_).value();
        shared_.status.origin = keys_.origin();
        shared_.status.asked = asking_.states();
        reader_ = std::thread([this] { read_on(); });
        if (!asking_.states().empty()) asker_ = std::thread([this] { ask_on(); });
    }
    ~Work() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        reader_.join();
        if (asker_.joinable()) asker_.join();
    }

    KeeperStatus status() const {
        const std::lock_guard lock(mutex_);
        return shared_.status;
    }
    Result<EventProof> prove(std::int64_t seq) const;

    const Salts salts_;
    const KeeperOptions options_;
    const LogKeys keys_;
    const std::string policy_text_;

private:
    /// What both threads and the callers see, under mutex_.
    struct Shared {
        KeeperStatus status;
        std::string note, witnessed;  ///< the last checkpoint; the last one that met the quorum, or empty
    };

    void read_on();
    void ask_on();
    bool rest(std::chrono::milliseconds pause) {
        std::unique_lock lock(mutex_);
        return !wake_.wait_for(lock, pause, [this] { return stopping_; });
    }

    Result<bool> step();
    Result<void> open();
    Result<void> claim();
    Result<void> resume();
    Result<std::vector<std::string>> take(const std::vector<store::Event>& events);
    void publish();
    void follow();
    void settle(const std::string& note);
    bool show_witnessed(const std::string& note);
    void tell(Error problem);

    store::Store& store_;
    Clock clock_;
    Policy trusted_;  ///< the policy with this log's keys

    // The reader's own.
    std::optional<Lock> lock_;
    std::optional<KeptLog> log_;
    std::string previous_;  ///< the hash of the last event that was taken
    const ErrorCode* last_told_ = nullptr;

    // The asker's own.
    Asking asking_;
    FolderStore witnessed_;

    mutable std::mutex mutex_;
    std::mutex notes_;  ///< held by whoever changes log_ or its checkpoint
    std::condition_variable wake_;
    bool stopping_ = false;
    Shared shared_;
    std::thread reader_, asker_;
};

// Reading the event log --------------------------------------------------------------------------------------------

void Keeper::Work::read_on() {
    const std::chrono::milliseconds interval(options_.interval_ms);
    for (bool more = true; rest(more ? std::min<std::chrono::milliseconds>(between_batches, interval) : interval);) {
        auto done = [&]() -> Result<bool> {
            try {
                return step();
            } catch (const std::exception& error) {  // a bug, or no memory: this reader stops, the city does not
                return fail(err::bug, {{"detail", error.what()}});
            }
        }();
        more = done && *done;
        if (done) continue;
        const std::lock_guard lock(notes_);
        log_.reset();  // read anew from the disk next time
        if (done.error().is(err::ledger_locked))
            follow();
        else
            tell(std::move(done.error()));
    }
}

/// True when there may be more at once.
Result<bool> Keeper::Work::step() {
    if (!log_) ZHUPI_CHECK(open());
    std::vector<store::Event> events;
    ZHUPI_CHECK(store_.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(events, store::read_after(from, static_cast<std::int64_t>(log_->size()), batch));
        return {};
    }));
    if (!events.empty()) {
        ZHUPI_TRY(const auto entries, take(events));
        // A reader may see what a power cut would still undo. What was written before this write is durable after it.
        ZHUPI_CHECK(store_.write([](store::Tx&) -> Result<void> { return {}; }));
        const std::lock_guard lock(notes_);
        ZHUPI_CHECK(log_->append(entries, clock_()));
        previous_ = events.back().hash;
    }
    publish();
    return events.size() == batch;
}

Result<void> Keeper::Work::open() {
    if (!lock_) {
        ZHUPI_TRY(auto lock, Lock::take(options_.folder));
        lock_.emplace(std::move(lock));
    }
    ZHUPI_CHECK(claim());
    ZHUPI_TRY(auto log, KeptLog::open(options_.folder, keys_, clock_()));
    ZHUPI_TRY(const auto witnessed, witnessed_.read(checkpoint_path));
    const std::lock_guard lock(notes_);
    log_.emplace(std::move(log));
    ZHUPI_CHECK(resume());
    if (witnessed) settle(*witnessed);
    return {};
}

/// Another process writes here: what it has published is shown and proven all the same.
void Keeper::Work::follow() {
    FolderStore tiles(options_.folder + "/log");
    const auto note = tiles.read(checkpoint_path), witnessed = witnessed_.read(checkpoint_path);
    const VerifierKey own[] = {keys_.ed25519.who, keys_.sm2.who};
    if (!note || !*note) return;
    const auto checkpoint = open_own(**note, own);
    if (!checkpoint) return tell(checkpoint.error());
    if (witnessed && *witnessed) show_witnessed(**witnessed);
    const std::lock_guard lock(mutex_);
    shared_.note = **note;
    shared_.status.follows = true;
    shared_.status.problem.reset();
    shared_.status.at = clock_();
    shared_.status.size = checkpoint->size;
    shared_.status.root = checkpoint->root;
}

/// The log is the city's, or becomes it.
Result<void> Keeper::Work::claim() {
    return store_.write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(const auto named, named_log(tx));
        if (!named) return name_log(tx, keys_.origin());
        if (*named != keys_.origin()) return fail(err::ledger_elsewhere, {{"origin", *named}});
        return {};
    });
}

/// The last event that was taken is still there and still the same.
Result<void> Keeper::Work::resume() {
    previous_.assign(node_size, '\0');
    if (log_->size() == 0) return {};
    const auto seq = static_cast<std::int64_t>(log_->size());
    ZHUPI_TRY(const auto entry, log_->entry(log_->size() - 1));
    return store_.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto last, store::read_after(from, seq - 1, 1));
        if (last.empty()) {
            ZHUPI_TRY(const auto head, store::log_head(from));
            return fail(err::ledger_log_shorter,
                        {{"head", std::to_string(head.seq)}, {"size", std::to_string(log_->size())}});
        }
        if (last.front().seq != seq) return fail(err::ledger_event_gone, {{"seq", std::to_string(seq)}});
        ZHUPI_CHECK(compare(last.front(), entry, salts_));
        previous_ = last.front().hash;
        return {};
    });
}

/// The entries of events that go on where the log ends, each in the chain.
Result<std::vector<std::string>> Keeper::Work::take(const std::vector<store::Event>& events) {
    std::vector<std::string> out;
    out.reserve(events.size());
    std::string_view previous = previous_;
    auto seq = static_cast<std::int64_t>(log_->size());
    for (const auto& event : events) {
        ++seq;
        if (event.seq != seq) return fail(err::ledger_event_gone, {{"seq", std::to_string(seq)}});
        if (store::event_hash(event, previous) != event.hash)
            return fail(err::ledger_event_chain, {{"seq", std::to_string(seq)}});
        previous = event.hash;
        out.push_back(evidence_of(event, salts_).text());
    }
    return out;
}

void Keeper::Work::publish() {
    const std::scoped_lock lock(notes_, mutex_);
    auto& status = shared_.status;
    if (status.problem) log::info("ledger.well", {{"size", std::to_string(log_->size())}});
    status.problem.reset();
    status.follows = false;
    last_told_ = nullptr;
    status.at = clock_();
    if (log_->size() == status.size && !shared_.note.empty()) return;
    status.size = log_->size();
    status.root = log_->checkpoint().root;
    shared_.note = log_->note();
}

void Keeper::Work::tell(Error problem) {
    const std::lock_guard lock(mutex_);
    if (problem.code != last_told_)
        log::error("ledger.stopped", {{"code", std::string(problem.code->code)}, {"error", problem.en()}});
    last_told_ = problem.code;
    shared_.status.problem = std::move(problem);
}

// Asking the witnesses ---------------------------------------------------------------------------------------------

void Keeper::Work::ask_on() {
    const auto tiles = [this]() -> std::unique_ptr<TileStore> {
        return std::make_unique<FolderStore>(options_.folder + "/log");
    };
    while (rest(std::chrono::milliseconds(std::min<std::int64_t>(options_.interval_ms, 500)))) {
        std::string note;
        {
            const std::lock_guard lock(mutex_);
            if (!shared_.status.follows) note = shared_.note;
        }
        if (note.empty() || !asking_.anyone_due(note, clock_())) continue;
        auto cosigned = asking_.round(note, tiles, clock_);
        if (!cosigned) {
            log::warn("ledger.witnesses", {{"error", cosigned.error().en()}});
            continue;
        }
        {
            const std::lock_guard lock(mutex_);
            shared_.status.asked = asking_.states();
        }
        settle(*cosigned);
        const std::lock_guard notes(notes_);
        if (log_)
            if (const auto kept = log_->put_note(*cosigned); !kept)
                log::warn("ledger.witnesses", {{"error", kept.error().en()}});
        const std::lock_guard lock(mutex_);
        if (shared_.note == note) shared_.note = std::move(*cosigned);
    }
}

/// A checkpoint that meets the quorum is kept, for the proofs that go out.
void Keeper::Work::settle(const std::string& note) {
    if (!show_witnessed(note)) return;
    if (const auto kept = witnessed_.write(checkpoint_path, note); !kept)
        log::warn("ledger.witnesses", {{"error", kept.error().en()}});
}

bool Keeper::Work::show_witnessed(const std::string& note) {
    const auto opened = open_checkpoint(note, trusted_);
    if (!opened) return false;
    const std::lock_guard lock(mutex_);
    shared_.witnessed = note;
    shared_.status.witnessed = opened->checkpoint.size;
    shared_.status.seen_by = names_of(*opened);
    return true;
}

// Proofs -----------------------------------------------------------------------------------------------------------

Result<EventProof> Keeper::Work::prove(std::int64_t seq) const {
    Shared now;
    {
        const std::lock_guard lock(mutex_);
        now = shared_;
    }
    if (now.note.empty()) return fail(err::ledger_starting);
    const auto index = static_cast<std::uint64_t>(seq) - 1;
    const bool witnessed = index < now.status.witnessed;
    const auto& note = witnessed ? now.witnessed : now.note;
    const auto size = witnessed ? now.status.witnessed : now.status.size;
    if (seq < 1 || index >= size) return fail(err::ledger_pending, {{"seq", std::to_string(seq)}});
    FolderStore tiles(options_.folder + "/log");
    EventProof out;
    EntryReader entries(tiles, size);
    ZHUPI_TRY(out.entry, entries.at(index));
    ZHUPI_TRY(auto path, prove_inclusion(Hash::sha256, index, size, nodes_of(tiles, Hash::sha256, size)));
    out.file = {"", index, std::move(path), note};
    out.quorum_met = open_checkpoint(note, trusted_).has_value();
    return out;
}

Keeper::Keeper(store::Store& store, KeeperOptions options, LogKeys keys, Salts salts, Post post, Clock clock)
    : work_(std::make_unique<Work>(store, std::move(options), std::move(keys), std::move(salts), std::move(post),
                                   std::move(clock))) {}
Keeper::~Keeper() = default;
KeeperStatus Keeper::status() const { return work_->status(); }
Result<EventProof> Keeper::prove(std::int64_t seq) const { return work_->prove(seq); }
const Salts& Keeper::salts() const { return work_->salts_; }
const std::string& Keeper::policy_text() const { return work_->policy_text_; }
const std::string& Keeper::folder() const { return work_->options_.folder; }

}  // namespace zhupi::ledger
