#pragma once
// The HTTP machine: one I/O thread for all sockets, a few workers for the handlers. Limits on everything a stranger can
// send; a slow or hostile client costs one connection and no thread.

#include "server/net/metrics.hpp"
#include "server/net/router.hpp"
#include "server/net/sse.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zhupi::net {

struct Limits {
    std::size_t head_bytes = 16 * 1024;         ///< request line and header fields; above: 431
    std::size_t target_bytes = 8 * 1024;        ///< above: 414
    int head_seconds = 10;                      ///< from a request's first byte to the end of its head
    int idle_seconds = 30;                      ///< between requests, and between pieces of an upload or download
    int minimum_rate = 8 * 1024;                ///< bytes per second granted for bodies, on top of idle_seconds
    std::size_t buffered_bytes = 256 << 20;     ///< bodies in memory, all connections together; above: 503
    std::size_t connections = 4096;             ///< above: the longest idle one makes room, or 503
    std::size_t connections_per_address = 256;  ///< of one client; trusted proxies are exempt; above: cut
    std::size_t event_streams = 3000;           ///< above: 503
    int heartbeat_seconds = 15;                 ///< on quiet event streams, for the proxies in between
    int linger_seconds = 2;                     ///< for a refused client to read why before the connection is cut
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: any free one, see Server::port
    int workers = 4;
    std::string certificate_file = {}, key_file = {};  ///< both: TLS
    std::vector<std::string> trusted_proxies = {};     ///< addresses whose X-Forwarded-For and -Proto are believed
    Limits limits = {};
    int drain_seconds = 20;  ///< how long stop() lets requests finish
};

class Server {
public:
    /// `metrics` and `hub` outlive the server; without a hub there are no event streams.
    Server(ServerOptions options, Router router, Metrics& metrics, Hub* hub = nullptr);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();  ///< stops

    Result<void> start();  ///< errors: http.listen, http.tls
    std::uint16_t port() const;
    /// True from the moment stop() was called: for /readyz.
    bool draining() const;
    /// Stops accepting, lets requests in flight finish, ends idle connections and event streams; at the deadline cuts
    /// what is left. Returns when every thread has ended.
    void stop();

private:
    class Machine;
    std::shared_ptr<Machine> machine_;
};

}  // namespace zhupi::net
