#include "document/archive_check.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "document/little_endian.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <zlib.h>

namespace zhupi::document {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t piece_size = std::size_t{1} << 16;
constexpr std::uint64_t saturated = 0xFFFFFFFF;  ///< in a 32-bit field: the ZIP64 extra has the number

tl::unexpected<Error> broken_zip(const char* zh, const char* en) {
    return fail(err::file_broken, {{"kindZh", "ZIP "}, {"kind", "ZIP"}, {"partZh", zh}, {"part", en}});
}
tl::unexpected<Error> bomb(const std::string& zh, const std::string& en) {
    return fail(err::file_bomb, {{"whyZh", zh}, {"why", en}});
}

struct DirectoryPlace {
    std::uint64_t start = 0, size = 0, entries = 0;
};

/// The ZIP64 record in front of the end record, when a field of that is saturated (APPNOTE 4.3.14, 4.3.15).
Result<DirectoryPlace> find_zip64(const Bytes& bytes, std::uint64_t end_record) {
    if (end_record < 20) return broken_zip("目录", "its directory");
    ZHUPI_TRY(const auto locator, bytes.read(end_record - 20, 20));
    if (!locator.starts_with("PK\x06\x07"sv)) return broken_zip("目录", "its directory");
    ZHUPI_TRY(const auto record, bytes.read(number_at(locator, 8, 8), 56));
    if (record.size() < 56 || !record.starts_with("PK\x06\x06"sv)) return broken_zip("目录", "its directory");
    return DirectoryPlace{number_at(record, 48, 8), number_at(record, 40, 8), number_at(record, 32, 8)};
}

Result<DirectoryPlace> find_directory(const Bytes& bytes) {
    constexpr std::uint64_t end_size = 22, longest_comment = 0xFFFF;
    const auto span = std::min(bytes.size(), end_size + longest_comment);
    ZHUPI_TRY(const auto tail, bytes.read(bytes.size() - span, span));
    for (auto at = tail.rfind("PK\x05\x06"sv); at != std::string::npos && at + end_size <= tail.size();
         at = at == 0 ? std::string::npos : tail.rfind("PK\x05\x06"sv, at - 1)) {
        if (at + end_size + number_at(tail, at + 20, 2) != tail.size()) continue;
        if (number_at(tail, at + 4, 2) != 0) return broken_zip("分卷", "it is one of several volumes");
        DirectoryPlace place{number_at(tail, at + 16, 4), number_at(tail, at + 12, 4), number_at(tail, at + 10, 2)};
        const auto record = bytes.size() - span + at;
        if (place.start == saturated || place.size == saturated || place.entries == 0xFFFF) {
            ZHUPI_TRY(place, find_zip64(bytes, record));
        }
        if (place.start > record || place.size > record - place.start) return broken_zip("目录", "its directory");
        return place;
    }
    return broken_zip("目录", "its directory");
}

struct Entry {
    std::string name;
    std::uint64_t flags = 0, method = 0, crc = 0, packed = 0, size = 0, header = 0, attributes = 0;
    bool unix_made = false;
    bool folder() const { return name.ends_with('/'); }
};

/// Numbers that did not fit into the line stand in the extra field 1, those that are saturated in this order.
void take_zip64(std::string_view extra, Entry& entry) {
    while (extra.size() >= 4) {
        const auto size = static_cast<std::size_t>(number_at(extra, 2, 2));
        if (extra.size() < 4 + size) return;
        if (number_at(extra, 0, 2) == 1) {
            auto fields = extra.substr(4, size);
            for (auto* number : {&entry.size, &entry.packed, &entry.header}) {
                if (*number != saturated || fields.size() < 8) continue;
                *number = number_at(fields, 0, 8);
                fields.remove_prefix(8);
            }
        }
        extra.remove_prefix(4 + size);
    }
}

Result<std::vector<Entry>> read_directory(const Bytes& bytes, const DirectoryPlace& place) {
    constexpr std::size_t line_size = 46;
    ZHUPI_TRY(const auto lines, bytes.read(place.start, static_cast<std::size_t>(place.size)));
    std::vector<Entry> entries;
    for (std::size_t at = 0; at < lines.size();) {
        const std::string_view rest = std::string_view(lines).substr(at);
        if (rest.size() < line_size || !rest.starts_with("PK\x01\x02"sv)) return broken_zip("目录", "its directory");
        const auto name = number_at(rest, 28, 2), extra = number_at(rest, 30, 2), comment = number_at(rest, 32, 2);
        const auto whole = line_size + name + extra + comment;
        if (rest.size() < whole) return broken_zip("目录", "its directory");
        Entry entry{std::string(rest.substr(line_size, name)),
                    number_at(rest, 8, 2),
                    number_at(rest, 10, 2),
                    number_at(rest, 16, 4),
                    number_at(rest, 20, 4),
                    number_at(rest, 24, 4),
                    number_at(rest, 42, 4),
                    number_at(rest, 38, 4),
                    static_cast<unsigned char>(rest[5]) == 3};
        take_zip64(rest.substr(line_size + name, extra), entry);
        entries.push_back(std::move(entry));
        at += whole;
    }
    if (entries.size() != place.entries) return broken_zip("目录", "its directory");
    return entries;
}

/// As the message may show it: a name in any encoding becomes readable, and no message becomes endless.
std::string shown(std::string_view name) {
    std::string out;
    for (const char c : name.substr(0, 80)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    while (!out.empty() && !text::valid_utf8(out)) {
        if (out.size() < name.size() && out.size() > 76) {
            out.pop_back();
            continue;
        }
        for (char& c : out)
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    return out;
}

/// Windows packs Chinese names in GBK, whose second bytes may look like a backslash.
bool has_backslash(std::string_view name) {
    const bool gbk = !text::valid_utf8(name);
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (gbk && static_cast<unsigned char>(name[i]) >= 0x81)
            ++i;
        else if (name[i] == '\\')
            return true;
    }
    return false;
}

bool safe_path(const Entry& entry) {
    constexpr std::uint64_t file_type = 0170000, symbolic_link = 0120000;
    const auto bare = std::string_view(entry.name).substr(0, entry.name.size() - (entry.folder() ? 1 : 0));
    const bool drive = bare.size() > 1 && bare[1] == ':';
    const bool link = entry.unix_made && (entry.attributes >> 16 & file_type) == symbolic_link;
    if (bare.empty() || bare.size() >= 1000 || drive || link || has_backslash(bare)) return false;
    for (const auto part : text::split(bare, '/'))
        if (part.empty() || part == "." || part == "..") return false;
    return std::none_of(bare.begin(), bare.end(), [](char c) { return c >= 0 && c < 0x20; });
}

bool program_name(std::string_view name) {
    constexpr std::string_view endings[] = {".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".vbe",
                                            ".js",  ".jse", ".wsf", ".hta", ".msi", ".lnk", ".jar", ".cpl", ".pif"};
    std::string low(name.substr(name.size() > 8 ? name.size() - 8 : 0));
    for (char& c : low) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return std::any_of(std::begin(endings), std::end(endings), [&](auto ending) { return low.ends_with(ending); });
}

class Inflation {
public:
    Inflation() { good_ = inflateInit2(&stream_, -MAX_WBITS) == Z_OK; }
    ~Inflation() { inflateEnd(&stream_); }
    Inflation(const Inflation&) = delete;
    Inflation& operator=(const Inflation&) = delete;

    /// Gives what comes out of a piece to `take`, until that says no. False when the data is no deflate stream.
    template <class Take>
    bool feed(std::string_view piece, Take take) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
        stream_.avail_in = static_cast<uInt>(piece.size());
        stream_.avail_out = 0;
        while (good_ && !over_ && (stream_.avail_in > 0 || stream_.avail_out == 0)) {
            stream_.next_out = reinterpret_cast<Bytef*>(out_);
            stream_.avail_out = sizeof out_;
            const int said = inflate(&stream_, Z_NO_FLUSH);
            good_ = said == Z_OK || said == Z_STREAM_END || said == Z_BUF_ERROR;
            over_ = said == Z_STREAM_END;
            if (good_ && !take(std::string_view(out_, sizeof out_ - stream_.avail_out))) return true;
            if (said == Z_BUF_ERROR) break;  // nothing left to do with this piece
        }
        return good_;
    }
    bool over() const { return over_ && stream_.avail_in == 0; }

private:
    z_stream stream_{};
    bool good_ = false, over_ = false;
    char out_[piece_size];
};

/// One run over an archive and what is inside it; what was counted is counted together.
class Check {
public:
    explicit Check(const ArchiveLimits& limits) : limits_(limits) {}
    Result<std::set<std::string>> look_into(const Bytes& bytes, int depth);

private:
    Result<void> check_entry(const Bytes& bytes, const DirectoryPlace& directory, const Entry& entry, int depth);
    Result<std::uint64_t> data_of(const Bytes& bytes, const DirectoryPlace& directory, const Entry& entry) const;
    Result<void> unpack(const Bytes& bytes, std::uint64_t at, const Entry& entry, std::string& head, std::string* all);
    Result<void> count(std::uint64_t bytes);

