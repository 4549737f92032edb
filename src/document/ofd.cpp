#include "document/ofd.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "document/xml_writer.hpp"

namespace zhupi::document {
namespace {

using namespace ofd;

const XmlWriter::Attribute name_space{"xmlns:ofd", std::string(ofd_namespace)};

std::string joined(std::initializer_list<Um> lengths) {
    std::string out;
    for (const auto length : lengths) out += (out.empty() ? "" : " ") + millimetres(length);
    return out;
}
std::string text_of(const Box& box) { return joined({box.x, box.y, box.width, box.height}); }
std::string text_of(const Colour& colour) {
    return std::to_string(colour.red) + " " + std::to_string(colour.green) + " " + std::to_string(colour.blue);
}
std::string box_of(const Page& page) { return joined({0, 0, page.width, page.height}); }

std::string text_of(const Step& step) {
    struct Visitor {
        std::string operator()(const Move& to) const { return "M " + joined({to.x, to.y}); }
        std::string operator()(const Line& to) const { return "L " + joined({to.x, to.y}); }
        std::string operator()(const Curve& to) const {
            return "B " + joined({to.x1, to.y1, to.x2, to.y2, to.x, to.y});
        }
        std::string operator()(const Close&) const { return "C"; }
    };
    return std::visit(Visitor{}, step);
}

/// "g 14 3.175" stands for fourteen times 3.175 (GB/T 33190 §11.3).
std::string advances_of(const std::vector<Um>& advances) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < advances.size();) {
        auto same = i;
        while (same < advances.size() && advances[same] == advances[i]) ++same;
        const auto count = same - i;
        if (count > 2)
            out.push_back("g " + std::to_string(count) + " " + millimetres(advances[i]));
        else
            out.insert(out.end(), count, millimetres(advances[i]));
        i = same;
    }
    return text::join(out, " ");
}

/// Ids are unique in a document: pages, layers, fonts and items draw theirs from one counter, in the order of writing.
class Writing {
public:
    explicit Writing(const Document& document) : document_(document) {}

    std::vector<ZipFile> files() {
        ensure(!document_.pages.empty(), "a document has a page");
        std::vector<ZipFile> rest;
        for (std::size_t i = 0; i < document_.fonts.size(); ++i) font_ids_.push_back(std::to_string(++last_id_));
        for (std::size_t i = 0; i < document_.pages.size(); ++i) {
            page_ids_.push_back(std::to_string(++last_id_));
            rest.push_back({"Doc_0/" + page_path(i), page(document_.pages[i])});
        }
        rest.push_back({"Doc_0/PublicRes.xml", resources()});
        for (std::size_t i = 0; i < document_.fonts.size(); ++i)
            if (!document_.fonts[i].bytes.empty())
                rest.push_back({"Doc_0/Res/" + font_file(i), document_.fonts[i].bytes});
        if (!document_.attachments.empty()) rest.push_back({"Doc_0/Attachs/Attachments.xml", attachments()});
        for (const auto& attachment : document_.attachments)
            rest.push_back({"Doc_0/Attachs/" + attachment.name, attachment.bytes});
        std::vector<ZipFile> out{{"OFD.xml", entry()}, {"Doc_0/Document.xml", root()}};
        std::move(rest.begin(), rest.end(), std::back_inserter(out));
        return out;
    }

private:
    static std::string page_path(std::size_t index) { return "Pages/Page_" + std::to_string(index) + "/Content.xml"; }
    std::string font_file(std::size_t index) const {
        return "font_" + font_ids_[index] + "." + document_.fonts[index].extension;
    }

    std::string entry() const {
        XmlWriter xml;
        xml.open("ofd:OFD", {name_space, {"Version", "1.0"}, {"DocType", "OFD"}})
            .open("ofd:DocBody")
            .open("ofd:DocInfo");
        xml.text("ofd:DocID", document_.id).text("ofd:Title", document_.title);
        if (!document_.author.empty()) xml.text("ofd:Author", document_.author);
        xml.text("ofd:CreationDate", document_.created.iso()).text("ofd:Creator", document_.creator);
        if (!document_.custom.empty()) {
            xml.open("ofd:CustomDatas");
            for (const auto& custom : document_.custom)
                xml.text("ofd:CustomData", custom.value, {{"Name", custom.name}});
            xml.close();
        }
        xml.close().text("ofd:DocRoot", "Doc_0/Document.xml");
        if (document_.has_signatures) xml.text("ofd:Signatures", "/" + std::string(ofd_signatures_path));
        return xml.finish();
    }

    std::string root() const {
        XmlWriter xml;
        xml.open("ofd:Document", {name_space}).open("ofd:CommonData").text("ofd:MaxUnitID", std::to_string(last_id_));
        xml.open("ofd:PageArea").text("ofd:PhysicalBox", box_of(document_.pages[0])).close();
        xml.text("ofd:PublicRes", "PublicRes.xml").close().open("ofd:Pages");
        for (std::size_t i = 0; i < document_.pages.size(); ++i)
            xml.empty("ofd:Page", {{"ID", page_ids_[i]}, {"BaseLoc", page_path(i)}});
        xml.close();
        if (!document_.attachments.empty()) xml.text("ofd:Attachments", "Attachs/Attachments.xml");
        return xml.finish();
    }

