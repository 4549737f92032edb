#include "document/paper_form.hpp"

#include "document/xml_writer.hpp"
#include "document/zip.hpp"

namespace zhupi::document {
namespace {

constexpr const char* word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr const char* label_width = "2800";
constexpr const char* value_width = "6500";  ///< twentieths of a point; both fill A4 between its margins

struct Look {
    const char* size = "21";  ///< half points: 小五 to 三号
    bool bold = false;
    const char* colour = nullptr;
};

void run(XmlWriter& xml, const std::string& text, const Look& look) {
    xml.open("w:r").open("w:rPr");
    xml.empty("w:rFonts", {{"w:ascii", "Times New Roman"}, {"w:hAnsi", "Times New Roman"}, {"w:eastAsia", "宋体"}});
    if (look.bold) xml.empty("w:b");
    if (look.colour) xml.empty("w:color", {{"w:val", look.colour}});
    xml.empty("w:sz", {{"w:val", look.size}}).close();
    xml.text("w:t", text, {{"xml:space", "preserve"}}).close();
}

void paragraph(XmlWriter& xml, const std::string& text, const Look& look, const char* align = "left",
               const char* after = "80") {
    xml.open("w:p").open("w:pPr");
    xml.empty("w:spacing", {{"w:after", after}}).empty("w:jc", {{"w:val", align}}).close();
    run(xml, text, look);
    xml.close();
}

void control(XmlWriter& xml, const FormRow& row, int number) {
    xml.open("w:sdt").open("w:sdtPr");
    xml.empty("w:alias", {{"w:val", row.label}}).empty("w:tag", {{"w:val", row.code}});
    xml.empty("w:id", {{"w:val", std::to_string(number)}});
    if (row.value.empty()) xml.empty("w:showingPlcHdr");
    if (row.options.empty()) {
        xml.empty("w:text", {{"w:multiLine", row.tall ? "1" : "0"}});
    } else {
        xml.open("w:dropDownList");
        for (const auto& option : row.options)
            xml.empty("w:listItem", {{"w:displayText", option}, {"w:value", option}});
        xml.close();
    }
    xml.close().open("w:sdtContent");
    if (row.value.empty())
        run(xml, row.hint.empty() ? "　" : row.hint, {"21", false, "808080"});
    else
        run(xml, row.value, {"21", false, "1F4E79"});
    xml.close().close();
}

void cell(XmlWriter& xml, const char* width, const char* shade) {
    xml.open("w:tc").open("w:tcPr").empty("w:tcW", {{"w:w", width}, {"w:type", "dxa"}});
    if (shade) xml.empty("w:shd", {{"w:val", "clear"}, {"w:color", "auto"}, {"w:fill", shade}});
    xml.empty("w:vAlign", {{"w:val", "center"}}).close();
}

void table(XmlWriter& xml, const std::vector<FormRow>& rows, int& number) {
    xml.open("w:tbl").open("w:tblPr").empty("w:tblW", {{"w:w", "9300"}, {"w:type", "dxa"}});
    xml.open("w:tblBorders");
    for (const char* side : {"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"})
        xml.empty(side, {{"w:val", "single"}, {"w:sz", "4"}, {"w:space", "0"}, {"w:color", "808080"}});
    xml.close().empty("w:tblLayout", {{"w:type", "fixed"}}).close();
    xml.open("w:tblGrid").empty("w:gridCol", {{"w:w", label_width}}).empty("w:gridCol", {{"w:w", value_width}}).close();
    for (const auto& row : rows) {
        xml.open("w:tr").open("w:trPr").empty("w:cantSplit");
        xml.empty("w:trHeight", {{"w:val", row.tall ? "1300" : "480"}, {"w:hRule", "atLeast"}}).close();
        cell(xml, label_width, "F2F5F9");
        paragraph(xml, row.label, {}, "left", "0");
        xml.close();
        cell(xml, value_width, nullptr);
        xml.open("w:p");
        control(xml, row, ++number);
        xml.close().close().close();
    }
    xml.close();
}

std::string body(const PaperForm& form) {
    XmlWriter xml;
    xml.open("w:document", {{"xmlns:w", word}}).open("w:body");
    paragraph(xml, form.title, {"32", true}, "center", "160");
    for (const auto& line : form.lead) paragraph(xml, line, {"20", false, "404040"}, "center");
    int number = 0;
    for (const auto& part : form.parts) {
        if (!part.heading.empty()) paragraph(xml, part.heading, {"24", true});
        table(xml, part.rows, number);
        paragraph(xml, "", {});
    }
    for (const auto& note : form.notes) paragraph(xml, note, {"20"});
    xml.open("w:sectPr").empty("w:pgSz", {{"w:w", "11906"}, {"w:h", "16838"}});
    xml.empty("w:pgMar", {{"w:top", "1134"},
                          {"w:right", "1247"},
                          {"w:bottom", "1134"},
                          {"w:left", "1247"},
                          {"w:header", "567"},
                          {"w:footer", "567"},
                          {"w:gutter", "0"}});
    return xml.finish();
}

std::string content_types() {
    XmlWriter xml;
    xml.open("Types", {{"xmlns", "http://schemas.openxmlformats.org/package/2006/content-types"}});
    xml.empty("Default",
              {{"Extension", "rels"}, {"ContentType", "application/vnd.openxmlformats-package.relationships+xml"}});
    xml.empty("Default", {{"Extension", "xml"}, {"ContentType", "application/xml"}});
    xml.empty("Override",
              {{"PartName", "/word/document.xml"},
               {"ContentType", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"}});
    xml.empty("Override", {{"PartName", "/docProps/core.xml"},
                           {"ContentType", "application/vnd.openxmlformats-package.core-properties+xml"}});
    return xml.finish();
}

std::string relations() {
    constexpr const char* of_package = "http://schemas.openxmlformats.org/package/2006/relationships";
    XmlWriter xml;
    xml.open("Relationships", {{"xmlns", of_package}});
    xml.empty("Relationship",
              {{"Id", "rId1"},
               {"Type", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"},
               {"Target", "word/document.xml"}});
    xml.empty("Relationship", {{"Id", "rId2"},
                               {"Type", std::string(of_package) + "/metadata/core-properties"},
                               {"Target", "docProps/core.xml"}});
    return xml.finish();
}

std::string properties(const PaperForm& form) {
    XmlWriter xml;
    xml.open("cp:coreProperties",
             {{"xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"},
              {"xmlns:dc", "http://purl.org/dc/elements/1.1/"}});
    xml.text("dc:title", form.title).text("dc:language", form.language);
    return xml.finish();
}

}  // namespace

std::string write_docx(const PaperForm& form) {
    const std::vector<ZipFile> files = {{"[Content_Types].xml", content_types()},
                                        {"_rels/.rels", relations()},
                                        {"docProps/core.xml", properties(form)},
                                        {"word/document.xml", body(form)}};
    return write_zip(files);
}

}  // namespace zhupi::document
