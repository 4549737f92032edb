#pragma once
// A log in a folder, in the layout in which it is served: any web server can publish it as it lies there.

#include "ledger/tile.hpp"

#include <memory>

namespace zhupi::ledger {

/// Writes a file beside its place, syncs it, renames it and syncs the folder: after a crash either the old bytes are
/// there or the new ones, never a part. A full tile takes the place of its partial ones, which go. Paths are those of
/// tile.hpp and "checkpoint"; others are a bug of the caller.
class FolderStore final : public TileStore {
public:
    explicit FolderStore(std::string folder) : folder_(std::move(folder)) {}
    Result<std::optional<std::string>> read(std::string_view path) override;  ///< Error: `ledger.store`
    Result<void> write(std::string_view path, std::string_view bytes) override;

private:
    std::string folder_;
};

constexpr std::string_view checkpoint_path = "checkpoint";

}  // namespace zhupi::ledger
