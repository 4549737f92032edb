#include "server/net/gzip.hpp"

#include <random>

#include <doctest/doctest.h>
#include <zlib.h>

namespace zhupi::net {
namespace {

std::string gunzip(const std::string& packed, std::size_t size) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string in = packed, out(size + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    CHECK(result == Z_STREAM_END);
    return out;
}

TEST_CASE("what is packed comes out again, compressible or not") {
    std::mt19937 random(1);
    for (const std::size_t size : {0U, 1U, 1025U, 70000U, 1000000U}) {
        std::string noise(size, '\0'), text;
        for (char& c : noise) c = static_cast<char>(random());
        while (text.size() < size) text += "{\"name\":\"审批\"},";
        CHECK(gunzip(gzip(noise), noise.size()) == noise);
        CHECK(gunzip(gzip(text), text.size()) == text);
        if (size > 1000) CHECK(gzip(text).size() < text.size() / 10);
    }
}

TEST_CASE("only larger texts are worth it") {
    CHECK(worth_compressing("application/problem+json", 1025));
    CHECK(worth_compressing("text/html; charset=utf-8", 5000));
    CHECK(worth_compressing("image/svg+xml", 5000));
    CHECK_FALSE(worth_compressing("application/json", 1024));
    CHECK_FALSE(worth_compressing("image/png", 50000));
    CHECK_FALSE(worth_compressing("application/zip", 50000));
}

}  // namespace
}  // namespace zhupi::net
