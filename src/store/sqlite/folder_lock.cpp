#include "store/sqlite/folder_lock.hpp"

#include "base/error_codes.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace zhupi::store::sqlite {

Result<FolderLock> FolderLock::take(const std::string& folder) {
    FolderLock lock(::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.fd_ < 0) return fail(err::store_open, {{"path", folder}, {"detail", std::strerror(errno)}});
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) return fail(err::store_locked, {{"path", folder}});
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock::~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace zhupi::store::sqlite
