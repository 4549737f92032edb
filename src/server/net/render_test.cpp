#include "server/net/render.hpp"

#include "base/error_codes.hpp"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

namespace zhupi::net {
namespace {

Call asking(Method method, std::initializer_list<std::pair<const char*, const char*>> headers = {}) {
    Call call;
    call.request.method = method;
    call.request.trace = "abc";
    for (const auto& [name, value] : headers) call.request.headers.add(name, value);
    return call;
}

Response tagged(std::string body) { return Response::json_text(std::move(body)).with("ETag", "\"7\""); }

TEST_CASE("what the client already has is not sent again") {
    const auto known = render(asking(Method::get, {{"If-None-Match", "W/\"7\""}}), tagged("{}"));
    CHECK(known.response.status == 304);
    CHECK(known.response.body.empty());
    CHECK(known.response.headers.get("ETag") == "\"7\"");
    CHECK(render(asking(Method::get, {{"If-None-Match", "\"6\""}}), tagged("{}")).response.status == 200);
    CHECK(render(asking(Method::put, {{"If-None-Match", "\"7\""}}), tagged("{}")).response.status == 200);
}

TEST_CASE("large texts are compressed for those who accept it, under a weak tag") {
    const std::string big(5000, 'x');
    const auto packed = render(asking(Method::get, {{"Accept-Encoding", "br, gzip"}}), tagged(big)).response;
    CHECK(packed.headers.get("Content-Encoding") == "gzip");
    CHECK(packed.headers.get("Vary") == "Accept-Encoding");
    CHECK(packed.headers.get("ETag") == "W/\"7\"");
    CHECK(packed.body.size() < 200);
    const auto plain = render(asking(Method::get), tagged(big)).response;
    CHECK(plain.body == big);
    CHECK(plain.headers.get("Vary") == "Accept-Encoding");
    auto secret = tagged(big);
    secret.compressible = false;
    CHECK(render(asking(Method::get, {{"Accept-Encoding", "gzip"}}), secret).response.body == big);
}

TEST_CASE("errors become problems under the call's trace") {
    const auto rendered = render(asking(Method::get), fail(err::http_not_found, {{"path", "/x"}}));
    CHECK(rendered.response.status == 404);
    CHECK(rendered.response.body.find(R"("trace":"abc")") != std::string::npos);
    CHECK(rendered.length == rendered.response.body.size());
}

TEST_CASE("a part of a file is served where it fits together") {
    const auto path = std::filesystem::temp_directory_path() / ("zhupi-render-" + std::to_string(::getpid()));
    std::ofstream(path) << "0123456789";
    const auto get = [&](std::initializer_list<std::pair<const char*, const char*>> headers) {
        return render(asking(Method::get, headers),
                      Response::of_file(path.string(), "text/plain").with("ETag", "\"e\""));
    };
    const auto whole = get({});
    CHECK(whole.length == 10);
    CHECK(whole.response.headers.get("Accept-Ranges") == "bytes");
    const auto part = get({{"Range", "bytes=2-4"}});
    CHECK(part.response.status == 206);
    CHECK(part.response.headers.get("Content-Range") == "bytes 2-4/10");
    CHECK(*part.file->read(part.response.file->offset, part.length) == "234");
    CHECK(get({{"Range", "bytes=2-4"}, {"If-Range", "\"e\""}}).response.status == 206);
    CHECK(get({{"Range", "bytes=2-4"}, {"If-Range", "\"old\""}}).response.status == 200);
    const auto outside = get({{"Range", "bytes=10-"}});
    CHECK(outside.response.status == 416);
    CHECK(outside.response.headers.get("Content-Range") == "bytes */10");
    CHECK_FALSE(outside.file);
    std::filesystem::remove(path);
    CHECK(get({}).response.status == 404);
    CHECK(render(asking(Method::get), Response::of_file("/", "text/plain")).response.status == 404);
}

TEST_CASE("a head has what every answer must carry, and cannot be split") {
    Rendered rendered;
    rendered.response = Response::text("hello").with("X-Name", "a\r\nSet-Cookie: x=1");
    rendered.length = 5;
    HeadFacts facts{.date = "Tue, 24 Nov 2026 03:11:06 GMT", .trace = "t", .queued_us = 61, .handled_us = 12'345};
    facts.keep_alive = false;
    const auto head = head_text(rendered, facts);
    CHECK(head.starts_with("HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 03:11:06 GMT\r\nContent-Type: text/plain"));
    CHECK(head.ends_with("\r\n\r\n"));
    for (const char* line : {"Content-Length: 5", "Connection: close", "Cache-Control: no-store", "Trace-Id: t",
                             "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Referrer-Policy: no-referrer",
                             "Server-Timing: queue;dur=0.061, handle;dur=12.345", "X-Name: a  Set-Cookie: x=1"}) {
        CAPTURE(line);
        CHECK(head.find("\r\n" + std::string(line) + "\r\n") != head.npos);
    }
    CHECK(head.find("\r\nSet-Cookie") == head.npos);
    CHECK(head.find("Strict-Transport") == head.npos);
    rendered.response = Response::no_content();
    CHECK(head_text(rendered, facts).find("Content-Length") == std::string::npos);
}

}  // namespace
}  // namespace zhupi::net
