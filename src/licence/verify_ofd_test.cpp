#include "licence/verify_ofd.hpp"

#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "crypto/test_authority.hpp"
#include "document/zip_reader.hpp"
#include "licence/sign_ofd.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::licence;
using namespace zhupi::crypto::testing;
using document::ZipFile;

namespace {

const Instant now = Instant::parse("2026-11-26T08:00:00Z").value();
const std::string suites = ZHUPI_SOURCE_DIR "/../shared/suites/ofd/";

struct Issued {
    Authority root{"云江根证书"};
    crypto::SignerPointer maker = fresh(), signer = fresh();
    crypto::Certificate maker_certificate = root.issue({"云江制章", maker->public_key()});
    crypto::Certificate certificate = root.issue({"云江市住房和城乡建设局", signer->public_key()});
    crypto::Trust trust{{root.certificate()}, {}, {}, false};
    Seal seal =
        make_seal({"1", "审批专用章", 1, {certificate}, year_2026, year_2026, year_2027, {"PNG", "picture", 42, 42}},
                  *maker, maker_certificate)
            .value();
    std::vector<ZipFile> files;

    static crypto::SignerPointer fresh() {
        return crypto::signer_in_memory(crypto::generate_private_key(crypto::Algorithm::sm2)).value();
    }
    Issued() {
        document::ofd::Document document;
        document.id = std::string(32, 'c');
        document.title = "建筑工程施工许可证";
        document.created = Date::of(2026, 11, 26);
        document.custom = {{"ZZBS", "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0"}};
        document.pages = {{}};
        document.attachments = {{"licence.json", "json", "{}"}};
        document.has_signatures = true;
        files = seal_ofd(document::ofd_files(document), seal, {{1, {130'000, 215'000, 42'000, 42'000}}}, *signer,
                         certificate, now)
                    .value();
    }
    std::string zip() const { return document::write_zip(files); }
    std::string& file(std::string_view path) {
        for (auto& one : files)
            if (one.path == path) return one.bytes;
        FAIL("no file " << path);
        return files[0].bytes;
    }
    std::string first_problem() const {
        const auto verdict = verify_ofd(zip(), trust);
        return verdict.valid() ? "valid" : std::string(verdict.problems[0].code->code);
    }
};

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string told(const OfdVerdict& verdict) {
    std::string out;
    for (const auto& problem : verdict.problems) out += std::string(problem.code->code) + " (" + problem.en() + "); ";
    return out;
}

}  // namespace

TEST_CASE("a licence of ours is valid, and tells who sealed it when") {
    const Issued issued;
    const auto verdict = verify_ofd(issued.zip(), issued.trust);
    CHECK_MESSAGE(verdict.valid(), told(verdict));
    CHECK(verdict.is_intact());
    REQUIRE(verdict.sealings.size() == 1);
    CHECK(verdict.sealings[0].sealing.signer == issued.certificate);
    CHECK(verdict.sealings[0].at == now);
    const auto elsewhere = verify_ofd(issued.zip(), {});
    CHECK_FALSE(elsewhere.valid());
    CHECK(elsewhere.is_intact());
}

