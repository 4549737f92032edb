#pragma once
// A city that is running: its folder opened, and everything behind the routes put together.

#include "main/city_files.hpp"
#include "main/ledger_folder.hpp"
#include "notify/settings.hpp"
#include "server/app.hpp"
#include "server/net/server.hpp"

#include <memory>

namespace zhupi {

/// Where a city lives. Contents of files, unfinished uploads and the city's own configuration are in the folder; rows
/// are there too, or on a PostgreSQL server.
struct Place {
    std::string data;
    std::string store;    ///< "postgres://…"; empty: SQLite in the folder
    std::string standby;  ///< of a streaming replica for reads; empty: none
};

struct ServeOptions {
    Place place;
    std::string listen = "127.0.0.1:8080";
    std::string web;  ///< the built pages; empty: looked for beside the program
    std::string certificate, key;
    int workers = 4;
    std::string clamd = "auto";  ///< where the malware scanner listens; auto: where Debian's does, if it is there; off
    LedgerOptions ledger;
    notify::Settings notify;
};

/// How to listen. Error: http.listen.
Result<net::ServerOptions> server_options(const ServeOptions& options);

/// Opens the store and the city of a data folder. The city is `data`/city when there is one, else the one inside the
/// program.
class Runtime {
public:
    static tl::expected<std::unique_ptr<Runtime>, std::string> open(const Place& place, Clock clock = system_now);

    const City& city() const { return *city_; }
    store::Store& store() { return *store_; }
    store::Blobs& blobs() { return *blobs_; }
    store::Office office() const { return {city_->catalog, city_->calendar, zone_}; }
    Zone zone() const { return zone_; }

    /// Serves until a signal says stop. Answers the exit code.
    int serve(const ServeOptions& options);

private:
    Runtime() = default;
    std::string data_;
    Clock clock_;
    Zone zone_;
    std::unique_ptr<City> city_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<store::Blobs> blobs_;
};

/// One error as the command line says it: both languages, and what to do.
std::string in_words(const Error& error);

/// The demo's accounts, kept beside the data; empty when the folder is no demo.
server::DemoAccounts load_demo_accounts(const std::string& data);

}  // namespace zhupi
