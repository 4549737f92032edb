#include "main/ledger_source.hpp"

#include "base/error_codes.hpp"
#include "ledger/folder_store.hpp"
#include "main/key_file.hpp"
#include "server/net/http_client.hpp"

#include <filesystem>

namespace zhupi {
namespace {

namespace fs = std::filesystem;

constexpr int patience_seconds = 30;
constexpr std::size_t longest_answer = 32 << 20;  ///< a bundle of 256 entries of 64 KiB, and some

class RemoteStore final : public ledger::TileStore {
public:
    explicit RemoteStore(std::string url) : url_(std::move(url)) {
        while (url_.ends_with('/')) url_.pop_back();
    }
    Result<std::optional<std::string>> read(std::string_view path) override {
        ZHUPI_TRY(auto answer, net::ask({.url = url_ + "/" + std::string(path),
                                         .seconds = patience_seconds,
                                         .most_bytes = longest_answer}));
        if (answer.status == 200) return std::move(answer.body);
        if (answer.status == 404) return std::nullopt;
        return fail(err::ledger_store,
                    {{"path", std::string(path)}, {"reason", "HTTP " + std::to_string(answer.status)}});
    }
    Result<void> write(std::string_view path, std::string_view) override {
        return fail(err::ledger_store, {{"path", std::string(path)}, {"reason", "read only"}});
    }

private:
    std::string url_;
};

Result<LogSource> remote(std::string place) {
    while (place.ends_with('/')) place.pop_back();
    LogSource out;
    out.log = log_at(place);
    out.second = log_at(place + "-sm3");
    ZHUPI_TRY(const auto told, net::ask({.url = place + "/policy", .seconds = patience_seconds}));
    if (told.status == 200) out.policy = told.body;
    return out;
}

}  // namespace

std::unique_ptr<ledger::TileStore> log_at(std::string url) { return std::make_unique<RemoteStore>(std::move(url)); }

Result<LogSource> open_log(const std::string& place) {
    if (place.starts_with("http://") || place.starts_with("https://")) return remote(place);
    LogSource out;
    for (const auto& candidate : {place + "/ledger", place})
        if (out.folder.empty() && fs::exists(candidate + "/log/checkpoint")) out.folder = candidate;
    const auto first = out.folder.empty() ? place : out.folder + "/log";
    if (!fs::exists(first + "/checkpoint")) return fail(err::ledger_no_log, {{"place", place}});
    out.log = std::make_unique<ledger::FolderStore>(first);
    if (fs::exists(first + "-sm3/checkpoint")) out.second = std::make_unique<ledger::FolderStore>(first + "-sm3");
    if (!out.folder.empty()) {
        ZHUPI_TRY(auto policy, read_whole(out.folder + "/policy"));
        out.policy = policy.value_or("");
    }
    return out;
}

}  // namespace zhupi