TEST_CASE("what was changed, taken away or slipped in is named") {
    Issued changed;
    changed.file("Doc_0/Attachs/licence.json") = "{ }";
    CHECK(verify_ofd(changed.zip(), changed.trust).problems[0].params.at("path") == "Doc_0/Attachs/licence.json");
    CHECK(changed.first_problem() == "ofd.reference_changed");
    Issued taken;
    std::erase_if(taken.files, [](const ZipFile& file) { return file.path == "Doc_0/Attachs/licence.json"; });
    CHECK(taken.first_problem() == "ofd.reference_missing");
    Issued slipped;
    slipped.files.push_back({"Doc_0/Attachs/more.json", "{}"});
    CHECK(slipped.first_problem() == "ofd.uncovered");
    CHECK(verify_ofd(slipped.zip(), slipped.trust).is_intact());
    Issued other_seal;
    other_seal.file("Doc_0/Signs/Sign_0/Seal.esl") = Issued().seal.der;
    CHECK(other_seal.first_problem() == "ofd.reference_changed");
    Issued rewritten;
    rewritten.file("Doc_0/Signs/Sign_0/Signature.xml") += "\n";
    CHECK(rewritten.first_problem() == "seal.document_changed");
    Issued stripped;
    auto& entry = stripped.file("OFD.xml");
    entry.erase(entry.find("<ofd:Signatures>"),
                std::string("<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>").size());
    CHECK(stripped.first_problem() == "ofd.unsigned");
    const Issued issued;
    auto repacked = issued.zip();
    repacked[10] = '\1';  // the time of day in the first file's header, of which nobody speaks
    const auto verdict = verify_ofd(repacked, issued.trust);
    REQUIRE(verdict.problems.size() == 1);
    CHECK(verdict.problems[0].is(err::ofd_repacked));
}

TEST_CASE("no changed byte of a licence leaves it valid") {
    const Issued issued;
    const auto zip = issued.zip();
    std::mt19937_64 random(41);
#ifdef ZHUPI_SANITIZED
    constexpr int rounds = 300;
#else
    constexpr int rounds = 10'000;
#endif
    int false_valid = 0;
    for (int round = 0; round < rounds; ++round) {
        auto changed = zip;
        auto& byte = changed[random() % changed.size()];
        byte = static_cast<char>(byte ^ static_cast<char>(1 + random() % 255));
        const auto verdict = verify_ofd(changed, issued.trust);
        false_valid += verdict.valid();
        if (verdict.valid()) MESSAGE("still valid with byte " << (&byte - changed.data()) << " changed");
    }
    CHECK(false_valid == 0);
    for (std::size_t size = 0; size < zip.size(); size += 97)
        CHECK_FALSE(verify_ofd(zip.substr(0, size), issued.trust).valid());
}

TEST_CASE("the samples of others get the verdict that ofdrw gives them, with the differences named") {
    if (!std::filesystem::exists(suites)) {
        MESSAGE("!!! NOT RUN: the external suite ofd is not beside the project; nothing was checked");
        return;
    }
    struct Row {
        std::string file;
        bool intact;
    };
    const Row rows[] = {{"signed/999.ofd", true},
                        {"signed/SESV4SignDoc.ofd", true},
                        {"signed/V4RideRight.ofd", true},
                        {"signed/allprotected.ofd", true},
                        {"signed/draw_param_ref.ofd", true},
                        {"signed/v4signed.ofd", true},
                        {"signed/h.ofd", false},
                        {"signed/n.ofd", false},
                        {"signed/DigitalSign.ofd", false},
                        {"tampered/t0_rezipped_unchanged.ofd", true},
                        {"tampered/t1_content_changed.ofd", false},
                        {"tampered/t2_signature_xml_changed.ofd", false},
                        {"tampered/t3_signvalue_bitflip.ofd", false}};
    for (const auto& row : rows) {
        const auto bytes = read(suites + row.file);
        REQUIRE_MESSAGE(!bytes.empty(), row.file);
        const auto verdict = verify_ofd(bytes, {});
        MESSAGE(std::string(row.file) << ": " << told(verdict));
        CHECK_MESSAGE(verdict.is_intact() == row.intact, row.file << ": " << told(verdict));
        CHECK_FALSE(verdict.valid());  // nobody here trusts their test authorities
    }
    for (const auto& entry : std::filesystem::directory_iterator(suites + "unsigned")) {
        const auto verdict = verify_ofd(read(entry.path()), {});
        REQUIRE_MESSAGE(!verdict.problems.empty(), entry.path().string());
        CHECK_MESSAGE(verdict.problems[0].is(err::ofd_unsigned), entry.path().string() << ": " << told(verdict));
    }
}
