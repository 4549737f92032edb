#include "store/blobs.hpp"

#include "crypto/digest.hpp"
#include "store/test_support.hpp"

#include <fstream>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace fs = std::filesystem;

namespace {

struct Fixture {
    Folder folder;
    std::unique_ptr<Blobs> blobs = must(open_blob_folder(folder.path() + "/blobs"));

    std::string file(const std::string& content) const {
        const auto path = folder.path() + "/upload";
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
    static std::string content_of(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a content is found by its digest, and gone from where it came") {
    // Longer than one piece, so that the digest is put together of several.
    const auto content = "%PDF-1.7\n" + std::string(200'000, 'x') + "end";
    const auto path = file(content);
    const auto info = must(blobs->take(path, "application/pdf"));
    CHECK(info.sha256 == crypto::sha256_hex(content));
    CHECK(info.sm3 == crypto::sm3_hex(content));
    CHECK(info.size == static_cast<std::int64_t>(content.size()));
    CHECK(info.media_type == "application/pdf");
    CHECK_FALSE(fs::exists(path));
    CHECK(content_of(must(blobs->path_of(info.sha256))) == content);
}

TEST_CASE_FIXTURE(Fixture, "the same content is kept once") {
    const auto first = must(blobs->take(file("%PDF-1.7 same"), "application/pdf"));
    const auto second = must(blobs->take(file("%PDF-1.7 same"), "application/pdf"));
    CHECK(first.sha256 == second.sha256);
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path() + "/blobs"))
        files += entry.is_regular_file() ? 1 : 0;
    CHECK(files == 1);
}

TEST_CASE_FIXTURE(Fixture, "what is kept survives reopening") {
    const auto info = must(blobs->take(file("%PDF-1.7 kept"), "application/pdf"));
    blobs = must(open_blob_folder(folder.path() + "/blobs"));
    CHECK(blobs->path_of(info.sha256));
}

TEST_CASE_FIXTURE(Fixture, "what is not taken stays where it was") {
    auto path = file("%PDF-1.7 changed on its way");
    CHECK(failed_with(blobs->take(path, "application/pdf", crypto::sha256_hex("%PDF-1.7")), err::file_hash_differs));
    CHECK(fs::exists(path));
    path = file("");
    CHECK(failed_with(blobs->take(path, "application/pdf"), err::blob_empty));
    CHECK(fs::exists(path));
    CHECK_FALSE(blobs->take(folder.path() + "/nothing here", "application/pdf"));
}

TEST_CASE_FIXTURE(Fixture, "nothing but a digest leads to a file") {
    std::ofstream(folder.path() + "/secret") << "secret";
    CHECK(failed_with(blobs->path_of(std::string(64, 'a')), err::blob_none));
    CHECK(failed_with(blobs->path_of(""), err::blob_none));
    CHECK(failed_with(blobs->path_of("../secret"), err::blob_none));
    std::string climbing = "..";
    while (climbing.size() < 64 - 7) climbing += "/";
    CHECK(failed_with(blobs->path_of(climbing + "/secret"), err::blob_none));
}
