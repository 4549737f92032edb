#pragma once
// For tests: a store with a few people in it.

#include "access/people.hpp"
#include "catalog/test_city.hpp"
#include "store/event_log.hpp"
#include "store/test_support.hpp"

namespace zhupi::access::test {

using store::test::must;

/// One hash for all, made once: it is slow on purpose.
inline const Secret& known_secret() {
    static const Secret secret = chosen_secret("Known-password-1");
    return secret;
}
inline constexpr std::string_view known_password = "Known-password-1";

/// An administrator who is none of the people in the test.
inline constexpr Id somebody = 1000;

class People {
public:
    People() : store(store::test::open_store(folder_.path())) {}

    store::Acting by(Id person) const { return {{person, "administrator", {}, 0}, now}; }

    template <class Fn>
    auto write(Fn fn) -> decltype(fn(std::declval<store::Tx&>())) {
        decltype(fn(std::declval<store::Tx&>())) result = fail(Error{});
        const auto done = store->write(store::Write([&](store::Tx& tx) -> Result<void> {
            result = fn(tx);
            if (!result) return fail(result.error());
            return {};
        }));
        if (!done) return fail(done.error());
        return result;
    }
    template <class Fn>
    auto read(Fn fn) -> decltype(fn(std::declval<store::Snapshot&>())) {
        decltype(fn(std::declval<store::Snapshot&>())) result = fail(Error{});
        must(store->read([&](store::Snapshot& from) -> Result<void> {
            result = fn(from);
            return {};
        }));
        return result;
    }

    Result<OneTimePassword> create(const NewPerson& person, const Secret& secret = known_secret()) {
        return write(
            [&](store::Tx& tx) { return create_person(tx, catalog::test_city(), by(somebody), person, secret); });
    }
    Id official(const std::string& username, const std::string& role = "officer") {
        return must(create({username,
                            "王工",
                            "",
                            catalog::test_city().departments.front().code,
                            "",
                            "",
                            {{role, {}, {}, {}}}}))
            .person;
    }
    Result<Person> change(Id who, Id whom, const PersonChange& change) {
        return write([&](store::Tx& tx) { return change_person(tx, catalog::test_city(), by(who), whom, change); });
    }
    Person load(Id id) {
        return must(read([&](store::Snapshot& from) { return load_person(from, id); }));
    }
    std::vector<store::Event> events(Id person) {
        return must(
            read([&](store::Snapshot& from) { return store::read_stream(from, "person/" + std::to_string(person)); }));
    }

private:
    store::test::Folder folder_;

public:
    Instant now{1'790'000'000'000};
    std::unique_ptr<store::Store> store;
};

}  // namespace zhupi::access::test
