#include "ledger/folder_store.hpp"

#include "base/error_codes.hpp"

#include <cerrno>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zhupi::ledger {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    explicit operator bool() const { return number_ >= 0; }
    int get() const { return number_; }
    /// Close tells of writes that failed late (NFS, quotas).
    bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_;
};

tl::unexpected<Error> failed(std::string_view path, int reason = errno) {
    return fail(err::ledger_store, {{"path", std::string(path)}, {"reason", std::strerror(reason)}});
}

void must_be_ours(std::string_view path) {
    bool entries = false;
    ensure(path == checkpoint_path || parse_path(path, entries).has_value(), "a path of a log");
}

bool write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(to, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool sync_folder(const std::string& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened && ::fsync(opened.get()) == 0;
}

/// Makes the folder and those above it; a new one is synced into the one above.
bool make_folder(const std::string& folder) {
    if (::mkdir(folder.c_str(), 0755) == 0) return sync_folder(folder.substr(0, folder.rfind('/') + 1));
    if (errno == EEXIST) return true;
    const auto above = folder.rfind('/');
    if (errno != ENOENT || above == std::string::npos || above == 0) return false;
    return make_folder(folder.substr(0, above)) && make_folder(folder);
}

bool write_synced(const std::string& file, std::string_view bytes) {
    Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    return out && write_all(out.get(), bytes) && ::fsync(out.get()) == 0 && out.close();
}

/// Partial tiles and bundles of a place whose full one is there: nobody needs them any more (tlog-tiles, "partial
/// tiles"), and together they would be a hundred times as large. What cannot be taken away now does no harm.
void drop_partials(const std::string& full) {
    const auto folder = full + ".p";
    if (DIR* opened = ::opendir(folder.c_str())) {
        while (const auto* entry = ::readdir(opened)) ::unlink((folder + "/" + entry->d_name).c_str());
        ::closedir(opened);
        ::rmdir(folder.c_str());
    }
}

bool is_full(std::string_view path) {
    bool entries = false;
    const auto tile = parse_path(path, entries);
    return tile && tile->width == tile_width;
}

}  // namespace

Result<std::optional<std::string>> FolderStore::read(std::string_view path) {
    must_be_ours(path);
    const auto file = folder_ + "/" + std::string(path);
    const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    if (!in) return failed(path);
    std::string out;
    char buffer[16384];
    for (;;) {
        const auto size = ::read(in.get(), buffer, sizeof buffer);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return failed(path);
        if (size == 0) return out;
        out.append(buffer, static_cast<std::size_t>(size));
    }
}

Result<void> FolderStore::write(std::string_view path, std::string_view bytes) {
    must_be_ours(path);
    const auto file = folder_ + "/" + std::string(path), beside = file + ".new";
    const auto folder = file.substr(0, file.rfind('/'));
    if (!make_folder(folder)) return failed(path);
    if (!write_synced(beside, bytes) || ::rename(beside.c_str(), file.c_str()) != 0) {
        const int reason = errno;
        ::unlink(beside.c_str());
        return failed(path, reason);
    }
    if (!sync_folder(folder)) return failed(path);
    if (is_full(path)) drop_partials(file);
    return {};
}

}  // namespace zhupi::ledger
