#include "main/runtime.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "main/stop_signal.hpp"
#include "server/api_page.hpp"
#include "server/flow_clock.hpp"
#include "server/neighbours.hpp"
#include "server/net/openapi.hpp"
#include "server/net/static_files.hpp"
#include "server/routes_ledger.hpp"
#include "server/routes_notices.hpp"
#include "server/routes_orders.hpp"
#include "server/supervision_clock.hpp"
#include "server/uploads.hpp"
#include "store/event_log.hpp"
#include "store/flow_editions.hpp"
#include "store/idempotency.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/rule_editions.hpp"
#include "store/savings.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include <unistd.h>

namespace zhupi {
namespace {

namespace fs = std::filesystem;

std::string program_folder() {
    char path[4096];
    const auto size = ::readlink("/proc/self/exe", path, sizeof path);
    return size > 0 ? fs::path(std::string(path, static_cast<std::size_t>(size))).parent_path().string() : ".";
}

/// The built pages: said, or beside the program as it is installed, or as it is built.
std::string web_folder(const std::string& said) {
    if (!said.empty()) return said;
    const auto here = fs::path(program_folder());
    for (const auto& candidate : {here / "../share/zhupi/web", here / "../../../web/dist"})
        if (fs::exists(candidate / "index.html")) return candidate.lexically_normal().string();
    return {};
}

/// Health, readiness and figures, for whoever watches the machine.
void add_watch_routes(net::Router& router, store::Store& store, net::Metrics& metrics, const net::Server* const& server,
                      const ledger::Keeper* keeper) {
    using net::Response;
    const auto plain = [](std::string text) { return Response::text(std::move(text) + "\n"); };
    router.add({.method = net::Method::get,
                .pattern = "/healthz",
                .operation = "healthz",
                .tag = "watch",
                .open = true,
                .hidden = true,
                .handler = [plain](net::Call&) -> Result<Response> { return plain("ok"); }});
    router.add({.method = net::Method::get,
                .pattern = "/readyz",
                .operation = "readyz",
                .tag = "watch",
                .open = true,
                .hidden = true,
                .handler = [&store, &server, plain](net::Call&) -> Result<Response> {
                    if (server && server->draining()) return fail(err::http_busy);
                    ZHUPI_CHECK(store.read(
                        [](store::Snapshot& from) { return from.query("SELECT 1", {}, [](const store::Row&) {}); }));
                    return plain("ready");
                }});
    router.add(
        {.method = net::Method::get,
         .pattern = "/metrics",
         .operation = "metrics",
         .tag = "watch",
         .open = true,
         .hidden = true,
         .handler = [&store, &metrics, keeper](net::Call&) -> Result<Response> {
             const auto f = store.figures();
             metrics.gauge("zhupi_store_commits", "Transactions committed").set(f.commits);
             metrics.gauge("zhupi_store_writes", "Commands in these transactions").set(f.writes);
             metrics.gauge("zhupi_store_waiting", "Commands that wait for the writer").set(f.waiting);
             metrics.gauge("zhupi_store_bytes", "Size of the database").set(f.bytes);
             metrics.gauge("zhupi_store_log_bytes", "Size of the write-ahead log").set(f.log_bytes);
             if (keeper) {
                 const auto l = keeper->status();
                 const auto size = static_cast<std::int64_t>(l.size), seen = static_cast<std::int64_t>(l.witnessed);
                 metrics.gauge("zhupi_ledger_size", "Events in the evidence log").set(size);
                 metrics.gauge("zhupi_ledger_witnessed", "Of these under a witnessed checkpoint").set(seen);
                 metrics.gauge("zhupi_ledger_stopped", "1: nothing is written, see the log").set(l.problem ? 1 : 0);
             }
             return Response::text(metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
         }});
}

void add_description(net::Router& router, const std::string& city) {
    net::ApiInfo info;
    info.title = "筑批 Zhupi API";
    info.version = ZHUPI_VERSION;
    info.description =
        city +
        "。Errors are RFC 9457 problem details with a stable code, in Chinese and English. Changes need the header "
        "X-CSRF-Token (see GET /api/v1/session); commands take an Idempotency-Key.";
    info.session_cookie = "zhupi_session";
    auto text = std::make_shared<std::string>();
    router.add({.method = net::Method::get,
                .pattern = "/api/v1/openapi.json",
                .operation = "openapi",
                .tag = "watch",
                .open = true,
                .hidden = true,
                .handler = [text](net::Call&) -> Result<net::Response> { return net::Response::json_text(*text); }});
    auto page = std::make_shared<std::string>();
    router.add({.method = net::Method::get,
                .pattern = "/api/docs",
                .operation = "apiPage",
                .tag = "watch",
                .open = true,
                .hidden = true,
                .handler = [page](net::Call&) -> Result<net::Response> {
                    return net::Response::text(*page, "text/html; charset=utf-8");
                }});
    *text = net::openapi(info, router);
    *page = server::api_page(router, city, ZHUPI_VERSION);
}

/// What must be done now and then: keys and uploads that nobody will ask for again are forgotten.
class Housekeeping {
public:
    Housekeeping(store::Store& store, net::UploadFolder& uploads, Clock clock)
        : thread_([this, &store, &uploads, clock = std::move(clock)] {
              std::unique_lock lock(mutex_);
              while (!wake_.wait_for(lock, std::chrono::minutes(10), [this] { return stopping_; })) {
                  uploads.sweep();
                  const auto forgotten = store.write([&](store::Tx& tx) -> Result<void> {
                      ZHUPI_CHECK(store::forget_old_answers(tx, clock()));
                      return {};
                  });
                  if (!forgotten) log::warn("housekeeping.failed", {{"detail", forgotten.error().en()}});
              }
          }) {}
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;
    ~Housekeeping() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace

Result<net::ServerOptions> server_options(const ServeOptions& options) {
    net::ServerOptions made;
    const auto colon = options.listen.rfind(':');
    const auto port = options.listen.substr(colon == std::string::npos ? 0 : colon + 1);
    if (colon != std::string::npos) made.address = options.listen.substr(0, colon);
    const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), made.port);
    if (ec != std::errc{} || end != port.data() + port.size())
        return fail(err::http_listen, {{"address", options.listen}, {"detail", "ADDR:PORT"}});
    made.workers = options.workers;
    made.certificate_file = options.certificate;
    made.key_file = options.key;
    return made;
}

std::string in_words(const Error& error) {
    return error.zh() + "。" + error.next_zh() + "\n" + error.en() + ". " + error.next_en() + "\n";
}

tl::expected<std::unique_ptr<Runtime>, std::string> Runtime::open(const Place& place, Clock clock) {
    auto runtime = std::unique_ptr<Runtime>(new Runtime);  // the constructor is private; ownership is taken at once
    const auto& data = place.data;
    runtime->data_ = data;
    runtime->clock_ = std::move(clock);
    const auto folder = data + "/city";
    auto city = fs::exists(folder) ? load_city(folder) : load_embedded_city();
    if (!city) return tl::unexpected(std::move(city.error()));
    runtime->city_ = std::make_unique<City>(std::move(*city));
    std::error_code ignored;
    fs::create_directories(data, ignored);  // what is wrong with it is said by whoever needs it first
    auto store =
        place.store.empty() ? store::open_sqlite(data) : store::open_postgres({place.store, place.standby, 8, 10'000});
    if (!store) return tl::unexpected(in_words(store.error()));
    runtime->store_ = std::move(*store);
    const auto now = runtime->clock_();
    const auto today = runtime->zone_.date_of(now);
    if (auto settled = store::settle_rulebook(*runtime->store_, runtime->city_->catalog, now, today); !settled)
        return tl::unexpected(in_words(settled.error()));
    if (auto settled = store::settle_flowbook(*runtime->store_, runtime->city_->catalog, now, today); !settled)
        return tl::unexpected(in_words(settled.error()));
    if (auto settled = store::settle_timers(*runtime->store_, runtime->office(), now); !settled)
        return tl::unexpected(in_words(settled.error()));
    if (auto settled = store::settle_savings(*runtime->store_, runtime->zone_); !settled)
        return tl::unexpected(in_words(settled.error()));
    auto blobs = store::open_blob_folder(data + "/blobs");
    if (!blobs) return tl::unexpected(in_words(blobs.error()));
    runtime->blobs_ = std::move(*blobs);
    return runtime;
}

server::DemoAccounts load_demo_accounts(const std::string& data) {
    std::stringstream text;
    std::ifstream file(data + "/demo-accounts.json");
    if (!file) return {};
    text << file.rdbuf();
    auto accounts = json::decode<server::DemoAccounts>(text.str(), json::Unknown::ignore);
    return accounts ? std::move(*accounts) : server::DemoAccounts{};
}

namespace {

/// The malware scanner that uploads go through; none when it is off, or on auto and not installed. Error: file_scanner.
Result<std::optional<document::ClamdPlace>> scanner_of(const std::string& wanted) {
    if (wanted == "off") return std::nullopt;
    if (wanted != "auto") {
        ZHUPI_TRY(auto place, document::clamd_place(wanted));
        return place;
    }
    for (const char* socket : {"/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock"}) {
        std::error_code ignored;
        if (fs::is_socket(socket, ignored)) return document::ClamdPlace{socket, {}, {}};
    }
    return std::nullopt;
}

}  // namespace

int Runtime::serve(const ServeOptions& options) {
    StopSignal stop;
    const auto complain = [](const Error& error) {
        std::fputs(in_words(error).c_str(), stderr);
        return 1;
    };
    auto where = server_options(options);
    if (!where) return complain(where.error());

    store::LogEnd head;
    if (auto read = store_->read([&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(head, store::log_head(from));
            return {};
        });
        !read)
        return complain(read.error());

    net::Metrics metrics;
    net::Hub hub({.last_id = head.seq});
    access::Sessions sessions(*store_, clock_);
    server::Names names(*store_);
    if (auto loaded = names.reload(); !loaded) return complain(loaded.error());
    auto scanner = scanner_of(options.clamd);
    if (!scanner) return complain(scanner.error());
    if (*scanner)
        if (const auto alive = document::ask_alive(**scanner); !alive)
            log::warn("clamd.away", {{"place", options.clamd}, {"reason", alive.error().en()}});
    net::UploadFolder uploads({data_ + "/uploads"}, server::upload_taker(*store_, *blobs_, clock_, *scanner), clock_);
    if (auto opened = uploads.open(); !opened) return complain(opened.error());

    auto accounts = load_demo_accounts(data_);
    const bool demo = !accounts.empty();
    server::App app{{city_->catalog, city_->calendar, zone_, clock_},
                    *store_,
                    *blobs_,
                    sessions,
                    names,
                    hub,
                    uploads,
                    std::move(accounts),
                    demo,
                    scanner->has_value()};

    std::unique_ptr<ledger::Keeper> keeper;
    if (!options.ledger.off()) {
        auto kept = keep_ledger(*store_, data_, options.ledger, clock_);
        if (!kept) return complain(kept.error());
        keeper = std::move(*kept);
    }

    auto courier = notify::Courier::make(*store_, app.office(), city_->kinds, options.notify, clock_);
    if (!courier) return complain(courier.error());

    const net::Server* running = nullptr;
    net::Router router;
    server::add_routes(router, app);
    server::listen_to_neighbours(app);
    server::FlowClock flow_clock(app);
    server::SupervisionClock supervision_clock(app, city_->supervision);
    server::add_ledger_routes(router, app, keeper.get());
    server::add_notice_routes(router, app, **courier);
    server::add_notice_management_routes(router, app, **courier);
    server::add_order_routes(router, app);
    server::add_radar_routes(router, app, city_->supervision);
    (*courier)->start();
    add_watch_routes(router, *store_, metrics, running, keeper.get());
    add_description(router, city_->catalog.city.zh);
    const auto web = web_folder(options.web);
    const net::StaticFiles pages(web);
    if (pages.size() == 0) log::warn("web.missing", {{"hint", "build it with npm run build in web/, or say --web"}});
    router.otherwise([&pages](net::Call& call) { return pages.serve(call.request); });

    net::Server server(*where, std::move(router), metrics, &hub);
    running = &server;
    const Housekeeping housekeeping(*store_, uploads, clock_);
    if (auto started = server.start(); !started) return complain(started.error());
    std::printf("%s  http%s://%s:%d/\n", city_->catalog.city.zh.c_str(), options.certificate.empty() ? "" : "s",
                where->address.c_str(), server.port());
    std::fflush(stdout);
    stop.wait();
    std::printf("正在停止… stopping\n");
    server.stop();
    return 0;
}

}  // namespace zhupi
