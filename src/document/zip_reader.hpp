#pragma once
// Containers of others, read strictly: what two readers could understand differently is refused. No encryption, no
// ZIP64, no several disks, no two files of one path, no paths that lead out, no files that share bytes, nothing before
// the first file; sizes and checksums must be right. Stored and deflated files; folders are passed over.

#include "base/error.hpp"
#include "document/zip.hpp"

namespace zhupi::document {

struct ZipLimits {
    std::size_t files = 2000;
    std::size_t bytes = std::size_t{64} << 20;  ///< of all files together, unpacked
};
/// In the order of the directory. Errors: `zip.malformed` with the part, `zip.large`.
Result<std::vector<ZipFile>> read_zip(std::string_view container, const ZipLimits& limits = {});

}  // namespace zhupi::document
