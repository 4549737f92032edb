#pragma once
// Bytes that may be many: read by place, never all at once. A file of 2 GB costs no more memory than one of 2 KB.

#include "base/error.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace zhupi::document {

class Bytes {
public:
    virtual ~Bytes() = default;
    virtual std::uint64_t size() const = 0;
    /// What lies at `at`: `most` bytes, or fewer where the end comes first. Error: store_failed, when the disk refuses.
    virtual Result<std::string> read(std::uint64_t at, std::size_t most) const = 0;
};

/// The text must outlive it.
class TextBytes final : public Bytes {
public:
    explicit TextBytes(std::string_view text) : text_(text) {}
    std::uint64_t size() const override { return text_.size(); }
    Result<std::string> read(std::uint64_t at, std::size_t most) const override {
        return at >= text_.size() ? std::string() : std::string(text_.substr(static_cast<std::size_t>(at), most));
    }

private:
    std::string_view text_;
};

Result<std::unique_ptr<Bytes>> open_bytes(const std::string& path);

}  // namespace zhupi::document
