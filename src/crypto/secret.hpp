#pragma once
// Bytes that must not outlive their use: wiped when they go, never copied by accident, never printed.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace zhupi::crypto {

/// Overwrites with zeros in a way that the compiler may not leave out, then empties.
void wipe(std::string& bytes);

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string&& bytes);  ///< takes the bytes, and wipes the place where they stood
    explicit Secret(std::string_view) = delete;
    ~Secret() { wipe(); }
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;

    static Secret random(std::size_t count);
    Secret copy() const;  ///< said aloud, because each copy is one more place to wipe

    std::string_view view() const { return {bytes_.get(), size_}; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    void wipe();  ///< zeros now; the size becomes 0

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

}  // namespace zhupi::crypto
