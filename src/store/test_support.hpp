#pragma once
// What the tests of the store share: a folder that goes with the test, and a store in it. With ZHUPI_TEST_STORE set to
// the address of a PostgreSQL server the store is a schema there, named after the folder and gone with it.

#include "base/error_codes.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

namespace zhupi::store::test {

/// The PostgreSQL server of this run; null: SQLite.
inline const char* test_server() {
    const char* url = std::getenv("ZHUPI_TEST_STORE");
    return url && *url ? url : nullptr;
}
/// Asks the server by its own client, so that this header needs no library of PostgreSQL.
inline void psql(const std::string& server, const std::string& command) {
    const auto line = "psql -qX -v ON_ERROR_STOP=1 '" + server + "' -c '" + command + "' >/dev/null 2>&1";
    if (std::system(line.c_str()) != 0) bug("psql: " + command);
}
inline std::string schema_of(const std::string& folder) {
    std::string name = "t" + folder.substr(folder.rfind('-') + 1);
    for (auto& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');  // names are folded
    return name + std::to_string(folder.size());
}
/// The address of the schema that stands for a folder, which is made when it is not there.
inline std::string schema_url(const std::string& server, const std::string& folder) {
    psql(server, "CREATE SCHEMA IF NOT EXISTS " + schema_of(folder));
    const bool more = server.find('?') != server.npos;
    return server + (more ? "&" : "?") + "options=-csearch_path%3D" + schema_of(folder) + "%2Cpublic";
}

class Folder {
public:
    Folder() : path_((std::filesystem::temp_directory_path() / "zhupi-test-XXXXXX").string()) {
        if (::mkdtemp(path_.data()) == nullptr) bug("no temporary folder");
    }
    ~Folder() {
        if (const auto* server = test_server()) psql(server, "DROP SCHEMA IF EXISTS " + schema_of(path_) + " CASCADE");
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// Ends the test with the error's sentence when there is one.
template <class T>
T must(Result<T> result) {
    if (!result) FAIL(result.error().code->code << ": " << result.error().en());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Options {
    int readers = 4;
    std::size_t most_waiting = 10'000;
};
inline Result<std::unique_ptr<Store>> try_store(const std::string& folder, const Options& options = {}) {
    if (const auto* server = test_server())
        return open_postgres({schema_url(server, folder), "", options.readers, options.most_waiting});
    return open_sqlite(folder, {options.readers, options.most_waiting});
}
inline std::unique_ptr<Store> open_store(const std::string& folder, const Options& options = {}) {
    return must(try_store(folder, options));
}

/// The first column of the first row.
inline std::int64_t number(Snapshot& from, std::string_view sql, std::initializer_list<Value> args = {}) {
    std::int64_t answer = 0;
    must(from.query(sql, args, [&](const Row& row) { answer = row.integer(0); }));
    return answer;
}
inline std::int64_t number(Store& store, std::string_view sql) {
    std::int64_t answer = 0;
    must(store.read([&](Snapshot& from) -> Result<void> {
        answer = number(from, sql);
        return {};
    }));
    return answer;
}

inline Result<void> run(Store& store, std::string_view sql, std::vector<Value> args = {}) {
    return store.write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(tx.run(sql, args));
        return {};
    });
}

template <class T>
bool failed_with(const Result<T>& result, const ErrorCode& code) {
    return !result && result.error().is(code);
}

}  // namespace zhupi::store::test
