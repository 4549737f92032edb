#include "store/rule_editions.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "crypto/digest.hpp"
#include "store/event_log.hpp"
#include "store/sequence.hpp"

#include <algorithm>

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

constexpr const char* stream = "rules/city";

Result<std::int64_t> log(Tx& tx, const Acting& acting, std::string_view type, std::string payload) {
    ZHUPI_TRY(const auto version, next_value(tx, std::string("version/") + stream));
    ZHUPI_TRY(
        const auto event,
        append(tx,
               {stream, version, std::string(type), acting.now, json::encode(acting.actor), {}, std::move(payload)}));
    return event.seq;
}

Date beginning() { return Date::of(2000, 1, 1); }

}  // namespace

Result<std::vector<RuleEdition>> list_rule_editions(Snapshot& from) {
    std::vector<RuleEdition> editions;
    Result<void> sound;
    ZHUPI_CHECK(
        from.query("SELECT id, version, valid_from, published_at, published_by, note FROM rule_edition ORDER BY id", {},
                   [&](const Row& row) {
                       const auto day = Date::parse(row.text(2));
                       ensure(day.has_value(), "an edition of the rules without a day");
                       editions.push_back({row.integer(0), std::string(row.text(1)), *day, Instant{row.integer(3)},
                                           row.integer(4), std::string(row.text(5))});
                   }));
    return editions;
}

Result<std::vector<catalog::SourceFile>> load_rule_files(Snapshot& from, std::string_view version) {
    std::string text;
    ZHUPI_CHECK(from.query("SELECT files FROM rule_version WHERE version = $1", {version},
                           [&](const Row& row) { text = row.text(0); }));
    if (text.empty()) return fail(err::rules_version, {{"version", std::string(version.substr(0, 12))}});
    ZHUPI_TRY(auto kept, json::decode<KeptFiles>(text, json::Unknown::ignore));
    std::vector<catalog::SourceFile> files;
    for (auto& file : kept.files) files.push_back({std::move(file.path), std::move(file.text)});
    return files;
}

Result<RuleEdition> publish_rules(Tx& tx, const Acting& acting, const catalog::Rules& rules, Date from,
                                  const std::string& note, bool drop_drafts) {
    KeptFiles kept;
    for (const auto& file : rules.files()) kept.files.push_back({file.path, file.text});
    ZHUPI_CHECK(tx.run("INSERT INTO rule_version (version, files) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING",
                       {rules.version(), json::encode(kept)}));
    RuleEdition edition{0, rules.version(), from, acting.now, acting.actor.user, note};
    ZHUPI_TRY(edition.id, next_value(tx, "id/rule_edition"));
    ZHUPI_CHECK(
        tx.run("INSERT INTO rule_edition (id, version, valid_from, published_at, published_by, note) "
               "VALUES ($1, $2, $3, $4, $5, $6)",
               {edition.id, edition.version, from.iso(), acting.now.ms, edition.published_by, note}));
    if (drop_drafts) ZHUPI_CHECK(tx.run("DELETE FROM rule_draft", {}));
    ZHUPI_TRY(edition.seq, log(tx, acting, event::rules_published,
                               json::encode(Published{edition.id, edition.version, from.iso(), note})));
    return edition;
}

Result<std::vector<RuleDraft>> list_rule_drafts(Snapshot& from) {
    std::vector<RuleDraft> drafts;
    ZHUPI_CHECK(
        from.query("SELECT path, text, changed_at, changed_by FROM rule_draft ORDER BY path", {}, [&](const Row& row) {
            drafts.push_back(
                {std::string(row.text(0)), std::string(row.text(1)), Instant{row.integer(2)}, row.integer(3)});
        }));
    return drafts;
}

Result<void> save_rule_draft(Tx& tx, const Acting& acting, const std::string& path, const std::string& text) {
    ZHUPI_CHECK(
        tx.run("INSERT INTO rule_draft (path, text, changed_at, changed_by) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (path) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at, "
               "changed_by = excluded.changed_by",
               {path, text, acting.now.ms, acting.actor.user}));
    ZHUPI_CHECK(log(tx, acting, event::rules_drafted, json::encode(Drafted{path, crypto::sha256_hex(text)})));
    return {};
}

Result<void> drop_rule_draft(Tx& tx, const Acting& acting, const std::string& path) {
    ZHUPI_TRY(const auto dropped, tx.run("DELETE FROM rule_draft WHERE path = $1", {path}));
    if (dropped == 0) return {};
    ZHUPI_CHECK(log(tx, acting, event::rules_drafted, json::encode(Drafted{path, ""})));
    return {};
}

Result<void> load_rulebook(Snapshot& from, const catalog::Catalog& catalog) {
    ZHUPI_TRY(const auto kept, list_rule_editions(from));
    std::vector<catalog::Rulebook::Edition> editions;
    for (const auto& edition : kept) {
        auto rules = catalog.rulebook->version(edition.version);
        for (const auto& before : editions)  // a version that was published twice is compiled once
            if (before.rules->version() == edition.version) rules = before.rules;
        if (!rules) {
            ZHUPI_TRY(auto files, load_rule_files(from, edition.version));
            auto compiled = catalog::compile_rules(catalog, std::move(files));
            if (!compiled) {
                const auto& first = compiled.error().front();
                return fail(err::rules_stored, {{"version", edition.version.substr(0, 12)},
                                                {"place", first.file + ":" + std::to_string(first.line)},
                                                {"detailZh", first.zh},
                                                {"detail", first.en}});
            }
            rules = std::move(*compiled);
        }
        editions.push_back({edition.from, rules});
    }
    catalog.rulebook->publish(std::move(editions));
    return {};
}

Result<void> settle_rulebook(Store& store, const catalog::Catalog& catalog, Instant now, Date today) {
    const auto own = catalog.rulebook->own();
    bool first = true, known = false;
    ZHUPI_CHECK(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto editions, list_rule_editions(from));
        first = editions.empty();
        known = std::any_of(editions.begin(), editions.end(),
                            [&](const RuleEdition& edition) { return edition.version == own->version(); });
        return {};
    }));
    if (!known)
        ZHUPI_CHECK(store.write([&](Tx& tx) -> Result<void> {
            const Acting system{{0, "", "", 0}, now};
            ZHUPI_CHECK(publish_rules(tx, system, *own, first ? beginning() : today, "随城市配置导入", false));
            return {};
        }));
    return store.read([&](Snapshot& from) { return load_rulebook(from, catalog); });
}

}  // namespace zhupi::store
