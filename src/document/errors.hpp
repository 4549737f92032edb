#pragma once
#include "base/error.hpp"

namespace zhupi::err {
inline constexpr ErrorCode zip_malformed{
    "zip.malformed",    ErrorKind::malformed,  "压缩包无法识别：{partZh}", "The container cannot be read: {part}",
    "请重新获取该文件", "Fetch the file again"};
inline constexpr ErrorCode zip_large{"zip.large",
                                     ErrorKind::too_large,
                                     "压缩包展开后过大或文件过多",
                                     "The container holds too much",
                                     "请核对文件来源",
                                     "Check where the file comes from"};
}  // namespace zhupi::err
