#pragma once
// ZIP containers (APPNOTE 6.3.9) whose bytes depend on nothing but their files: stored without compression, one time
// for all, in the order given. So the same licence is the same file wherever and whenever it is made, whatever zlib is
// there.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::document {

struct ZipFile {
    std::string path;  ///< "Doc_0/Document.xml": UTF-8, no leading slash, no "..", each once
    std::string bytes;
};

/// Preconditions: paths as said; fewer than 65,535 files; less than 4 GiB in all.
std::string write_zip(std::span<const ZipFile> files);

}  // namespace zhupi::document
