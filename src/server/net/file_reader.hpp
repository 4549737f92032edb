#pragma once
#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace zhupi::net {

/// An open regular file that is read by position.
class FileReader {
public:
    static Result<FileReader> open(const std::string& path);  ///< error http.file when it is not a readable file
    FileReader(FileReader&& other) noexcept : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}
    FileReader& operator=(FileReader&& other) noexcept;
    ~FileReader();

    std::uint64_t size() const { return size_; }
    /// Up to `most` bytes from `offset`; fewer only at the end of the file. Error http.file when the disk fails.
    Result<std::string> read(std::uint64_t offset, std::size_t most) const;

private:
    FileReader(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
    int fd_;
    std::uint64_t size_;
};

}  // namespace zhupi::net
