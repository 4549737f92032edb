#pragma once
// The place of a certified cryptographic device (密码卡, 密码机, 签名验签服务器): it keeps its private keys and signs
// digests with them. The shape is that of GM/T 0018-2012 (SDF_InternalSign_ECC) and of PKCS#11 (C_Sign with a raw SM2
// mechanism): keys have an index, a digest of 32 bytes goes in, r ‖ s comes out. What must be hashed for SM2
// (identity, curve and key, then the message) is hashed here, before the device is asked.

#include "crypto/provider.hpp"

#include <map>

namespace zhupi::crypto {

class Device {
public:
    virtual ~Device() = default;
    /// 04 ‖ x ‖ y of the signing key at an index. Error of all three: `crypto.device`.
    virtual Result<std::string> public_point(unsigned index) = 0;
    /// 64 bytes, r ‖ s.
    virtual Result<std::string> sign_digest(unsigned index, std::string_view digest) = 0;
    virtual Result<std::string> random(std::size_t count) = 0;
};

/// Which index stands for which of our names.
using DeviceKeys = std::map<std::string, unsigned, std::less<>>;

/// Asks the device for the public halves once; each signature that it gives is verified before it is passed on, so that
/// a failing device is found out here and not in court. Errors: `crypto.device`, `crypto.key`.
Result<std::unique_ptr<Provider>> device_provider(std::shared_ptr<Device> device, const DeviceKeys& keys);

/// How to reach a device by its vendor's library with the functions of GM/T 0018-2012.
struct SdfSettings {
    std::string library;   ///< "/usr/lib/libsdf.so"; empty: the functions are linked into the program
    std::string password;  ///< of the private keys' access right (私钥访问控制码); empty: not asked for
};
/// Calls are made one at a time: the standard does not promise that a session can be shared. Error: `crypto.device`.
Result<std::shared_ptr<Device>> open_sdf_device(const SdfSettings& settings);

}  // namespace zhupi::crypto
