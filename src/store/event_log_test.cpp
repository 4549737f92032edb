#include "store/event_log.hpp"

#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "store/idempotency.hpp"
#include "store/sequence.hpp"
#include "store/test_support.hpp"

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace {

NewEvent event_of(const std::string& stream, std::int64_t version, std::string payload = "{}") {
    return {stream,
            version,
            "application.filed",
            Instant{1'000 + version},
            R"({"user":7})",
            "行政许可法第三十二条",
            std::move(payload)};
}

struct Fixture {
    Folder folder;
    std::unique_ptr<Store> store = open_store(folder.path());

    Event put(NewEvent event) {
        Event stored;
        must(store->write([&](Tx& tx) -> Result<void> {
            ZHUPI_TRY(stored, append(tx, event));
            return {};
        }));
        return stored;
    }
    template <class Fn>
    auto read(Fn fn) {
        decltype(must(fn(std::declval<Snapshot&>()))) answer;
        must(store->read([&](Snapshot& from) -> Result<void> {
            answer = must(fn(from));
            return {};
        }));
        return answer;
    }
    ChainVerdict verify(std::int64_t first, std::int64_t last) {
        return read([&](Snapshot& from) { return verify_chain(from, first, last); });
    }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "events are numbered from 1 without gaps and read back as they were") {
    put(event_of("application/1", 1, R"({"n":1})"));
    put(event_of("application/2", 1));
    const auto third = put(event_of("application/1", 2, R"({"n":3})"));
    CHECK(third.seq == 3);
    const auto stream = read([](Snapshot& from) { return read_stream(from, "application/1"); });
    REQUIRE(stream.size() == 2);
    CHECK(stream[0].seq == 1);
    CHECK(stream[0].payload == R"({"n":1})");
    CHECK(stream[1].seq == 3);
    CHECK(stream[1].basis == "行政许可法第三十二条");
    CHECK(stream[1].at == Instant{1'002});
    CHECK(stream[1].hash == third.hash);
    const auto head = read([](Snapshot& from) { return log_head(from); });
    CHECK(head.seq == 3);
    CHECK(head.hash == third.hash);
}

TEST_CASE_FIXTURE(Fixture, "a stream has each version once") {
    put(event_of("application/1", 1));
    const auto second = store->write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(append(tx, event_of("application/1", 1, "other")));
        return {};
    });
    CHECK(failed_with(second, err::store_duplicate));
    CHECK(put(event_of("application/1", 2)).seq == 2);
    CHECK(verify(1, 2).intact);
}

TEST_CASE_FIXTURE(Fixture, "readers go on from their place, screens go back from the newest") {
    for (std::int64_t i = 1; i <= 10; ++i) put(event_of(i % 2 == 0 ? "a" : "b", (i + 1) / 2));
    const auto seqs = [](const std::vector<Event>& events) {
        std::vector<std::int64_t> out;
        for (const auto& event : events) out.push_back(event.seq);
        return out;
    };
    using Seqs = std::vector<std::int64_t>;
    CHECK(seqs(read([](Snapshot& from) { return read_after(from, 7, 2); })) == Seqs{8, 9});
    CHECK(seqs(read([](Snapshot& from) { return read_after(from, 10, 5); })) == Seqs{});
    CHECK(seqs(read([](Snapshot& from) { return read_back(from, {}, 3); })) == Seqs{10, 9, 8});
    CHECK(seqs(read([](Snapshot& from) { return read_back(from, {"a", "", 8}, 2); })) == Seqs{6, 4});
    CHECK(seqs(read([](Snapshot& from) { return read_back(from, {"", "no.such.type", 0}, 2); })) == Seqs{});
}

TEST_CASE("the hash covers every part of an event in an encoding that no other event shares") {
    Event event;
    static_cast<NewEvent&>(event) = event_of("application/1", 3);
    event.seq = 9;
    const std::string previous(32, 'p');
    // Numbers are 8 bytes, big-endian; texts are preceded by their length: recomputed here by hand.
    const auto n = [](char low) { return std::string(7, '\0') + low; };
    const auto t = [&](const std::string& s) { return n(static_cast<char>(s.size())) + s; };
    CHECK(event_hash(event, previous) ==
          crypto::sha256(n(9) + t("application/1") + n(3) + t("application.filed") + std::string(6, '\0') + "\x03\xeb" +
                         t(R"({"user":7})") + t("行政许可法第三十二条") + t("{}") + previous));

    const auto hash = event_hash(event, previous);
    const auto differs = [&](const std::function<void(Event&)>& change) {
        auto other = event;
        change(other);
        return event_hash(other, previous) != hash;
    };
    CHECK(differs([](Event& e) { ++e.seq; }));
    CHECK(differs([](Event& e) { e.stream += "0"; }));
    CHECK(differs([](Event& e) { ++e.version; }));
    CHECK(differs([](Event& e) { e.type = "x"; }));
    CHECK(differs([](Event& e) { ++e.at.ms; }));
    CHECK(differs([](Event& e) { e.actor = "{}"; }));
    CHECK(differs([](Event& e) { e.basis.clear(); }));
    CHECK(differs([](Event& e) { e.payload = "{ }"; }));
    CHECK(differs([](Event& e) { std::swap(e.basis, e.payload); }));
    CHECK(event_hash(event, std::string(32, 'q')) != hash);
}

TEST_CASE_FIXTURE(Fixture, "a counter starts at 1, and one that was rolled back leaves no gap") {
    const auto next = [&](std::string_view series, bool keep) {
        std::int64_t value = 0;
        static_cast<void>(store->write([&](Tx& tx) -> Result<void> {
            ZHUPI_TRY(value, next_value(tx, series));
            return keep ? Result<void>{} : fail(err::version_stale);
        }));
        return value;
    };
    CHECK(next("case/320199/2026", true) == 1);
    CHECK(next("case/320199/2026", true) == 2);
    CHECK(next("case/320199/2026", false) == 3);
    CHECK(next("case/320199/2026", true) == 3);
    CHECK(next("case/320199/2027", true) == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "a command asked twice is answered as the first time, and another one under its key is refused") {
    const Instant now{1'000'000'000};
    const auto ask = [&](std::string_view key, std::int64_t user, std::string_view digest) {
        Result<std::optional<std::string>> answer;
        must(store->read([&](Snapshot& from) -> Result<void> {
            answer = find_answer(from, key, user, digest);
            return {};
        }));
        return answer;
    };
    const auto keep = [&](std::string_view key, std::int64_t user, std::string_view digest, std::string_view answer,
                          Instant at) {
        return store->write([&](Tx& tx) { return record_answer(tx, key, user, digest, answer, at); });
    };
    CHECK(must(ask("k", 1, "d")) == std::nullopt);
    must(keep("k", 1, "d", "{\"id\":5}", now));
    CHECK(must(ask("k", 1, "d")) == "{\"id\":5}");
    CHECK(failed_with(ask("k", 1, "other"), err::idempotency_mismatch));
    CHECK(must(ask("k", 2, "other")) == std::nullopt);
    CHECK(failed_with(keep(std::string(201, 'k'), 1, "d", "", now), err::idempotency_key));

    must(keep("later", 1, "d", "{}", now.plus_ms(5)));
    const auto forget = [&](Instant at) {
        std::int64_t gone = 0;
        must(store->write([&](Tx& tx) -> Result<void> {
            ZHUPI_TRY(gone, forget_old_answers(tx, at));
            return {};
        }));
        return gone;
    };
    CHECK(forget(now.plus_ms(key_lifetime_ms)) == 0);
    CHECK(forget(now.plus_ms(key_lifetime_ms + 1)) == 1);
    CHECK(must(ask("k", 1, "other")) == std::nullopt);
    CHECK(must(ask("later", 1, "d")) == "{}");
}
