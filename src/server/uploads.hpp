#pragma once
// Finished uploads (tus) on their way into a project's file.

#include "server/app.hpp"
#include "server/net/upload_folder.hpp"

namespace zhupi::server {

/// What a finished upload became: content in the blob store, known by the upload's id to the person who sent it.
/// err::upload_none when there is none, it is not finished, or somebody else's.
Result<api::UploadView> find_upload(App& app, std::string_view id, store::Id person);

/// Remembers a finished upload; called by the tus endpoint once the content is in the blob store.
Result<void> keep_upload(store::Tx& tx, const api::UploadView& upload, store::Id person, Instant now);

/// Content-Disposition for a name in any script (RFC 6266, RFC 8187).
std::string download_header(std::string_view title, std::string_view media_type, bool attachment);

/// What the tus folder does with a complete file: content into the blob store, its name into the table of uploads.
net::UploadFolder::Complete upload_taker(store::Store& store, store::Blobs& blobs, Clock clock);

}  // namespace zhupi::server
