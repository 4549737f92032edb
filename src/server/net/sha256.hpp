#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace zhupi::net {

/// SHA-256 of bytes that come in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(std::string_view bytes);
    std::string digest();  ///< 32 raw bytes; ends the computation

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace zhupi::net
