#pragma once
#include "base/error.hpp"

namespace zhupi::err {
inline constexpr ErrorCode licence_identifier{"licence.identifier",
                                              ErrorKind::invalid,
                                              "证照标识“{text}”不正确：{partZh}有误",
                                              "'{text}' is no licence identifier: its {part} is wrong",
                                              "请核对证照上印制的标识",
                                              "Compare it with what is printed on the licence"};
inline constexpr ErrorCode seal_malformed{"seal.malformed",
                                          ErrorKind::malformed,
                                          "电子印章无法识别：{partZh}有误",
                                          "The seal cannot be read: {part} is wrong",
                                          "请重新获取该文件",
                                          "Fetch the file again"};
inline constexpr ErrorCode seal_maker_signature{"seal.maker_signature",
                                                ErrorKind::invalid,
                                                "印章上制章人“{subject}”的签名不正确",
                                                "The seal's signature by its maker '{subject}' is wrong",
                                                "请勿信任该印章，并向制章单位核实",
                                                "Do not trust the seal; ask its maker"};
inline constexpr ErrorCode seal_exchanged{"seal.exchanged",
                                          ErrorKind::invalid,
                                          "文件中的印章与签章时所用的不是同一枚",
                                          "The seal in the file is not the one that was used",
                                          "请勿信任该文件，并向发证机关核实",
                                          "Do not trust the file; ask the issuer"};
inline constexpr ErrorCode seal_document_changed{"seal.document_changed",
                                                 ErrorKind::invalid,
                                                 "盖章后签名文件被改动",
                                                 "The signature file was changed after it was sealed",
                                                 "请勿信任该文件，并向发证机关核实",
                                                 "Do not trust the file; ask the issuer"};
inline constexpr ErrorCode seal_signature{"seal.signature",
                                          ErrorKind::invalid,
                                          "签章人“{subject}”的签名不正确",
                                          "The signature of '{subject}' is wrong",
                                          "请勿信任该文件，并向发证机关核实",
                                          "Do not trust the file; ask the issuer"};
inline constexpr ErrorCode seal_signer_unlisted{"seal.signer_unlisted",
                                                ErrorKind::invalid,
                                                "“{subject}”不在该印章的用章人之列",
                                                "'{subject}' may not use this seal",
                                                "请由印章登记的用章人签章，或换发印章",
                                                "Let a listed signer seal, or renew the seal"};
inline constexpr ErrorCode seal_not_valid{"seal.not_valid",
                                          ErrorKind::invalid,
                                          "印章“{name}”在 {at} 不在有效期内（{from} 至 {until}）",
                                          "The seal '{name}' was not valid at {at} (from {from} to {until})",
                                          "请核对签章时间，或换发印章",
                                          "Check the time of sealing, or renew the seal"};
inline constexpr ErrorCode ofd_structure{"ofd.structure",
                                         ErrorKind::malformed,
                                         "版式文件缺少“{path}”，或它无法识别",
                                         "The document lacks '{path}', or it cannot be read",
                                         "请重新获取该文件",
                                         "Fetch the file again"};
inline constexpr ErrorCode ofd_unsigned{"ofd.unsigned",
                                        ErrorKind::invalid,
                                        "文件没有电子签章",
                                        "The document is not sealed",
                                        "请向发证机关获取盖章的文件",
                                        "Ask the issuer for the sealed one"};
inline constexpr ErrorCode ofd_reference_missing{"ofd.reference_missing",
                                                 ErrorKind::invalid,
                                                 "盖章时的“{path}”已不在文件中",
                                                 "'{path}' was sealed and is gone",
                                                 "请勿信任该文件，并向发证机关核实",
                                                 "Do not trust the file; ask the issuer"};
inline constexpr ErrorCode ofd_reference_changed{"ofd.reference_changed",
                                                 ErrorKind::invalid,
                                                 "“{path}”在盖章后被改动",
                                                 "'{path}' was changed after it was sealed",
                                                 "请勿信任该文件，并向发证机关核实",
                                                 "Do not trust the file; ask the issuer"};
inline constexpr ErrorCode ofd_weak_digest{"ofd.weak_digest",
                                           ErrorKind::invalid,
                                           "摘要算法“{method}”不足以证明文件未被改动",
                                           "The digest '{method}' does not prove that the document is unchanged",
                                           "请向发证机关获取用 SM3 签章的文件",
                                           "Ask the issuer for one sealed with SM3"};
inline constexpr ErrorCode ofd_method{"ofd.method",
                                      ErrorKind::invalid,
                                      "“{path}”不是电子签章，而是无法在此核验的数字签名",
                                      "'{path}' is no seal but a bare signature, which cannot be verified here",
                                      "请向出具方索取公钥核验",
                                      "Ask its maker for the key"};
inline constexpr ErrorCode ofd_uncovered{"ofd.uncovered",
                                         ErrorKind::invalid,
                                         "夹带文件“{path}”不在签章范围内",
                                         "'{path}' was slipped in: no seal covers it",
                                         "请勿信任该文件，并向发证机关核实",
                                         "Do not trust the file; ask the issuer"};
inline constexpr ErrorCode ofd_repacked{"ofd.repacked",
                                        ErrorKind::invalid,
                                        "文件在签发后被重新打包",
                                        "The file was packed again after it was issued",
                                        "请向发证机关重新获取原件",
                                        "Fetch the original from the issuer"};
}  // namespace zhupi::err
