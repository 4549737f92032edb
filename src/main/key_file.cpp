#include "main/key_file.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace zhupi {
namespace {

namespace fs = std::filesystem;

constexpr const char* passphrase_variable = "ZHUPI_KEYS_PASSPHRASE";

tl::unexpected<Error> not_done(const std::string& path, int reason = errno) {
    return fail(err::ledger_store, {{"path", path}, {"reason", std::strerror(reason)}});
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

Result<std::string> passphrase(const KeyFile& file, const std::string& keys, IfMissing missing) {
    const auto beside = keys + ".passphrase";
    const auto& named = file.passphrase_file.empty() ? beside : file.passphrase_file;
    if (const char* words = std::getenv(passphrase_variable); words && *words && file.passphrase_file.empty())
        return std::string(words);
    ZHUPI_TRY(const auto found, read_whole(named));
    if (found && !text::trim(*found).empty()) return std::string(text::trim(*found));
    // A key file without its passphrase must not be made anew over.
    if (missing == IfMissing::fails || !file.passphrase_file.empty() || fs::exists(keys))
        return fail(err::ledger_passphrase, {{"keys", keys}});
    const auto made = crypto::random_token();
    ZHUPI_CHECK(write_whole(beside, made + "\n", Readers::owner));
    return made;
}

}  // namespace

Result<void> write_whole(const std::string& path, std::string_view bytes, Readers readers) {
    const auto beside = path + ".new";
    ::unlink(beside.c_str());
    const int fd =
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, readers == Readers::owner ? 0600 : 0644);
    if (fd < 0) return not_done(path);
    bool good = write_all(fd, bytes) && ::fsync(fd) == 0;
    good = ::close(fd) == 0 && good;
    if (!good || ::rename(beside.c_str(), path.c_str()) != 0) return not_done(path);
    const auto folder = fs::path(path).parent_path();
    const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    good = opened >= 0 && ::fsync(opened) == 0;
    if (opened >= 0) ::close(opened);
    if (!good) return not_done(path);
    return {};
}

Result<std::optional<std::string>> read_whole(const std::string& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    if (!file || fs::is_directory(status)) return not_done(path, fs::is_directory(status) ? EISDIR : errno);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

Result<KeysLock> KeysLock::take(const std::string& folder) {
    std::error_code ignored;
    fs::create_directories(folder, ignored);  // a failure is told by the opening
    const auto path = folder + "/keys.lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return not_done(path);
    while (::flock(fd, LOCK_EX) != 0)
        if (const int reason = errno; reason != EINTR) {
            ::close(fd);
            return not_done(path, reason);
        }
    return KeysLock(fd);
}

KeysLock::~KeysLock() {
    if (fd_ >= 0) ::close(fd_);
}

Result<Keys> Keys::open(const KeyFile& file, IfMissing missing) {
    const auto path = file.folder + "/keys";
    ZHUPI_TRY(const auto text, read_whole(path));
    if (!text && missing == IfMissing::fails)
        return fail(err::ledger_store, {{"path", path}, {"reason", std::strerror(ENOENT)}});
    ZHUPI_TRY(const auto words, passphrase(file, path, missing));
    if (!text) return Keys(path, crypto::KeyRing::create(words), missing);
    ZHUPI_TRY(auto ring, crypto::KeyRing::open(*text, words));
    return Keys(path, std::move(ring), missing);
}

Result<crypto::SignerPointer> Keys::signer(std::string_view name, crypto::Algorithm algorithm, Instant now) {
    auto found = ring_.signer(name);
    if (found || missing_ == IfMissing::fails) return found;
    ZHUPI_CHECK(ring_.add_signing_key(name, algorithm, now));
    ZHUPI_CHECK(save());
    return ring_.signer(name);
}

Result<void> Keys::save() const { return write_whole(path_, ring_.text(), Readers::owner); }

}  // namespace zhupi
