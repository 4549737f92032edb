#pragma once
// Contents of files, each kept once under its SHA-256. A folder by default; an object store later.

#include "store/store.hpp"

#include <memory>
#include <string>

namespace zhupi::store {

struct BlobInfo {
    std::string sha256, sm3;  ///< hex
    std::int64_t size = 0;
    std::string media_type;  ///< by content, not by name: whoever handed it in has looked (document/file_kind.hpp)
};

class Blobs {
public:
    virtual ~Blobs() = default;
    /// Takes the file at `path` in, which must be on the same file system. Afterwards it is gone from there, and its
    /// content is on the disk for good. err::blob_empty; file_hash_differs when it is not what `sha256` (hex) says, if
    /// that says anything; store_full, store_read_only, store_failed when the disk refuses: it is then where it was.
    virtual Result<BlobInfo> take(const std::string& path, std::string_view media_type,
                                  std::string_view sha256 = {}) = 0;
    /// Where the content can be read; err::blob_none.
    virtual Result<std::string> path_of(std::string_view sha256) = 0;
};

/// `folder`/ab/cdef…: synced, then renamed into its place, so that a name always holds a whole content.
Result<std::unique_ptr<Blobs>> open_blob_folder(const std::string& folder);

}  // namespace zhupi::store
