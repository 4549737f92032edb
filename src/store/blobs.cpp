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
    explicit File(int fd) : fd_(fd) {}
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
    if (code == ENOSPC || code == EDQUOT) return fail(err::store_full);
    if (code == EACCES || code == EROFS || code == EPERM) return fail(err::store_read_only);
    return fail(err::store_failed, {{"detail", std::strerror(code)}});
}

Result<void> sync(const fs::path& path) {
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.fd() < 0 || ::fsync(file.fd()) != 0) return disk_error(errno);
    return {};
}

class BlobFolder final : public Blobs {
public:
    explicit BlobFolder(fs::path folder) : folder_(std::move(folder)) {}

    Result<BlobInfo> take(const std::string& path) override {
        ZHUPI_TRY(auto info, examine(path));
        const auto target = place(info.sha256);
        std::error_code ec;
        fs::create_directories(target.parent_path(), ec);
        if (ec) return disk_error(ec.value());
        ZHUPI_CHECK(sync(path));
        fs::rename(path, target, ec);
        if (ec) return disk_error(ec.value());
        ZHUPI_CHECK(sync(target.parent_path()));
        return info;
    }

    Result<std::string> path_of(std::string_view sha256) override {
        const auto path = place(sha256);
        if (sha256.size() != 64 || !fs::is_regular_file(path)) return fail(err::blob_none);
        return path.string();
    }

private:
    fs::path place(std::string_view sha256) const {
        return folder_ / std::string(sha256.substr(0, 2)) /
               std::string(sha256.substr(std::min<std::size_t>(2, sha256.size())));
    }

    static Result<BlobInfo> examine(const std::string& path) {
        const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (file.fd() < 0) return disk_error(errno);
        crypto::Digest sha256(crypto::Hash::sha256), sm3(crypto::Hash::sm3);
        BlobInfo info;
        std::string buffer(1 << 16, '\0'), head;
        for (;;) {
            const auto got = ::read(file.fd(), buffer.data(), buffer.size());
            if (got < 0) return disk_error(errno);
            if (got == 0) break;
            const std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
            if (head.empty()) head = piece;
            sha256.update(piece);
            sm3.update(piece);
            info.size += got;
        }
        info.media_type = sniff(head);
        if (info.media_type.empty())
            return fail(err::blob_type,
                        {{"detail", info.size == 0 ? "空文件 (empty file)" : "内容无法识别 (unknown content)"}});
        info.sha256 = text::hex(sha256.finish());
        info.sm3 = text::hex(sm3.finish());
        return info;
    }

    fs::path folder_;
};

}  // namespace

Result<std::unique_ptr<Blobs>> open_blob_folder(const std::string& folder) {
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec) return disk_error(ec.value());
    return std::make_unique<BlobFolder>(folder);
}

std::string sniff(std::string_view head) {
    const auto begins = [&](std::string_view magic) { return head.starts_with(magic); };
    if (begins("%PDF-")) return "application/pdf";
    if (begins("\x89PNG\r\n\x1a\n")) return "image/png";
    if (begins("\xff\xd8\xff")) return "image/jpeg";
    if (begins("AC10")) return "image/vnd.dwg";
    if (begins("II*\0") || begins(std::string_view("MM\0*", 4))) return "image/tiff";
    if (begins("PK\x03\x04")) {
        // Office and OFD files are ZIPs; the names of their first entries tell which.
        if (head.find("OFD.xml") != std::string_view::npos) return "application/ofd";
        if (head.find("word/") != std::string_view::npos)
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        if (head.find("xl/") != std::string_view::npos)
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        return "application/zip";
    }
    const auto start = text::trim(head.substr(0, 512));
    if (start.starts_with("0\n") || start.starts_with("0\r\n") || start.starts_with("999")) {
        if (head.find("SECTION") != std::string_view::npos) return "image/vnd.dxf";
    }
    if (start.starts_with("ISO-10303-21;")) return "application/x-step";
    return {};
}

}  // namespace zhupi::store
