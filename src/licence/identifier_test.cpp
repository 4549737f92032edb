#include "licence/identifier.hpp"

#include "base/error_codes.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using licence::parse_identifier;

TEST_CASE("identifiers of published licences are read, and written back the same") {
    for (const auto* text : {"1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
                             "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.002.S",
                             "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
                             "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
                             "1.2.156.3005.2.11100000000013338W087.11370800MB28559184.37080001202411010001.001.3"}) {
        const auto id = parse_identifier(text);
        REQUIRE_MESSAGE(id, id.error().en());
        CHECK(id->text() == text);
        CHECK(licence::make_identifier(id->kind, id->issuer, id->serial, id->version).value() == *id);
    }
}

TEST_CASE("the part that is wrong is named") {
    struct Row {
        const char* text;
        const char* part;
    };
    const Row rows[] = {
        {"", "root"},
        {"1.2.156.3005.3.11100000000013338W009.11330105002500287C.2025052201.002.0", "root"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002", "number of parts"},
        {"1.2.156.3005.2.11100000000013338W00.11330105002500287C.2025052201.002.0", "kind"},
        {"1.2.156.3005.2.11100000000013338W00A.11330105002500287C.2025052201.002.0", "kind"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287D.2025052201.002.0", "issuer"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025-2201.002.0", "serial number"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287C..002.0", "serial number"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.2.0", "version"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.000.0", "version"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.1", "check character"},
        {"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.00", "check character"},
    };
    for (const auto& row : rows) {
        const auto id = parse_identifier(row.text);
        REQUIRE_FALSE_MESSAGE(id, row.text);
        CHECK(id.error().is(err::licence_identifier));
        CHECK_MESSAGE(id.error().params.at("part") == row.part, row.text);
    }
    CHECK_FALSE(licence::make_identifier("11100000000013338W009", "11330105002500287C", "1", 1000));
    CHECK_FALSE(licence::make_identifier("11100000000013338W009", "11330105002500287C", std::string(31, '1')));
}

TEST_CASE("one wrong character of the serial number is always found") {
    std::mt19937 random(3);
    const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int round = 0; round < 500; ++round) {
        std::string serial;
        for (int i = 0; i < 12; ++i) serial += alphabet[random() % 36];
        const auto id = licence::make_identifier("11100000000013338W009", "11330105002500287C", serial).value();
        auto changed = id.text();
        auto& c = changed[changed.size() - 7 - random() % 12];
        c = alphabet[(alphabet.find(c) + 1 + random() % 35) % 36];
        CHECK_FALSE_MESSAGE(parse_identifier(changed), changed);
    }
}
