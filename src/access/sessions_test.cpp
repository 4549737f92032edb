#include "access/sessions.hpp"

#include "access/attempts.hpp"
#include "access/test_people.hpp"
#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "crypto/digest.hpp"
#include "crypto/totp.hpp"

#include <map>
#include <random>
#include <thread>

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

using store::test::failed_with;
using test::known_password;
using test::must;
using test::somebody;

/// A store, its sessions, and the hands of the clock.
struct Door : test::People {
    Sessions sessions{*store, [this] { return now; }};

    Result<SignedIn> sign_in(std::string_view username, std::string_view password = known_password,
                             std::optional<std::string_view> code = {}, std::string_view replaces = {}) {
        return sessions.sign_in({username, password, code, replaces});
    }
    void wait_minutes(int minutes) { now = now.plus_seconds(minutes * 60); }
    bool open(std::string_view token) {
        const auto found = sessions.find(token);
        if (!found) REQUIRE(found.error().is(err::access_session));
        return found.has_value();
    }
    std::vector<std::string> event_types(Id person) {
        std::vector<std::string> types;
        for (const auto& event : events(person)) types.push_back(event.type);
        return types;
    }
};

TEST_CASE("who signs in gets a session that requests find, until they sign out") {
    Door door;
    const auto id = door.official("wang");
    const auto signed_in = must(door.sign_in("wang"));
    const auto session = must(door.sessions.find(signed_in.token));
    CHECK(session->person.id == id);
    CHECK(session->person.last_sign_in == door.now);
    CHECK(session->csrf == signed_in.session.csrf);
    CHECK(session->csrf.size() >= 22);
    must(door.sessions.sign_out(signed_in.token));
    CHECK_FALSE(door.open(signed_in.token));
    must(door.sessions.sign_out(signed_in.token));  // once more does nothing
    CHECK(door.event_types(id) == std::vector<std::string>{"user.created", "user.signed_in", "user.signed_out"});
    CHECK_FALSE(door.open(""));
    CHECK_FALSE(door.open("stolen"));
}

TEST_CASE("the store keeps a token's digest only, and a session outlives the process") {
    Door door;
    door.official("wang");
    const auto token = must(door.sign_in("wang")).token;
    int digests = 0;
    must(door.store->read([&](store::Snapshot& from) {
        return from.query("SELECT token_digest FROM session", {}, [&](const store::Row& row) {
            ++digests;
            CHECK(row.text(0) == crypto::sha256_hex(token));
        });
    }));
    CHECK(digests == 1);
    Sessions restarted(*door.store, [&] { return door.now; });
    CHECK(restarted.find(token).has_value());
}

TEST_CASE("a session ends after thirty idle minutes, and after twelve hours however busy") {
    Door door;
    door.official("wang");
    const auto idle = must(door.sign_in("wang")).token;
    door.wait_minutes(29);
    CHECK(door.open(idle));
    door.wait_minutes(29);
    CHECK(door.open(idle));
    door.wait_minutes(30);
    CHECK_FALSE(door.open(idle));

    const auto busy = must(door.sign_in("wang")).token;
    for (int minutes = 20; minutes < 12 * 60; minutes += 20) {
        door.wait_minutes(20);
        REQUIRE(door.open(busy));
    }
    door.wait_minutes(20);
    CHECK_FALSE(door.open(busy));
    Sessions restarted(*door.store, [&] { return door.now; });
    CHECK(failed_with(restarted.find(busy), err::access_session));
}

TEST_CASE("five wrong passwords lock a name for fifteen minutes, whether somebody has it or not") {
    Door door;
    const auto id = door.official("wang");
    for (const char* name : {"wang", "nobody"}) {
        CAPTURE(name);
        for (int i = 0; i < failures_before_lock; ++i)
            CHECK(failed_with(door.sign_in(name, "wrong"), err::access_wrong));
        const auto locked = door.sign_in(name);
        REQUIRE(failed_with(locked, err::access_locked));
        CHECK(locked.error().params.at("minutes") == "15");
    }
    CHECK(door.load(id).locked_until == door.now.plus_ms(lock_ms));
    door.wait_minutes(14);
    CHECK(failed_with(door.sign_in("wang"), err::access_locked));
    door.wait_minutes(1);
    CHECK(door.sign_in("wang").has_value());
    CHECK_FALSE(door.load(id).locked_until);
    CHECK(door.event_types(id).size() == 1 + failures_before_lock + 1);
}

