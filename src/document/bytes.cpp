#include "document/bytes.hpp"

#include "base/error_codes.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zhupi::document {
namespace {

class FileBytes final : public Bytes {
public:
    FileBytes(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
    ~FileBytes() override { ::close(fd_); }
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    std::uint64_t size() const override { return size_; }
    Result<std::string> read(std::uint64_t at, std::size_t most) const override {
        std::string out(most, '\0');
        std::size_t got = 0;
        while (got < most) {
            const auto now = ::pread(fd_, out.data() + got, most - got, static_cast<off_t>(at + got));
            if (now < 0 && errno == EINTR) continue;
            if (now < 0) return fail(err::store_failed, {{"detail", std::strerror(errno)}});
            if (now == 0) break;
            got += static_cast<std::size_t>(now);
        }
        out.resize(got);
        return out;
    }

private:
    int fd_;
    std::uint64_t size_;
};

}  // namespace

Result<std::unique_ptr<Bytes>> open_bytes(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat about{};
    if (fd < 0 || ::fstat(fd, &about) != 0) {
        const auto why = errno;
        if (fd >= 0) ::close(fd);
        return fail(err::store_failed, {{"detail", std::strerror(why)}});
    }
    return std::make_unique<FileBytes>(fd, static_cast<std::uint64_t>(about.st_size));
}

}  // namespace zhupi::document
