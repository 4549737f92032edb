#include "base/codes.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi {
namespace {

constexpr std::string_view credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

TEST_CASE("a project code has five groups of digits, with a year of two or four digits") {
    CHECK(codes::is_project_code("2509-320193-89-01-544060"));
    CHECK(codes::is_project_code("2017-320193-89-01-544060"));
    for (const char* wrong : {"", "2509-320193-89-01-54406", "2509-320193-89-01-5440600", "2509320193890154406000000",
                              "2509-320193-89-0A-544060", "2509-320193-8-901-544060", "2509-320193-89-01-54406０"})
        CHECK_FALSE(codes::is_project_code(wrong));
}

TEST_CASE("credit codes of real bodies check") {
    CHECK(codes::is_credit_code("91110000600037341L"));
    CHECK(codes::is_credit_code("11370800MB28559184"));
    CHECK(codes::is_credit_code("11370800004234373R"));
    CHECK_FALSE(codes::is_credit_code("91110000600037341l"));  // lower case is not in the alphabet
    CHECK_FALSE(codes::is_credit_code("9111000060003734IL"));  // I is left out: it looks like 1
    CHECK_FALSE(codes::is_credit_code("91110000600037341L "));
    CHECK_FALSE(codes::is_credit_code(""));
}

TEST_CASE("one wrong character in a credit code is always found") {
    std::mt19937 random(20260101);
    const auto draw = [&] { return credit_alphabet[random() % credit_alphabet.size()]; };
    for (int round = 0; round < 200; ++round) {
        std::string code;
        for (int i = 0; i < 17; ++i) code += draw();
        code += codes::credit_code_check(code);
        REQUIRE(codes::is_credit_code(code));
        auto wrong = code;
        auto& changed = wrong[random() % wrong.size()];
        const char before = changed;
        while (changed == before) changed = draw();
        CHECK_FALSE(codes::is_credit_code(wrong));
    }
}

TEST_CASE("an identity number has a real date of birth and a right check character") {
    CHECK(codes::is_identity_number("360426199101010071"));
    CHECK(codes::is_identity_number("11010519491231002X"));
    CHECK_FALSE(codes::is_identity_number("11010519491231002x"));
    CHECK_FALSE(codes::is_identity_number("360426199101010072"));  // check character
    CHECK_FALSE(codes::is_identity_number("360426199102300071"));  // 30 February
    CHECK_FALSE(codes::is_identity_number("36042619910101007"));
}

TEST_CASE("the first two digits of a district name a province that exists, or ours") {
    CHECK(codes::is_district_code("110000"));
    CHECK(codes::is_district_code("659001"));
    CHECK(codes::is_district_code("990100"));
    for (const char* wrong : {"160000", "000000", "11000", "1100000", "11000a"})
        CHECK_FALSE(codes::is_district_code(wrong));
}

TEST_CASE("a construction permit number is district, day, serial of the day and class of works") {
    CHECK(codes::is_construction_permit_number("370800202411120101"));
    CHECK(codes::is_construction_permit_number("990100202602280118"));
    for (const char* wrong : {"370800202413120101",  // month 13
                              "370800202411120001",  // serials begin with 01
                              "370800202411120119",  // no class 19
                              "370800202411120100", "160800202411120101", "37080020241112010"})
        CHECK_FALSE(codes::is_construction_permit_number(wrong));
}

TEST_CASE("the check character of ISO 7064 MOD 37,36 stands at the end of a licence identifier") {
    CHECK(codes::licence_identifier_check("A12425GABC1234002") == 'M');  // the standard's own example
    const std::string root = "1.2.156.3005.2.", type = "11100000000013338W009", issuer = "11330105002500287C";
    const std::string serial = "2026112301", version = "001";
    const char check = codes::licence_identifier_check(type + issuer + serial + version);
    const auto number = root + type + "." + issuer + "." + serial + "." + version + ".";
    CHECK(codes::is_licence_identifier(number + check));
    CHECK_FALSE(codes::is_licence_identifier(number + (check == 'A' ? 'B' : 'A')));
    CHECK_FALSE(codes::is_licence_identifier(number));
    CHECK_FALSE(codes::is_licence_identifier("1.2.156.3005.3." + type + "." + issuer + ".1.001.A"));
    CHECK_FALSE(codes::is_licence_identifier(root + type + "." + issuer + ".1.01.A"));
    CHECK(codes::licence_identifier_check("a") == '\0');
}

TEST_CASE("swapping two neighbours in a licence identifier is found") {
    std::string body = "11100000000013338W00911330105002500287C2026112301001";
    const char check = codes::licence_identifier_check(body);
    for (std::size_t i = 0; i + 1 < body.size(); ++i) {
        auto swapped = body;
        std::swap(swapped[i], swapped[i + 1]);
        if (swapped != body) CHECK(codes::licence_identifier_check(swapped) != check);
    }
}

TEST_CASE("telephone numbers are mobile, or fixed with an area code") {
    for (const char* right : {"13900000000", "010-12345678", "0512-1234567"}) CHECK(codes::is_phone(right));
    for (const char* wrong :
         {"", "1390000000", "23900000000", "12345678", "512-12345678", "0512-123456", "0512-", "-1234567"})
        CHECK_FALSE(codes::is_phone(wrong));
}

TEST_CASE("a masked name or number tells who it may be, not who it is") {
    CHECK(codes::mask_name("李小华") == "李**");
    CHECK(codes::mask_name("李") == "李");
    CHECK(codes::mask_name("") == "");
    CHECK(codes::mask_number("13912349999") == "139****9999");
    CHECK(codes::mask_number("110101199003070012") == "110101********0012");
    for (std::size_t size = 0; size < 40; ++size) {
        const auto masked = codes::mask_number(std::string(size, '7'));
        CHECK(masked.size() == size);
        CHECK(static_cast<std::size_t>(std::count(masked.begin(), masked.end(), '*')) >=
              std::min<std::size_t>(size, 4));
    }
}

}  // namespace
}  // namespace zhupi
