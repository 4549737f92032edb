#include "document/paper_form.hpp"

#include "document/zip_reader.hpp"

#include <doctest/doctest.h>

using namespace zhupi::document;

namespace {

PaperForm mandate() {
    return {"授权委托书",
            {"云江市（演示）"},
            {{"委托",
              {{"agent", "受托人", "请填写", "", false, {}}, {"what", "委托事项", "", "办理 <申报> & 领证", true, {}}}},
             {"", {{"kind", "方式", "", "", false, {"直接发包", "招标"}}}}},
            {"签字：________"}};
}

const std::string& part(const std::vector<ZipFile>& files, std::string_view path) {
    for (const auto& one : files)
        if (one.path == path) return one.bytes;
    FAIL("no part " << path);
    return files[0].bytes;
}

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("a form is a package with its parts, its type first") {
    const auto files = read_zip(write_docx(mandate()));
    REQUIRE(files);
    CHECK(files->front().path == "[Content_Types].xml");
    CHECK(part(*files, "_rels/.rels").find("word/document.xml") != std::string::npos);
    CHECK(part(*files, "docProps/core.xml").find("授权委托书") != std::string::npos);
}

TEST_CASE("every line is a control that is found by its tag; what is written in is escaped") {
    const auto files = read_zip(write_docx(mandate()));
    REQUIRE(files);
    const auto& text = part(*files, "word/document.xml");
    CHECK(count(text, "<w:sdt>") == 3);
    CHECK(count(text, "<w:showingPlcHdr/>") == 2);
    CHECK(count(text, "w:val=\"agent\"") == 1);
    CHECK(text.find("办理 &lt;申报&gt; &amp; 领证") != std::string::npos);
    CHECK(count(text, "<w:listItem ") == 2);
    CHECK(count(text, "<w:tbl>") == count(text, "</w:tbl>"));
    // A cell must end with a paragraph (ISO/IEC 29500-1, 17.4.65).
    CHECK(count(text, "</w:p></w:tc>") == count(text, "</w:tc>"));
}

TEST_CASE("the same form is the same file") { CHECK(write_docx(mandate()) == write_docx(mandate())); }
