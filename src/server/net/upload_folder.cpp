#include "server/net/upload_folder.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "server/net/durable_file.hpp"

#include <filesystem>
#include <random>

#include <sys/stat.h>
#include <unistd.h>

namespace zhupi::net {
namespace {

constexpr std::size_t id_size = 32;

bool is_id(std::string_view id) { return id.size() == id_size && id.find_first_not_of("0123456789abcdef") == id.npos; }

std::string new_id() {
    std::random_device random;
    std::string bytes(id_size / 2, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return text::hex(bytes);
}

auto unknown() { return fail(err::tus_unknown); }

/// What is wrong with the content stays wrong; a full disk or a scanner that is away does not.
bool is_final(const Error& error) {
    return error.kind() == ErrorKind::invalid || error.kind() == ErrorKind::too_large ||
           error.kind() == ErrorKind::unsupported;
}

tl::unexpected<Error> refused_again(const UploadState::Refusal& refusal) {
    for (const auto* code : err::all)
        if (code->code == refusal.code) return fail(Error{code, refusal.where, refusal.params});
    return fail(err::blob_type);  // by an earlier version, for a reason that this one does not know
}

}  // namespace

/// One upload: its state, and whose turn it is to append.
struct UploadFolder::Lane {
    explicit Lane(UploadState known) : state(std::move(known)) {}
    std::mutex mutex;
    UploadState state;
    std::uint64_t turn = 0;
    bool removed = false;
};

class UploadFolder::Appender final : public UploadAppender {
public:
    Appender(UploadFolder& folder, std::shared_ptr<Lane> lane, std::optional<AppendFile> file, std::int64_t start,
             std::string wanted)
        : folder_(folder),
          lane_(std::move(lane)),
          turn_(lane_->turn),
          file_(std::move(file)),
          size_(start),
          wanted_(std::move(wanted)) {}
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;

    ~Appender() override {
        if (wanted_.empty() || ended_) return;
        // The piece cannot be proven any more. If the disk refuses now, the mark on disk lets the next start do it.
        const std::lock_guard lock(lane_->mutex);
        if (lane_->turn == turn_) (void)folder_.repair(lane_->state);
    }

    Result<void> write(std::string_view bytes) override {
        const std::lock_guard lock(lane_->mutex);
        if (lane_->turn != turn_) return fail(err::tus_overtaken);
        const auto limit = lane_->state.length;
        if (static_cast<std::int64_t>(bytes.size()) > limit - size_)
            return fail(err::tus_too_large, {{"limit", std::to_string(limit)}});
        ZHUPI_CHECK(file_->append(bytes));
        if (!wanted_.empty()) digest_.update(bytes);
        size_ += static_cast<std::int64_t>(bytes.size());
        return {};
    }

