#include "server/net/server.hpp"

#include "base/error_codes.hpp"
#include "server/net/test_client.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

struct Note {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

/// Opens once; whoever waits goes on.
class Gate {
public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

class CountingSink final : public BodySink {
public:
    explicit CountingSink(std::atomic<std::size_t>& total) : total_(total) {}
    Result<void> write(std::string_view piece) override {
        total_ += piece.size();
        if (piece.find("poison") != piece.npos) return fail(err::tus_disk, {{"detail", "full"}});
        return {};
    }
    Result<Response> finish() override { return Response::text(std::to_string(total_)); }

private:
    std::atomic<std::size_t>& total_;
};

/// A server with one of everything, on a free port.
struct Fixture {
    Metrics metrics;
    Hub hub;
    Gate entered, leave;
    std::atomic<std::size_t> sunk = 0;
    std::vector<std::thread> writers;
    std::unique_ptr<Server> server;

    explicit Fixture(Limits limits = {}, int drain_seconds = 10) {
        Router router;
        router.add({.pattern = "/hello/{name}", .operation = "hello", .handler = [](Call& call) -> Result<Response> {
                        return Response::json(Note{std::string(call.param("name"))});
                    }});
        router.add({.method = Method::post,
                    .pattern = "/notes",
                    .operation = "postNote",
                    .request = json::ops_for<Note>(),
                    .body_limit = 1000,
                    .handler = [](Call& call) -> Result<Response> {
                        ZHUPI_TRY(const auto note, call.body<Note>());
                        return Response::created("/notes/1", note);
                    }});
        router.add({.method = Method::post,
                    .pattern = "/raw",
                    .operation = "raw",
                    .body_limit = 200'000,
                    .handler = [](Call& call) -> Result<Response> { return Response::text(call.request.body); }});
        router.add({.pattern = "/throw", .operation = "throw", .handler = [](Call&) -> Result<Response> {
                        throw std::runtime_error("secret detail");
                    }});
        router.add({.pattern = "/forbidden", .permission = "none", .operation = "forbidden", .handler = [](Call&) {
                        return Response::text("never");
                    }});
        router.add({.method = Method::del,
                    .pattern = "/thing",
                    .operation = "deleteThing",
                    .handler = [](Call& call) -> Result<Response> { return Response::text(call.request.remote); }});
        router.add({.pattern = "/wait", .operation = "wait", .handler = [this](Call&) -> Result<Response> {
                        entered.open();
                        leave.wait();
                        return Response::text("done");
                    }});
        router.add(
            {.pattern = "/later", .operation = "later", .async = [this](const std::shared_ptr<Call>&, Reply reply) {
                 writers.emplace_back([reply = std::move(reply)] { reply(Response::text("later")); });
             }});
        router.add(
            {.pattern = "/lost", .operation = "lost", .async = [](const std::shared_ptr<Call>&, const Reply&) {}});
        router.add({.method = Method::put,
                    .pattern = "/sink",
                    .operation = "sink",
                    .body_limit = 8 << 20,
                    .sink = [this](Call&) -> Result<std::unique_ptr<BodySink>> {
                        return std::make_unique<CountingSink>(sunk);
                    }});
        router.add({.pattern = "/events", .operation = "events", .handler = [this](Call& call) -> Result<Response> {
                        std::optional<std::int64_t> last;
                        if (const auto id = call.request.headers.find("Last-Event-ID"))
                            last = std::stoll(std::string(*id));
                        return Response::event_stream(hub.subscribe({"all", "session:1"}, last));
                    }});
        router.before([](Call&, const Route& route) -> Result<void> {
            if (route.permission == "none") return fail(err::bug);
            return {};
        });
        router.after([](Call&, Response& response) { response.headers.set("X-After", "yes"); });
        ServerOptions options{.port = 0, .workers = 2, .limits = limits};
        options.drain_seconds = drain_seconds;
        options.trusted_proxies = {"127.0.0.1"};
        server = std::make_unique<Server>(options, std::move(router), metrics, &hub);
        REQUIRE(server->start());
    }
    ~Fixture() {
        leave.open();
        server->stop();
        for (auto& writer : writers) writer.join();
    }
    std::uint16_t port() const { return server->port(); }
};

TEST_CASE("a request is answered, and the connection serves the next one") {
    const Fixture fixture;
    TestClient client(fixture.port());
    const auto first = client.ask("GET", "/hello/%E6%9D%8E%E5%8D%8E");
    CHECK(first.status == 200);
    CHECK(first.body == R"({"text":"李华"})");
    CHECK(first.headers.get("Content-Type") == "application/json");
    CHECK(first.headers.get("X-After") == "yes");
    CHECK(first.headers.get("Server-Timing").starts_with("queue;dur="));
    CHECK(first.headers.get("Trace-Id").size() == 32);
    CHECK_FALSE(first.headers.has("Connection"));
    CHECK(client.ask("POST", "/notes", R"({"text":"a"})", {{"Content-Type", "application/json"}}).status == 201);
    const auto head = client.ask("HEAD", "/hello/x");
    CHECK(head.headers.get("Content-Length") == "12");
    CHECK(client.ask("GET", "/hello/y").status == 200);
}

TEST_CASE("pipelined requests are answered in order, however they are cut") {
    const Fixture fixture;
    TestClient client(fixture.port());
    std::string wire;
    for (int i = 0; i < 20; ++i) {
        wire += "POST /raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nn=\r\n";
        wire += std::to_string(std::to_string(i).size()) + "\r\n" + std::to_string(i) + "\r\n0\r\n\r\n\r\n";
    }
    for (std::size_t at = 0; at < wire.size(); at += 37) client.send(std::string_view(wire).substr(at, 37));
    for (int i = 0; i < 20; ++i) CHECK(client.answer().body == "n=" + std::to_string(i));
}

TEST_CASE("what is not there, not offered or not acceptable says so") {
    const Fixture fixture;
    TestClient client(fixture.port());
    CHECK(client.ask("GET", "/nothing").status == 404);
    const auto refused = client.ask("GET", "/notes");
    CHECK(refused.status == 405);
    CHECK(refused.headers.get("Allow") == "POST, OPTIONS");
    const auto options = client.ask("OPTIONS", "/hello/x");
    CHECK(options.status == 204);
    CHECK(options.headers.get("Allow") == "GET, HEAD, OPTIONS");
    CHECK(client.ask("OPTIONS", "*").status == 204);
    CHECK(client.ask("GET", "/hello/%ff").status == 400);
    CHECK(client.ask("GET", "/hello/../x").status == 400);
    CHECK(client.ask("BREW", "/hello/x").status == 501);
    CHECK(TestClient(fixture.port()).ask("POST", "/notes", "a=b", {{"Content-Type", "text/plain"}}).status == 415);
    CHECK(TestClient(fixture.port()).ask("POST", "/notes", "{").status == 415);
    CHECK(TestClient(fixture.port()).ask("GET", "/x", {}, {{"Expect", "nonsense"}}).status == 417);
}

TEST_CASE("everything too large is refused, and the client can read why") {
    const Fixture fixture;
    const std::string big(300'000, 'x');
    const auto sized = TestClient(fixture.port()).ask("POST", "/raw", big);
    CHECK(sized.status == 413);
    CHECK(sized.headers.get("Connection") == "close");
    TestClient chunked(fixture.port());
    chunked.send("POST /raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n" + big +
                 "\r\n0\r\n\r\n");
    CHECK(chunked.answer().status == 413);
    CHECK(TestClient(fixture.port()).ask("GET", "/" + std::string(9000, 'a')).status == 414);
    CHECK(TestClient(fixture.port()).ask("GET", "/", {}, {{"X", std::string(20'000, 'a')}}).status == 431);
    TestClient endless(fixture.port());
    endless.send("GET / HTTP/1.1\r\nX: " + std::string(40'000, 'a'));
    CHECK(endless.answer().status == 431);
}

TEST_CASE("smuggled requests are refused and the connection is cut") {
    const Fixture fixture;
    for (const char* wire : {
             "POST /raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /hello/a "
             "HTTP/1.1\r\nHost: x\r\n\r\n",
             "POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
             "GET /hello/a HTTP/1.1\r\n\r\n",
             "GET /hello/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
             "GET /hello/a HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n",
             "POST /raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
         }) {
        CAPTURE(wire);
        TestClient client(fixture.port());
        client.send(wire);
        const auto answer = client.answer();
        CHECK(answer.status == 400);
        CHECK(answer.headers.get("Connection") == "close");
        CHECK(client.at_end());
    }
}

TEST_CASE("a handler that throws is a problem with a number, not a crash and not a leak") {
    const Fixture fixture;
    TestClient client(fixture.port());
    const auto answer =
        client.ask("GET", "/throw", {}, {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}});
    CHECK(answer.status == 500);
    CHECK(answer.body.find("4bf92f3577b34da6a3ce929d0e0e4736") != answer.body.npos);
    CHECK(answer.body.find("secret") == answer.body.npos);
    CHECK(client.ask("GET", "/hello/still").status == 200);
}

TEST_CASE("the hook before a handler can refuse") {
    const Fixture fixture;
    const auto answer = TestClient(fixture.port()).ask("GET", "/forbidden");
    CHECK(answer.status == 500);
    CHECK(answer.headers.get("X-After") == "yes");
}

TEST_CASE("an asynchronous handler answers from its own thread, and a forgotten reply is a bug") {
    const Fixture fixture;
    TestClient client(fixture.port());
    CHECK(client.ask("GET", "/later").body == "later");
    CHECK(client.ask("GET", "/lost").status == 500);
    CHECK(client.ask("GET", "/later").body == "later");
}

TEST_CASE("a client that waits to be asked for its body is asked") {
    const Fixture fixture;
    TestClient client(fixture.port());
    for (const char* target : {"POST /raw", "PUT /sink"}) {
        client.send(std::string(target) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        CHECK(client.answer().status == 100);
        client.send("hello");
        CHECK(client.answer().status == 200);
    }
    client.send("POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.answer().status == 413);  // refused before it was sent
}

TEST_CASE("an upload passes through a sink without being held in memory") {
    Fixture fixture({.buffered_bytes = 1000});
    TestClient client(fixture.port());
    const std::string piece(5 << 20, 'x');
    CHECK(client.ask("PUT", "/sink", piece).body == std::to_string(piece.size()));
    client.send("PUT /sink HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    CHECK(client.answer().body == std::to_string(piece.size() + 3));
    CHECK(client.ask("PUT", "/sink", "poison").status == 503);
    CHECK(TestClient(fixture.port()).ask("PUT", "/sink", std::string(9 << 20, 'x')).status == 413);
    CHECK(TestClient(fixture.port()).ask("POST", "/raw", std::string(2000, 'x')).status == 503);
}

TEST_CASE("an upload that breaks off keeps what arrived") {
    Fixture fixture;
    {
        TestClient client(fixture.port());
        client.send("PUT /sink HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
        client.end_sending();
        CHECK(client.at_end());
    }
    fixture.server->stop();
    CHECK(fixture.sunk == 3);
}

TEST_CASE("slow heads and silent connections are cut") {
    const Fixture fixture({.head_seconds = 1, .idle_seconds = 1});
    TestClient silent(fixture.port()), dripping(fixture.port()), body(fixture.port());
    dripping.send("GET /hello/a HTTP/1.1\r\n");
    body.send("POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    CHECK(silent.at_end());
    CHECK(dripping.at_end());
    CHECK(body.at_end());
}

TEST_CASE("a head that drips is cut although it never pauses for long") {
    const Fixture fixture({.head_seconds = 1, .idle_seconds = 60});
    TestClient client(fixture.port());
    client.send("GET /hello/a HTTP/1.1\r\n");
    std::atomic<bool> over = false;
    std::thread drip([&] {
        while (!over) {
            client.send("X: y\r\n");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    CHECK(client.at_end());
    over = true;
    drip.join();
}

TEST_CASE("above the limit of connections the longest idle one makes room") {
    const Fixture fixture({.connections = 2});
    TestClient first(fixture.port());
    CHECK(first.ask("GET", "/hello/1").status == 200);
    TestClient second(fixture.port());
    CHECK(second.ask("GET", "/hello/2").status == 200);
    TestClient third(fixture.port());
    CHECK(third.ask("GET", "/hello/3").status == 200);
    CHECK(first.at_end());
    CHECK(second.ask("GET", "/hello/2").status == 200);
}

TEST_CASE("dripping clients cannot keep others out") {
    const Fixture fixture({.connections = 3});
    std::vector<std::unique_ptr<TestClient>> hostile;
    for (int i = 0; i < 10; ++i) {
        hostile.push_back(std::make_unique<TestClient>(fixture.port()));
        hostile.back()->send("GET /hello/a HTTP/1.1\r\nX: ");
    }
    CHECK(TestClient(fixture.port()).ask("GET", "/hello/honest").status == 200);
}

TEST_CASE("one address may have only so many connections, unless it is a trusted proxy") {
    Metrics metrics;
    Router router;
    router.add({.pattern = "/", .operation = "root", .handler = [](Call&) { return Response::text("hello"); }});
    Server server({.port = 0, .limits = {.connections_per_address = 2}}, std::move(router), metrics);
    REQUIRE(server.start());
    TestClient first(server.port()), second(server.port());
    CHECK(first.ask("GET", "/").status == 200);
    CHECK(second.ask("GET", "/").status == 200);
    TestClient third(server.port());
    CHECK(third.at_end());
    CHECK(first.ask("GET", "/").status == 200);
}

TEST_CASE("a trusted proxy tells who the client is, and the client cannot") {
    const Fixture fixture;
    TestClient client(fixture.port());
    CHECK(client.ask("DELETE", "/thing").body == "127.0.0.1");
    CHECK(client.ask("DELETE", "/thing", {}, {{"X-Forwarded-For", "6.6.6.6, 10.0.0.9"}}).body == "10.0.0.9");
    CHECK(client.ask("DELETE", "/thing", {}, {{"X-Forwarded-For", "10.0.0.9, 127.0.0.1"}}).body == "10.0.0.9");
    const std::string mine = "6.6.6.6", added = "10.0.0.9";
    CHECK(client.ask("DELETE", "/thing", {}, {{"X-Forwarded-For", mine}, {"X-Forwarded-For", added}}).body == added);
}

TEST_CASE("a client without PATCH and DELETE may send them as POST, but not as GET") {
    const Fixture fixture;
    TestClient client(fixture.port());
    CHECK(client.ask("POST", "/thing", {}, {{"X-HTTP-Method-Override", "DELETE"}}).status == 200);
    CHECK(client.ask("GET", "/thing", {}, {{"X-HTTP-Method-Override", "DELETE"}}).status == 405);
}

TEST_CASE("live events flow, and a client that comes back misses none") {
    Fixture fixture;
    {
        TestClient client(fixture.port());
        client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(client.read_until("event: hello\ndata: {}\n\n").find("text/event-stream") != std::string::npos);
        fixture.hub.publish({1, {"all"}, "change", "{\"a\":1}"});
        CHECK(client.read_until("\n\n") == "id: 1\nevent: change\ndata: {\"a\":1}\n\n");
        fixture.hub.publish({2, {"nobody"}, "change", "{}"});
        fixture.hub.publish({3, {"all"}, "change", "{}"});
        CHECK(client.read_until("\n\n") == "id: 3\nevent: change\ndata: {}\n\n");
    }
    fixture.hub.publish({4, {"all"}, "change", "{}"});
    TestClient back(fixture.port());
    back.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 1\r\n\r\n");
    CHECK(back.read_until("id: 3\nevent: change").ends_with("id: 3\nevent: change"));
    CHECK(back.read_until("id: 4\nevent: change").ends_with("id: 4\nevent: change"));
    fixture.hub.end("session:1");
    while (back.receive()) {
    }
    CHECK(fixture.hub.subscribers() <= 1);
}

TEST_CASE("many streams get an event each, in slices") {
    Fixture fixture({.event_streams = 250});
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 250; ++i) {
        clients.push_back(std::make_unique<TestClient>(fixture.port()));
        clients.back()->send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    for (const auto& client : clients) (void)client->read_until("hello\ndata: {}\n\n");
    CHECK(TestClient(fixture.port()).ask("GET", "/events").status == 503);
    fixture.hub.publish({1, {"all"}, "change", "{}"});
    for (const auto& client : clients) CHECK(client->read_until("\n\n") == "id: 1\nevent: change\ndata: {}\n\n");
}

TEST_CASE("a quiet stream is kept alive") {
    const Fixture fixture({.heartbeat_seconds = 1});
    TestClient client(fixture.port());
    client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    (void)client.read_until("hello\ndata: {}\n\n");
    CHECK(client.read_until("\n\n") == ":\n\n");
}

TEST_CASE("stopping lets requests in flight finish and ends everything else") {
    Fixture fixture;
    TestClient busy(fixture.port()), idle(fixture.port()), stream(fixture.port());
    CHECK(idle.ask("GET", "/hello/a").status == 200);
    stream.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    (void)stream.read_until("hello\ndata: {}\n\n");
    busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    fixture.entered.wait();
    std::thread stopper([&] { fixture.server->stop(); });
    CHECK(idle.at_end());
    CHECK(stream.at_end());
    CHECK(fixture.server->draining());
    CHECK_FALSE(TestClient(fixture.port()).connected());
    fixture.leave.open();
    const auto answer = busy.answer();
    CHECK(answer.body == "done");
    CHECK(answer.headers.get("Connection") == "close");
    stopper.join();
}

TEST_CASE("at the deadline even a request without an answer is cut") {
    Fixture fixture({}, 0);
    TestClient busy(fixture.port());
    busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    fixture.entered.wait();
    std::thread stopper([&] { fixture.server->stop(); });
    CHECK(busy.at_end());
    fixture.leave.open();
    stopper.join();
}

TEST_CASE("a port in use and an address of somebody else are told, not thrown") {
    const Fixture fixture;
    Metrics metrics;
    Server same({.port = fixture.port()}, Router(), metrics);
    CHECK(same.start().error().is(err::http_listen));
    Server foreign({.address = "203.0.113.1", .port = 0}, Router(), metrics);
    CHECK(foreign.start().error().is(err::http_listen));
    Server tls({.port = 0, .certificate_file = "/nowhere", .key_file = "/nowhere"}, Router(), metrics);
    CHECK(tls.start().error().is(err::http_tls));
}

TEST_CASE("answers are counted by route and status") {
    Fixture fixture;
    TestClient client(fixture.port());
    (void)client.ask("GET", "/hello/a");
    (void)client.ask("GET", "/nothing");
    const auto text = fixture.metrics.text();
    CHECK(text.find(R"(zhupi_http_requests_total{route="hello",status="200"} 1)") != text.npos);
    CHECK(text.find(R"(zhupi_http_requests_total{route="none",status="404"} 1)") != text.npos);
    CHECK(text.find(R"(zhupi_http_request_seconds_count{route="hello"} 1)") != text.npos);
    CHECK(text.find("zhupi_http_connections 1\n") != text.npos);
}

}  // namespace
}  // namespace zhupi::net
