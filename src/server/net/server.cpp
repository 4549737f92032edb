#include "server/net/server.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "server/net/engine.hpp"
#include "server/net/header_values.hpp"
#include "server/net/session.hpp"
#include "server/net/transport_asio.hpp"
#include "server/net/work.hpp"

#include <thread>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace zhupi::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Streams served before the I/O thread looks at its sockets again.
constexpr std::size_t stream_slice = 200;

}  // namespace

class Server::Machine final : public Engine {
public:
    Machine(ServerOptions chosen, Router table, Metrics& metrics, Hub* hub)
        : Engine(std::move(chosen), std::move(table), metrics), hub_(hub) {}

    Result<void> start();
    void stop();
    std::uint16_t port() const { return port_; }

    void to_worker(std::function<void()> work) override { asio::post(workers_, std::move(work)); }
    void to_io(std::function<void()> work) override { asio::post(io_, std::move(work)); }

private:
    using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
    using Timer =
        asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

    Result<void> listen();
    void run();
    void accept();
    void admit_connection(Socket socket);
    bool make_room();
    void tick();
    void serve_streams();
    std::vector<std::shared_ptr<Session>> everyone() const;
    void begin_drain();

    asio::io_context io_{1};
    asio::thread_pool workers_{static_cast<std::size_t>(std::max(options.workers, 1))};
    Acceptor acceptor_{io_.get_executor()};
    Timer ticker_{io_.get_executor()}, accept_pause_{io_.get_executor()};
    TransportMaker make_transport_;
    Hub* hub_;
    std::uint16_t port_ = 0;
    std::int64_t drain_deadline_us_ = 0;
    std::thread thread_;
};

Result<void> Server::Machine::listen() {
    const auto refused = [this](const error_code& error) {
        return fail(err::http_listen,
                    {{"address", options.address + ':' + std::to_string(options.port)}, {"detail", error.message()}});
    };
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return refused(error);
    const Tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return refused(error);
    port_ = acceptor_.local_endpoint().port();
    return {};
}

Result<void> Server::Machine::start() {
    if (secure) {
        ZHUPI_TRY(make_transport_, tls_transports(options.certificate_file, options.key_file));
    } else {
        make_transport_ = plain_transports();
    }
    ZHUPI_CHECK(listen());
    if (hub_ != nullptr)
        hub_->set_wake([weak = weak_from_this()] {
            if (const auto self = std::static_pointer_cast<Machine>(weak.lock()))
                self->to_io([self = self.get()] { self->serve_streams(); });
        });
    tick();
    accept();
    thread_ = std::thread([this] { run(); });
    log::info("http.listening", {{"address", options.address}, {"port", std::to_string(port_)}});
    return {};
}

void Server::Machine::run() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (const std::exception& thrown) {  // our bug in a step that belongs to no session
            log::error("http.io_failed", {{"what", thrown.what()}});
        }
    }
}

void Server::Machine::accept() {
    acceptor_.async_accept([this](error_code error, Socket socket) {
        if (draining || !acceptor_.is_open()) return;
        if (!error) {
            admit_connection(std::move(socket));
            return accept();
        }
        // Out of file descriptors, most likely: trying again at once would only burn the processor.
        accept_pause_.expires_after(std::chrono::milliseconds(100));
        accept_pause_.async_wait([this](error_code) {
            if (!draining) accept();
        });
    });
}

void Server::Machine::admit_connection(Socket socket) {
    if (sessions.size() >= options.limits.connections && !make_room()) return;  // the socket closes itself
    error_code error;
    socket.set_option(Tcp::no_delay(true), error);
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    const auto address = peer.address().to_string();
    if (crowded(address)) return;
    const auto session = std::make_shared<Session>(*this, make_transport_(std::move(socket)), address);
    join(session);
    session->start();
}

/// Cuts the connection whose request has been awaited longest, so that silent or dripping clients cannot keep others
/// out; false when all are at work.
bool Server::Machine::make_room() {
    std::shared_ptr<Session> oldest;
    std::int64_t since = INT64_MAX;
    for (const auto& [key, session] : sessions) {
        const auto waiting = session->waiting_since_us();
        if (waiting && *waiting < since) {
            since = *waiting;
            oldest = session;
        }
    }
    if (oldest) oldest->close();
    return oldest != nullptr;
}

std::vector<std::shared_ptr<Session>> Server::Machine::everyone() const {
    std::vector<std::shared_ptr<Session>> out;
    out.reserve(sessions.size());
    for (const auto& [key, session] : sessions) out.push_back(session);
    return out;
}

/// Once a second: the date, heartbeats, and the end of draining.
void Server::Machine::tick() {
    date = http_date(system_now());
    const auto now_us = monotonic_us();
    if (streams > 0)
        for (const auto& session : everyone()) session->beat(now_us);
    if (draining && now_us >= drain_deadline_us_)
        for (const auto& session : everyone()) session->close();
    if (draining && sessions.empty()) return;  // nothing is left to do: run() returns
    ticker_.expires_after(std::chrono::milliseconds(draining ? 50 : 1000));
    ticker_.async_wait([this](error_code error) {
        if (!error) tick();
    });
}

void Server::Machine::serve_streams() {
    if (hub_ != nullptr && hub_->run_ready(stream_slice)) to_io([this] { serve_streams(); });
}

void Server::Machine::begin_drain() {
    error_code error;
    acceptor_.close(error);
    accept_pause_.cancel();
    for (const auto& session : everyone()) session->drain();
    ticker_.cancel();
    tick();
}

void Server::Machine::stop() {
    if (!thread_.joinable()) return;
    log::info("http.draining");
    drain_deadline_us_ = monotonic_us() + std::int64_t{options.drain_seconds} * 1'000'000;
    draining = true;
    to_io([this] { begin_drain(); });
    thread_.join();
    if (hub_ != nullptr) hub_->set_wake({});
    workers_.join();
}

Server::Server(ServerOptions options, Router router, Metrics& metrics, Hub* hub)
    : machine_(std::make_shared<Machine>(std::move(options), std::move(router), metrics, hub)) {}

Server::~Server() { stop(); }

Result<void> Server::start() { return machine_->start(); }
std::uint16_t Server::port() const { return machine_->port(); }
bool Server::draining() const { return machine_->draining; }
void Server::stop() { machine_->stop(); }

}  // namespace zhupi::net
