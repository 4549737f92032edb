#include "document/archive_check.hpp"

#include "base/error_codes.hpp"
#include "document/testing.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::document;
using namespace zhupi::document::testing;
using namespace std::string_literals;

namespace {

bool passes(const std::string& zip, const ArchiveLimits& limits = {}) {
    return check_archive(TextBytes(zip), limits).has_value();
}
bool refused(const std::string& zip, const ErrorCode& code, const ArchiveLimits& limits = {}) {
    const auto checked = check_archive(TextBytes(zip), limits);
    return !checked && checked.error().is(code);
}
constexpr std::uint64_t megabyte = std::uint64_t{1} << 20;

}  // namespace

TEST_CASE("an ordinary archive passes, with Chinese names in UTF-8 or as Windows writes them") {
    CHECK(passes(
        pack({{"图纸/总平面图.dwg", "AC1032"}, {"图纸/", "", false}, {"readme.txt", std::string(100'000, 'r')}})));
    CHECK(passes(pack({{"\xCD\xBC\xD6\xBD/\xD7\xDC\xC6\xBD.dwg", "AC1032"}})));  // 图纸/总平.dwg in GBK
    CHECK(passes(pack({{"\x81\x5C.txt", "a second byte that looks like a backslash"}})));
}

TEST_CASE("names that lead out of the folder are refused, and links") {
    for (const auto* name :
         {"../evil.txt", "a/../../evil.txt", "/etc/passwd", "C:/windows/a.txt", "a\\..\\b.txt", "a//b", "./a"}) {
        CAPTURE(name);
        CHECK(refused(pack({{name, "x"}}), err::file_unsafe_path));
    }
    CHECK(refused(pack({{"link", "/etc/passwd", true, 0, 3, 0120777U << 16}}), err::file_unsafe_path));
    CHECK(refused(pack({{"a\nb", "x"}}), err::file_unsafe_path));
}

TEST_CASE("programs inside are refused by name and by content") {
    CHECK(refused(pack({{"setup.EXE", "x"}}), err::file_program));
    CHECK(refused(pack({{"plan.pdf", "MZ\x90\0\3\0"s}}), err::file_program));
    CHECK(refused(pack({{"inner.bin", "Rar!\x1A\x07\1\0"s}}), err::file_packed));
}

TEST_CASE("an archive with a password is refused by the name of what wants it") {
    CHECK(refused(pack({{"secret.pdf", "x", true, 1}}), err::file_locked));
}

TEST_CASE("what unpacks to far more than it weighs is refused, however honest its numbers are") {
    const ArchiveLimits small{.unpacked = 4 * megabyte, .free_of_ratio = megabyte, .ratio = 200};
    const auto dense = pack({{"zeros", std::string(3 * megabyte, '\0')}});
    CHECK(refused(dense, err::file_bomb, small));
    CHECK(refused(pack({{"noise", std::string(5 * megabyte, 'n'), false}}), err::file_bomb, small));
    CHECK(passes(pack({{"zeros", std::string(megabyte / 2, '\0')}}), small));
}

TEST_CASE("a size that is a lie is found out while unpacking, not believed") {
    CHECK(refused(pack({{"liar", std::string(megabyte, '\0'), true, 0, 0, 0, 10}}), err::file_broken));
    CHECK(refused(pack({{"liar", "short", true, 0, 0, 0, 1'000'000}}), err::file_broken));
}

TEST_CASE("entries that share their bytes are refused") {
    CHECK(refused(pack({{"a", std::string(1000, 'a')}, {"b", std::string(1000, 'a'), true, 0, 0, 0, {}, 0U}}),
                  err::file_broken));
}

TEST_CASE("archives within archives count together, and only so deep") {
    const auto docx = pack({{"[Content_Types].xml", "<T/>"}, {"word/document.xml", "<w/>"}});
    CHECK(passes(pack({{"report.docx", docx}})));
    auto deep = pack({{"core.txt", "x"}});
    for (int level = 0; level < 3; ++level) deep = pack({{"inner.zip", deep, false}});
    CHECK(refused(deep, err::file_bomb));
    const ArchiveLimits small{.unpacked = 4 * megabyte, .free_of_ratio = megabyte, .ratio = 200};
    const auto inner = pack({{"zeros", std::string(2 * megabyte, '\0')}});
    CHECK(refused(pack({{"a.zip", inner}, {"b.zip", inner}}), err::file_bomb, small));
    CHECK(refused(pack({{"inner.zip", pack({{"../../evil", "x"}})}}), err::file_unsafe_path));
    CHECK(refused(pack({{"big.zip", inner, false}}), err::file_bomb, {.inner = 100}));
}

TEST_CASE("too many entries are refused before the first is opened") {
    std::vector<Packed> many;
    for (int i = 0; i < 12; ++i) many.push_back({"f" + std::to_string(i), "x"});
    CHECK(refused(pack(many), err::file_bomb, {.entries = 10}));
    CHECK(passes(pack(many), {.entries = 12}));
}

TEST_CASE("a directory that does not fit its archive is refused") {
    const auto whole = pack({{"a.txt", "content"}});
    for (std::size_t cut = 1; cut < whole.size(); ++cut) CHECK_FALSE(passes(whole.substr(0, cut)));
    CHECK(refused(pack({{"same", "1"}, {"same", "2"}}), err::file_broken));
    CHECK(refused(whole + "trailing", err::file_broken));
}
