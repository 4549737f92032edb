#pragma once
// What the programs of bench/ share: closed loops of clients, their latencies, and the disk's own limit.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace zhupi::bench {

using Steady = std::chrono::steady_clock;

inline double seconds_since(Steady::time_point begin) {
    return std::chrono::duration<double>(Steady::now() - begin).count();
}

/// Latencies of many threads, in milliseconds.
class Latencies {
public:
    void add(std::vector<float>& more) {
        const std::lock_guard lock(mutex_);
        all_.insert(all_.end(), more.begin(), more.end());
    }
    float at(double share) {
        if (all_.empty()) return 0;
        std::sort(all_.begin(), all_.end());
        return all_[std::min(all_.size() - 1, static_cast<std::size_t>(share * static_cast<double>(all_.size())))];
    }
    std::size_t size() const { return all_.size(); }

private:
    std::mutex mutex_;
    std::vector<float> all_;
};

inline void say(const char* what, std::size_t clients, std::size_t done, double seconds, Latencies& latencies,
                std::size_t errors) {
    std::printf("%-44s %4zu clients  %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   errors %zu\n", what, clients,
                static_cast<double>(done) / seconds, latencies.at(0.5), latencies.at(0.99), errors);
    std::fflush(stdout);
}

/// Runs `step` in a closed loop on each of `clients` threads. A step answers false when it has nothing left to do.
template <class Step>
void closed_loop(const char* what, std::size_t clients, double seconds, Step step) {
    Latencies latencies;
    std::atomic<std::size_t> errors{0};
    std::vector<std::thread> threads;
    const auto begin = Steady::now();
    for (std::size_t i = 0; i < clients; ++i)
        threads.emplace_back([&, i] {
            std::vector<float> mine;
            while (seconds_since(begin) < seconds) {
                const auto start = Steady::now();
                bool failed = false;
                if (!step(i, failed)) break;
                mine.push_back(static_cast<float>(seconds_since(start) * 1000));
                if (failed) ++errors;
            }
            latencies.add(mine);
        });
    for (auto& thread : threads) thread.join();
    say(what, clients, latencies.size(), seconds_since(begin), latencies, errors);
}

inline void measure_disk(const std::string& folder, double seconds) {
    const auto path = folder + "/disk";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
    std::vector<char> page(4096, 'x');
    for (int i = 0; i < 256; ++i) (void)!::write(fd, page.data(), page.size());
    ::fsync(fd);
    Latencies latencies;
    std::vector<float> mine;
    const auto begin = Steady::now();
    while (seconds_since(begin) < seconds) {
        const auto start = Steady::now();
        (void)!::pwrite(fd, page.data(), page.size(), static_cast<off_t>((mine.size() % 256) * page.size()));
        ::fdatasync(fd);
        mine.push_back(static_cast<float>(seconds_since(start) * 1000));
    }
    ::close(fd);
    latencies.add(mine);
    say("disk: 4 KiB overwrite + fdatasync", 1, latencies.size(), seconds_since(begin), latencies, 0);
}

}  // namespace zhupi::bench
