#include "store/blobs.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace zhupi::store {
namespace {

namespace fs = std::filesystem;

class File {
public:
    explicit File(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return fd_; }

private:
    int fd_;
};

tl::unexpected<Error> disk_error(int code) {
    if (code == ENOSPC || code == EDQUOT || code == EFBIG) return fail(err::store_full);
    if (code == EACCES || code == EROFS || code == EPERM) return fail(err::store_read_only);
    return fail(err::store_failed, {{"detail", std::strerror(code)}});
}

/// Of a file: its content; of a folder: the names in it.
Result<void> sync(const fs::path& path) {
    const File file(path);
    if (file.fd() < 0 || ::fsync(file.fd()) != 0) return disk_error(errno);
    return {};
}

Result<void> make_folder(const fs::path& path) {
    std::error_code error;
    if (!fs::create_directories(path, error) && !error) return {};
    return error ? Result<void>(disk_error(error.value())) : sync(path.parent_path());
}

/// Reads the file once for everything that is known of it.
Result<BlobInfo> examine(const std::string& path) {
    constexpr std::size_t piece_size = 1 << 16;
    const File file(path);
    if (file.fd() < 0) return disk_error(errno);
    crypto::Digest sha256(crypto::Hash::sha256), sm3(crypto::Hash::sm3);
    BlobInfo info;
    std::string buffer(piece_size, '\0');
    for (;;) {
        const auto got = ::read(file.fd(), buffer.data(), buffer.size());
        if (got < 0) return disk_error(errno);
        if (got == 0) break;
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
        sha256.update(piece);
        sm3.update(piece);
        info.size += got;
    }
    if (info.size == 0) return fail(err::blob_empty);
    info.sha256 = text::hex(sha256.finish());
    info.sm3 = text::hex(sm3.finish());
    return info;
}

class BlobFolder final : public Blobs {
public:
    explicit BlobFolder(fs::path folder) : folder_(std::move(folder)) {}

    Result<BlobInfo> take(const std::string& path, std::string_view media_type, std::string_view sha256) override {
        ZHUPI_TRY(auto info, examine(path));
        if (!sha256.empty() && info.sha256 != sha256) return fail(err::file_hash_differs);
        info.media_type = media_type;
        const auto target = place(info.sha256);
        ZHUPI_CHECK(make_folder(target.parent_path()));
        ZHUPI_CHECK(sync(path));
        std::error_code error;
        fs::rename(path, target, error);
        if (error) return disk_error(error.value());
        ZHUPI_CHECK(sync(target.parent_path()));
        return info;
    }

    Result<std::string> path_of(std::string_view sha256) override {
        // The digest becomes part of a path: nothing but a digest may.
        const bool digest =
            sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == std::string_view::npos;
        std::error_code unreadable;
        if (!digest || !fs::is_regular_file(place(sha256), unreadable)) return fail(err::blob_none);
        return place(sha256).string();
    }

private:
    fs::path place(std::string_view sha256) const { return folder_ / sha256.substr(0, 2) / sha256.substr(2); }

    fs::path folder_;
};

}  // namespace

Result<std::unique_ptr<Blobs>> open_blob_folder(const std::string& folder) {
    ZHUPI_CHECK(make_folder(folder));
    return std::make_unique<BlobFolder>(folder);
}

}  // namespace zhupi::store
