#pragma once
// A log that is verified: in a folder, or published by somebody else over HTTP.

#include "ledger/tile.hpp"

#include <memory>

namespace zhupi {

/// Reads `url`/checkpoint and `url`/tile/…; writes nothing. Errors of read(): outgoing.*, and ledger.store for a status
/// that is neither 200 nor 404.
std::unique_ptr<ledger::TileStore> log_at(std::string url);

struct LogSource {
    std::unique_ptr<ledger::TileStore> log, second;  ///< second: over SM3; null where there is none
    std::string folder;                              ///< that holds log/, salt, policy; empty: none of these is known
    std::string policy;                              ///< as the log itself tells it; empty: it does not
};
/// `place`: http(s)://…/ledger; a data folder, its ledger folder, or a folder with a checkpoint in it.
/// Errors: ledger.no_log, and those of the place.
Result<LogSource> open_log(const std::string& place);

}  // namespace zhupi
