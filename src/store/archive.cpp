#include "store/archive.hpp"

#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "crypto/sealed.hpp"
#include "store/copy.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace zhupi::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "zhupi-backup 1\n";
constexpr std::size_t salt_size = 16, piece_size = 1 << 16;
constexpr std::uint32_t last_mark = 0x8000'0000U;
constexpr std::uint64_t longest_text = 1ULL << 30;

tl::unexpected<Error> file_error(const fs::path& path) {
    return fail(err::archive_file, {{"path", path.string()}, {"detail", std::strerror(errno)}});
}
tl::unexpected<Error> damaged(std::string detail) {
    return fail(err::archive_damaged, {{"detail", std::move(detail)}});
}

std::string key_of(const ArchiveKey& key, std::string_view salt) {
    return key.words ? crypto::key_from_passphrase(key.secret, salt) : crypto::hmac_sha256(key.secret, salt);
}

void put_number(std::string& out, std::uint64_t number, int bytes = 8) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

// Writing ---------------------------------------------------------------------------------------------------------

class Writer final : public RowSink {
public:
    Writer(const fs::path& path, const ArchiveKey& key) : path_(path), file_(path, std::ios::binary | std::ios::trunc) {
        const auto salt = crypto::random_bytes(salt_size);
        sealing_ = {key_of(key, salt), crypto::random_bytes(crypto::sealing_prefix_size)};
        file_ << magic << salt << sealing_.prefix;
    }
    void mark(char kind) { plain_ += kind; }
    void number(std::uint64_t value) { put_number(plain_, value); }
    void text(std::string_view value) {
        number(value.size());
        plain_ += value;
    }
    void raw(std::string_view bytes) { plain_ += bytes; }
    /// Called between records: sends off whole pieces.
    Result<void> flow() {
        std::size_t at = 0;
        for (; plain_.size() - at > piece_size; at += piece_size)
            ZHUPI_CHECK(seal(std::string_view(plain_).substr(at, piece_size), false));
        plain_.erase(0, at);
        return {};
    }
    Result<std::int64_t> finish() {
        ZHUPI_CHECK(flow());
        ZHUPI_CHECK(seal(plain_, true));
        const auto size = static_cast<std::int64_t>(file_.tellp());
        file_.close();
        if (!file_) return file_error(path_);
        return size;
    }

    Result<void> table(const std::string& name, const std::vector<std::string>& columns) override {
        mark('T');
        text(name);
        number(columns.size());
        for (const auto& column : columns) text(column);
        return flow();
    }
    Result<void> row(const std::vector<Field>& fields) override {
        mark('R');
        for (const auto& field : fields) {
            if (const auto* value = std::get_if<std::int64_t>(&field)) {
                mark('i');
                number(static_cast<std::uint64_t>(*value));
            } else if (const auto* words = std::get_if<std::string_view>(&field)) {
                mark('t');
                text(*words);
            } else {
                mark('n');
            }
        }
        return flow();
    }

private:
    Result<void> seal(std::string_view plain, bool last) {
        const auto sealed = crypto::seal_piece(sealing_, number_++, last, plain);
        std::string head;
        put_number(head, static_cast<std::uint32_t>(sealed.size()) | (last ? last_mark : 0), 4);
        file_ << head << sealed;
        if (!file_) return file_error(path_);
        return {};
    }

    fs::path path_;
    std::ofstream file_;
    crypto::Sealing sealing_;
    std::uint32_t number_ = 0;
    std::string plain_;
};

Result<void> write_file(Writer& writer, const fs::path& root, const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::error_code ec;
    const auto size = fs::file_size(path, ec);
    if (!file || ec) return file_error(path);
    writer.mark('F');
    writer.text(path.lexically_relative(root).generic_string());
    writer.number(size);
    std::string piece(piece_size, '\0');
    for (std::uintmax_t left = size; left > 0;) {
        const auto wanted = std::min<std::uintmax_t>(left, piece.size());
        if (!file.read(piece.data(), static_cast<std::streamsize>(wanted))) return file_error(path);
        writer.raw(std::string_view(piece).substr(0, wanted));
        ZHUPI_CHECK(writer.flow());
        left -= wanted;
    }
    return {};
}

