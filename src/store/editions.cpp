#include "store/editions.hpp"

#include "crypto/digest.hpp"
#include "store/event_log.hpp"
#include "store/sequence.hpp"

namespace zhupi::store {
namespace {

struct KeptFile {
    std::string path, text;
};
BOOST_DESCRIBE_STRUCT(KeptFile, (), (path, text))
struct KeptFiles {
    std::vector<KeptFile> files;
};
BOOST_DESCRIBE_STRUCT(KeptFiles, (), (files))

struct Published {
    Id edition = 0;
    std::string version, from, note;
};
BOOST_DESCRIBE_STRUCT(Published, (), (edition, version, from, note))
struct Drafted {
    std::string path, sha256;  ///< empty when the draft was dropped
};
BOOST_DESCRIBE_STRUCT(Drafted, (), (path, sha256))

std::string table(const Shelf& shelf, std::string_view name) { return std::string(shelf.prefix) + std::string(name); }

Result<std::int64_t> log(Tx& tx, const Shelf& shelf, const Acting& acting, std::string_view type, std::string payload) {
    const std::string stream(shelf.stream);
    ZHUPI_TRY(const auto version, next_value(tx, "version/" + stream));
    ZHUPI_TRY(
        const auto event,
        append(tx,
               {stream, version, std::string(type), acting.now, json::encode(acting.actor), {}, std::move(payload)}));
    return event.seq;
}

}  // namespace

Result<std::vector<Edition>> list_editions(Snapshot& from, const Shelf& shelf) {
    std::vector<Edition> editions;
    ZHUPI_CHECK(from.query("SELECT id, version, valid_from, published_at, published_by, note FROM " +
                               table(shelf, "_edition") + " ORDER BY id",
                           {}, [&](const Row& row) {
                               const auto day = Date::parse(row.text(2));
                               ensure(day.has_value(), "an edition without a day");
                               editions.push_back({row.integer(0), std::string(row.text(1)), *day,
                                                   Instant{row.integer(3)}, row.integer(4), std::string(row.text(5))});
                           }));
    return editions;
}

Result<std::vector<catalog::SourceFile>> load_files(Snapshot& from, const Shelf& shelf, std::string_view version) {
    std::string text;
    ZHUPI_CHECK(from.query("SELECT files FROM " + table(shelf, "_version") + " WHERE version = $1", {version},
                           [&](const Row& row) { text = row.text(0); }));
    if (text.empty()) return fail(shelf.no_version, {{"version", std::string(version.substr(0, 12))}});
    ZHUPI_TRY(auto kept, json::decode<KeptFiles>(text, json::Unknown::ignore));
    std::vector<catalog::SourceFile> files;
    for (auto& file : kept.files) files.push_back({std::move(file.path), std::move(file.text)});
    return files;
}

Result<Edition> publish(Tx& tx, const Shelf& shelf, const Acting& acting, const std::string& version,
                        const std::vector<catalog::SourceFile>& files, Date from, const std::string& note,
                        bool drop_drafts) {
    KeptFiles kept;
    for (const auto& file : files) kept.files.push_back({file.path, file.text});
    ZHUPI_CHECK(tx.run("INSERT INTO " + table(shelf, "_version") +
                           " (version, files) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING",
                       {version, json::encode(kept)}));
    Edition edition{0, version, from, acting.now, acting.actor.user, note};
    ZHUPI_TRY(edition.id, next_value(tx, "id/" + table(shelf, "_edition")));
    ZHUPI_CHECK(tx.run("INSERT INTO " + table(shelf, "_edition") +
                           " (id, version, valid_from, published_at, published_by, note) "
                           "VALUES ($1, $2, $3, $4, $5, $6)",
                       {edition.id, edition.version, from.iso(), acting.now.ms, edition.published_by, note}));
    if (drop_drafts) ZHUPI_CHECK(tx.run("DELETE FROM " + table(shelf, "_draft"), {}));
    ZHUPI_TRY(edition.seq, log(tx, shelf, acting, shelf.published,
                               json::encode(Published{edition.id, edition.version, from.iso(), note})));
    return edition;
}

Result<std::vector<EditedFile>> list_drafts(Snapshot& from, const Shelf& shelf) {
    std::vector<EditedFile> drafts;
    ZHUPI_CHECK(
        from.query("SELECT path, text, changed_at, changed_by FROM " + table(shelf, "_draft") + " ORDER BY path", {},
                   [&](const Row& row) {
                       drafts.push_back({std::string(row.text(0)), std::string(row.text(1)), Instant{row.integer(2)},
                                         row.integer(3)});
                   }));
    return drafts;
}

Result<void> save_draft_of(Tx& tx, const Shelf& shelf, const Acting& acting, const std::string& path,
                           const std::string& text) {
    ZHUPI_CHECK(tx.run("INSERT INTO " + table(shelf, "_draft") +
                           " (path, text, changed_at, changed_by) VALUES ($1, $2, $3, $4) "
                           "ON CONFLICT (path) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at, "
                           "changed_by = excluded.changed_by",
                       {path, text, acting.now.ms, acting.actor.user}));
    ZHUPI_CHECK(log(tx, shelf, acting, shelf.drafted, json::encode(Drafted{path, crypto::sha256_hex(text)})));
    return {};
}

Result<void> drop_draft_of(Tx& tx, const Shelf& shelf, const Acting& acting, const std::string& path) {
    ZHUPI_TRY(const auto dropped, tx.run("DELETE FROM " + table(shelf, "_draft") + " WHERE path = $1", {path}));
    if (dropped == 0) return {};
    ZHUPI_CHECK(log(tx, shelf, acting, shelf.drafted, json::encode(Drafted{path, ""})));
    return {};
}

}  // namespace zhupi::store
