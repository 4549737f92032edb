#include "server/net/session.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "server/net/engine.hpp"
#include "server/net/header_values.hpp"
#include "server/net/url.hpp"
#include "server/net/work.hpp"

namespace zhupi::net {
namespace {

constexpr std::size_t head_room = 4096;
constexpr std::size_t body_room = 64 * 1024;
constexpr std::string_view end_of_head = "\r\n\r\n";

/// For clients that cannot send PATCH or DELETE (mini programs); tus 1.0 demands it. Never turns a GET into more.
Method overridden(Method method, const Headers& headers) {
    if (method != Method::post) return method;
    const auto wanted = method_named(headers.get("X-HTTP-Method-Override"));
    return wanted == Method::patch || wanted == Method::del ? *wanted : method;
}

std::string allow_text(const std::vector<Method>& methods) {
    std::string out;
    for (const auto method : methods) out += (out.empty() ? "" : ", ") + std::string(name_of(method));
    return out;
}

Result<void> check_media_type(const Route& route, const Headers& headers) {
    constexpr const char* wanted = "application/json";
    const auto given = headers.get("Content-Type");
    if (route.request == nullptr || media_type(given) == wanted) return {};
    return fail(err::http_media_type, {{"given", std::string(given)}, {"expected", wanted}});
}

Error too_large(std::uint64_t limit) { return {&err::http_body_too_large, {}, {{"limit", std::to_string(limit)}}}; }

}  // namespace

void Then::operator()(bool ok, std::size_t bytes) const { session->take(step, ok, bytes); }

Session::Session(Engine& engine, std::unique_ptr<Transport> transport, std::string remote)
    : engine_(engine), transport_(std::move(transport)), remote_(std::move(remote)), phase_since_us_(monotonic_us()) {}

Session::~Session() = default;

void Session::start() {
    transport_->expire_after_seconds(engine_.options.limits.head_seconds);
    transport_->handshake(then(&Session::on_handshake));
}

/// An operation may have ended well just before the session was closed: its bytes are no longer wanted.
void Session::take(Step step, bool ok, std::size_t bytes) {
    if (phase_ == Phase::closed) return;
    try {
        (this->*step)(ok, bytes);
    } catch (const std::exception& thrown) {  // our bug costs this connection, not the others
        log::error("http.session_failed", {{"what", thrown.what()}});
        close();
    }
}

void Session::on_handshake(bool ok, std::size_t) { ok ? next_request() : close(); }

void Session::read(std::size_t room, Step step) { transport_->read_some(in_.room(room), then(step)); }

std::optional<std::int64_t> Session::waiting_since_us() const {
    if (phase_ != Phase::waiting && phase_ != Phase::head) return std::nullopt;
    return phase_since_us_;
}

void Session::drain() {
    keep_ = false;
    if (phase_ == Phase::waiting || phase_ == Phase::head) close();
    if (phase_ == Phase::streaming && !writing_events_) close();
}

void Session::close() {
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::streaming) engine_.count_streams(-1);
    phase_ = Phase::closed;
    transport_->close();
    release_memory();
    rendered_.reset();
    sink_.reset();
    engine_.leave(*this);
}

void Session::release_memory() {
    engine_.buffered -= buffered_;
    buffered_ = 0;
    call_.reset();
    out_head_.clear();
    std::string().swap(out_);
    std::string().swap(piece_);
    in_.shrink(body_room);
}

void Session::next_request() {
    if (engine_.draining) return finish();
    phase_ = in_.empty() ? Phase::waiting : Phase::head;
    phase_since_us_ = monotonic_us();
    scanned_ = 0;
    const auto& limits = engine_.options.limits;
    transport_->expire_after_seconds(phase_ == Phase::waiting ? limits.idle_seconds : limits.head_seconds);
    if (phase_ == Phase::head) return try_head();
    read(head_room, &Session::on_head_bytes);
}

void Session::on_head_bytes(bool ok, std::size_t size) {
    if (!ok) return close();
    in_.commit(size);
    if (phase_ == Phase::waiting) {  // the clock runs from the first byte, however slowly the others drip
        phase_ = Phase::head;
        transport_->expire_after_seconds(engine_.options.limits.head_seconds);
    }
    try_head();
}

void Session::try_head() {
    if (scanned_ == 0)  // RFC 9112 2.2: empty lines before a request are skipped
        while (in_.view().starts_with("\r\n")) in_.consume(2);
    const auto bytes = in_.view();
    const auto limit = engine_.options.limits.head_bytes;
    const auto from = scanned_ < end_of_head.size() ? 0 : scanned_ - end_of_head.size();
    const auto end = bytes.find(end_of_head, from);
    if (std::min(end, bytes.size()) > limit) {
        return refuse({&err::http_header_too_large, {}, {{"limit", std::to_string(limit)}}});
    }
    if (end == bytes.npos) {
        scanned_ = bytes.size();
        return read(head_room, &Session::on_head_bytes);
    }
    received_us_ = monotonic_us();
    const auto size = end + end_of_head.size();
    auto head = read_head(bytes.substr(0, size));
    in_.consume(size);
    if (!head) return refuse(head.error());
    begin(std::move(*head));
}

