#include "server/net/header_values.hpp"

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

TEST_CASE("media types are compared without parameters and case") {
    CHECK(media_type("Application/JSON ; charset=utf-8") == "application/json");
    CHECK(media_type("").empty());
}

TEST_CASE("a coding is used only when the client allows it") {
    CHECK(accepts_coding("gzip, deflate, br", "gzip"));
    CHECK(accepts_coding("br;q=1.0, GZIP;q=0.5", "gzip"));
    CHECK(accepts_coding("*", "gzip"));
    CHECK_FALSE(accepts_coding("gzip;q=0, *", "gzip"));
    CHECK_FALSE(accepts_coding("gzip;q=0.000", "gzip"));
    CHECK_FALSE(accepts_coding("*;q=0", "gzip"));
    CHECK_FALSE(accepts_coding("xgzip", "gzip"));
    CHECK_FALSE(accepts_coding("", "gzip"));
}

TEST_CASE("entity tags match weakly and in lists") {
    CHECK(etag_matches(R"("a", W/"b")", R"("b")"));
    CHECK(etag_matches("*", R"("b")"));
    CHECK_FALSE(etag_matches(R"("bb")", R"("b")"));
    CHECK_FALSE(etag_matches("", R"("b")"));
}

TEST_CASE("a version survives its tag, weak or strong") {
    CHECK(version_in_etag(version_etag(12)) == 12);
    CHECK(version_in_etag(R"(W/"12")") == 12);
    for (const char* bad : {"12", "\"\"", "\"x\"", "\"-1\"", "\"1\",\"2\"", "*", "\"99999999999999999999\""})
        CHECK_FALSE(version_in_etag(bad));
}

TEST_CASE("one range is honoured, an odd one ignored, one outside refused") {
    const auto range = [](std::string_view field) { return parse_range(field, 100); };
    CHECK(**range("bytes=0-9") == ByteRange{0, 10});
    CHECK(**range("bytes=90-") == ByteRange{90, 10});
    CHECK(**range("bytes=95-500") == ByteRange{95, 5});
    CHECK(**range("bytes=-7") == ByteRange{93, 7});
    CHECK(**range("bytes=-700") == ByteRange{0, 100});
    for (const char* ignored : {"", "items=0-1", "bytes=5-2", "bytes=0-1,3-4", "bytes=a-b", "bytes=-", "bytes",
                                "bytes=99999999999999999999-"}) {
        CAPTURE(ignored);
        REQUIRE(range(ignored));
        CHECK_FALSE(range(ignored)->has_value());
    }
    CHECK_FALSE(range("bytes=100-"));
    CHECK_FALSE(range("bytes=-0"));
    CHECK_FALSE(parse_range("bytes=-5", 0));
}

TEST_CASE("dates are written as HTTP wants them") {
    CHECK(http_date(*Instant::parse("2026-11-24T03:11:06.123Z")) == "Tue, 24 Nov 2026 03:11:06 GMT");
    CHECK(http_date(*Instant::parse("2024-02-29T00:00:00Z")) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

TEST_CASE("a trace id is taken from a sound traceparent only") {
    CHECK(trace_in("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01") == "4bf92f3577b34da6a3ce929d0e0e4736");
    for (const char* bad : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "00-x-y-01",
                            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
        CHECK_FALSE(trace_in(bad));
}

}  // namespace
}  // namespace zhupi::net
