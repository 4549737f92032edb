#pragma once
#include "base/error.hpp"

namespace zhupi::err {
inline constexpr ErrorCode licence_identifier{"licence.identifier",
                                              ErrorKind::invalid,
                                              "证照标识“{text}”不正确：{partZh}有误",
                                              "'{text}' is no licence identifier: its {part} is wrong",
                                              "请核对证照上印制的标识",
                                              "Compare it with what is printed on the licence"};
}  // namespace zhupi::err
