#include "server/net/tus.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "server/net/durable_file.hpp"
#include "server/net/server.hpp"
#include "server/net/test_client.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include <doctest/doctest.h>
#include <unistd.h>

namespace zhupi::net {
namespace {

std::string some_bytes(std::size_t size, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::string out(size, '\0');
    for (char& c : out) c = static_cast<char>(random());
    return out;
}

std::string checksum(std::string_view bytes) { return "sha256 " + encoding::base64(crypto::sha256(bytes)); }

struct Disk {
    std::string folder =
        (std::filesystem::temp_directory_path() / ("zhupi-tus-" + std::to_string(::getpid()))).string();
    Disk() { std::filesystem::remove_all(folder); }
    ~Disk() { std::filesystem::remove_all(folder); }
};

/// One run of a server over the folder; several in turn are restarts.
struct Run {
    std::map<std::string, std::string> completed;  ///< metadata "name" → content
    bool refuse = false;
    Instant now{1'000'000'000'000};
    UploadFolder uploads;
    Metrics metrics;
    std::unique_ptr<Server> server;

    explicit Run(const Disk& disk)
        : uploads(
              {.folder = disk.folder, .lifetime_seconds = 3600, .most_open = 3},
              [this](const UploadState& state, const std::string& path) -> Result<void> {
                  if (refuse) return fail(err::tus_disk, {{"detail", "full"}});
                  const auto name = state.metadata.find("name");
                  completed[name == state.metadata.end() ? "" : name->second] = *read_file(path);
                  std::filesystem::remove(path);
                  return {};
              },
              [this] { return now; }) {
        REQUIRE(uploads.open());
        Router router;
        TusOptions options;
        options.path = "/up";
        options.most_bytes = 10 << 20;
        options.owner = [](const Call& call) { return std::string(call.request.headers.get("X-User")); };
        add_tus_routes(router, options, uploads);
        server = std::make_unique<Server>(ServerOptions{.port = 0}, std::move(router), metrics);
        REQUIRE(server->start());
    }
    Answer ask(std::string_view method, std::string_view target, std::string_view body = {},
               std::initializer_list<std::pair<std::string_view, std::string>> more = {}) {
        std::string head =
            std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n";
        for (const auto& [name, value] : more) head.append(name).append(": ").append(value).append("\r\n");
        TestClient client(server->port());
        client.send(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
        return client.answer(method == "HEAD");
    }
    std::string create(std::size_t length) {
        const auto answer = ask(
            "POST", "/up", {},
            {{"Upload-Length", std::to_string(length)}, {"Upload-Metadata", "name " + encoding::base64("图纸.pdf")}});
        REQUIRE(answer.status == 201);
        return std::string(answer.headers.get("Location"));
    }
    Answer patch(const std::string& location, std::size_t offset, std::string_view body, const std::string& sum = {}) {
        const std::pair<std::string_view, std::string> type{"Content-Type", "application/offset+octet-stream"};
        const std::pair<std::string_view, std::string> at{"Upload-Offset", std::to_string(offset)};
        if (sum.empty()) return ask("PATCH", location, body, {type, at});
        return ask("PATCH", location, body, {type, at, {"Upload-Checksum", sum}});
    }
    std::string offset(const std::string& location) {
        return std::string(ask("HEAD", location).headers.get("Upload-Offset"));
    }
};

TEST_CASE("a file is uploaded in pieces and handed over once") {
    const Disk disk;
    Run run(disk);
    const auto bytes = some_bytes(1'000'000);
    const auto location = run.create(bytes.size());
    CHECK(run.offset(location) == "0");
    const auto first = run.patch(location, 0, bytes.substr(0, 400'000));
    CHECK(first.status == 204);
    CHECK(first.headers.get("Upload-Offset") == "400000");
    CHECK(first.headers.get("Tus-Resumable") == "1.0.0");
    CHECK(first.headers.has("Upload-Expires"));
    const auto head = run.ask("HEAD", location);
    CHECK(head.headers.get("Upload-Length") == "1000000");
    CHECK(head.headers.get("Upload-Metadata") == "name " + encoding::base64("图纸.pdf"));
    CHECK(head.headers.get("Cache-Control") == "no-store");
    CHECK(run.completed.empty());
    CHECK(run.patch(location, 400'000, bytes.substr(400'000)).status == 204);
    CHECK(run.completed.at("图纸.pdf") == bytes);
    CHECK(run.offset(location) == "1000000");
    run.completed.clear();
    CHECK(run.patch(location, bytes.size(), {}).status == 204);  // the answer was lost, the client asks again
    CHECK(run.completed.empty());
}

TEST_CASE("after a cut and a restart the upload goes on where it was") {
    const Disk disk;
    const auto bytes = some_bytes(3'000'000);
    std::string location;
    {
        Run run(disk);
        location = run.create(bytes.size());
        TestClient client(run.server->port());
        client.send("PATCH " + location +
                    " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
                    "Content-Type: application/offset+octet-stream\r\nContent-Length: 3000000\r\n\r\n");
        client.send(std::string_view(bytes).substr(0, 1'234'567));
        client.end_sending();
        CHECK(client.at_end());
    }
    Run run(disk);
    const auto offset = std::stoul(run.offset(location));
    CHECK(offset == 1'234'567);
    CHECK(run.patch(location, offset, bytes.substr(offset)).status == 204);
    CHECK(run.completed.at("图纸.pdf") == bytes);
}

TEST_CASE("a damaged piece leaves no trace") {
    const Disk disk;
    Run run(disk);
    const auto bytes = some_bytes(1000);
    const auto location = run.create(bytes.size());
    CHECK(run.patch(location, 0, bytes.substr(0, 300), checksum(bytes.substr(0, 300))).status == 204);
    CHECK(run.patch(location, 300, bytes.substr(300), checksum("other")).status == 460);
    CHECK(run.offset(location) == "300");
    CHECK(run.patch(location, 300, bytes.substr(300), "md5 x").status == 400);
    CHECK(run.patch(location, 300, bytes.substr(300), checksum(bytes.substr(300))).status == 204);
    CHECK(run.completed.at("图纸.pdf") == bytes);
}

TEST_CASE("a piece whose checksum never came to be known is cut off, also when the power failed") {
    const Disk disk;
    const auto nobody = [](const UploadState&, const std::string&) -> Result<void> { return {}; };
    std::string id;
    {
        UploadFolder uploads({.folder = disk.folder}, nobody);
        REQUIRE(uploads.open());
        id = uploads.create("", 100, {})->id;
        {
            REQUIRE((*uploads.append(id, "", 0, {}))->write("abc"));
        }
        auto appender = uploads.append(id, "", 3, std::string(32, 'x'));
        REQUIRE((*appender)->write("def"));
        CHECK(uploads.offset(id, "") == 3);
        std::filesystem::copy(disk.folder, disk.folder + ".crash");  // the disk as a crash would leave it
        appender->reset();
        CHECK(uploads.offset(id, "") == 3);
        CHECK(std::filesystem::file_size(disk.folder + '/' + id) == 3);
    }
    std::filesystem::remove_all(disk.folder);
    std::filesystem::rename(disk.folder + ".crash", disk.folder);
    CHECK(std::filesystem::file_size(disk.folder + '/' + id) == 6);
    UploadFolder uploads({.folder = disk.folder}, nobody);
    REQUIRE(uploads.open());
    CHECK(uploads.offset(id, "") == 3);
    CHECK(std::filesystem::file_size(disk.folder + '/' + id) == 3);
}

TEST_CASE("whoever comes later takes the upload over") {
    const Disk disk;
    UploadFolder uploads({.folder = disk.folder},
                         [](const UploadState&, const std::string&) -> Result<void> { return {}; });
    REQUIRE(uploads.open());
    const auto id = uploads.create("", 6, {})->id;
    auto stale = uploads.append(id, "", 0, {});
    REQUIRE((*stale)->write("ab"));
    auto fresh = uploads.append(id, "", 2, {});
    REQUIRE(fresh);
    CHECK((*stale)->write("XX").error().is(err::tus_overtaken));
    CHECK((*stale)->finish().error().is(err::tus_overtaken));
    REQUIRE((*fresh)->write("cdef"));
    CHECK((*fresh)->write("g").error().is(err::tus_too_large));
    CHECK((*fresh)->finish() == 6);
    CHECK(*read_file(disk.folder + '/' + id) == "abcdef");
}

TEST_CASE("wrong offsets, versions, types and lengths have their own answers") {
    const Disk disk;
    Run run(disk);
    const auto location = run.create(10);
    CHECK(run.patch(location, 5, "x").status == 409);
    CHECK(run.patch(location, 0, std::string(11, 'x')).status == 413);
    CHECK(run.ask("PATCH", location, "x", {{"Upload-Offset", "0"}}).status == 415);
    CHECK(run.ask("POST", "/up").status == 400);
    CHECK(run.ask("POST", "/up", {}, {{"Upload-Length", "11000000"}}).status == 413);
    CHECK(run.ask("POST", "/up", {}, {{"Upload-Length", "1"}, {"Upload-Metadata", "é"}}).status == 400);
    CHECK(run.ask("HEAD", "/up/0123").status == 404);
    CHECK(run.ask("HEAD", "/up/%2e%2e").status == 400);
    CHECK(run.ask("HEAD", location, {}, {{"X-User", "somebody else"}}).status == 404);
    TestClient old(run.server->port());
    const auto refused = old.ask("POST", "/up", {}, {{"Upload-Length", "1"}, {"Tus-Resumable", "0.2.2"}});
    CHECK(refused.status == 412);
    CHECK(refused.headers.get("Tus-Version") == "1.0.0");
    const auto described = old.ask("OPTIONS", "/up");
    CHECK(described.status == 204);
    CHECK(described.headers.get("Tus-Extension") == "creation,termination,checksum,expiration");
    CHECK(described.headers.get("Tus-Max-Size") == "10485760");
}

TEST_CASE("cancelled and expired uploads are gone, and make room for new ones") {
    const Disk disk;
    Run run(disk);
    const auto a = run.create(10), b = run.create(10), c = run.create(10);
    CHECK(run.ask("POST", "/up", {}, {{"Upload-Length", "1"}}).status == 429);
    CHECK(run.ask("DELETE", a).status == 204);
    CHECK(run.ask("HEAD", a).status == 404);
    CHECK(run.ask("POST", b, {}, {{"X-HTTP-Method-Override", "DELETE"}}).status == 204);
    run.now = run.now.plus_seconds(3000);
    CHECK(run.patch(c, 0, "x").status == 204);
    run.now = run.now.plus_seconds(3000);
    CHECK(run.offset(c) == "1");
    CHECK(run.uploads.sweep() == 0);
    run.now = run.now.plus_seconds(600);
    CHECK(run.ask("HEAD", c).status == 404);
    CHECK(run.uploads.sweep() == 1);
    CHECK(std::filesystem::is_empty(disk.folder));
}

TEST_CASE("an empty file is complete when it is created") {
    const Disk disk;
    Run run(disk);
    (void)run.create(0);
    CHECK(run.completed.at("图纸.pdf").empty());
}

TEST_CASE("when the hand-over fails nothing is lost and a retry completes it") {
    const Disk disk;
    Run run(disk);
    const auto location = run.create(3);
    run.refuse = true;
    CHECK(run.patch(location, 0, "abc").status == 503);
    CHECK(run.offset(location) == "3");
    run.refuse = false;
    CHECK(run.patch(location, 3, {}).status == 204);
    CHECK(run.completed.at("图纸.pdf") == "abc");
}

TEST_CASE("with cuts, damage and restarts at random the file arrives as it was") {
    const Disk disk;
    std::mt19937 random(4);
    const auto nobody = [](const UploadState&, const std::string&) -> Result<void> { return {}; };
    for (int round = 0; round < 15; ++round) {
        const auto bytes = some_bytes(1 + random() % 5000, static_cast<unsigned>(round));
        auto uploads = std::make_unique<UploadFolder>(UploadFolder::Options{.folder = disk.folder}, nobody);
        REQUIRE(uploads->open());
        const auto id = uploads->create("me", static_cast<std::int64_t>(bytes.size()), {})->id;
        while (!uploads->find(id, "me")->finished) {
            if (random() % 4 == 0) {
                uploads = std::make_unique<UploadFolder>(UploadFolder::Options{.folder = disk.folder}, nobody);
                REQUIRE(uploads->open());
            }
            const auto offset = static_cast<std::size_t>(*uploads->offset(id, "me"));
            auto piece = bytes.substr(offset, random() % 1500);
            std::string wanted;
            const bool damaged = random() % 5 == 0 && !piece.empty();
            if (damaged || random() % 2 == 0) {
                wanted = crypto::sha256(piece);
            }
            if (damaged) piece[random() % piece.size()] ^= 1;
            const auto appender = uploads->append(id, "me", static_cast<std::int64_t>(offset), wanted);
            REQUIRE(appender);
            const auto cut = random() % 3 == 0 && !damaged ? random() % (piece.size() + 1) : piece.size();
            REQUIRE((*appender)->write(std::string_view(piece).substr(0, cut)));
            if (cut == piece.size()) CHECK((*appender)->finish().has_value() == !damaged);
        }
        CHECK(*read_file(disk.folder + '/' + id) == bytes);
    }
}

}  // namespace
}  // namespace zhupi::net
