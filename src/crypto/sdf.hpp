#pragma once
// GM/T 0018-2012 as far as signing goes: §5.4 structures, §6.2 device, §6.3 keys, §6.4 asymmetric operations.

namespace zhupi::crypto::sdf {

constexpr unsigned most_bits = 512, most_bytes = (most_bits + 7) / 8;

struct PublicKey {  // ECCrefPublicKey
    unsigned bits;
    unsigned char x[most_bytes], y[most_bytes];
};
struct Signature {  // ECCSignature
    unsigned char r[most_bytes], s[most_bytes];
};

struct Functions {
    int (*open_device)(void** device) = nullptr;
    int (*close_device)(void* device) = nullptr;
    int (*open_session)(void* device, void** session) = nullptr;
    int (*close_session)(void* session) = nullptr;
    int (*generate_random)(void* session, unsigned size, unsigned char* to) = nullptr;
    int (*get_access_right)(void* session, unsigned index, unsigned char* password, unsigned size) = nullptr;
    int (*release_access_right)(void* session, unsigned index) = nullptr;
    int (*export_public_key)(void* session, unsigned index, PublicKey* key) = nullptr;
    int (*sign)(void* session, unsigned index, unsigned char* data, unsigned size, Signature* signature) = nullptr;
};

}  // namespace zhupi::crypto::sdf
