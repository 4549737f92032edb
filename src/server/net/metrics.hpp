#pragma once
// Counters, gauges and histograms in the Prometheus text format, version 0.0.4. Updating one is an atomic addition;
// looking one up takes a lock, so hot paths keep the reference, which stays valid as long as the registry.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhupi::net {

/// Only grows.
class Counter {
public:
    void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

class Gauge {
public:
    void add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
    void set(std::int64_t n) { value_.store(n, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_ = 0;
};

/// Seconds, in buckets that double from 0.5 ms to 8 s.
class Histogram {
public:
    static constexpr std::array<double, 15> bounds{0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064,
                                                   0.125,  0.25,  0.5,   1,     2,     4,     8};
    void observe(double seconds);
    std::uint64_t count() const;
    /// How many observations were at most bounds[i]; the last entry counts all.
    std::array<std::uint64_t, bounds.size() + 1> cumulative() const;
    double sum() const { return static_cast<double>(microseconds_.load(std::memory_order_relaxed)) / 1e6; }

private:
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets_{};
    std::atomic<std::uint64_t> microseconds_ = 0;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

/// Thread-safe. Asking again for the same name and labels gives the same instrument.
class Metrics {
public:
    Metrics();
    ~Metrics();

    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});
    std::string text() const;

private:
    struct Registry;
    std::unique_ptr<Registry> registry_;
};

}  // namespace zhupi::net
