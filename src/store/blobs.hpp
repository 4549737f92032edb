#pragma once
// Contents of files, each kept once under its SHA-256. A folder by default; an object store later.

#include "store/store.hpp"

#include <memory>
#include <string>

namespace zhupi::store {

struct BlobInfo {
    std::string sha256, sm3;  ///< hex
    std::int64_t size = 0;
    std::string media_type;  ///< by content, not by name
};

class Blobs {
public:
    virtual ~Blobs() = default;
    /// Takes the file at `path` in (it is gone from there afterwards). err::blob_type when its content is of no kind
    /// that is accepted; store_full and store_read_only when the disk refuses.
    virtual Result<BlobInfo> take(const std::string& path) = 0;
    /// Where the content can be read; err::blob_none.
    virtual Result<std::string> path_of(std::string_view sha256) = 0;
};

/// `folder`/ab/cdef…: two levels, written beside, synced and renamed, so that a name always holds a whole content.
Result<std::unique_ptr<Blobs>> open_blob_folder(const std::string& folder);

/// The media type of a file by its first bytes; empty when it is of no kind that is accepted. `head` holds at least the
/// first 4096 bytes, or all.
std::string sniff(std::string_view head);

}  // namespace zhupi::store
