#include "licence/sign_ofd.hpp"

#include "base/encoding.hpp"
#include "crypto/digest.hpp"
#include "document/xml_writer.hpp"

namespace zhupi::licence {
namespace {

using document::XmlWriter;
using document::ZipFile;

const std::string folder = "Doc_0/Signs/Sign_0/";
constexpr std::string_view sm3 = "1.2.156.10197.1.401", sm2_with_sm3 = "1.2.156.10197.1.501";

const XmlWriter::Attribute name_space{"xmlns:ofd", std::string(document::ofd_namespace)};

std::string signatures_xml() {
    XmlWriter xml;
    xml.open("ofd:Signatures", {name_space}).text("ofd:MaxSignId", "1");
    xml.empty("ofd:Signature", {{"ID", "1"}, {"Type", "Seal"}, {"BaseLoc", "/" + folder + "Signature.xml"}});
    return xml.finish();
}

std::string box_text(const document::ofd::Box& box) {
    return document::millimetres(box.x) + " " + document::millimetres(box.y) + " " + document::millimetres(box.width) +
           " " + document::millimetres(box.height);
}

/// "20261126080000Z"
std::string compact_time(Instant at) {
    std::string out;
    for (const char c : at.iso().substr(0, 19))
        if (c >= '0' && c <= '9') out += c;
    return out + "Z";
}

std::string signature_xml(const std::vector<ZipFile>& files, const std::vector<StampPlace>& places, Instant at) {
    XmlWriter xml;
    xml.open("ofd:Signature", {name_space}).open("ofd:SignedInfo");
    xml.empty("ofd:Provider", {{"ProviderName", "Zhupi"}, {"Version", "1.0"}, {"Company", "Zhupi"}});
    xml.text("ofd:SignatureMethod", sm2_with_sm3).text("ofd:SignatureDateTime", compact_time(at));
    xml.open("ofd:References", {{"CheckMethod", std::string(sm3)}});
    for (const auto& file : files) {
        xml.open("ofd:Reference", {{"FileRef", "/" + file.path}});
        xml.text("ofd:CheckValue", encoding::base64(crypto::sm3(file.bytes))).close();
    }
    xml.close();
    for (std::size_t i = 0; i < places.size(); ++i)
        xml.empty("ofd:StampAnnot", {{"ID", std::to_string(i + 1)},
                                     {"PageRef", std::to_string(places[i].page_id)},
                                     {"Boundary", box_text(places[i].box)}});
    xml.open("ofd:Seal").text("ofd:BaseLoc", "/" + folder + "Seal.esl").close().close();
    xml.text("ofd:SignedValue", "/" + folder + "SignedValue.dat");
    return xml.finish();
}

}  // namespace

Result<std::vector<ZipFile>> seal_ofd(std::vector<ZipFile> files, const Seal& seal,
                                      const std::vector<StampPlace>& places, const crypto::Signer& signer,
                                      const crypto::Certificate& certificate, Instant at) {
    files.push_back({std::string(document::ofd_signatures_path), signatures_xml()});
    files.push_back({folder + "Seal.esl", seal.der});
    const auto xml = signature_xml(files, places, at);
    ZHUPI_TRY(auto value, seal_digest(seal, crypto::sm3(xml), "/" + folder + "Signature.xml", signer, certificate, at));
    files.push_back({folder + "Signature.xml", xml});
    files.push_back({folder + "SignedValue.dat", std::move(value)});
    return files;
}

}  // namespace zhupi::licence
