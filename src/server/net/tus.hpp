#pragma once
// Resumable uploads: tus 1.0 with creation, termination, checksum (sha256) and expiration, as routes over an
// UploadFolder.

#include "server/net/router.hpp"
#include "server/net/upload_folder.hpp"

#include <functional>
#include <string>

namespace zhupi::net {

struct TusOptions {
    std::string path = "/api/v1/uploads";
    std::string permission = {};
    std::int64_t most_bytes = std::int64_t{2} << 30;
    std::function<std::string(const Call&)> owner;  ///< who is calling; the `before` hook has run
    /// Whether an upload that says this of itself may begin; it is refused before its first byte otherwise.
    std::function<Result<void>(const std::map<std::string, std::string>& metadata)> check = {};
};

/// Adds OPTIONS and POST <path>, and HEAD, PATCH and DELETE <path>/{id}. The folder outlives the router.
void add_tus_routes(Router& router, TusOptions options, UploadFolder& folder);

}  // namespace zhupi::net
