#pragma once
// Finished uploads (tus) on their way into a project's file: looked at, scanned, and only then content of the store.

#include "document/clamd.hpp"
#include "server/app.hpp"
#include "server/net/upload_folder.hpp"

namespace zhupi::server {

/// What a finished upload became: content in the blob store, known by the upload's id to the person who sent it.
/// err::upload_none when there is none, it is not finished, or somebody else's; what upload_taker() said when it is
/// complete and was not taken: file_quarantined, after trying once more, or why it was refused.
Result<api::UploadView> find_upload(App& app, std::string_view id, store::Id person);

/// Remembers a finished upload; called by the tus endpoint once the content is in the blob store.
Result<void> keep_upload(store::Tx& tx, const api::UploadView& upload, store::Id person, Instant now);

/// Whether an upload that announces itself with this metadata may begin: `material` is a code of the catalogue,
/// `filename` ends in something that it takes. Without a material everything may. Errors: paper_material,
/// file_not_accepted.
Result<void> check_announced(const App& app, const std::map<std::string, std::string>& metadata);

/// Content-Disposition for a name in any script (RFC 6266, RFC 8187), with the ending of its kind.
std::string download_header(std::string_view title, std::string_view media_type, bool attachment);

/// What the tus folder does with a complete file: its kind by content, against its name; the malware scanner's verdict,
/// if there is one; the digest that the sender named (metadata `sha256`, hex); then content into the blob store, its
/// name into the table of uploads. While the scanner is away the file waits in the folder: err::file_quarantined.
net::UploadFolder::Complete upload_taker(store::Store& store, store::Blobs& blobs, Clock clock,
                                         std::optional<document::ClamdPlace> scanner = {});

}  // namespace zhupi::server
