#include "store/recent.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using store::RecentStates;

namespace {

approval::Application version(std::int64_t id, std::int64_t number) {
    approval::Application application;
    application.id = id;
    application.version = number;
    return application;
}

void write(RecentStates& recent, std::int64_t id, std::int64_t number) {
    recent.written(id);
    recent.keep(version(id, number));
}

}  // namespace

TEST_CASE("what a transaction wrote is forgotten when it is undone, and stays when it is committed") {
    RecentStates recent;
    write(recent, 1, 7);
    recent.settle();
    write(recent, 1, 8);
    write(recent, 2, 1);
    CHECK(recent.find(1)->version == 8);
    recent.revoke();
    // Version 7 is what the row says again, but nobody has kept it.
    CHECK(recent.find(1) == nullptr);
    CHECK(recent.find(2) == nullptr);
    write(recent, 3, 5);
    recent.settle();
    recent.revoke();
    CHECK(recent.find(3)->version == 5);
}

TEST_CASE("a row that was written without being kept is not answered from memory") {
    RecentStates recent;
    write(recent, 1, 1);
    recent.settle();
    recent.written(1);
    CHECK(recent.find(1) == nullptr);
}

TEST_CASE("what has not been written for long is forgotten, and an old state never outlives a new one") {
    RecentStates recent;
    for (std::int64_t id = 1; id <= 300; ++id) write(recent, id, 1);
    write(recent, 2, 2);
    recent.settle();
    CHECK(recent.find(2)->version == 2);
    for (std::int64_t id = 301; id <= 900; ++id) write(recent, id, 1);
    CHECK(recent.find(2) == nullptr);
    CHECK(recent.find(900)->version == 1);
}
