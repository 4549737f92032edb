#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "server/net/engine.hpp"
#include "server/net/session.hpp"
#include "server/net/work.hpp"

namespace zhupi::net {
namespace {

constexpr std::size_t file_piece = 256 * 1024;
constexpr std::size_t events_piece = 64 * 1024;
constexpr std::size_t most_lingered = 1 << 20;
constexpr std::size_t scrap_room = 4096;

bool head_only(const Call& call) { return call.request.method == Method::head; }

}  // namespace

void Session::send(std::shared_ptr<Rendered> rendered, std::int64_t started_us) {
    const auto& limits = engine_.options.limits;
    if (rendered->response.events && engine_.streams >= limits.event_streams)
        rendered = std::make_shared<Rendered>(render(*call_, fail(err::http_busy, {{"retryAfter", "30"}})));
    phase_ = Phase::sending;
    rendered_ = std::move(rendered);
    sink_.reset();
    auto& response = rendered_->response;
    const auto now = monotonic_us();
    keep_ = head_.keep_alive && body_.done() && !response.events && !engine_.draining;

    HeadFacts facts;
    facts.date = engine_.date;
    facts.trace = call_->request.trace;
    facts.queued_us = started_us - received_us_;
    facts.handled_us = now - started_us;
    facts.keep_alive = keep_;
    facts.secure = call_->request.secure;
    out_head_ = head_text(*rendered_, facts);
    out_ = head_only(*call_) || response.status == 304 ? std::string() : std::move(response.body);
    if (response.status >= 500)
        log::warn("http.answer", {{"operation", call_->route ? call_->route->operation : "none"},
                                  {"status", std::to_string(response.status)},
                                  {"trace", call_->request.trace}});
    engine_.count(call_->route, response.status, static_cast<double>(now - received_us_) / 1e6);

    const auto granted = out_.size() / static_cast<std::size_t>(limits.minimum_rate);
    transport_->expire_after_seconds(limits.idle_seconds + static_cast<int>(granted));
    transport_->write(out_head_, out_, then(&Session::on_sent));
}

void Session::on_sent(bool ok, std::size_t) {
    if (!ok) return close();
    file_sent_ = 0;
    if (rendered_->response.events && !head_only(*call_)) return begin_events();
    if (rendered_->file && !head_only(*call_)) return read_file_piece();
    finish_response();
}

/// Disk reads happen on a worker: the I/O thread waits for nothing but sockets.
void Session::read_file_piece() {
    const auto left = rendered_->length - file_sent_;
    if (left == 0) return finish_response();
    transport_->never_expire();
    const auto offset = rendered_->response.file->offset + file_sent_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, file_piece));
    to_worker([rendered = rendered_, offset, size](Session& self) {
        auto piece = rendered->file->read(offset, size);
        const bool whole = piece && piece->size() == size;
        self.to_io([piece = whole ? std::move(*piece) : std::string()](Session& on_io) {
            if (piece.empty()) return on_io.close();  // the file shrank: a broken connection is the only honest sign
            on_io.out_ = piece;
            on_io.transport_->expire_after_seconds(on_io.engine_.options.limits.idle_seconds);
            on_io.transport_->write(on_io.out_, {}, on_io.then(&Session::on_file_piece_sent));
        });
    });
}

void Session::on_file_piece_sent(bool ok, std::size_t) {
    if (!ok) return close();
    file_sent_ += out_.size();
    read_file_piece();
}

void Session::finish_response() {
    rendered_.reset();
    release_memory();
    keep_ ? next_request() : finish();
}

// Event streams ---------------------------------------------------------------------------------------------------

void Session::begin_events() {
    phase_ = Phase::streaming;
    engine_.count_streams(1);
    last_event_us_ = monotonic_us();
    auto& events = *rendered_->response.events;
    events.on_ready = [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->pump_events();
    };
    release_memory();
    in_.shrink(0);
    transport_->never_expire();
    read(1, &Session::on_events_input);
    pump_events();
}

/// A client of an event stream has nothing to say; reading shows when it leaves.
void Session::on_events_input(bool ok, std::size_t size) {
    if (!ok) return close();
    in_.commit(size);
    in_.consume(in_.view().size());
    if (phase_ == Phase::streaming) read(1, &Session::on_events_input);
}

void Session::pump_events() {
    if (phase_ != Phase::streaming || writing_events_) return;
    auto& events = *rendered_->response.events;
    auto frames = events.take(events_piece);
    if (!frames.empty()) return write_events(std::move(frames));
    if (events.ended() || engine_.draining) close();
}

void Session::write_events(std::string frames) {
    writing_events_ = true;
    out_ = std::move(frames);
    transport_->expire_after_seconds(engine_.options.limits.idle_seconds);
    transport_->write(out_, {}, then(&Session::on_events_sent));
}

void Session::on_events_sent(bool ok, std::size_t) {
    writing_events_ = false;
    last_event_us_ = monotonic_us();
    std::string().swap(out_);
    ok ? pump_events() : close();
}

void Session::beat(std::int64_t now_us) {
    const auto quiet_us = std::int64_t{engine_.options.limits.heartbeat_seconds} * 1'000'000;
    if (phase_ == Phase::streaming && !writing_events_ && now_us - last_event_us_ >= quiet_us) write_events(":\n\n");
}

// The end ---------------------------------------------------------------------------------------------------------

/// Closing at once would destroy an answer that is still on its way when unread input is left (RFC 9112 9.6): our side
/// ends, and the rest of theirs is thrown away for a moment.
void Session::finish() {
    phase_ = Phase::ending;
    lingered_ = 0;
    transport_->expire_after_seconds(engine_.options.limits.linger_seconds);
    transport_->end_sending(then(&Session::on_ended));
}

void Session::on_ended(bool ok, std::size_t) {
    if (!ok) return close();
    in_.consume(in_.view().size());
    read(scrap_room, &Session::on_lingering);
}

void Session::on_lingering(bool ok, std::size_t size) {
    lingered_ += size;
    if (!ok || lingered_ > most_lingered) return close();
    read(scrap_room, &Session::on_lingering);
}

}  // namespace zhupi::net