    const ArchiveLimits& limits_;
    std::uint64_t entries_ = 0, unpacked_ = 0, packed_ = 0;
};

Result<std::set<std::string>> Check::look_into(const Bytes& bytes, int depth) {
    if (depth > limits_.depth) return bomb("压缩包嵌套过深", "archives within archives, too many levels");
    if (depth == 1) packed_ = bytes.size();
    ZHUPI_TRY(const auto place, find_directory(bytes));
    entries_ += place.entries;
    if (entries_ > limits_.entries || place.size > limits_.directory)
        return bomb("文件超过 " + std::to_string(limits_.entries) + " 个",
                    "more than " + std::to_string(limits_.entries) + " files");
    ZHUPI_TRY(const auto entries, read_directory(bytes, place));
    std::set<std::string> names;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> places;
    for (const auto& entry : entries) {
        if (!safe_path(entry)) return fail(err::file_unsafe_path, {{"name", shown(entry.name)}});
        if (!names.insert(entry.name).second) return broken_zip("两个文件同名", "two files of one name");
        if ((entry.flags & 1) != 0 || entry.method == 99) return fail(err::file_locked, {{"name", shown(entry.name)}});
        places.emplace_back(entry.header, entry.header + entry.packed);
    }
    // Entries that share bytes: the trick of bombs that need no nesting (Fifield 2019).
    std::sort(places.begin(), places.end());
    for (std::size_t i = 1; i < places.size(); ++i)
        if (places[i].first < places[i - 1].second) return broken_zip("文件重叠", "files that overlap");
    for (const auto& entry : entries) ZHUPI_CHECK(check_entry(bytes, place, entry, depth));
    return names;
}

/// Where an entry's data begins; its own header must name the same file.
Result<std::uint64_t> Check::data_of(const Bytes& bytes, const DirectoryPlace& directory, const Entry& entry) const {
    constexpr std::uint64_t header_size = 30;
    ZHUPI_TRY(const auto header, bytes.read(entry.header, header_size + entry.name.size()));
    if (header.size() < header_size + entry.name.size() || !header.starts_with("PK\x03\x04"sv) ||
        std::string_view(header).substr(header_size) != entry.name || number_at(header, 26, 2) != entry.name.size() ||
        number_at(header, 8, 2) != entry.method)
        return broken_zip("文件头", "the header of a file");
    const auto at = entry.header + header_size + entry.name.size() + number_at(header, 28, 2);
    if (at > directory.start || entry.packed > directory.start - at)
        return broken_zip("文件头", "the header of a file");
    return at;
}

Result<void> Check::count(std::uint64_t bytes) {
    unpacked_ += bytes;
    if (unpacked_ > limits_.unpacked)
        return bomb("超过 " + std::to_string(limits_.unpacked >> 30) + " GB",
                    "more than " + std::to_string(limits_.unpacked >> 30) + " GB");
    if (unpacked_ > limits_.free_of_ratio && unpacked_ / std::max<std::uint64_t>(packed_, 1) > limits_.ratio)
        return bomb("压缩比超过 " + std::to_string(limits_.ratio) + " 倍",
                    "packed more than " + std::to_string(limits_.ratio) + " times");
    return {};
}

/// Runs through an entry's content. `head` keeps its beginning; `all`, when wanted, everything if it is an archive.
Result<void> Check::unpack(const Bytes& bytes, std::uint64_t at, const Entry& entry, std::string& head,
                           std::string* all) {
    Inflation inflation;
    std::uint64_t left = entry.packed, size = 0;
    auto crc = ::crc32(0, nullptr, 0);
    std::optional<Error> refused;
    const auto take = [&](std::string_view piece) {
        size += piece.size();
        crc = ::crc32(crc, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
        if (head.size() < 512) head.append(piece.substr(0, 512 - head.size()));
        if (all && (head.size() < 4 || head.starts_with("PK\x03\x04"sv))) all->append(piece);
        auto counted = count(piece.size());
        if (!counted) refused = std::move(counted.error());
        return !refused && size <= entry.size;
    };
    const bool stored = entry.method == 0;
    if (!stored && entry.method != 8) return broken_zip("压缩方式不受支持", "an unusual compression");
    while (left > 0) {
        ZHUPI_TRY(const auto piece,
                  bytes.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(left, piece_size))));
        if (piece.empty()) return broken_zip("文件内容", "the content of a file");
        at += piece.size();
        left -= piece.size();
        const bool good = stored ? (take(piece), true) : inflation.feed(piece, take);
        if (refused) return fail(std::move(*refused));
        if (!good || size > entry.size) return broken_zip("文件内容", "the content of a file");
    }
    if (size != entry.size || crc != entry.crc || (!stored && !inflation.over()))
        return broken_zip("文件内容", "the content of a file");
    return {};
}

