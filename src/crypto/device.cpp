#include "crypto/device.hpp"

#include "base/error_codes.hpp"

namespace zhupi::crypto {
namespace {

class DeviceSigner final : public Signer {
public:
    DeviceSigner(std::shared_ptr<Device> device, unsigned index, PublicKey key)
        : device_(std::move(device)), index_(index), key_(std::move(key)) {}

    const PublicKey& public_key() const override { return key_; }

    Result<std::string> sign(std::string_view message) const override {
        ZHUPI_TRY(const auto raw, device_->sign_digest(index_, sm2_digest(key_, message)));
        auto signature = sm2_der_from_raw(raw);
        if (!verify(key_, message, signature))
            return fail(err::crypto_device, {{"call", "sign"}, {"detail", "the signature does not verify"}});
        return signature;
    }

private:
    std::shared_ptr<Device> device_;
    unsigned index_;
    PublicKey key_;
};

class DeviceProvider final : public Provider {
public:
    explicit DeviceProvider(std::shared_ptr<Device> device) : device_(std::move(device)) {}

    Result<void> add(const std::string& name, unsigned index) {
        ZHUPI_TRY(const auto point, device_->public_point(index));
        ZHUPI_TRY(auto key, public_key_from_bytes(Algorithm::sm2, point));
        signers_[name] = std::make_shared<const DeviceSigner>(device_, index, std::move(key));
        return {};
    }

    std::vector<KeyInfo> keys() const override {
        std::vector<KeyInfo> out;
        for (const auto& [name, signer] : signers_)
            out.push_back({name, 1, KeyState::active, signer->public_key(), Instant{}, std::nullopt});
        return out;
    }

    Result<SignerPointer> signer(std::string_view name) const override {
        const auto found = signers_.find(name);
        if (found == signers_.end()) return fail(err::crypto_no_key, {{"name", std::string(name)}});
        return found->second;
    }

    Result<std::string> random(std::size_t count) const override { return device_->random(count); }

private:
    std::shared_ptr<Device> device_;
    std::map<std::string, SignerPointer, std::less<>> signers_;
};

}  // namespace

Result<std::unique_ptr<Provider>> device_provider(std::shared_ptr<Device> device, const DeviceKeys& keys) {
    auto provider = std::make_unique<DeviceProvider>(std::move(device));
    for (const auto& [name, index] : keys) ZHUPI_CHECK(provider->add(name, index));
    return provider;
}

}  // namespace zhupi::crypto
