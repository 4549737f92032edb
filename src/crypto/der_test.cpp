#include "crypto/der.hpp"

#include "crypto/testing.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::crypto;
using crypto::testing::from_hex;

TEST_CASE("object identifiers are written as X.690 §8.19 says, and read back") {
    CHECK(der::oid("1.2.156.10197.1.501") == from_hex("06082a811ccf55018375"));
    CHECK(der::oid("2.999.3") == from_hex("0603883703"));
    for (const auto* text : {"1.2.156.10197.1.501", "1.2.840.113549.1.9.16.1.4", "2.5.29.37", "2.999.3", "0.9.2342"})
        CHECK(der::Reader(der::oid(text)).take_oid() == text);
}

TEST_CASE("numbers take their shortest form, and no other is read") {
    for (const std::int64_t value : {0LL, 1LL, 127LL, 128LL, 255LL, 256LL, -1LL, -128LL, -129LL, 1LL << 62})
        CHECK(der::Reader(der::number(value)).take_number() == value);
    CHECK(der::number(128) == from_hex("02020080"));
    for (const auto* wrong : {"0200", "02020001", "0202ffff", "0209000000000000000001", "020201"}) {
        const auto bytes = from_hex(wrong);
        der::Reader reader(bytes);
        reader.take_number();
        CHECK_MESSAGE(reader.failed(), wrong);
    }
}

TEST_CASE("lengths must be definite and as short as they can be") {
    for (const auto* wrong : {"30800000", "308101ff", "30820080", "3082", "30", "", "1f8101", "3003020100ff"}) {
        const auto bytes = from_hex(wrong);
        der::Reader reader(bytes);
        reader.take(der::sequence_tag);
        CHECK_MESSAGE(!reader.done(), wrong);
    }
    for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65535U, 65536U}) {
        const auto bytes = der::octet_string(std::string(size, 'x'));
        der::Reader reader(bytes);
        CHECK(reader.take(der::octet_string_tag).size() == size);
        CHECK(reader.done());
    }
}

TEST_CASE("times are read to the millisecond, and only when they exist") {
    const auto read = [](unsigned char tag, std::string_view text) {
        const auto bytes = der::element(tag, text);
        der::Reader reader(bytes);
        const auto at = reader.take_time();
        return reader.failed() ? std::string("refused") : at.iso();
    };
    CHECK(read(der::utc_time_tag, "261126033000Z") == "2026-11-26T03:30:00.000Z");
    CHECK(read(der::utc_time_tag, "500101000000Z") == "1950-01-01T00:00:00.000Z");
    CHECK(read(der::generalized_time_tag, "20261126033000.25Z") == "2026-11-26T03:30:00.250Z");
    for (const auto* wrong : {"20260431000000Z", "20261126246000Z", "20261126033000", "20261126033000.50Z",
                              "2026112603300Z", "20261326033000Z", "20261126033000+0800", ""})
        CHECK_MESSAGE(read(der::generalized_time_tag, wrong) == "refused", wrong);
    const Instant at{1'795'663'800'000};
    const auto written = der::generalized_time(at);
    CHECK(der::Reader(written).take_time() == at);
}

TEST_CASE("a set is written in the order of its bytes") {
    CHECK(der::set_of({der::number(300), der::number(2), der::null()}) == from_hex("3109"
                                                                                   "020102"
                                                                                   "0202012c"
                                                                                   "0500"));
}

TEST_CASE("a reader that failed gives nothing more") {
    const auto bytes = der::sequence({der::number(1), der::number(2)});
    der::Reader whole(bytes);
    der::Reader inside(whole.take(der::sequence_tag));
    CHECK(inside.take_number() == 1);
    CHECK(inside.take(der::octet_string_tag).empty());
    CHECK(inside.take_number() == 0);
    CHECK_FALSE(inside.done());
    CHECK(inside.at_end());
}

TEST_CASE("no bytes make a reader run away") {
    std::mt19937 random(7);
    for (int round = 0; round < 20000; ++round) {
        std::string bytes(random() % 24, '\0');
        for (auto& c : bytes) c = static_cast<char>(random() % 3 == 0 ? random() : 0x30 + random() % 4);
        der::Reader reader(bytes);
        std::size_t taken = 0;
        while (!reader.at_end()) taken += reader.take_any_whole().size();
        CHECK(taken <= bytes.size());
        der::Reader(bytes).take_oid();
        der::Reader(bytes).take_time();
    }
}
