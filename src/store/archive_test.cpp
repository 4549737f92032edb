#include "store/archive.hpp"

#include "store/copy.hpp"
#include "store/event_log.hpp"
#include "store/test_support.hpp"

#include <fstream>
#include <random>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;
namespace fs = std::filesystem;

namespace {

const ArchiveKey words{"correct horse battery", true};

/// All rows as text, table by table.
struct Written final : RowSink {
    std::vector<std::string> lines;
    Result<void> table(const std::string& name, const std::vector<std::string>& columns) override {
        lines.push_back("# " + name);
        for (const auto& column : columns) lines.back() += " " + column;
        return {};
    }
    Result<void> row(const std::vector<Field>& fields) override {
        std::string line;
        for (const auto& field : fields) {
            if (const auto* number = std::get_if<std::int64_t>(&field))
                line += std::to_string(*number) + "|";
            else if (const auto* text = std::get_if<std::string_view>(&field))
                line += "'" + std::string(*text) + "'|";
            else
                line += "null|";
        }
        lines.push_back(line);
        return {};
    }
};

std::vector<std::string> content(Store& store) {
    Written written;
    must(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_CHECK(copy_rows(from, written));
        return {};
    }));
    return written.lines;
}

void fill(Store& store) {
    must(store.write([](Tx& tx) -> Result<void> {
        for (std::int64_t i = 1; i <= 300; ++i)
            ZHUPI_CHECK(append(tx, {"s", i, "case.accepted", Instant{1'760'000'000'000 + i * 86'400'000}, "{}", "条",
                                    std::string(static_cast<std::size_t>(i), 'x')}));
        ZHUPI_CHECK(
            tx.put("INSERT INTO organisation (id, name, credit_code) VALUES (1, '云江建设''集团', '9199')", {}));
        ZHUPI_CHECK(
            tx.put("INSERT INTO project_row (id, organisation, code, name, flow, district, stage, completed, "
                   "investment, registered_at, papers_needed, papers_saved, search) VALUES "
                   "(1, 1, 'c', '名', 'G1', '990101', 1, 0, -5, 9223372036854775807, 0, 0, '')",
                   {}));
        return {};
    }));
}

ArchiveCounts back_up(Store& store, const Folder& root, const std::string& to, const ArchiveKey& key = words) {
    ArchiveCounts counts;
    must(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(counts, write_archive(from, root.path(), {"blobs", "none"}, to, key));
        return {};
    }));
    return counts;
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a backup restored into an empty store is the same city, rows and files") {
    const Folder old_city, new_city;
    auto store = open_store(old_city.path());
    fill(*store);
    fs::create_directories(old_city.path() + "/blobs/ab");
    std::string large(300'000, '\0');
    std::mt19937 random(1);
    for (auto& c : large) c = static_cast<char>(random());
    std::ofstream(old_city.path() + "/blobs/ab/cd", std::ios::binary) << large;
    std::ofstream(old_city.path() + "/blobs/empty");

    const auto file = old_city.path() + "/backup";
    const auto counts = back_up(*store, old_city, file);
    CHECK(counts.files == 2);
    CHECK(bytes_of(file).find("云江建设") == std::string::npos);

    auto fresh = open_store(new_city.path());
    const auto read = must(read_archive(file, words, *fresh, new_city.path()));
    CHECK(read.rows == counts.rows);
    CHECK(read.files == 2);
    CHECK(content(*fresh) == content(*store));
    CHECK(bytes_of(new_city.path() + "/blobs/ab/cd") == large);
    CHECK(fs::exists(new_city.path() + "/blobs/empty"));
    CHECK(failed_with(read_archive(file, words, *fresh, new_city.path()), err::store_not_empty));
}

TEST_CASE("a backup that was changed, cut off or is opened with other words is refused") {
    const Folder old_city;
    auto store = open_store(old_city.path());
    fill(*store);
    const auto file = old_city.path() + "/backup", other = old_city.path() + "/other";
    back_up(*store, old_city, file);
    const auto good = bytes_of(file);
    const auto attempt = [&](const std::string& bytes, const ArchiveKey& key = words) {
        std::ofstream(other, std::ios::binary | std::ios::trunc) << bytes;
        const Folder target;
        auto fresh = open_store(target.path());
        return read_archive(other, key, *fresh, target.path());
    };
    CHECK(failed_with(attempt(good, {"wrong horse battery", true}), err::archive_key));
    CHECK(failed_with(attempt("something else"), err::archive_damaged));
    CHECK(failed_with(attempt(good.substr(0, good.size() / 2)), err::archive_damaged));
    auto changed = good;
    changed[good.size() - 3] = static_cast<char>(changed[good.size() - 3] ^ 4);
    CHECK_FALSE(attempt(changed));
    CHECK(failed_with(read_archive("/no/such/file", words, *store, old_city.path()), err::archive_file));
}

TEST_CASE("every table that the migrations make is copied, but the list of migrations") {
    const auto tables = all_tables();
    CHECK(tables.size() > 15);
    CHECK(std::find(tables.begin(), tables.end(), "event") != tables.end());
    CHECK(std::find(tables.begin(), tables.end(), "log_head") == tables.end());
}
