#include "server/net/tus_fields.hpp"

#include "base/encoding.hpp"

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

TEST_CASE("metadata is read, and written the same") {
    const auto metadata = parse_upload_metadata("filename 5paH5Lu2LnBkZg==, draft ,empty");
    REQUIRE(metadata);
    CHECK(metadata->at("filename") == "文件.pdf");
    CHECK(metadata->at("draft").empty());
    CHECK(*parse_upload_metadata(upload_metadata_text(*metadata)) == *metadata);
    CHECK(parse_upload_metadata("")->empty());
    for (const std::string& bad : {std::string("a b"), std::string(",a"), std::string("a Zg==,a Zg=="),
                                   std::string("a /w=="), std::string("é Zg=="), "a " + std::string(5000, 'A')})
        CHECK_FALSE(parse_upload_metadata(bad));
}

TEST_CASE("numbers and checksums are strict") {
    CHECK(parse_upload_number("Upload-Offset", "70") == 70);
    for (const char* bad : {"", "-1", "+1", " 1", "1x", "99999999999999999999"})
        CHECK_FALSE(parse_upload_number("Upload-Offset", bad));
    CHECK(parse_upload_checksum("sha256 " + encoding::base64(std::string(32, 'x'))) == std::string(32, 'x'));
    for (const char* bad : {"", "sha256", "sha256 Zg==", "sha1 Zg==", "md5 x"}) CHECK_FALSE(parse_upload_checksum(bad));
}

}  // namespace
}  // namespace zhupi::net
