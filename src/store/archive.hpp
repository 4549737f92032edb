#pragma once
// A backup: one file that holds everything of a city, sealed, independent of the store it came from. It is taken from a
// snapshot while the city is served, and restored into an empty store of either kind.
//
//   "zhupi-backup 1\n" · salt (16) · prefix (7) · pieces: length (4, big-endian, top bit: the last one) · sealed bytes
//
// Inside, in order: H schema version · for each table T name, column names and its rows R · for each file F path and
// its bytes · E number of rows and files. Texts and numbers are length-prefixed or 8 bytes, big-endian.

#include "store/store.hpp"

#include <string>
#include <vector>

namespace zhupi::store {

/// What opens a backup: words, or 32 bytes or more of a file.
struct ArchiveKey {
    std::string secret;
    bool words = true;  ///< words are made into a key slowly, a file's bytes at once
};

struct ArchiveCounts {
    std::int64_t rows = 0, files = 0, bytes = 0;  ///< bytes: of the backup itself
};

/// Writes the rows of `from` and the named files and folders below `root` (those that exist). The file appears under
/// its name only when it is whole. Errors: archive_file, and those of the store.
Result<ArchiveCounts> write_archive(Snapshot& from, const std::string& root, const std::vector<std::string>& parts,
                                    const std::string& to, const ArchiveKey& key);

/// Puts a backup's rows into the empty store `into` and its files below `root`. Errors: archive_key, archive_damaged,
/// archive_version, archive_file, store_not_empty.
Result<ArchiveCounts> read_archive(const std::string& file, const ArchiveKey& key, Store& into,
                                   const std::string& root);

}  // namespace zhupi::store
