#include "base/error_codes.hpp"
#include "document/zip_reader.hpp"

#include <random>

#include <doctest/doctest.h>
#include <zlib.h>

using namespace zhupi;
using namespace zhupi::document;

namespace {

std::string number(std::uint64_t value, int size) {
    std::string out;
    for (; size > 0; --size, value >>= 8) out += static_cast<char>(value);
    return out;
}

std::string deflated(const std::string& bytes) {
    std::string out(compressBound(bytes.size()) + 16, '\0');
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

/// A container of one deflated file, of which any field can be wrong.
struct Made {
    std::string path = "a.xml", inner_path, content = std::string(1000, 'x');
    std::uint64_t flags = 0, size = 1000, disks = 0, count = 1;
    std::string before, after_packed, comment;

    std::string zip() const {
        const auto packed = deflated(content) + after_packed;
        const auto fields =
            number(20, 2) + number(flags, 2) + number(8, 2) + number(0, 4) +
            number(::crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())), 4) +
            number(packed.size(), 4) + number(size, 4) + number(path.size(), 2) + number(0, 2);
        const auto header = before + "PK\x03\x04" + fields + (inner_path.empty() ? path : inner_path) + packed;
        const auto line = "PK\x01\x02" + number(20, 2) + fields + number(0, 10) + number(before.size(), 4) + path;
        return header + line + "PK\x05\x06" + number(disks, 4) + number(count, 2) + number(count, 2) +
               number(line.size(), 4) + number(header.size(), 4) + number(comment.size(), 2) + comment;
    }
};

}  // namespace

TEST_CASE("what is written is read again, in its order") {
    std::vector<ZipFile> files = {{"OFD.xml", "<a/>"}, {"文件/空.txt", ""}, {"b", std::string(70000, 'b')}};
    const auto read = read_zip(write_zip(files)).value();
    REQUIRE(read.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(read[i].path == files[i].path);
        CHECK(read[i].bytes == files[i].bytes);
    }
    CHECK(read_zip(write_zip({})).value().empty());
}

TEST_CASE("deflated files are read, and what two readers could read differently is refused") {
    CHECK(read_zip(Made{}.zip()).value()[0].bytes == std::string(1000, 'x'));
    Made commented;
    commented.comment = "PK\x05\x06 in a comment";
    CHECK(read_zip(commented.zip()));
    const auto refused = [](auto change) {
        Made made;
        change(made);
        return !read_zip(made.zip()).has_value();
    };
    CHECK(refused([](Made& m) { m.path = "../a"; }));
    CHECK(refused([](Made& m) { m.path = "/a"; }));
    CHECK(refused([](Made& m) { m.inner_path = "b.xml"; }));
    CHECK(refused([](Made& m) { m.flags = 1; }));
    CHECK(refused([](Made& m) { m.size = 999; }));
    CHECK(refused([](Made& m) { m.size = 1001; }));
    CHECK(refused([](Made& m) { m.disks = 1; }));
    CHECK(refused([](Made& m) { m.count = 2; }));
    CHECK(refused([](Made& m) { m.before = "#!/bin/sh\n"; }));
    CHECK(refused([](Made& m) { m.after_packed = "hidden"; }));
    CHECK_FALSE(read_zip(""));
    CHECK_FALSE(read_zip("PK\x05\x06"));
    CHECK_FALSE(read_zip(Made{}.zip() + "x"));
}

TEST_CASE("a bomb is refused before it is unpacked") {
    Made bomb;
    bomb.content = std::string(1 << 20, '\0');
    bomb.size = bomb.content.size();
    CHECK(read_zip(bomb.zip(), {10, 1 << 20}));
    CHECK(read_zip(bomb.zip(), {10, (1 << 20) - 1}).error().is(err::zip_large));
    CHECK(read_zip(bomb.zip(), {0, 1 << 20}).error().is(err::zip_large));
    bomb.size = 0xFFFFFFFE;
    CHECK(read_zip(bomb.zip()).error().is(err::zip_large));
}

TEST_CASE("a damaged container is an answer, never a crash, and never other content") {
    const std::vector<ZipFile> files = {{"OFD.xml", "<a>content</a>"}, {"b/c", "more"}};
    const auto zip = write_zip(files), packed = Made{}.zip();
    std::mt19937 random(9);
    for (int round = 0; round < 4000; ++round) {
        for (const auto* whole : {&zip, &packed}) {
            auto changed = *whole;
            auto& byte = changed[random() % changed.size()];
            byte = static_cast<char>(byte ^ 1 << random() % 8);
            const auto read = read_zip(changed);
            if (!read) continue;
            for (const auto& file : *read)
                CHECK((file.bytes == files[0].bytes || file.bytes == files[1].bytes ||
                       file.bytes == std::string(1000, 'x')));
        }
        CHECK_FALSE(read_zip(zip.substr(0, random() % zip.size())));
    }
}
