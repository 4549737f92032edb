#include "store/event_log.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"

namespace zhupi::store {
namespace {

constexpr std::size_t hash_size = 32;
constexpr std::string_view columns = "seq, stream, version, type, at, actor, basis, payload, hash";

void put_number(std::string& out, std::int64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift);
}
void put_text(std::string& out, std::string_view text) {
    put_number(out, static_cast<std::int64_t>(text.size()));
    out += text;
}

/// Hashes are stored as hex text, which both dialects compare and print alike.
std::string from_hex(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    return out;
}

Event read_event(const Row& row) {
    Event event;
    event.seq = row.integer(0);
    event.stream = row.text(1);
    event.version = row.integer(2);
    event.type = row.text(3);
    event.at = Instant{row.integer(4)};
    event.actor = row.text(5);
    event.basis = row.text(6);
    event.payload = row.text(7);
    event.hash = from_hex(row.text(8));
    return event;
}

/// Writers come one after the other (Channel::begin), so that the end is theirs until they commit.
Result<LogEnd*> end_of_log(Tx& tx) {
    if (!tx.log_end) {
        ZHUPI_TRY(auto head, log_head(tx));
        tx.log_began = head.seq;
        tx.log_end = std::move(head);
    }
    return &*tx.log_end;
}

Result<std::vector<Event>> read_events(Snapshot& from, const std::string& rest, std::span<const Value> args) {
    std::vector<Event> events;
    ZHUPI_CHECK(from.query("SELECT " + std::string(columns) + " FROM event " + rest, args,
                           [&](const Row& row) { events.push_back(read_event(row)); }));
    return events;
}

}  // namespace

std::string event_content(const Event& event) {
    std::string encoded;
    encoded.reserve(256 + event.payload.size());
    put_number(encoded, event.seq);
    put_text(encoded, event.stream);
    put_number(encoded, event.version);
    put_text(encoded, event.type);
    put_number(encoded, event.at.ms);
    put_text(encoded, event.actor);
    put_text(encoded, event.basis);
    put_text(encoded, event.payload);
    return encoded;
}

std::string event_hash(const Event& event, std::string_view previous) {
    return crypto::sha256(event_content(event).append(previous));
}

Result<LogEnd> log_head(Snapshot& from) {
    LogEnd head{0, std::string(hash_size, '\0')};
    ZHUPI_CHECK(from.query("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1", {},
                           [&](const Row& row) { head = {row.integer(0), from_hex(row.text(1))}; }));
    return head;
}

Result<Event> append(Tx& tx, NewEvent wanted) {
    ZHUPI_TRY(auto* end, end_of_log(tx));
    Event event;
    static_cast<NewEvent&>(event) = std::move(wanted);
    event.seq = end->seq + 1;
    event.hash = event_hash(event, end->hash);
    ZHUPI_CHECK(tx.make_room_for(event.at.ms));
    ZHUPI_CHECK(
        tx.put("INSERT INTO event (seq, stream, version, type, at, actor, basis, payload, hash) "
               "VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
               {event.seq, event.stream, event.version, event.type, event.at.ms, event.actor, event.basis,
                event.payload, text::hex(event.hash)}));
    *end = {event.seq, event.hash};
    return event;
}

Result<std::vector<Event>> read_stream(Snapshot& from, std::string_view stream) {
    const Value args[] = {stream};
    return read_events(from, "WHERE stream = $1 ORDER BY version", args);
}

Result<std::vector<Event>> read_after(Snapshot& from, std::int64_t place, int limit) {
    const Value args[] = {place, std::int64_t{limit}};
    return read_events(from, "WHERE seq > $1 ORDER BY seq LIMIT $2", args);
}

Result<std::vector<Event>> read_back(Snapshot& from, const EventFilter& filter, int limit) {
    std::vector<Value> args{filter.before == 0 ? INT64_MAX : filter.before, std::int64_t{limit}};
    std::string where = "WHERE seq < $1";
    const auto also = [&](std::string_view column, const std::string& value) {
        if (value.empty()) return;
        args.emplace_back(value);
        where += " AND " + std::string(column) + " = $" + std::to_string(args.size());
    };
    also("stream", filter.stream);
    also("type", filter.type);
    return read_events(from, where + " ORDER BY seq DESC LIMIT $2", args);
}

Result<ChainVerdict> verify_chain(Snapshot& from, std::int64_t first, std::int64_t last) {
    constexpr int page = 2000;
    ChainVerdict verdict;
    std::string previous(hash_size, '\0');
    if (first > 1) {
        ZHUPI_TRY(const auto before, read_after(from, first - 2, 1));
        if (before.empty() || before.front().seq != first - 1) return ChainVerdict{false, 0, first - 1};
        previous = before.front().hash;
    }
    for (std::int64_t place = first - 1; place < last;) {
        ZHUPI_TRY(const auto events, read_after(from, place, page));
        if (events.empty()) return ChainVerdict{false, verdict.events, place + 1};  // the log ends too early
        for (const auto& event : events) {
            if (event.seq != place + 1 || event_hash(event, previous) != event.hash)
                return ChainVerdict{false, verdict.events, place + 1};
            place = event.seq;
            previous = event.hash;
            ++verdict.events;
            if (place == last) break;
        }
    }
    return verdict;
}

}  // namespace zhupi::store
