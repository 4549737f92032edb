#include "document/ofd.hpp"

#include "base/error.hpp"
#include "document/xml_writer.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::document;

namespace {

const std::string& file(const std::vector<ZipFile>& files, std::string_view path) {
    for (const auto& one : files)
        if (one.path == path) return one.bytes;
    FAIL("no file " << path);
    return files[0].bytes;
}

std::uint32_t number(std::string_view bytes, std::size_t at, int size) {
    std::uint32_t out = 0;
    for (int i = size - 1; i >= 0; --i)
        out = out << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return out;
}

ofd::Document permit() {
    ofd::Document out;
    out.id = std::string(32, 'a');
    out.title = "建筑工程施工许可证";
    out.created = Date::of(2026, 11, 26);
    out.custom = {{"ZZMC", "建筑工程施工许可证"}, {"KZ_<\"&", "a<b"}};
    out.fonts = {{"Song", "宋体", "font bytes", "ttf"}, {"Kai", "楷体", "", "otf"}};
    ofd::Text title{{75'000, 30'000, 63'000, 10'000}, 0, 7000, 7000, {}, "许可证一二", {7000, 7000, 7000, 6500}};
    ofd::Path frame{{20'000, 20'000, 170'000, 257'000},
                    ofd::Colour{160, 30, 30},
                    {},
                    500,
                    {ofd::Move{1000, 1000}, ofd::Line{169'000, 1000}, ofd::Curve{1, 2, 3, 4, 5, 6}, ofd::Close{}}};
    out.pages = {{210'000, 297'000, {title, frame}}, {297'000, 210'000, {}}};
    out.attachments = {{"licence.json", "json", "{}"}};
    return out;
}

}  // namespace

TEST_CASE("lengths are written exactly and short") {
    CHECK(millimetres(0) == "0");
    CHECK(millimetres(12'500) == "12.5");
    CHECK(millimetres(-3) == "-0.003");
    CHECK(millimetres(210'000) == "210");
    CHECK(millimetres(-1'001) == "-1.001");
    CHECK(millimetres(2'147'483'647) == "2147483.647");
}

TEST_CASE("the same document is the same bytes") {
    CHECK(write_zip(ofd_files(permit())) == write_zip(ofd_files(permit())));
}

TEST_CASE("a document has the files of GB/T 33190, OFD.xml first") {
    const auto files = ofd_files(permit());
    std::vector<std::string> paths;
    for (const auto& one : files) paths.push_back(one.path);
    CHECK(paths == std::vector<std::string>{"OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml",
                                            "Doc_0/Pages/Page_1/Content.xml", "Doc_0/PublicRes.xml",
                                            "Doc_0/Res/font_1.ttf", "Doc_0/Attachs/Attachments.xml",
                                            "Doc_0/Attachs/licence.json"});
    CHECK(file(files, "Doc_0/Res/font_1.ttf") == "font bytes");
}

TEST_CASE("what stands on a page is written with its place, colour and advances") {
    const auto files = ofd_files(permit());
    const auto& page = file(files, "Doc_0/Pages/Page_0/Content.xml");
    CHECK(page.find(R"(<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>)") != std::string::npos);
    CHECK(page.find(R"(<ofd:TextObject ID="5" Boundary="75 30 63 10" Font="1" Size="7"><ofd:FillColor Value="0 0 0"/>)"
                    R"(<ofd:TextCode X="0" Y="7" DeltaX="g 3 7 6.5">许可证一二</ofd:TextCode></ofd:TextObject>)") !=
          std::string::npos);
    CHECK(page.find(R"(Stroke="true" Fill="false"><ofd:StrokeColor Value="160 30 30"/><ofd:AbbreviatedData>)"
                    R"(M 1 1 L 169 1 B 0.001 0.002 0.003 0.004 0.005 0.006 C</ofd:AbbreviatedData>)") !=
          std::string::npos);
    CHECK(file(files, "Doc_0/Document.xml").find("<ofd:MaxUnitID>8</ofd:MaxUnitID>") != std::string::npos);
    CHECK(file(files, "Doc_0/Document.xml").find(R"(<ofd:Page ID="7" BaseLoc="Pages/Page_1/Content.xml"/>)") !=
          std::string::npos);
}

TEST_CASE("metadata is escaped, and signatures are named only where there will be some") {
    auto document = permit();
    const auto entry = file(ofd_files(document), "OFD.xml");
    CHECK(entry.find(R"(<ofd:CustomData Name="KZ_&lt;&quot;&amp;">a&lt;b</ofd:CustomData>)") != std::string::npos);
    CHECK(entry.find("<ofd:CreationDate>2026-11-26</ofd:CreationDate>") != std::string::npos);
    CHECK(entry.find("Signatures") == std::string::npos);
    document.has_signatures = true;
    CHECK(file(ofd_files(document), "OFD.xml").find("<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>") !=
          std::string::npos);
    CHECK(xml_escaped(std::string("a\0b\x1f\n", 5)) ==
          "a\xEF\xBF\xBD"
          "b\xEF\xBF\xBD&#10;");
}

TEST_CASE("a QR code is one path of rectangles that meet exactly") {
    const auto path =
        ofd::squares({0, 0, 1000, 1000}, {{true, true, false}, {false, false, true}, {false, false, false}});
    REQUIRE(path.steps.size() == 10);
    CHECK(std::get<ofd::Line>(path.steps[1]).x == 666);
    CHECK(std::get<ofd::Move>(path.steps[5]).x == 666);
    CHECK(std::get<ofd::Line>(path.steps[2]).y == 333);
    CHECK(std::get<ofd::Move>(path.steps[5]).y == 333);
}

TEST_CASE("a text without its font or its advances is a bug") {
    auto document = permit();
    std::get<ofd::Text>(document.pages[0].items[0]).font = 2;
    CHECK_THROWS_AS((void)ofd_files(document), BugError);
    document = permit();
    std::get<ofd::Text>(document.pages[0].items[0]).advances.pop_back();
    CHECK_THROWS_AS((void)ofd_files(document), BugError);
    document.pages.clear();
    CHECK_THROWS_AS((void)ofd_files(document), BugError);
}

TEST_CASE("a container is read from its end: directory, then files") {
    const std::vector<ZipFile> files = {{"OFD.xml", "<a/>"}, {"文件/空.txt", ""}, {"b", "123456789"}};
    const auto zip = write_zip(files);
    const auto end = zip.size() - 22;
    REQUIRE(zip.substr(end, 4) == "PK\x05\x06");
    CHECK(number(zip, end + 10, 2) == 3);
    std::size_t at = number(zip, end + 16, 4);
    CHECK(at + number(zip, end + 12, 4) == end);
    for (const auto& one : files) {
        REQUIRE(zip.substr(at, 4) == "PK\x01\x02");
        CHECK(zip.substr(at + 46, number(zip, at + 28, 2)) == one.path);
        const auto header = number(zip, at + 42, 4);
        REQUIRE(zip.substr(header, 4) == "PK\x03\x04");
        CHECK(zip.substr(header + 4, 26) == zip.substr(at + 6, 26));
        CHECK(zip.substr(header + 30 + one.path.size(), number(zip, at + 24, 4)) == one.bytes);
        at += 46 + one.path.size();
    }
    CHECK(at == end);
    const auto last = zip.rfind("PK\x01\x02");
    CHECK(number(zip, last + 16, 4) == 0xCBF43926);  // the check value of CRC-32
}

TEST_CASE("paths that lead out of a container, or come twice, are bugs") {
    for (const auto* path : {"", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "\xFF"})
        CHECK_THROWS_AS((void)write_zip(std::vector<ZipFile>{{path, ""}}), BugError);
    CHECK_THROWS_AS((void)write_zip(std::vector<ZipFile>{{"a", ""}, {"a", ""}}), BugError);
}
