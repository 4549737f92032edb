#include "store/media_type.hpp"

#include <doctest/doctest.h>

using namespace std::string_literals;
using zhupi::store::sniff;

namespace {

/// One entry of a ZIP, without compression.
std::string entry(const std::string& name, const std::string& content = "x") {
    std::string out = "PK\x03\x04"s + std::string(22, '\0');
    out += static_cast<char>(name.size());
    return out + "\0\0\0"s + name + content;
}

}  // namespace

TEST_CASE("a file is what its first bytes say") {
    CHECK(sniff("%PDF-1.7\n") == "application/pdf");
    CHECK(sniff("\x89PNG\r\n\x1a\n....") == "image/png");
    CHECK(sniff("\xff\xd8\xff\xe0..JFIF") == "image/jpeg");
    CHECK(sniff("II*\0...."s) == "image/tiff");
    CHECK(sniff("MM\0*...."s) == "image/tiff");
    CHECK(sniff("AC1032......") == "image/vnd.dwg");
    CHECK(sniff("ISO-10303-21;\nHEADER;") == "application/x-step");
}

TEST_CASE("a DXF begins with a section, in text or in binary, perhaps after comments") {
    CHECK(sniff("0\nSECTION\n2\nHEADER\n") == "image/vnd.dxf");
    CHECK(sniff("  0\r\nSECTION\r\n  2\r\n") == "image/vnd.dxf");
    CHECK(sniff("999\nmade by hand\n  0\nSECTION\n") == "image/vnd.dxf");
    CHECK(sniff("AutoCAD Binary DXF\r\n\x1a\0...."s) == "image/vnd.dxf");
    CHECK(sniff("0\nEOF\n") == "");
    CHECK(sniff("999\nonly a comment") == "");
    CHECK(sniff("0") == "");
}

TEST_CASE("Office and OFD files are told from other archives by the names of their entries") {
    CHECK(sniff(entry("OFD.xml")) == "application/ofd");
    CHECK(sniff(entry("[Content_Types].xml") + entry("word/document.xml")) ==
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    CHECK(sniff(entry("[Content_Types].xml") + entry("xl/workbook.xml")) ==
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    CHECK(sniff(entry("drawings/a.dwg")) == "application/zip");
    CHECK(sniff(entry("notes.txt", "see word/document.xml and OFD.xml")) == "application/zip");
}

TEST_CASE("what is none of these is not guessed") {
    for (const auto& unknown :
         {""s, "<html><script>"s, "MZ\x90\0"s, "hello"s, "#!/bin/sh\n"s, "PK\x05\x06"s, "\x89PN"s, " %PDF-1.7"s,
          "\x7f"
          "ELF"s})
        CHECK(sniff(unknown) == "");
    CHECK(sniff("PK\x03\x04") == "application/zip");
}
