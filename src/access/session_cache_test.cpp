#include "access/session_cache.hpp"

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

constexpr Instant morning{1'790'000'000'000};

std::shared_ptr<const Session> session_of(Id person) {
    Session session;
    session.person.id = person;
    session.started_at = morning;
    return std::make_shared<const Session>(std::move(session));
}

TEST_CASE("what was read before a change of rights is not kept after it") {
    SessionCache cache;
    const auto before = cache.ticket();
    cache.drop_person(7);  // the change, while somebody still reads the old row
    cache.keep(before, "token", session_of(7), morning);
    CHECK_FALSE(cache.use("token", morning).session);
    cache.keep(cache.ticket(), "token", session_of(7), morning);
    CHECK(cache.use("token", morning).session);
}

TEST_CASE("what was read before a sign-out is not kept after it") {
    SessionCache cache;
    const auto before = cache.ticket();
    cache.drop("token");
    cache.keep(before, "token", session_of(7), morning);
    CHECK_FALSE(cache.use("token", morning).session);
}

TEST_CASE("a change drops the sessions of one person only") {
    SessionCache cache;
    for (Id person : {7, 8, 9})
        cache.keep(cache.ticket(), "token" + std::to_string(person), session_of(person), morning);
    cache.drop_person(8);
    CHECK(cache.use("token7", morning).session);
    CHECK_FALSE(cache.use("token8", morning).session);
    CHECK(cache.use("token9", morning).session);
}

TEST_CASE("the last use is written down once a minute, however often a session is used") {
    SessionCache cache;
    cache.keep(cache.ticket(), "token", session_of(7), morning);
    int written = 0;
    for (int second = 1; second <= 600; ++second)
        written += cache.use("token", morning.plus_seconds(second)).write_down;
    CHECK(written == 9);
}

TEST_CASE("ended sessions do not fill the memory") {
    SessionCache cache;
    cache.keep(cache.ticket(), "idle", session_of(7), morning);
    cache.keep(cache.ticket(), "used", session_of(7), morning);
    cache.use("used", morning.plus_seconds(25 * 60));
    cache.drop_ended(morning.plus_seconds(40 * 60));
    CHECK_FALSE(cache.use("idle", morning.plus_seconds(1)).session);
    const auto used = cache.use("used", morning.plus_seconds(40 * 60));
    CHECK(used.session);
    CHECK_FALSE(used.ended);
    CHECK(cache.use("used", morning.plus_seconds(90 * 60)).ended);
}

}  // namespace
}  // namespace zhupi::access
