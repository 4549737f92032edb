#pragma once
// What the tests of the store share: a folder that goes with the test, and a store in it.

#include "base/error_codes.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

namespace zhupi::store::test {

class Folder {
public:
    Folder() : path_((std::filesystem::temp_directory_path() / "zhupi-test-XXXXXX").string()) {
        if (::mkdtemp(path_.data()) == nullptr) bug("no temporary folder");
    }
    ~Folder() {
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

inline std::unique_ptr<Store> open_store(const std::string& folder, const SqliteOptions& options = {}) {
    return must(open_sqlite(folder, options));
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