    std::string resources() const {
        XmlWriter xml;
        xml.open("ofd:Res", {name_space, {"BaseLoc", "Res"}});
        if (document_.fonts.empty()) return xml.finish();
        xml.open("ofd:Fonts");
        for (std::size_t i = 0; i < document_.fonts.size(); ++i) {
            const auto& font = document_.fonts[i];
            xml.open("ofd:Font", {{"ID", font_ids_[i]}, {"FontName", font.name}, {"FamilyName", font.family}});
            if (!font.bytes.empty()) xml.text("ofd:FontFile", font_file(i));
            xml.close();
        }
        return xml.finish();
    }

    std::string attachments() const {
        XmlWriter xml;
        xml.open("ofd:Attachments", {name_space});
        for (const auto& one : document_.attachments) {
            xml.open("ofd:Attachment",
                     {{"ID", one.name}, {"Name", one.name}, {"Format", one.format}, {"Visible", "false"}});
            xml.text("ofd:FileLoc", one.name).close();
        }
        return xml.finish();
    }

    std::string page(const Page& page) {
        XmlWriter xml;
        xml.open("ofd:Page", {name_space}).open("ofd:Area").text("ofd:PhysicalBox", box_of(page)).close();
        xml.open("ofd:Content").open("ofd:Layer", {{"Type", "Body"}, {"ID", std::to_string(++last_id_)}});
        for (const auto& item : page.items) std::visit([&](const auto& one) { put(xml, one); }, item);
        return xml.finish();
    }

    void put(XmlWriter& xml, const Text& text) {
        ensure(text.font < document_.fonts.size(), "a text's font is in the document");
        ensure(text.advances.size() + 1 == std::max<std::size_t>(text::length(text.content), 1),
               "an advance between characters");
        xml.open("ofd:TextObject", {{"ID", std::to_string(++last_id_)},
                                    {"Boundary", text_of(text.box)},
                                    {"Font", font_ids_[text.font]},
                                    {"Size", millimetres(text.size)}});
        xml.empty("ofd:FillColor", {{"Value", text_of(text.colour)}});
        if (text.advances.empty())
            xml.text("ofd:TextCode", text.content, {{"X", "0"}, {"Y", millimetres(text.baseline)}});
        else
            xml.text("ofd:TextCode", text.content,
                     {{"X", "0"}, {"Y", millimetres(text.baseline)}, {"DeltaX", advances_of(text.advances)}});
        xml.close();
    }

    void put(XmlWriter& xml, const Path& path) {
        xml.open("ofd:PathObject", {{"ID", std::to_string(++last_id_)},
                                    {"Boundary", text_of(path.box)},
                                    {"LineWidth", millimetres(path.line_width)},
                                    {"Stroke", path.stroke ? "true" : "false"},
                                    {"Fill", path.fill ? "true" : "false"}});
        if (path.fill) xml.empty("ofd:FillColor", {{"Value", text_of(*path.fill)}});
        if (path.stroke) xml.empty("ofd:StrokeColor", {{"Value", text_of(*path.stroke)}});
        std::vector<std::string> steps;
        for (const auto& step : path.steps) steps.push_back(text_of(step));
        xml.text("ofd:AbbreviatedData", text::join(steps, " ")).close();
    }

    const Document& document_;
    unsigned last_id_ = 0;
    std::vector<std::string> font_ids_, page_ids_;
};

}  // namespace

std::string millimetres(Um length) {
    const auto size = length < 0 ? -std::int64_t{length} : std::int64_t{length};
    auto digits = std::to_string(1000 + size % 1000).substr(1);  // three of them
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
    return (length < 0 ? "-" : "") + std::to_string(size / 1000) + (digits.empty() ? "" : "." + digits);
}

ofd::Path ofd::squares(const Box& box, const std::vector<std::vector<bool>>& rows) {
    Path out{box, std::nullopt, Colour{}, 350, {}};
    const auto edge = [](Um whole, std::size_t part, std::size_t parts) {
        return static_cast<Um>(std::int64_t{whole} * static_cast<std::int64_t>(part) /
                               static_cast<std::int64_t>(parts));
    };
    for (std::size_t y = 0; y < rows.size(); ++y)
        for (std::size_t x = 0; x < rows[y].size(); ++x) {
            if (!rows[y][x]) continue;
            auto end = x;  // neighbours become one rectangle: no hair lines between them, and half the bytes
            while (end < rows[y].size() && rows[y][end]) ++end;
            const Um left = edge(box.width, x, rows[y].size()), right = edge(box.width, end, rows[y].size());
            const Um top = edge(box.height, y, rows.size()), bottom = edge(box.height, y + 1, rows.size());
            for (const Step& step : {Step(Move{left, top}), Step(Line{right, top}), Step(Line{right, bottom}),
                                     Step(Line{left, bottom}), Step(Close{})})
                out.steps.push_back(step);
            x = end;
        }
    return out;
}

std::vector<ZipFile> ofd_files(const ofd::Document& document) { return Writing(document).files(); }

}  // namespace zhupi::document
