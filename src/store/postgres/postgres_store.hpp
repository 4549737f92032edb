#pragma once
// The store of a city that has outgrown one machine: PostgreSQL 15 or newer. The meaning of every call is that of the
// embedded store; several processes may stand on one database.
//
// Writes of one process go through one connection in groups (group_writer.hpp), and the groups of several processes
// come one after the other, by an advisory lock that lasts as long as the transaction. So the log keeps one order and
// its chain, a command never meets another one's half, and departments that finish at the same instant queue instead of
// failing. What is paid is that the cluster writes as fast as one connection in pipeline mode can (bench/store).

#include "store/store.hpp"

namespace zhupi::store {

struct PostgresOptions {
    std::string url;      ///< "postgres://…": of the server, or of all its hosts: the one that takes writes is found
    std::string standby;  ///< of a streaming replica for reads; empty: none
    int readers = 8;      ///< connections for reads, to each of the two
    std::size_t most_waiting = 10'000;
};

/// Whether a store address is one for open_postgres().
bool is_postgres_url(std::string_view url);
/// The address without its password, for messages.
std::string without_password(std::string_view url);

/// Connects and brings the tables up to date. Errors: store_away, store_postgres_version, store_encoding, store_newer,
/// store_changed_step.
Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions& options);

}  // namespace zhupi::store
