#pragma once
// What administrators write and publish as a whole: texts under paths, editions in order of publication, drafts. Rules
// and flows are kept alike, each on a shelf of their own; what is published is an event of the shelf's stream.

#include "catalog/load.hpp"
#include "store/command_path.hpp"

namespace zhupi::store {

/// Where a kind of content is kept: tables "<prefix>_version", "<prefix>_edition", "<prefix>_draft".
struct Shelf {
    std::string_view prefix, stream;
    std::string_view drafted, published;  ///< types of events
    const ErrorCode& no_version;          ///< {version}
};

struct Edition {
    Id id = 0;  ///< counts publications
    std::string version;
    Date from;  ///< in force from this day
    Instant published_at;
    Id published_by = 0;  ///< 0: came with the city's files
    std::string note;
    std::int64_t seq = 0;  ///< of the event, when it was published just now
};
Result<std::vector<Edition>> list_editions(Snapshot& from, const Shelf& shelf);
Result<std::vector<catalog::SourceFile>> load_files(Snapshot& from, const Shelf& shelf, std::string_view version);

/// Keeps the files under their version, if they are new, and puts them in force from a day on. Drafts are dropped with
/// `drop_drafts`: they have become the edition.
Result<Edition> publish(Tx& tx, const Shelf& shelf, const Acting& acting, const std::string& version,
                        const std::vector<catalog::SourceFile>& files, Date from, const std::string& note,
                        bool drop_drafts);

struct EditedFile {
    std::string path, text;
    Instant changed_at;
    Id changed_by = 0;
};
Result<std::vector<EditedFile>> list_drafts(Snapshot& from, const Shelf& shelf);
Result<void> save_draft_of(Tx& tx, const Shelf& shelf, const Acting& acting, const std::string& path,
                           const std::string& text);
Result<void> drop_draft_of(Tx& tx, const Shelf& shelf, const Acting& acting, const std::string& path);

}  // namespace zhupi::store
