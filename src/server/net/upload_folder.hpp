#pragma once
// Unfinished uploads on disk: the bytes in <folder>/<id>, what is known about them in <folder>/<id>.json. Whatever was
// acknowledged survives a restart and a power failure; what was not is cut off again.

#include "base/json.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::net {

struct UploadState {
    std::string id;     ///< 32 hex digits
    std::string owner;  ///< whoever created it; nobody else sees it
    std::int64_t length = 0;
    std::map<std::string, std::string> metadata;
    Instant created_at, expires_at;
    /// Bytes from here on belong to a piece whose checksum is not yet known to be right.
    std::optional<std::int64_t> unproven_from;
    bool finished = false;  ///< complete, and handed over; the file may be elsewhere by now
    /// Complete, and refused for good: the bytes are gone, and whoever asks again hears the same again.
    struct Refusal {
        std::string code, where;
        std::map<std::string, std::string> params;
    };
    std::optional<Refusal> refused{};
};
BOOST_DESCRIBE_STRUCT(UploadState::Refusal, (), (code, where, params))
BOOST_DESCRIBE_STRUCT(UploadState, (),
                      (id, owner, length, metadata, created_at, expires_at, unproven_from, finished, refused))

/// Takes one piece for one upload. Dropped without finish(): what was written stays, unless it had to prove a checksum.
class UploadAppender {
public:
    virtual ~UploadAppender() = default;
    virtual Result<void> write(std::string_view bytes) = 0;
    /// Makes the piece durable and returns the new offset. A complete file is handed over now, before this returns.
    virtual Result<std::int64_t> finish() = 0;
};

class UploadFolder {
public:
    struct Options {
        std::string folder;
        std::int64_t lifetime_seconds = 24 * 3600;  ///< after the last piece
        int most_open = 64;                         ///< unfinished uploads of one owner
    };
    /// Called once for every complete file, with its path; it may move the file away. An error that will not go away by
    /// itself (kind invalid, too_large, unsupported) ends the upload: its bytes are deleted. On any other it stays as
    /// it is, and the next PATCH of no bytes tries again.
    using Complete = std::function<Result<void>(const UploadState& state, const std::string& path)>;

    UploadFolder(Options options, Complete complete, Clock clock = system_now);
    UploadFolder(const UploadFolder&) = delete;
    UploadFolder& operator=(const UploadFolder&) = delete;
    ~UploadFolder();

    /// Creates the folder if needed and takes up what an earlier run left. Error tus.disk.
    Result<void> open();

    Result<UploadState> create(std::string owner, std::int64_t length, std::map<std::string, std::string> metadata);
    /// Errors of these three: tus.unknown, also when it belongs to somebody else or has expired.
    Result<UploadState> find(std::string_view id, std::string_view owner) const;
    Result<std::int64_t> offset(std::string_view id, std::string_view owner) const;  ///< proven bytes
    Result<void> remove(std::string_view id, std::string_view owner);
    /// Whoever appends later wins: an older appender, left behind by a broken connection, gets tus.overtaken. `sha256`
    /// is the raw digest this piece must have, or empty. Errors: tus.unknown, tus.offset, tus.disk.
    Result<std::unique_ptr<UploadAppender>> append(std::string_view id, std::string_view owner, std::int64_t offset,
                                                   std::string sha256);
    /// Tries again to hand over a complete file that could not be taken when its last byte came; answers again why it
    /// was refused. Nothing happens to one that is unfinished, unknown or handed over.
    Result<void> settle(std::string_view id, std::string_view owner);
    int sweep();  ///< removes what has expired; returns how many

    struct Lane;

private:
    class Appender;
    Result<std::shared_ptr<Lane>> lane(std::string_view id, std::string_view owner) const;
    std::string path_of(std::string_view id) const { return options_.folder + '/' + std::string(id); }
    Result<void> save(const UploadState& state) const;
    Result<void> take_up(const std::string& id);
    Result<void> repair(UploadState& state) const;
    Result<std::int64_t> size_of(const UploadState& state) const;

    Options options_;
    Complete complete_;
    Clock clock_;
    mutable std::mutex mutex_;  ///< of lanes_; taken before a lane's own, never after
    std::map<std::string, std::shared_ptr<Lane>, std::less<>> lanes_;
};

}  // namespace zhupi::net
