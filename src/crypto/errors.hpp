#pragma once
#include "base/error.hpp"

namespace zhupi::err {
inline constexpr ErrorCode crypto_key{"crypto.key",
                                      ErrorKind::malformed,
                                      "不是可用的密钥",
                                      "This is no usable key",
                                      "请提供 SM2 或 Ed25519 密钥（PEM 或 DER）",
                                      "Give an SM2 or Ed25519 key (PEM or DER)"};
inline constexpr ErrorCode crypto_locked{"crypto.locked",
                                         ErrorKind::forbidden,
                                         "密钥文件打不开：口令不对，或文件被改动",
                                         "The key file does not open: wrong passphrase, or the file was changed",
                                         "请核对口令；如口令无误，请从备份恢复密钥文件",
                                         "Check the passphrase; if it is right, restore the file from a backup"};
inline constexpr ErrorCode crypto_key_file{"crypto.key_file",
                                           ErrorKind::malformed,
                                           "密钥文件第 {line} 行无法识别",
                                           "Line {line} of the key file cannot be read",
                                           "请从备份恢复密钥文件",
                                           "Restore the file from a backup"};
inline constexpr ErrorCode crypto_no_key{"crypto.no_key",
                                         ErrorKind::not_found,
                                         "没有可用的密钥“{name}”",
                                         "There is no usable key '{name}'",
                                         "请先生成该密钥，或核对名称",
                                         "Make the key first, or check its name"};
inline constexpr ErrorCode crypto_key_exists{"crypto.key_exists",        ErrorKind::conflict,
                                             "密钥“{name}”已存在",       "The key '{name}' exists already",
                                             "请改用轮换，或换一个名称", "Rotate it, or choose another name"};
inline constexpr ErrorCode crypto_key_name{"crypto.key_name",
                                           ErrorKind::invalid,
                                           "“{name}”不能作密钥名称",
                                           "'{name}' cannot name a key",
                                           "请使用 1–64 个小写字母、数字、点、横线或下划线",
                                           "Use 1–64 lower-case letters, digits, dots, dashes or underscores"};
inline constexpr ErrorCode crypto_sealed{"crypto.sealed",
                                         ErrorKind::invalid,
                                         "密文被改动，或不属于这里",
                                         "The sealed value was changed, or belongs elsewhere",
                                         "请从备份恢复该数据",
                                         "Restore the value from a backup"};
inline constexpr ErrorCode crypto_device{"crypto.device",
                                         ErrorKind::unavailable,
                                         "密码设备未能完成 {call}：{detail}",
                                         "The cryptographic device failed at {call}: {detail}",
                                         "请检查设备状态、密钥索引和访问口令",
                                         "Check the device, the key's index and its access password"};
inline constexpr ErrorCode crypto_certificate{"crypto.certificate",
                                              ErrorKind::malformed,
                                              "不是数字证书",
                                              "This is no certificate",
                                              "请提供 X.509 证书（PEM 或 DER）",
                                              "Give an X.509 certificate (PEM or DER)"};
inline constexpr ErrorCode crypto_revocation_list{"crypto.revocation_list",
                                                  ErrorKind::malformed,
                                                  "不是证书吊销列表",
                                                  "This is no certificate revocation list",
                                                  "请提供 X.509 吊销列表（PEM 或 DER）",
                                                  "Give an X.509 revocation list (PEM or DER)"};
inline constexpr ErrorCode chain_untrusted{
    "chain.untrusted",
    ErrorKind::invalid,
    "证书“{subject}”的签发者“{issuer}”不在信任列表中",
    "The issuer '{issuer}' of the certificate '{subject}' is not trusted",
    "请核对证书来源；确可信任时，由安全管理员添加根证书",
    "Check where it comes from; the security administrator can add the root if it deserves trust"};
inline constexpr ErrorCode chain_signature{"chain.signature",
                                           ErrorKind::invalid,
                                           "证书“{subject}”的签名不正确",
                                           "The signature of the certificate '{subject}' is wrong",
                                           "请勿信任该证书，并向签发机构核实",
                                           "Do not trust it; ask the issuer"};
inline constexpr ErrorCode chain_not_yet{"chain.not_yet",
                                         ErrorKind::invalid,
                                         "证书“{subject}”在 {at} 尚未生效（自 {from} 起）",
                                         "The certificate '{subject}' was not yet valid at {at} (from {from})",
                                         "请核对签署时间",
                                         "Check the time of signing"};
inline constexpr ErrorCode chain_expired{"chain.expired",
                                         ErrorKind::invalid,
                                         "证书“{subject}”在 {at} 已过期（至 {until}）",
                                         "The certificate '{subject}' had expired at {at} (on {until})",
                                         "请核对签署时间，或换发证书",
                                         "Check the time of signing, or renew the certificate"};
inline constexpr ErrorCode chain_authority{"chain.authority",
                                           ErrorKind::invalid,
                                           "证书“{subject}”无权签发证书",
                                           "The certificate '{subject}' may not issue certificates",
                                           "请勿信任该证书，并向签发机构核实",
                                           "Do not trust it; ask the issuer"};
inline constexpr ErrorCode chain_length{"chain.length",
                                        ErrorKind::invalid,
                                        "证书链长于“{subject}”所允许的层数",
                                        "The chain is longer than '{subject}' allows",
                                        "请勿信任该证书，并向签发机构核实",
                                        "Do not trust it; ask the issuer"};
inline constexpr ErrorCode chain_usage{"chain.usage",
                                       ErrorKind::invalid,
                                       "证书“{subject}”不能用于{usageZh}",
                                       "The certificate '{subject}' may not be used for {usage}",
                                       "请使用用途相符的证书",
                                       "Use a certificate made for that"};
inline constexpr ErrorCode chain_weak{"chain.weak",
                                      ErrorKind::invalid,
                                      "证书“{subject}”的密钥或算法过弱",
                                      "Key or algorithm of the certificate '{subject}' is too weak",
                                      "请换发证书",
                                      "Renew the certificate"};
inline constexpr ErrorCode chain_revoked{"chain.revoked",
                                         ErrorKind::invalid,
                                         "证书“{subject}”已于 {on} 吊销",
                                         "The certificate '{subject}' was revoked on {on}",
                                         "请勿信任此后的签名",
                                         "Do not trust signatures made since"};
inline constexpr ErrorCode chain_revocation_unknown{"chain.revocation_unknown",
                                                    ErrorKind::unavailable,
                                                    "没有“{issuer}”在 {at} 有效的吊销列表",
                                                    "There is no revocation list of '{issuer}' that covers {at}",
                                                    "请更新吊销列表后重试",
                                                    "Fetch the list and try again"};
inline constexpr ErrorCode chain_refused{"chain.refused",
                                         ErrorKind::invalid,
                                         "证书“{subject}”未通过检查：{detail}",
                                         "The certificate '{subject}' was refused: {detail}",
                                         "请向签发机构核实",
                                         "Ask the issuer"};
inline constexpr ErrorCode timestamp_malformed{"timestamp.malformed",      ErrorKind::malformed,
                                               "时间戳无法识别：{partZh}", "The timestamp cannot be read: {part}",
                                               "请重新申请时间戳",         "Ask for another timestamp"};
inline constexpr ErrorCode timestamp_refused{"timestamp.refused",
                                             ErrorKind::unavailable,
                                             "时间戳服务拒绝了请求（状态 {status}）：{detail}",
                                             "The timestamp service refused (status {status}): {detail}",
                                             "请稍后重试，或更换时间戳服务",
                                             "Try again later, or use another service"};
inline constexpr ErrorCode timestamp_other_data{
    "timestamp.other_data",           ErrorKind::invalid,           "时间戳盖在别的数据上",
    "The timestamp is of other data", "请核对文件与时间戳是否对应", "Check that file and timestamp belong together"};
inline constexpr ErrorCode timestamp_nonce{"timestamp.nonce",
                                           ErrorKind::invalid,
                                           "时间戳不是对本次请求的回答",
                                           "The timestamp does not answer this request",
                                           "请重新申请时间戳",
                                           "Ask for another timestamp"};
inline constexpr ErrorCode timestamp_signature{"timestamp.signature", ErrorKind::invalid,
                                               "时间戳的签名不正确",  "The signature of the timestamp is wrong",
                                               "请勿信任该时间戳",    "Do not trust the timestamp"};
inline constexpr ErrorCode timestamp_signer{"timestamp.signer",
                                            ErrorKind::invalid,
                                            "时间戳里没有签名者的证书",
                                            "The timestamp lacks its signer's certificate",
                                            "请重新申请时间戳，并要求附带证书",
                                            "Ask for another one, with certificate"};
}  // namespace zhupi::err
