#include "server/net/metrics.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <mutex>
#include <variant>

namespace zhupi::net {
namespace {

std::string number(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.9g", value);
    return buffer;
}

/// `{a="b",c="d"}`, with backslash, quote and line feed escaped; empty without labels.
std::string label_text(const Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        out += (out.empty() ? "{" : ",") + name + "=\"";
        for (const char c : value) {
            if (c == '\\' || c == '"') out += '\\';
            if (c == '\n')
                out += "\\n";
            else
                out += c;
        }
        out += '"';
    }
    return out.empty() ? out : out + '}';
}

std::string with_bound(const std::string& labels, const std::string& bound) {
    const auto inner = labels.empty() ? std::string("{") : labels.substr(0, labels.size() - 1) + ',';
    return inner + "le=\"" + bound + "\"}";
}

}  // namespace

void Histogram::observe(double seconds) {
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    buckets_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    microseconds_.fetch_add(static_cast<std::uint64_t>(std::llround(std::max(seconds, 0.0) * 1e6)),
                            std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const { return cumulative().back(); }

std::array<std::uint64_t, Histogram::bounds.size() + 1> Histogram::cumulative() const {
    std::array<std::uint64_t, bounds.size() + 1> out{};
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = total += buckets_[i].load(std::memory_order_relaxed);
    return out;
}

using Instrument = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;

struct Family {
    std::string help;
    std::map<std::string, Instrument> members;  // by label text
};

struct Metrics::Registry {
    std::mutex mutex;
    std::map<std::string, Family, std::less<>> families;

    template <class T>
    T& find(std::string_view name, std::string_view help, const Labels& labels) {
        const std::lock_guard lock(mutex);
        auto family = families.find(name);
        if (family == families.end()) family = families.emplace(name, Family{std::string(help), {}}).first;
        auto& members = family->second.members;
        const auto key = label_text(labels);
        auto member = members.find(key);
        ensure(members.empty() || std::holds_alternative<std::unique_ptr<T>>(members.begin()->second),
               "a metric of two kinds: " + std::string(name));
        if (member == members.end()) member = members.emplace(key, std::make_unique<T>()).first;
        return *std::get<std::unique_ptr<T>>(member->second);
    }
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    return registry_->find<Counter>(name, help, labels);
}
Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    return registry_->find<Gauge>(name, help, labels);
}
Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
    return registry_->find<Histogram>(name, help, labels);
}

namespace {

void put(std::string& out, const std::string& name, const std::string& labels, const Instrument& instrument) {
    if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&instrument)) {
        out += name + labels + ' ' + std::to_string((*counter)->value()) + '\n';
    } else if (const auto* gauge = std::get_if<std::unique_ptr<Gauge>>(&instrument)) {
        out += name + labels + ' ' + std::to_string((*gauge)->value()) + '\n';
    } else {
        const auto& histogram = *std::get<std::unique_ptr<Histogram>>(instrument);
        const auto counts = histogram.cumulative();
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const auto bound = i < Histogram::bounds.size() ? number(Histogram::bounds[i]) : "+Inf";
            out += name + "_bucket" + with_bound(labels, bound) + ' ' + std::to_string(counts[i]) + '\n';
        }
        out += name + "_sum" + labels + ' ' + number(histogram.sum()) + '\n';
        out += name + "_count" + labels + ' ' + std::to_string(counts.back()) + '\n';
    }
}

}  // namespace

std::string Metrics::text() const {
    constexpr const char* kinds[] = {"counter", "gauge", "histogram"};
    const std::lock_guard lock(registry_->mutex);
    std::string out;
    for (const auto& [name, family] : registry_->families) {
        out += "# HELP " + name + ' ' + family.help + '\n';
        out += "# TYPE " + name + ' ' + kinds[family.members.begin()->second.index()] + '\n';
        for (const auto& [labels, instrument] : family.members) put(out, name, labels, instrument);
    }
    return out;
}

}  // namespace zhupi::net
