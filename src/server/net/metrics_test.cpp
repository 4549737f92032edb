#include "server/net/metrics.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

TEST_CASE("the exposition is what Prometheus reads") {
    Metrics metrics;
    metrics.counter("requests_total", "Requests", {{"route", "a\"\\\nb"}}).add(3);
    metrics.counter("requests_total", "Requests", {{"route", "a\"\\\nb"}}).add();
    metrics.gauge("open", "Open now").set(-2);
    auto& latency = metrics.histogram("seconds", "Latency", {{"route", "x"}});
    latency.observe(0.0005);
    latency.observe(0.003);
    latency.observe(60);
    const auto text = metrics.text();
    CHECK(text.find("# HELP open Open now\n# TYPE open gauge\nopen -2\n") != text.npos);
    CHECK(text.find("# TYPE requests_total counter\nrequests_total{route=\"a\\\"\\\\\\nb\"} 4\n") != text.npos);
    CHECK(text.find("seconds_bucket{route=\"x\",le=\"0.0005\"} 1\n") != text.npos);
    CHECK(text.find("seconds_bucket{route=\"x\",le=\"0.002\"} 1\n") != text.npos);
    CHECK(text.find("seconds_bucket{route=\"x\",le=\"0.004\"} 2\n") != text.npos);
    CHECK(text.find("seconds_bucket{route=\"x\",le=\"+Inf\"} 3\n") != text.npos);
    CHECK(text.find("seconds_sum{route=\"x\"} 60.0035\n") != text.npos);
    CHECK(text.find("seconds_count{route=\"x\"} 3\n") != text.npos);
}

TEST_CASE("a name keeps its kind") {
    Metrics metrics;
    metrics.counter("a", "");
    CHECK_THROWS_AS(metrics.gauge("a", ""), BugError);
}

}  // namespace
}  // namespace zhupi::net
