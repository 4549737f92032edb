#pragma once
// Aliyun's signature, version 3 (ACS3-HMAC-SHA256): over method, path, sorted query, sorted headers and the digest of
// the body. https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature

#include <map>
#include <string>

namespace zhupi::notify {

struct Acs3Request {
    std::string method = "POST", path = "/";
    std::map<std::string, std::string> query;    ///< not encoded
    std::map<std::string, std::string> headers;  ///< lower-case names: host and every x-acs-…
    std::string body;
};
std::string acs3_query(const std::map<std::string, std::string>& query);
/// The Authorization field. `headers` must hold x-acs-content-sha256 of the body.
std::string acs3_authorization(const Acs3Request& request, const std::string& key_id, const std::string& secret);

}  // namespace zhupi::notify
