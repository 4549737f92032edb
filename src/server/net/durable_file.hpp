#pragma once
#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace zhupi::net {

/// A file that is being appended to. All errors are tus.disk with the system's reason.
class AppendFile {
public:
    static Result<AppendFile> open(const std::string& path);  ///< creates it if needed
    AppendFile(AppendFile&& other) noexcept;
    AppendFile& operator=(AppendFile&& other) noexcept;
    ~AppendFile();

    Result<std::int64_t> size() const;
    Result<void> append(std::string_view bytes);
    Result<void> cut(std::int64_t size);
    Result<void> sync();  ///< returns when the bytes would survive a power failure

private:
    explicit AppendFile(int fd) : fd_(fd) {}
    int fd_;
};

/// Replaces a file whole or not at all, durably: written beside it, synced, renamed, folder synced.
Result<void> replace_file(const std::string& path, std::string_view content);
Result<std::string> read_file(const std::string& path);

}  // namespace zhupi::net
