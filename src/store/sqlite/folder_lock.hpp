#pragma once
// One process per data folder: two writers with two queues would each believe that it alone numbers the events.

#include "base/error.hpp"

#include <string>

namespace zhupi::store::sqlite {

/// Holds `folder` until it goes, or its process does, however that ends.
class FolderLock {
public:
    static Result<FolderLock> take(const std::string& folder);  ///< err::store_locked, err::store_open
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace zhupi::store::sqlite
