#pragma once
// The built web pages. The folder is looked through once, at start; afterwards only names found then are served, so
// that no request, however written, reaches any other file.

#include "server/net/exchange.hpp"

#include <map>
#include <string>
#include <string_view>

namespace zhupi::net {

std::string_view content_type_of(std::string_view file_name);  ///< by extension; application/octet-stream otherwise

class StaticFiles {
public:
    /// `folder` as the build leaves it: index.html, assets/ whose names carry a hash of their content (and so may be
    /// cached for ever), and beside any file its .br and .gz. A folder that is not there holds nothing.
    explicit StaticFiles(const std::string& folder);

    /// The file, in the best coding the client accepts. A page address that is no file (no dot in its last segment, not
    /// below /api) is answered with index.html to whoever accepts HTML: the pages route by themselves.
    Result<Response> serve(const Request& request) const;
    std::size_t size() const { return files_.size(); }

private:
    struct Variant {
        std::string path, etag;  ///< empty path: there is none
    };
    struct File {
        Variant plain, gzip, brotli;
    };
    static Response respond(const std::string& name, const File& file, const Request& request);

    std::map<std::string, File, std::less<>> files_;  ///< by path below the folder, with '/'
};

}  // namespace zhupi::net
