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
}  // namespace zhupi::err
