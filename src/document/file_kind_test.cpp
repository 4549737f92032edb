#include "document/file_kind.hpp"

#include "base/error_codes.hpp"
#include "document/archive_check.hpp"
#include "document/testing.hpp"
#include "document/zip.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::document;
using namespace zhupi::document::testing;
using namespace std::string_literals;

namespace {

Result<FileKind> kind_of(const std::string& content) { return identify(TextBytes(content)); }

bool is(const std::string& content, FileKind kind) {
    const auto found = kind_of(content);
    return found && *found == kind;
}

bool refused(const std::string& content, const ErrorCode& code) {
    const auto found = kind_of(content);
    return !found && found.error().is(code);
}

/// The shortest whole file of each kind.
const std::pair<FileKind, std::string> samples[] = {
    {FileKind::pdf, "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"},
    {FileKind::png,
     "\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR\0\0\0\x10\0\0\0\x08\x08\x02\0\0\0....\0\0\0\0IEND\xAE\x42\x60\x82"s},
    {FileKind::jpeg, "\xFF\xD8\xFF\xE0\0\x04..\xFF\xC0\0\x11\x08\0\x08\0\x10\x03.........\xFF\xDA\0\x02..\xFF\xD9"s},
    {FileKind::tiff,
     "II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x10\0\0\0\x01\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0"s},
    {FileKind::dwg, "AC1032" + std::string(150, '\0')},
    {FileKind::dxf, "999\nby hand\n  0\nSECTION\n  2\nHEADER\n  0\nENDSEC\n  0\nEOF\n"},
    {FileKind::dxf, "AutoCAD Binary DXF\r\n\x1a\0...."s},
    {FileKind::ifc, "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nEND-ISO-10303-21;\n"},
    {FileKind::text, "点号,X,Y\n1,3429512.331,528811.207\n"},
    {FileKind::text, "\xB5\xE3\xBA\xC5,X,Y\r\n"},  // GB 18030
    {FileKind::ofd, write_zip(std::vector<ZipFile>{{"OFD.xml", "<OFD/>"}, {"Doc_0/Document.xml", "<D/>"}})},
    {FileKind::docx, write_zip(std::vector<ZipFile>{{"[Content_Types].xml", "<T/>"}, {"word/document.xml", "<w/>"}})},
    {FileKind::xlsx, write_zip(std::vector<ZipFile>{{"[Content_Types].xml", "<T/>"}, {"xl/workbook.xml", "<x/>"}})},
    {FileKind::zip, write_zip(std::vector<ZipFile>{{"drawings/a.dwg", "AC1032"}})}};

}  // namespace

TEST_CASE("a file is what its content says") {
    for (const auto& [kind, content] : samples) {
        CAPTURE(facts_of(kind).en);
        CHECK(is(content, kind));
    }
}

TEST_CASE("a file that was cut off is refused, with a word on what is missing") {
    for (const auto& [kind, content] : samples) {
        if (kind == FileKind::text || content.starts_with("AutoCAD"))
            continue;  // they have no end that could be missing
        CAPTURE(facts_of(kind).en);
        const auto found = kind_of(content.substr(0, content.size() * 2 / 3));
        REQUIRE_FALSE(found);
        CHECK(found.error().is(err::file_broken));
        CHECK_FALSE(found.error().params.at("partZh").empty());
    }
}

TEST_CASE("what begins like one kind and goes on like another is not that kind") {
    CHECK(refused("%PDF-1.7\n<script>alert(1)</script>", err::file_broken));
    CHECK(refused("\x89PNG\r\n\x1a\nno header at all IEND\xAE\x42\x60\x82"s, err::file_broken));
    CHECK(refused("ISO-10303-21;\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nEND-ISO-10303-21;\n", err::blob_type));
    CHECK(refused("II*\0\xFF\xFF\xFF\0"s, err::file_broken));
    CHECK(is(write_zip(std::vector<ZipFile>{{"notes.txt", "see word/document.xml and OFD.xml"}}), FileKind::zip));
}

TEST_CASE("programs, macros, old Office files and foreign archives are refused for what they are") {
    CHECK(refused("MZ\x90\0\3\0\0\0"s, err::file_program));
    CHECK(
        refused("\x7F"
                "ELF\2\1\1",
                err::file_program));
    CHECK(refused("#!/bin/sh\necho\n", err::file_program));
    CHECK(refused("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1old"s, err::file_old_office));
    CHECK(refused("Rar!\x1A\x07\1\0"s, err::file_packed));
    CHECK(refused("7z\xBC\xAF\x27\x1C..", err::file_packed));
    CHECK(refused(write_zip(std::vector<ZipFile>{
                      {"[Content_Types].xml", "<T/>"}, {"word/document.xml", "<w/>"}, {"word/vbaProject.bin", "x"}}),
                  err::file_macro));
    CHECK(refused("<html><script>", err::blob_type));
    CHECK(refused("<?xml version=\"1.0\"?><svg onload=\"x\"/>", err::blob_type));
    CHECK(refused("\x01\x02\x03 noise", err::blob_type));
    CHECK(refused("", err::blob_empty));
}

TEST_CASE("an image that would unpack to more than a thousand million points is refused before anybody opens it") {
    auto png = samples[1].second;
    png.replace(16, 8, "\0\x01\0\0\0\x01\0\0"s);  // 65,536 × 65,536
    CHECK(refused(png, err::file_huge_image));
}

TEST_CASE("a name may not promise another kind than the content is") {
    CHECK(check_name("总平面图.pdf", FileKind::pdf));
    CHECK(check_name("总平面图.PDF", FileKind::pdf));
    CHECK(check_name("照片.JPEG", FileKind::jpeg));
    CHECK(check_name("无扩展名", FileKind::pdf));
    CHECK(check_name("总图 v2.1", FileKind::dwg));
    CHECK_FALSE(check_name("总平面图.pdf", FileKind::png));
    CHECK_FALSE(check_name("installer.exe", FileKind::pdf));
    CHECK_FALSE(check_name("合同.docx", FileKind::zip));
    CHECK(kind_of_name("a.TIF") == FileKind::tiff);
    CHECK_FALSE(kind_of_name("a.b"));
    for (const auto& facts : kinds()) CHECK(kind_of_media(facts.media_type) == facts.kind);
}

TEST_CASE("no change of bytes makes the look crash, and no prefix of a file is taken for a longer one's kind") {
    std::mt19937 random(7);
    for (const auto& [kind, content] : samples)
        for (int round = 0; round < 400; ++round) {
            auto changed = content;
            for (int i = 0; i < 3; ++i) changed[random() % changed.size()] = static_cast<char>(random());
            changed.resize(1 + random() % changed.size());
            const auto found = kind_of(changed);
            CHECK((found || !found.error().code->code.empty()));
        }
}
