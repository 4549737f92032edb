#pragma once
// What sessions share: configuration, counters and the two kinds of threads. Implemented over Asio in server.cpp;
// inside server/net only. Everything without a note belongs to the I/O thread.

#include "server/net/server.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>

namespace zhupi::net {

class Session;

class Engine : public std::enable_shared_from_this<Engine> {
public:
    Engine(ServerOptions chosen, Router table, Metrics& registry);
    virtual ~Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    virtual void to_worker(std::function<void()> work) = 0;  ///< any thread
    virtual void to_io(std::function<void()> work) = 0;      ///< any thread

    void join(const std::shared_ptr<Session>& session);
    void leave(Session& session);
    /// Whether an address that is no trusted proxy has as many connections as one may have.
    bool crowded(const std::string& address) const;
    std::string new_trace();
    /// The client's address and whether it came by TLS, as a trusted proxy tells.
    void look_through_proxies(Request& request) const;
    /// Counts one answer.
    void count(const Route* route, int status, double seconds);
    void count_streams(int change);

    const ServerOptions options;  // any thread
    const Router router;          // any thread
    const bool secure;            // any thread
    std::atomic<bool> draining = false;
    std::string date;          ///< now, as HTTP writes it
    std::size_t buffered = 0;  ///< bytes of bodies in memory
    std::size_t streams = 0;   ///< open event streams
    std::unordered_map<Session*, std::shared_ptr<Session>> sessions;

private:
    bool trusts(std::string_view address) const;
    struct RouteCounters {
        Histogram* seconds = nullptr;
        std::unordered_map<int, Counter*> by_status;
    };
    Metrics& metrics_;
    Gauge& connections_;
    Gauge& streams_;
    std::unordered_map<const Route*, RouteCounters> counters_;
    std::unordered_map<std::string, std::size_t> by_address_;
    std::mt19937_64 random_;
};

}  // namespace zhupi::net
