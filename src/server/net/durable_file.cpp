#include "server/net/durable_file.hpp"

#include "base/error_codes.hpp"
#include "server/net/file_reader.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zhupi::net {
namespace {

auto disk_error() {
    return fail(err::tus_disk, {{"detail", std::error_code(errno, std::generic_category()).message()}});
}

Result<void> sync_folder_of(const std::string& path) {
    const int fd = ::open(path.substr(0, path.rfind('/')).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return disk_error();
    const bool synced = ::fsync(fd) == 0;
    ::close(fd);
    if (!synced) return disk_error();
    return {};
}

}  // namespace

Result<AppendFile> AppendFile::open(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return disk_error();
    return AppendFile(fd);
}

AppendFile::AppendFile(AppendFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

AppendFile::~AppendFile() {
    if (fd_ >= 0) ::close(fd_);
}

Result<std::int64_t> AppendFile::size() const {
    struct stat about{};
    if (::fstat(fd_, &about) != 0) return disk_error();
    return static_cast<std::int64_t>(about.st_size);
}

Result<void> AppendFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::write(fd_, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return disk_error();
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

Result<void> AppendFile::cut(std::int64_t size) {
    if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) return disk_error();
    return {};
}

Result<void> AppendFile::sync() {
    if (::fdatasync(fd_) != 0) return disk_error();
    return {};
}

Result<void> replace_file(const std::string& path, std::string_view content) {
    const auto beside = path + ".new";
    ::unlink(beside.c_str());  // left by a crash
    {
        ZHUPI_TRY(auto file, AppendFile::open(beside));
        ZHUPI_CHECK(file.append(content));
        ZHUPI_CHECK(file.sync());
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) return disk_error();
    return sync_folder_of(path);
}

Result<std::string> read_file(const std::string& path) {
    ZHUPI_TRY(const auto file, FileReader::open(path));
    return file.read(0, file.size());
}

}  // namespace zhupi::net