Result<std::int64_t> write_files(Writer& writer, const fs::path& root, const std::vector<std::string>& parts) {
    std::int64_t files = 0;
    for (const auto& part : parts) {
        std::vector<fs::path> paths;
        if (fs::is_regular_file(root / part)) paths.push_back(root / part);
        if (fs::is_directory(root / part))
            for (const auto& entry : fs::recursive_directory_iterator(root / part))
                if (entry.is_regular_file()) paths.push_back(entry.path());
        std::sort(paths.begin(), paths.end());
        for (const auto& path : paths) ZHUPI_CHECK(write_file(writer, root, path));
        files += static_cast<std::int64_t>(paths.size());
    }
    return files;
}

Result<void> put_in_place(const fs::path& fresh, const fs::path& name) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(fresh.c_str(), "rb"), std::fclose);
    if (!file || ::fsync(::fileno(file.get())) != 0) return file_error(fresh);
    if (std::rename(fresh.c_str(), name.c_str()) != 0) return file_error(name);
    return {};
}

// Reading ---------------------------------------------------------------------------------------------------------

class Reader {
public:
    Reader(const fs::path& path, const ArchiveKey& key) : path_(path), file_(path, std::ios::binary), key_(key) {}

    Result<void> open() {
        if (!file_) return file_error(path_);
        std::string head(magic.size() + salt_size + crypto::sealing_prefix_size, '\0');
        if (!file_.read(head.data(), static_cast<std::streamsize>(head.size())) || !head.starts_with(magic))
            return damaged("no backup");
        sealing_ = {key_of(key_, std::string_view(head).substr(magic.size(), salt_size)),
                    head.substr(magic.size() + salt_size)};
        return {};
    }
    Result<char> mark() {
        ZHUPI_TRY(const auto bytes, take(1));
        return bytes[0];
    }
    Result<std::uint64_t> number() {
        ZHUPI_TRY(const auto bytes, take(8));
        std::uint64_t value = 0;
        for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    Result<std::string> text() {
        ZHUPI_TRY(const auto size, number());
        if (size > longest_text) return damaged("a text of " + std::to_string(size) + " bytes");
        return take(size);
    }
    Result<std::string> take(std::size_t size) {
        while (plain_.size() - at_ < size) ZHUPI_CHECK(refill());
        auto out = plain_.substr(at_, size);
        at_ += size;
        return out;
    }
    bool at_end() const { return last_ && at_ == plain_.size(); }

private:
    Result<void> refill() {
        if (last_) return damaged("it ends too early");
        std::string head(4, '\0');
        if (!file_.read(head.data(), 4)) return damaged("it was cut off");
        std::uint32_t size = 0;
        for (const char c : head) size = size << 8 | static_cast<unsigned char>(c);
        last_ = (size & last_mark) != 0;
        size &= ~last_mark;
        if (size > piece_size + crypto::sealing_tag_size) return damaged("a piece is too long");
        std::string sealed(size, '\0');
        if (!file_.read(sealed.data(), size)) return damaged("it was cut off");
        const auto opened = crypto::open_piece(sealing_, number_++, last_, sealed);
        if (!opened && number_ == 1) return fail(err::archive_key);
        if (!opened) return damaged("piece " + std::to_string(number_));
        plain_.erase(0, at_);
        at_ = 0;
        plain_ += *opened;
        return {};
    }

    fs::path path_;
    std::ifstream file_;
    const ArchiveKey& key_;
    crypto::Sealing sealing_;
    std::uint32_t number_ = 0;
    std::string plain_;
    std::size_t at_ = 0;
    bool last_ = false;
};

Result<std::size_t> read_table(Reader& reader, RowSink& sink) {
    ZHUPI_TRY(const auto name, reader.text());
    ZHUPI_TRY(const auto count, reader.number());
    if (count == 0 || count > 1000) return damaged("table " + name);
    std::vector<std::string> columns;
    for (std::uint64_t i = 0; i < count; ++i) {
        ZHUPI_TRY(auto column, reader.text());
        columns.push_back(std::move(column));
    }
    ZHUPI_CHECK(sink.table(name, columns));
    return columns.size();
}

Result<void> read_row(Reader& reader, std::size_t columns, RowSink& sink) {
    std::vector<std::string> texts(columns);
    std::vector<Field> fields(columns);
    for (std::size_t i = 0; i < columns; ++i) {
        ZHUPI_TRY(const auto kind, reader.mark());
        if (kind == 'i') {
            ZHUPI_TRY(const auto value, reader.number());
            fields[i] = static_cast<std::int64_t>(value);
        } else if (kind == 't') {
            ZHUPI_TRY(texts[i], reader.text());
            fields[i] = std::string_view(texts[i]);
        } else if (kind != 'n') {
            return damaged("a field");
        }
    }
    return sink.row(fields);
}

/// A path of a backup stays below the folder it is restored to.
bool is_inside(const fs::path& path) {
    return path.is_relative() && path.lexically_normal() == path &&
           std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

Result<void> read_file(Reader& reader, const fs::path& root) {
    ZHUPI_TRY(const auto name, reader.text());
    ZHUPI_TRY(auto left, reader.number());
    if (!is_inside(name)) return damaged("file " + name);
    const auto path = root / name;
    std::error_code ec;
    fs::create_directories(path.parent_path(), ec);
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    while (left > 0 && file) {
        ZHUPI_TRY(const auto piece, reader.take(std::min<std::uint64_t>(left, piece_size)));
        file << piece;
        left -= piece.size();
    }
    file.close();
    if (!file) return file_error(path);
    return {};
}

}  // namespace

Result<ArchiveCounts> write_archive(Snapshot& from, const std::string& root, const std::vector<std::string>& parts,
                                    const std::string& to, const ArchiveKey& key) {
    const auto fresh = to + ".part";
    ArchiveCounts counts;
    const auto write = [&]() -> Result<void> {
        Writer writer(fresh, key);
        writer.mark('H');
        writer.number(static_cast<std::uint64_t>(schema_version()));
        ZHUPI_TRY(counts.rows, copy_rows(from, writer));
        ZHUPI_TRY(counts.files, write_files(writer, root, parts));
        writer.mark('E');
        writer.number(static_cast<std::uint64_t>(counts.rows));
        writer.number(static_cast<std::uint64_t>(counts.files));
        ZHUPI_TRY(counts.bytes, writer.finish());
        return put_in_place(fresh, to);
    };
    if (auto written = write(); !written) {
        std::error_code ignored;
        fs::remove(fresh, ignored);
        return fail(std::move(written.error()));
    }
    return counts;
}

Result<ArchiveCounts> read_archive(const std::string& file, const ArchiveKey& key, Store& into,
                                   const std::string& root) {
    Reader reader(file, key);
    ZHUPI_CHECK(reader.open());
    ZHUPI_TRY(const auto head, reader.mark());
    ZHUPI_TRY(const auto version, reader.number());
    if (head != 'H') return damaged("its beginning");
    if (version != static_cast<std::uint64_t>(schema_version()))
        return fail(err::archive_version,
                    {{"found", std::to_string(version)}, {"known", std::to_string(schema_version())}});
    ZHUPI_CHECK(need_empty(into));
    Loader loader(into);
    ArchiveCounts counts;
    std::size_t columns = 0;
    for (;;) {
        ZHUPI_TRY(const auto kind, reader.mark());
        if (kind == 'E') break;
        if (kind == 'T') {
            ZHUPI_TRY(columns, read_table(reader, loader));
        } else if (kind == 'R' && columns > 0) {
            ZHUPI_CHECK(read_row(reader, columns, loader));
        } else if (kind == 'F') {
            ZHUPI_CHECK(read_file(reader, root));
            ++counts.files;
        } else {
            return damaged("a record");
        }
    }
    ZHUPI_CHECK(loader.finish());
    counts.rows = loader.rows();
    ZHUPI_TRY(const auto rows, reader.number());
    ZHUPI_TRY(const auto files, reader.number());
    if (rows != static_cast<std::uint64_t>(counts.rows) || files != static_cast<std::uint64_t>(counts.files) ||
        !reader.at_end())
        return damaged("its counts");
    std::error_code ignored;
    counts.bytes = static_cast<std::int64_t>(fs::file_size(file, ignored));
    return counts;
}

}  // namespace zhupi::store