/// Makes the call and finds its route; whatever can be refused without the body is refused here.
void Session::begin(Head head) {
    head_ = std::move(head);
    body_ = BodyReader(head_);
    call_ = std::make_shared<Call>();
    auto& request = call_->request;
    request.method = overridden(head_.method, head_.headers);
    request.headers = std::move(head_.headers);
    request.remote = remote_;
    request.secure = engine_.secure;
    engine_.look_through_proxies(request);
    auto trace = trace_in(request.headers.get("traceparent"));
    request.trace = trace ? std::move(*trace) : engine_.new_trace();
    const auto& limits = engine_.options.limits;
    if (head_.target.size() > limits.target_bytes)
        return refuse({&err::http_target_too_long, {}, {{"limit", std::to_string(limits.target_bytes)}}});
    auto target = parse_target(head_.target);
    if (!target) return refuse(target.error());
    request.path = std::move(target->path);
    request.segments = std::move(target->segments);
    request.query = std::move(target->query);

    auto match = engine_.router.match(request.method, request.segments);
    call_->route = match.route;
    call_->params = std::move(match.params);
    if (match.route == nullptr) {
        if (request.method == Method::options && (!match.allowed.empty() || request.path == "*"))
            return deliver(call_, received_us_, Response::no_content().with("Allow", allow_text(match.allowed)));
        if (!match.allowed.empty()) {
            const auto allow = allow_text(match.allowed);
            return refuse(
                {&err::http_method, {}, {{"method", std::string(name_of(request.method))}, {"allowed", allow}}}, allow);
        }
        const bool page = request.method == Method::get || request.method == Method::head;
        if (!page || !engine_.router.otherwise()) return refuse({&err::http_not_found, {}, {{"path", request.path}}});
    }
    accept_body();
}

void Session::accept_body() {
    const auto* route = call_->route;
    const std::uint64_t limit = route == nullptr ? 0 : route->body_limit;
    if (head_.content_length.value_or(0) > limit) return refuse(too_large(limit));
    if (route != nullptr && route->sink) return open_upload();
    if (!head_.has_body()) return dispatch();
    if (route != nullptr)
        if (const auto fits = check_media_type(*route, call_->request.headers); !fits) return refuse(fits.error());
    phase_ = Phase::body;
    const auto& limits = engine_.options.limits;
    const auto expected = head_.content_length.value_or(limit) / static_cast<std::uint64_t>(limits.minimum_rate);
    transport_->expire_after_seconds(limits.idle_seconds + static_cast<int>(expected));
    if (head_.expects_continue) return send_continue(&Session::on_body_continue);
    try_body();
}

void Session::send_continue(Step step) {
    out_head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    transport_->write(out_head_, {}, then(step));
}

void Session::on_body_continue(bool ok, std::size_t) { ok ? try_body() : close(); }

void Session::on_body_bytes(bool ok, std::size_t size) {
    if (!ok) return close();
    in_.commit(size);
    try_body();
}

void Session::try_body() {
    if (!buffer_body()) return;
    if (body_.done()) return dispatch();
    read(body_room, &Session::on_body_bytes);
}

/// Moves what has arrived into the request; false when it was refused.
bool Session::buffer_body() {
    auto& body = call_->request.body;
    const auto before = body.size();
    const auto used = body_.read(in_.view(), body);
    if (!used) {
        refuse(used.error());
        return false;
    }
    in_.consume(*used);
    buffered_ += body.size() - before;
    engine_.buffered += body.size() - before;
    const auto limit = call_->route == nullptr ? 0 : call_->route->body_limit;
    if (body.size() > limit) {
        refuse(too_large(limit));
        return false;
    }
    if (engine_.buffered > engine_.options.limits.buffered_bytes) {
        refuse({&err::http_busy, {}, {{"retryAfter", "1"}}});
        return false;
    }
    return true;
}

/// Answers without a handler and hangs up if bytes of the request are still under way.
void Session::refuse(const Error& error, std::string allow) {
    if (!call_) {  // no head could be read
        call_ = std::make_shared<Call>();
        call_->request.trace = engine_.new_trace();
        head_ = Head();
        head_.keep_alive = false;
        received_us_ = monotonic_us();
    }
    auto rendered = std::make_shared<Rendered>(render(*call_, fail(error)));
    if (!allow.empty()) rendered->response.headers.set("Allow", std::move(allow));
    send(std::move(rendered), received_us_);
}

}  // namespace zhupi::net