Result<void> Check::check_entry(const Bytes& bytes, const DirectoryPlace& directory, const Entry& entry, int depth) {
    if (entry.folder()) return {};
    if (program_name(entry.name)) return fail(err::file_program, {{"name", shown(entry.name)}});
    if (entry.name.ends_with("vbaProject.bin")) return fail(err::file_macro);
    ZHUPI_TRY(const auto at, data_of(bytes, directory, entry));
    std::string head, all;
    const bool fits = entry.size <= limits_.inner;
    ZHUPI_CHECK(unpack(bytes, at, entry, head, fits ? &all : nullptr));
    if (begins_like_program(head)) return fail(err::file_program, {{"name", shown(entry.name)}});
    if (const auto foreign = foreign_archive(head); !foreign.empty())
        return fail(err::file_packed, {{"kindZh", std::string(foreign)}, {"kind", std::string(foreign)}});
    if (!head.starts_with("PK\x03\x04"sv)) return {};
    if (!fits)
        return bomb("内层压缩包超过 " + std::to_string(limits_.inner >> 20) + " MB",
                    "an archive inside is larger than " + std::to_string(limits_.inner >> 20) + " MB");
    ZHUPI_CHECK(look_into(TextBytes(all), depth + 1));
    return {};
}

}  // namespace

