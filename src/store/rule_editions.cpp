#include "store/rule_editions.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"

#include <algorithm>

namespace zhupi::store {
namespace {

const Shelf shelf{"rule", "rules/city", event::rules_drafted, event::rules_published, err::rules_version};

Date beginning() { return Date::of(2000, 1, 1); }

}  // namespace

Result<std::vector<RuleEdition>> list_rule_editions(Snapshot& from) { return list_editions(from, shelf); }

Result<std::vector<catalog::SourceFile>> load_rule_files(Snapshot& from, std::string_view version) {
    return load_files(from, shelf, version);
}

Result<RuleEdition> publish_rules(Tx& tx, const Acting& acting, const catalog::Rules& rules, Date from,
                                  const std::string& note, bool drop_drafts) {
    return publish(tx, shelf, acting, rules.version(), rules.files(), from, note, drop_drafts);
}

Result<std::vector<RuleDraft>> list_rule_drafts(Snapshot& from) { return list_drafts(from, shelf); }

Result<void> save_rule_draft(Tx& tx, const Acting& acting, const std::string& path, const std::string& text) {
    return save_draft_of(tx, shelf, acting, path, text);
}

Result<void> drop_rule_draft(Tx& tx, const Acting& acting, const std::string& path) {
    return drop_draft_of(tx, shelf, acting, path);
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