TEST_CASE("guesses at the same moment are counted one by one") {
    Door door;
    const auto id = door.official("wang");
    std::vector<std::thread> guessers;
    for (int i = 0; i < failures_before_lock; ++i)
        guessers.emplace_back([&door] { static_cast<void>(door.sign_in("wang", "wrong")); });
    for (auto& guesser : guessers) guesser.join();
    CHECK(door.load(id).locked_until);
    CHECK(failed_with(door.sign_in("wang"), err::access_locked));
}

TEST_CASE("a right password forgives the wrong ones before it, and so does a reset") {
    Door door;
    const auto id = door.official("wang");
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i + 1 < failures_before_lock; ++i)
            CHECK(failed_with(door.sign_in("wang", "wrong"), err::access_wrong));
        CHECK(door.sign_in("wang").has_value());
    }
    for (int i = 0; i < failures_before_lock; ++i) CHECK_FALSE(door.sign_in("wang", "wrong").has_value());
    must(door.write([&](store::Tx& tx) { return reset_password(tx, door.by(somebody), id, test::known_secret()); }));
    CHECK(must(door.sign_in("wang")).session.person.must_change_password);
}

TEST_CASE("a disabled person is a stranger, and what they had open is closed") {
    Door door;
    const auto id = door.official("wang");
    const auto token = must(door.sign_in("wang")).token;
    must(door.change(somebody, id, {{}, {}, false, {}}));
    door.sessions.forget(id);
    CHECK_FALSE(door.open(token));
    CHECK(failed_with(door.sign_in("wang"), err::access_wrong));
}

TEST_CASE("new rights ask for a new sign-in; a new telephone number does not") {
    Door door;
    const auto id = door.official("wang");
    const auto token = must(door.sign_in("wang")).token;
    must(door.change(somebody, id, {{}, "13912345678", {}, {}}));
    door.sessions.forget(id);
    CHECK(must(door.sessions.find(token))->person.phone == "13912345678");
    must(door.change(somebody, id, {{}, {}, {}, std::vector<Grant>{{"reviewer", {}, {}, {}}}}));
    door.sessions.forget(id);
    CHECK_FALSE(door.open(token));
}

TEST_CASE("signing in again takes the place of the session one had") {
    Door door;
    door.official("wang");
    const auto first = must(door.sign_in("wang")).token, beside = must(door.sign_in("wang")).token;
    const auto second = must(door.sign_in("wang", known_password, {}, first)).token;
    CHECK_FALSE(door.open(first));
    CHECK(door.open(beside));
    CHECK(door.open(second));
}

TEST_CASE("who changes the password keeps this session and ends the others") {
    Door door;
    const auto id = door.official("wang");
    must(door.write(
        [&](store::Tx& tx) { return reset_password(tx, door.by(somebody), id, {test::known_secret().hash, "told"}); }));
    const auto here = must(door.sign_in("wang")).token, elsewhere = must(door.sign_in("wang")).token;
    CHECK(must(door.sessions.find(here))->person.must_change_password);
    const auto change = [&](std::string_view from, std::string_view to) {
        return door.sessions.change_password(here, from, to);
    };
    CHECK(failed_with(change("wrong", "Another-password-2"), err::access_wrong));
    CHECK(failed_with(change(known_password, "weak"), err::access_weak));
    CHECK(failed_with(change(known_password, known_password), err::access_same));
    must(change(known_password, "Another-password-2"));
    CHECK_FALSE(must(door.sessions.find(here))->person.must_change_password);
    CHECK_FALSE(door.open(elsewhere));
    CHECK(failed_with(door.sign_in("wang"), err::access_wrong));
    CHECK(door.sign_in("wang", "Another-password-2").has_value());
}

