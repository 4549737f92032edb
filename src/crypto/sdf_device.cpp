// The functions and structures of GM/T 0018-2012 that signing needs, looked up in the vendor's library at run time, so
// that the program needs neither the library nor its headers to be built.

#include "base/error_codes.hpp"
#include "crypto/device.hpp"
#include "crypto/sdf.hpp"

#include <mutex>

#include <dlfcn.h>

namespace zhupi::crypto {
namespace {

constexpr std::size_t coordinate = 32, digest_size = 32;

std::string hex_code(int code) {
    char out[16];
    std::snprintf(out, sizeof out, "0x%08X", static_cast<unsigned>(code));
    return out;
}

/// Numbers stand at the right end of their 64 bytes, after zeros (GM/T 0018-2012 §5.4, table 6).
std::string right_end(const unsigned char (&number)[sdf::most_bytes]) {
    return {reinterpret_cast<const char*>(number) + sdf::most_bytes - coordinate, coordinate};
}

auto failed(std::string call, std::string detail) {
    return fail(err::crypto_device, {{"call", std::move(call)}, {"detail", std::move(detail)}});
}

struct CloseLibrary {
    void operator()(void* library) const { dlclose(library); }
};

class SdfDevice final : public Device {
public:
    SdfDevice() = default;
    SdfDevice(const SdfDevice&) = delete;
    SdfDevice& operator=(const SdfDevice&) = delete;
    ~SdfDevice() override {
        if (session_ != nullptr) functions_.close_session(session_);
        if (device_ != nullptr) functions_.close_device(device_);
        wipe(password_);
    }

    Result<void> open(const SdfSettings& settings) {
        library_.reset(dlopen(settings.library.empty() ? nullptr : settings.library.c_str(), RTLD_NOW | RTLD_LOCAL));
        if (!library_) return failed("dlopen", dlerror());
        password_ = settings.password;
        if (const auto* missing = load(); missing != nullptr) return failed(missing, "not in the library");
        if (const int code = functions_.open_device(&device_)) return failed("SDF_OpenDevice", hex_code(code));
        if (const int code = functions_.open_session(device_, &session_))
            return failed("SDF_OpenSession", hex_code(code));
        return {};
    }

    Result<std::string> public_point(unsigned index) override {
        const std::lock_guard lock(mutex_);
        sdf::PublicKey key{};
        if (const int code = functions_.export_public_key(session_, index, &key))
            return failed("SDF_ExportSignPublicKey_ECC", hex_code(code));
        return "\x04" + right_end(key.x) + right_end(key.y);
    }

    Result<std::string> sign_digest(unsigned index, std::string_view digest) override {
        ensure(digest.size() == digest_size, "SM2 signs 32 bytes");
        const std::lock_guard lock(mutex_);
        if (!password_.empty()) {
            auto* password = reinterpret_cast<unsigned char*>(password_.data());
            const auto size = static_cast<unsigned>(password_.size());
            if (const int code = functions_.get_access_right(session_, index, password, size))
                return failed("SDF_GetPrivateKeyAccessRight", hex_code(code));
        }
        unsigned char input[digest_size];
        std::copy(digest.begin(), digest.end(), input);
        sdf::Signature signature{};
        const int code = functions_.sign(session_, index, input, digest_size, &signature);
        if (!password_.empty()) functions_.release_access_right(session_, index);
        if (code != 0) return failed("SDF_InternalSign_ECC", hex_code(code));
        return right_end(signature.r) + right_end(signature.s);
    }

    Result<std::string> random(std::size_t count) override {
        const std::lock_guard lock(mutex_);
        std::string out(count, '\0');
        auto* to = reinterpret_cast<unsigned char*>(out.data());
        if (const int code = functions_.generate_random(session_, static_cast<unsigned>(count), to))
            return failed("SDF_GenerateRandom", hex_code(code));
        return out;
    }

private:
    /// The first function that is missing; null when all are there.
    const char* load() {
        const auto find = [&](auto& function, const char* name) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library_.get(), name));
            return function == nullptr ? name : nullptr;
        };
        for (const char* missing :
             {find(functions_.open_device, "SDF_OpenDevice"), find(functions_.close_device, "SDF_CloseDevice"),
              find(functions_.open_session, "SDF_OpenSession"), find(functions_.close_session, "SDF_CloseSession"),
              find(functions_.generate_random, "SDF_GenerateRandom"),
              find(functions_.get_access_right, "SDF_GetPrivateKeyAccessRight"),
              find(functions_.release_access_right, "SDF_ReleasePrivateKeyAccessRight"),
              find(functions_.export_public_key, "SDF_ExportSignPublicKey_ECC"),
              find(functions_.sign, "SDF_InternalSign_ECC")})
            if (missing != nullptr) return missing;
        return nullptr;
    }

    std::mutex mutex_;
    std::unique_ptr<void, CloseLibrary> library_;
    sdf::Functions functions_;
    void* device_ = nullptr;
    void* session_ = nullptr;
    std::string password_;
};

}  // namespace

Result<std::shared_ptr<Device>> open_sdf_device(const SdfSettings& settings) {
    auto device = std::make_shared<SdfDevice>();
    ZHUPI_CHECK(device->open(settings));
    return device;
}

}  // namespace zhupi::crypto
