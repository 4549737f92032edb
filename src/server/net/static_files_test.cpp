#include "server/net/static_files.hpp"

#include "server/net/server.hpp"
#include "server/net/test_client.hpp"
#include "server/net/url.hpp"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

namespace zhupi::net {
namespace {

/// A small build output; a secret lies beside it.
struct Site {
    std::filesystem::path base = std::filesystem::temp_directory_path() / ("zhupi-site-" + std::to_string(::getpid()));
    std::string folder = (base / "dist").string();

    Site() {
        write("secret.txt", "secret");
        write("dist/index.html", "<html>app</html>");
        write("dist/robots.txt", "none");
        write("dist/assets/main-4f2a.js", "let plain");
        write("dist/assets/main-4f2a.js.br", "BR");
        write("dist/assets/main-4f2a.js.gz", "GZ");
        write("dist/lonely.gz", "no plain file");
    }
    ~Site() { std::filesystem::remove_all(base); }
    void write(const char* name, const std::string& content) const {
        std::filesystem::create_directories((base / name).parent_path());
        std::ofstream(base / name) << content;
    }
};

Request request(std::string_view target, std::initializer_list<std::pair<const char*, const char*>> headers = {}) {
    Request out;
    auto parsed = parse_target(target);
    REQUIRE(parsed);
    out.path = parsed->path;
    out.segments = parsed->segments;
    for (const auto& [name, value] : headers) out.headers.add(name, value);
    return out;
}

std::string file_of(const Result<Response>& response) {
    return response ? std::filesystem::path(response->file->path).filename().string() : "-";
}

TEST_CASE("files are served in the best coding the client accepts") {
    const Site site;
    const StaticFiles files(site.folder);
    const auto coded = [&](const char* accepted) {
        return files.serve(request("/assets/main-4f2a.js", {{"Accept-Encoding", accepted}}));
    };
    CHECK(file_of(coded("gzip, br")) == "main-4f2a.js.br");
    CHECK(file_of(coded("gzip")) == "main-4f2a.js.gz");
    CHECK(file_of(coded("br;q=0, identity")) == "main-4f2a.js");
    CHECK(coded("br")->headers.get("Content-Encoding") == "br");
    CHECK(coded("br")->headers.get("ETag") != coded("gzip")->headers.get("ETag"));
    CHECK(coded("x")->headers.get("Vary") == "Accept-Encoding");
    CHECK(coded("br")->content_type == "text/javascript; charset=utf-8");
}

TEST_CASE("hashed assets are cached for ever, everything else is asked for again") {
    const Site site;
    const StaticFiles files(site.folder);
    CHECK(files.serve(request("/assets/main-4f2a.js"))->headers.get("Cache-Control").ends_with("immutable"));
    CHECK(files.serve(request("/"))->headers.get("Cache-Control") == "no-cache");
}

TEST_CASE("page addresses lead to the application, missing files and API addresses do not") {
    const Site site;
    const StaticFiles files(site.folder);
    const auto page = [&](const char* target) {
        return file_of(files.serve(request(target, {{"Accept", "text/html"}})));
    };
    CHECK(page("/") == "index.html");
    CHECK(page("/cases/42") == "index.html");
    CHECK(page("/assets/gone-1234.js") == "-");
    CHECK(page("/api/v1/nothing") == "-");
    CHECK(file_of(files.serve(request("/cases/42", {{"Accept", "application/json"}}))) == "-");
    CHECK(page("/lonely") == "index.html");
}

TEST_CASE("nothing outside the folder can be reached") {
    const Site site;
    const StaticFiles files(site.folder);
    CHECK_FALSE(files.serve(request("/secret.txt")));
    for (const std::vector<std::string>& segments :
         {std::vector<std::string>{"..", "secret.txt"}, {"assets", "..", "..", "secret.txt"}, {"", "etc", "passwd"}}) {
        Request hostile;
        hostile.segments = segments;
        CHECK_FALSE(files.serve(hostile));
    }
    CHECK(StaticFiles("/nowhere/at/all").size() == 0);
}

TEST_CASE("over the wire: whole, unchanged, in part, and as an answer to HEAD") {
    const Site site;
    site.write("dist/large.txt", std::string(700'000, 'a') + "end");
    const StaticFiles files(site.folder);
    Metrics metrics;
    Router router;
    router.otherwise([&](Call& call) { return files.serve(call.request); });
    Server server({.port = 0}, std::move(router), metrics);
    REQUIRE(server.start());
    TestClient client(server.port());
    const auto whole = client.ask("GET", "/large.txt");
    CHECK(whole.body.size() == 700'003);
    CHECK(whole.body.ends_with("aend"));
    const std::string etag(whole.headers.get("ETag"));
    CHECK(client.ask("GET", "/large.txt", {}, {{"If-None-Match", etag}}).status == 304);
    const auto part = client.ask("GET", "/large.txt", {}, {{"Range", "bytes=-4"}});
    CHECK(part.status == 206);
    CHECK(part.body == "aend");
    CHECK(client.ask("GET", "/large.txt", {}, {{"Range", "bytes=700003-"}}).status == 416);
    const auto head = client.ask("HEAD", "/large.txt");
    CHECK(head.headers.get("Content-Length") == "700003");
    CHECK(client.ask("GET", "/cases/1", {}, {{"Accept", "text/html"}}).body == "<html>app</html>");
    CHECK(client.ask("GET", "/nothing.js").status == 404);
    CHECK(client.ask("POST", "/large.txt").status == 404);
}

}  // namespace
}  // namespace zhupi::net