TEST_CASE("a stolen session cannot guess the password behind it") {
    Door door;
    door.official("wang");
    const auto token = must(door.sign_in("wang")).token;
    for (int i = 0; i < failures_before_lock; ++i)
        CHECK(failed_with(door.sessions.change_password(token, "wrong", "Another-password-2"), err::access_wrong));
    CHECK(failed_with(door.sessions.change_password(token, known_password, "Another-password-2"), err::access_locked));
}

TEST_CASE("an account with one-time codes asks for one, and takes each only once") {
    Door door;
    const auto id = door.official("wang");
    const std::string secret = "12345678901234567890";
    must(door.write([&](store::Tx& tx) { return set_totp(tx, door.by(id), id, encoding::base32(secret)); }));
    CHECK(failed_with(door.sign_in("wang"), err::access_code));
    CHECK(failed_with(door.sign_in("wang", "wrong"), err::access_wrong));  // says nothing of the code
    CHECK(failed_with(door.sign_in("wang", known_password, "000000"), err::access_wrong));
    const auto code = crypto::totp(secret, door.now);
    CHECK(door.sign_in("wang", known_password, code).has_value());
    CHECK(failed_with(door.sign_in("wang", known_password, code), err::access_wrong));
    door.wait_minutes(1);
    CHECK(door.sign_in("wang", known_password, crypto::totp(secret, door.now)).has_value());
    must(door.write([&](store::Tx& tx) { return set_totp(tx, door.by(id), id, ""); }));
    CHECK(door.sign_in("wang").has_value());
}

TEST_CASE("a hash of an older cost is made anew at the next sign-in") {
    Door door;
    const std::string old =
        "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$l+JcrbW0txVCD7waXuXNkx0UUiZThcaQzifacUjj/gU";  // of
                                                                                                           // known_password
    const auto id = must(door.create({"wang", "王工", "", "", "", "", {{"officer", {}, {}, {}}}}, {old, {}})).person;
    const auto kept = [&] {
        std::string hash;
        must(door.store->read([&](store::Snapshot& from) {
            return from.query("SELECT password FROM person WHERE id = $1", {id},
                              [&](const store::Row& row) { hash = row.text(0); });
        }));
        return hash;
    };
    REQUIRE(kept().find("m=64,") != std::string::npos);
    CHECK(door.sign_in("wang").has_value());
    CHECK(kept().find("m=64,") == std::string::npos);
    CHECK(door.sign_in("wang").has_value());
}

TEST_CASE("random days at the door agree with a simple book of sessions") {
    struct Entry {
        Id person;
        Instant started, seen;
    };
    Door door;
    std::mt19937 random(17);
    std::map<std::string, Id> names;
    for (const char* name : {"wang", "zhao", "qian"}) names[name] = door.official(name);
    std::map<std::string, Entry> book;
    int signed_in = 0, found = 0, ended = 0;
    for (int step = 0; step < 1000; ++step) {
        door.now = door.now.plus_seconds(static_cast<int>(random() % 500));
        auto name = names.begin();
        std::advance(name, random() % names.size());
        auto entry = book.begin();
        if (!book.empty()) std::advance(entry, random() % book.size());
        const auto action = random() % 20;
        if (action == 0 || book.empty()) {
            const auto now_in = must(door.sign_in(name->first));
            book[now_in.token] = {name->second, door.now, door.now};
            ++signed_in;
        } else if (action == 1) {
            must(door.sessions.sign_out(entry->first));
            entry->second.person = 0;
        } else if (action == 2) {
            must(door.change(somebody, name->second, {{}, {}, {}, std::vector<Grant>{{"officer", {}, {}, {}}}}));
            door.sessions.forget(name->second);
            for (auto& [token, of] : book)
                if (of.person == name->second) of.person = 0;
        } else {
            auto& of = entry->second;
            const bool living = of.person != 0 && door.now.ms - of.started.ms < session_limit_ms &&
                                door.now.ms - of.seen.ms < idle_limit_ms;
            REQUIRE(door.open(entry->first) == living);
            ++(living ? found : ended);
            of.seen = door.now;
            if (!living) book.erase(entry);
        }
    }
    CHECK(signed_in > 10);
    CHECK(found > 100);
    CHECK(ended > 20);
}

}  // namespace
}  // namespace zhupi::access