    Result<std::int64_t> finish() override {
        const std::lock_guard lock(lane_->mutex);
        if (lane_->turn != turn_) return fail(err::tus_overtaken);
        auto& state = lane_->state;
        if (state.finished) return state.length;
        if (!wanted_.empty() && digest_.finish() != wanted_) {
            ended_ = true;
            ZHUPI_CHECK(folder_.repair(state));
            return fail(err::tus_checksum);
        }
        ended_ = true;
        ZHUPI_CHECK(file_->sync());
        state.unproven_from.reset();
        state.expires_at = folder_.clock_().plus_seconds(folder_.options_.lifetime_seconds);
        Result<void> handed_over;
        if (size_ == state.length) {
            handed_over = folder_.complete_(state, folder_.path_of(state.id));
            state.finished = handed_over.has_value();
            if (!handed_over && is_final(handed_over.error())) {
                const auto& error = handed_over.error();
                state.refused = {std::string(error.code->code), error.where, error.params};
                ::unlink(folder_.path_of(state.id).c_str());
            }
        }
        ZHUPI_CHECK(folder_.save(state));
        ZHUPI_CHECK(handed_over);
        return size_;
    }

private:
    UploadFolder& folder_;
    std::shared_ptr<Lane> lane_;
    const std::uint64_t turn_;
    std::optional<AppendFile> file_;  ///< none when the upload is finished and the file perhaps gone
    std::int64_t size_;
    const std::string wanted_;
    crypto::Digest digest_{crypto::Hash::sha256};
    bool ended_ = false;
};

UploadFolder::UploadFolder(Options options, Complete complete, Clock clock)
    : options_(std::move(options)), complete_(std::move(complete)), clock_(std::move(clock)) {}

UploadFolder::~UploadFolder() = default;

Result<void> UploadFolder::open() {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(options_.folder, error);
    for (fs::directory_iterator at(options_.folder, error), end; !error && at != end; at.increment(error)) {
        const auto name = at->path().filename().string();
        const bool known = name.ends_with(".json") && is_id(std::string_view(name).substr(0, name.size() - 5));
        if (!known) continue;
        const auto id = name.substr(0, name.size() - 5);
        if (const auto taken = take_up(id); !taken)
            log::warn("tus.upload_lost", {{"id", id}, {"reason", taken.error().en()}});
    }
    if (error) return fail(err::tus_disk, {{"detail", error.message()}});
    return {};
}

Result<void> UploadFolder::take_up(const std::string& id) {
    ZHUPI_TRY(const auto text, read_file(path_of(id) + ".json"));
    ZHUPI_TRY(auto state, json::decode<UploadState>(text, json::Unknown::ignore));
    ZHUPI_CHECK(repair(state));
    const std::lock_guard lock(mutex_);
    lanes_.emplace(id, std::make_shared<Lane>(std::move(state)));
    return {};
}

Result<void> UploadFolder::save(const UploadState& state) const {
    return replace_file(path_of(state.id) + ".json", json::encode(state));
}

/// Cuts off what was never proven.
Result<void> UploadFolder::repair(UploadState& state) const {
    if (!state.unproven_from) return {};
    ZHUPI_TRY(auto file, AppendFile::open(path_of(state.id)));
    ZHUPI_CHECK(file.cut(*state.unproven_from));
    ZHUPI_CHECK(file.sync());
    state.unproven_from.reset();
    return save(state);
}

Result<std::int64_t> UploadFolder::size_of(const UploadState& state) const {
    if (state.finished || state.refused) return state.length;
    struct stat about{};
    if (::stat(path_of(state.id).c_str(), &about) != 0) return unknown();
    const auto size = static_cast<std::int64_t>(about.st_size);
    return std::min(size, state.unproven_from.value_or(size));
}

Result<std::shared_ptr<UploadFolder::Lane>> UploadFolder::lane(std::string_view id, std::string_view owner) const {
    std::shared_ptr<Lane> found;
    {
        const std::lock_guard lock(mutex_);
        const auto place = lanes_.find(id);
        if (place == lanes_.end()) return unknown();
        found = place->second;
    }
    const std::lock_guard lock(found->mutex);
    if (found->removed || found->state.owner != owner || found->state.expires_at <= clock_()) return unknown();
    return found;
}

Result<UploadState> UploadFolder::create(std::string owner, std::int64_t length,
                                         std::map<std::string, std::string> metadata) {
    const auto now = clock_();
    const UploadState state{.id = new_id(),
                            .owner = std::move(owner),
                            .length = length,
                            .metadata = std::move(metadata),
                            .created_at = now,
                            .expires_at = now.plus_seconds(options_.lifetime_seconds),
                            .unproven_from = std::nullopt};
    const std::lock_guard lock(mutex_);
    int open = 0;
    for (const auto& [id, lane] : lanes_) {
        const std::lock_guard lane_lock(lane->mutex);
        if (lane->state.owner == state.owner && !lane->state.finished && !lane->state.refused) ++open;
    }
    if (open >= options_.most_open) return fail(err::tus_too_many, {{"limit", std::to_string(options_.most_open)}});
    ZHUPI_CHECK(AppendFile::open(path_of(state.id)));
    ZHUPI_CHECK(save(state));
    lanes_.emplace(state.id, std::make_shared<Lane>(state));
    return state;
}

Result<UploadState> UploadFolder::find(std::string_view id, std::string_view owner) const {
    ZHUPI_TRY(const auto found, lane(id, owner));
    const std::lock_guard lock(found->mutex);
    return found->state;
}

Result<std::int64_t> UploadFolder::offset(std::string_view id, std::string_view owner) const {
    ZHUPI_TRY(const auto found, lane(id, owner));
    const std::lock_guard lock(found->mutex);
    return size_of(found->state);
}

Result<std::unique_ptr<UploadAppender>> UploadFolder::append(std::string_view id, std::string_view owner,
                                                             std::int64_t offset, std::string sha256) {
    ZHUPI_TRY(auto found, lane(id, owner));
    const std::lock_guard lock(found->mutex);
    if (found->removed) return unknown();
    auto& state = found->state;
    if (state.refused) return refused_again(*state.refused);
    ++found->turn;
    ZHUPI_CHECK(repair(state));
    ZHUPI_TRY(const auto size, size_of(state));
    if (size != offset) return fail(err::tus_offset, {{"expected", std::to_string(size)}});
    std::optional<AppendFile> file;
    if (!state.finished) {
        ZHUPI_TRY(file, AppendFile::open(path_of(id)));
        if (!sha256.empty()) {
            state.unproven_from = offset;
            ZHUPI_CHECK(save(state));
        }
    }
    return std::make_unique<Appender>(*this, found, std::move(file), offset, std::move(sha256));
}

Result<void> UploadFolder::settle(std::string_view id, std::string_view owner) {
    const auto state = find(id, owner);
    if (!state || state->finished) return {};
    if (state->refused) return refused_again(*state->refused);
    ZHUPI_TRY(const auto size, offset(id, owner));
    if (size != state->length) return {};
    ZHUPI_TRY(const auto appender, append(id, owner, size, {}));
    ZHUPI_CHECK(appender->finish());
    return {};
}

Result<void> UploadFolder::remove(std::string_view id, std::string_view owner) {
    ZHUPI_TRY(const auto found, lane(id, owner));
    {
        const std::lock_guard lock(mutex_);
        if (const auto place = lanes_.find(id); place != lanes_.end()) lanes_.erase(place);
    }
    const std::lock_guard lock(found->mutex);
    found->removed = true;
    ++found->turn;
    ::unlink((path_of(id) + ".json").c_str());  // first: bytes without a state are nobody's
    ::unlink(path_of(id).c_str());
    return {};
}

int UploadFolder::sweep() {
    std::vector<std::shared_ptr<Lane>> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, lane] : lanes_) all.push_back(lane);
    }
    int removed = 0;
    const auto now = clock_();
    for (const auto& lane : all) {
        std::string id;
        {
            const std::lock_guard lock(lane->mutex);
            if (lane->removed || lane->state.expires_at > now) continue;
            id = lane->state.id;
            lane->removed = true;
            ++lane->turn;
            ::unlink((path_of(id) + ".json").c_str());
            ::unlink(path_of(id).c_str());
        }
        const std::lock_guard lock(mutex_);
        lanes_.erase(id);
        ++removed;
    }
    return removed;
}

}  // namespace zhupi::net
