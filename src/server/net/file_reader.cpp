#include "server/net/file_reader.hpp"

#include "base/error_codes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zhupi::net {

Result<FileReader> FileReader::open(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(err::http_file);
    FileReader file(fd, 0);
    struct stat about{};
    if (::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return fail(err::http_file);
    file.size_ = static_cast<std::uint64_t>(about.st_size);
    return file;
}

FileReader& FileReader::operator=(FileReader&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(size_, other.size_);
    return *this;
}

FileReader::~FileReader() {
    if (fd_ >= 0) ::close(fd_);
}

Result<std::string> FileReader::read(std::uint64_t offset, std::size_t most) const {
    std::string out(most, '\0');
    std::size_t got = 0;
    while (got < most) {
        const auto n = ::pread(fd_, out.data() + got, most - got, static_cast<off_t>(offset + got));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(err::http_file);
        if (n == 0) break;
        got += static_cast<std::size_t>(n);
    }
    out.resize(got);
    return out;
}

}  // namespace zhupi::net