Result<std::set<std::string>> check_archive(const Bytes& bytes, const ArchiveLimits& limits) {
    return Check(limits).look_into(bytes, 1);
}

bool begins_like_program(std::string_view head) {
    constexpr std::string_view magics[] = {
        "\x7F"
        "ELF"sv,
        "#!"sv,
        "\xCF\xFA\xED\xFE"sv,
        "\xCE\xFA\xED\xFE"sv,
        "\xFE\xED\xFA\xCF"sv,
        "\xCA\xFE\xBA\xBE"sv};
    if (std::any_of(std::begin(magics), std::end(magics), [&](auto magic) { return head.starts_with(magic); }))
        return true;
    // "MZ" alone is two letters that a text may begin with; a program has zero bytes in its header.
    return head.starts_with("MZ") && head.substr(0, 64).find('\0') != std::string_view::npos;
}

std::string_view foreign_archive(std::string_view head) {
    constexpr std::pair<std::string_view, std::string_view> magics[] = {{"Rar!\x1A\x07"sv, "RAR"},
                                                                        {"7z\xBC\xAF\x27\x1C"sv, "7-Zip"},
                                                                        {"\x1F\x8B\x08"sv, "GZIP"},
                                                                        {"\xFD"
                                                                         "7zXZ\0"sv,
                                                                         "XZ"},
                                                                        {"BZh"sv, "BZIP2"},
                                                                        {"MSCF\0\0\0\0"sv, "CAB"}};
    for (const auto& [magic, name] : magics)
        if (head.starts_with(magic)) return name;
    return head.size() > 262 && head.substr(257, 5) == "ustar" ? "TAR" : "";
}

}  // namespace zhupi::document
