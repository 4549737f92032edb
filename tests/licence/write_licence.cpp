// Writes a sealed licence as a city would, for other people's tools to judge: write_licence DIR.
//   DIR/licence.ofd, again.ofd (made anew from the same data), plain.ofd (without seal), again_plain.ofd, root.der

#include "crypto/test_authority.hpp"
#include "licence/identifier.hpp"
#include "licence/sign_ofd.hpp"
#include "licence/verify_ofd.hpp"

#include <cstdio>
#include <fstream>

using namespace zhupi;
using namespace zhupi::crypto::testing;
using document::Um;

namespace {

const Instant now{1'795'665'600'000};

void put(const std::string& file, std::string_view bytes) { std::ofstream(file, std::ios::binary) << bytes; }

crypto::SignerPointer fresh() {
    return crypto::signer_in_memory(crypto::generate_private_key(crypto::Algorithm::sm2)).value();
}

document::ofd::Text line(std::string content, std::size_t characters, Um x, Um y, Um size) {
    const std::vector<Um> advances(characters - 1, size);
    return {{x, y, static_cast<Um>(characters) * size + 1000, size + size / 2},
            0,
            size,
            size,
            {},
            std::move(content),
            advances};
}

document::ofd::Document permit() {
    const auto id =
        licence::make_identifier("11100000000013338W009", "11330105002500287C", "2025052201", 2).value().text();
    document::ofd::Document out;
    out.id = std::string(32, '5');
    out.title = "建筑工程施工许可证";
    out.created = Date::of(2026, 11, 26);
    out.custom = {{"ZZMC", out.title}, {"ZZBS", id}};
    out.fonts = {{"SimSun", "宋体", "", "otf"}};
    document::ofd::Page page;
    page.items = {line("建筑工程施工许可证", 9, 70'000, 30'000, 8000),
                  document::ofd::Path{{20'000, 20'000, 170'000, 257'000},
                                      document::ofd::Colour{160, 30, 30},
                                      {},
                                      500,
                                      {document::ofd::Move{1000, 1000}, document::ofd::Line{169'000, 1000},
                                       document::ofd::Line{169'000, 256'000}, document::ofd::Line{1000, 256'000},
                                       document::ofd::Close{}}}};
    out.pages = {page};
    out.attachments = {{"licence.json", "json", "{\"ZZBS\":\"" + id + "\"}"}};
    return out;
}

int write(const std::string& folder) {
    Authority root("云江根证书");
    const auto maker = fresh(), signer = fresh();
    const auto maker_certificate = root.issue({"云江制章", maker->public_key()});
    const auto certificate = root.issue({"云江市住房和城乡建设局", signer->public_key()});
    const auto seal = licence::make_seal({"32010012345678",
                                          "云江市住房和城乡建设局审批专用章",
                                          1,
                                          {certificate},
                                          year_2026,
                                          year_2026,
                                          year_2027,
                                          {"PNG", "picture", 42, 42}},
                                         *maker, maker_certificate)
                          .value();
    auto document = permit();
    for (const auto* name : {"/plain.ofd", "/again_plain.ofd"})
        put(folder + name, document::write_zip(document::ofd_files(document)));
    document.has_signatures = true;
    for (const auto* name : {"/licence.ofd", "/again.ofd"}) {
        const auto files = licence::seal_ofd(document::ofd_files(document), seal,
                                             {{2, {130'000, 215'000, 42'000, 42'000}}}, *signer, certificate, now)
                               .value();
        const auto zip = document::write_zip(files);
        put(folder + name, zip);
        if (!licence::verify_ofd(zip, {{root.certificate()}, {}, {}, false}).valid()) return 1;
    }
    put(folder + "/root.der", root.certificate().der);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("write_licence DIR\n", stderr);
        return 2;
    }
    return write(arguments[1]);
}
