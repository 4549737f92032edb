#include "base/error_codes.hpp"
#include "server/net/engine.hpp"
#include "server/net/session.hpp"
#include "server/net/work.hpp"

namespace zhupi::net {
namespace {

constexpr std::size_t upload_piece = 256 * 1024;
constexpr std::int64_t slow_upload_grace_us = 60'000'000;

}  // namespace

void Session::to_worker(std::function<void(Session&)> work) {
    engine_.to_worker([self = shared_from_this(), work = std::move(work)] { work(*self); });
}

void Session::to_io(std::function<void(Session&)> work) {
    engine_.to_io([self = shared_from_this(), work = std::move(work)] {
        if (self->phase_ != Phase::closed) work(*self);
    });
}

void Session::dispatch() {
    phase_ = Phase::working;
    transport_->never_expire();
    to_worker([call = call_](Session& self) {
        const auto started_us = monotonic_us();
        const auto& router = self.engine_.router;
        if (auto admitted = admit(router, *call); !admitted)
            self.deliver(call, started_us, fail(std::move(admitted.error())));
        else if (call->route != nullptr && call->route->async)
            start_async(call, self.reply_to(call, started_us));
        else
            self.deliver(call, started_us, answer(router, *call));
    });
}

/// Holds neither session nor engine: a reply may outlive both.
Reply Session::reply_to(std::shared_ptr<Call> call, std::int64_t started_us) {
    return Reply([weak_engine = engine_.weak_from_this(), weak_self = weak_from_this(), call = std::move(call),
                  started_us](Result<Response> result) {
        const auto engine = weak_engine.lock();
        auto self = weak_self.lock();
        if (!engine || !self) return;
        // Back to a worker, for rendering: the caller may be the one writer thread.
        engine->to_worker([self = std::move(self), call, started_us, result = std::move(result)]() mutable {
            self->deliver(call, started_us, std::move(result));
        });
    });
}

/// Any thread.
void Session::deliver(const std::shared_ptr<Call>& call, std::int64_t started_us, Result<Response> result) {
    auto rendered = conclude(engine_.router, *call, std::move(result));
    to_io([rendered = std::move(rendered), started_us](Session& self) { self.send(rendered, started_us); });
}

void Session::open_upload() {
    phase_ = Phase::uploading;
    transport_->never_expire();
    uploaded_ = 0;
    to_worker([call = call_](Session& self) {
        const auto started_us = monotonic_us();
        if (auto admitted = admit(self.engine_.router, *call); !admitted)
            return self.deliver(call, started_us, fail(std::move(admitted.error())));
        auto opened = open_sink(*call);
        if (!opened) return self.deliver(call, started_us, fail(std::move(opened.error())));
        self.to_io([sink = std::shared_ptr<BodySink>(std::move(*opened))](Session& on_io) {
            on_io.sink_ = sink;
            on_io.phase_since_us_ = monotonic_us();
            on_io.transport_->expire_after_seconds(on_io.engine_.options.limits.idle_seconds);
            if (on_io.head_.expects_continue)
                on_io.send_continue(&Session::on_upload_continue);
            else
                on_io.try_upload();
        });
    });
}

void Session::on_upload_continue(bool ok, std::size_t) { ok ? try_upload() : close(); }

void Session::on_upload_bytes(bool ok, std::size_t size) {
    if (ok) {
        in_.commit(size);
        return try_upload();
    }
    // The connection broke: what has arrived is kept, so that less has to be sent again.
    if (!piece_.empty())
        to_worker([sink = sink_, call = call_, piece = std::move(piece_)](Session&) {
            (void)write_sink(*call, *sink, piece);
        });
    close();
}

void Session::try_upload() {
    const auto before = piece_.size();
    const auto used = body_.read(in_.view(), piece_);
    if (!used) return refuse(used.error());
    in_.consume(*used);
    uploaded_ += piece_.size() - before;
    if (uploaded_ > call_->route->body_limit)
        return refuse({&err::http_body_too_large, {}, {{"limit", std::to_string(call_->route->body_limit)}}});
    if (body_.done() || piece_.size() >= upload_piece) return write_upload(body_.done());

    const auto elapsed_us = monotonic_us() - phase_since_us_;
    const auto rate = static_cast<std::int64_t>(uploaded_) * 1'000'000 / std::max<std::int64_t>(elapsed_us, 1);
    if (elapsed_us > slow_upload_grace_us && rate < engine_.options.limits.minimum_rate / 8) return close();
    transport_->expire_after_seconds(engine_.options.limits.idle_seconds);
    read(upload_piece, &Session::on_upload_bytes);
}

void Session::write_upload(bool last) {
    transport_->never_expire();
    to_worker([sink = sink_, call = call_, piece = std::move(piece_), last](Session& self) {
        const auto started_us = monotonic_us();
        if (!piece.empty())
            if (auto written = write_sink(*call, *sink, piece); !written)
                return self.deliver(call, started_us, fail(std::move(written.error())));
        if (last) return self.deliver(call, started_us, finish_sink(*call, *sink));
        self.to_io([](Session& on_io) { on_io.try_upload(); });
    });
    piece_.clear();
}

}  // namespace zhupi::net
