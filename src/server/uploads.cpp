#include "server/uploads.hpp"

#include "access/journal.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/log.hpp"
#include "document/file_kind.hpp"
#include "server/material_views.hpp"

namespace zhupi::server {

namespace {

Result<std::optional<api::UploadView>> kept_upload(App& app, std::string_view id, store::Id person) {
    std::optional<api::UploadView> found;
    ZHUPI_CHECK(app.store.read([&](store::Snapshot& from) {
        return from.query(
            "SELECT u.id, u.name, b.media_type, b.sha256, b.sm3, b.size FROM upload u JOIN blob b ON b.sha256 = "
            "u.sha256 "
            "WHERE u.id = $1 AND u.person = $2",
            {id, person}, [&](const store::Row& row) {
                found = api::UploadView{std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                                        std::string(row.text(3)), std::string(row.text(4)), row.integer(5)};
            });
    }));
    return found;
}

}  // namespace

Result<api::UploadView> find_upload(App& app, std::string_view id, store::Id person) {
    ZHUPI_TRY(auto found, kept_upload(app, id, person));
    if (!found) {  // complete perhaps, and in quarantine: whoever asks lets the scanner be asked again
        ZHUPI_CHECK(app.uploads.settle(id, std::to_string(person)));
        ZHUPI_TRY(found, kept_upload(app, id, person));
    }
    if (!found) return fail(err::upload_none, {}, "/upload");
    return std::move(*found);
}

Result<void> keep_upload(store::Tx& tx, const api::UploadView& upload, store::Id person, Instant now) {
    ZHUPI_CHECK(
        tx.run("INSERT INTO blob (sha256, sm3, size, media_type, at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING",
               {upload.sha256, upload.sm3, upload.size, upload.media_type, now.ms}));
    ZHUPI_CHECK(
        tx.run("INSERT INTO upload (id, person, name, sha256, at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING",
               {upload.id, person, upload.name, upload.sha256, now.ms}));
    return {};
}

Result<void> check_announced(const App& app, const std::map<std::string, std::string>& said) {
    const auto named = [&](const char* key) {
        const auto found = said.find(key);
        return found == said.end() ? std::string() : found->second;
    };
    const auto material = named("material");
    if (material.empty()) return {};
    const auto* known = app.world.catalog.material(material);
    if (!known) return fail(err::paper_material, {{"material", material}}, "/material");
    return check_accepted_name(*known, named("filename"));
}

namespace {

struct InfectedUpload {
    std::string name, virus;
};
BOOST_DESCRIBE_STRUCT(InfectedUpload, (), (name, virus))

/// Tells the log whose upload held what; the file itself goes (net/upload_folder.hpp).
Result<void> note_infected(store::Store& store, store::Id person, const std::string& name, const std::string& virus,
                           Instant now) {
    return store.write([&](store::Tx& tx) {
        return access::append_event(tx, {{person, "", "", 0}, now}, person, event::upload_infected,
                                    json::encode(InfectedUpload{name, virus}));
    });
}

/// Clean, or an error: what cannot be scanned now waits, and never passes.
Result<void> scan_upload(const document::ClamdPlace& scanner, const document::Bytes& bytes, std::string& virus) {
    const auto verdict = document::scan(scanner, bytes);
    if (!verdict) {
        log::warn("upload.quarantined", {{"reason", verdict.error().en()}});
        return fail(err::file_quarantined);
    }
    if (verdict->clean) return {};
    virus = verdict->virus;
    return fail(err::file_infected, {{"virus", virus}});
}

}  // namespace

net::UploadFolder::Complete upload_taker(store::Store& store, store::Blobs& blobs, Clock clock,
                                         std::optional<document::ClamdPlace> scanner) {
    return [&store, &blobs, clock, scanner](const net::UploadState& state, const std::string& path) -> Result<void> {
        const auto said = [&](const char* key) {
            const auto found = state.metadata.find(key);
            return found == state.metadata.end() ? std::string() : found->second;
        };
        const auto name = said("filename");
        const auto person = static_cast<store::Id>(std::stoll(state.owner));
        ZHUPI_TRY(const auto bytes, document::open_bytes(path));
        ZHUPI_TRY(const auto kind, document::identify(*bytes));
        ZHUPI_CHECK(document::check_name(name, kind));
        if (scanner) {
            std::string virus;
            if (auto clean = scan_upload(*scanner, *bytes, virus); !clean) {
                if (!virus.empty()) ZHUPI_CHECK(note_infected(store, person, name, virus, clock()));
                return clean;
            }
        }
        ZHUPI_TRY(const auto blob, blobs.take(path, document::facts_of(kind).media_type, said("sha256")));
        const api::UploadView upload{state.id, name, blob.media_type, blob.sha256, blob.sm3, blob.size};
        return store.write([&](store::Tx& tx) { return keep_upload(tx, upload, person, clock()); });
    };
}

std::string download_header(std::string_view title, std::string_view media_type, bool attachment) {
    std::string name(title);
    if (const auto kind = document::kind_of_media(media_type); kind && document::kind_of_name(name) != kind)
        name += "." + std::string(document::facts_of(*kind).endings.front());
    std::string encoded;
    constexpr char hex[] = "0123456789ABCDEF";
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u) || c == '.' || c == '-' || c == '_') {
            encoded += c;
        } else {
            encoded += '%';
            encoded += hex[u >> 4];
            encoded += hex[u & 15];
        }
    }
    return std::string(attachment ? "attachment" : "inline") + "; filename*=UTF-8''" + encoded;
}

}  // namespace zhupi::server
