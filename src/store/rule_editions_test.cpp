#include "store/rule_editions.hpp"

#include "catalog/test_city.hpp"
#include "store/event_log.hpp"
#include "store/test_support.hpp"

namespace zhupi::store {
namespace {

using test::must;

const Instant monday = Zone{}.at(Date::of(2026, 7, 6), 9);
const Date day = Date::of(2026, 7, 6);

/// The city of this repository with a rulebook of its own, which a test may change.
catalog::Catalog own_city() {
    auto city = catalog::test_city();
    city.rulebook = std::make_shared<catalog::Rulebook>(catalog::test_rules());
    return city;
}

std::shared_ptr<const catalog::Rules> other_rules(const catalog::Catalog& city) {
    auto files = catalog::test_rules()->files();
    files.front().text += "<!-- another version -->";
    auto rules = catalog::compile_rules(city, std::move(files));
    REQUIRE(rules);
    return *rules;
}

std::vector<RuleEdition> editions(Store& store) {
    std::vector<RuleEdition> found;
    must(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(found, list_rule_editions(from));
        return {};
    }));
    return found;
}

RuleEdition publish(Store& store, const catalog::Rules& rules, Date from, bool drop_drafts = false) {
    RuleEdition made;
    must(store.write([&](Tx& tx) -> Result<void> {
        ZHUPI_TRY(made, publish_rules(tx, {{7, "administrator", "spj", 0}, monday}, rules, from, "试验", drop_drafts));
        return {};
    }));
    return made;
}

TEST_CASE("the city's own rules are the first edition, once") {
    const test::Folder folder;
    const auto store = test::open_store(folder.path());
    const auto city = own_city();
    must(settle_rulebook(*store, city, monday, day));
    must(settle_rulebook(*store, city, monday, day));
    const auto found = editions(*store);
    REQUIRE(found.size() == 1);
    CHECK(found.front().version == catalog::test_rules()->version());
    CHECK(found.front().from < day);
    CHECK(found.front().published_by == 0);
}

TEST_CASE("rules that came with changed files of the city are in force from the day they came") {
    const test::Folder folder;
    const auto store = test::open_store(folder.path());
    must(settle_rulebook(*store, own_city(), monday, day));
    auto changed = own_city();
    const auto newer = other_rules(changed);
    changed.rulebook = std::make_shared<catalog::Rulebook>(newer);
    must(settle_rulebook(*store, changed, monday, day));
    CHECK(editions(*store).back().from == day);
    CHECK(changed.rulebook->in_force(day)->version() == newer->version());
    CHECK(changed.rulebook->in_force(day.plus_days(-1))->version() == catalog::test_rules()->version());
}

TEST_CASE("what was published is in force from its day in a program that starts later, and can be read back") {
    const test::Folder folder;
    const auto store = test::open_store(folder.path());
    const auto city = own_city();
    must(settle_rulebook(*store, city, monday, day));
    const auto newer = other_rules(city);
    const auto made = publish(*store, *newer, day.plus_days(3));
    CHECK(made.id == 2);
    CHECK(made.seq > 0);

    const auto again = own_city();
    must(settle_rulebook(*store, again, monday, day));
    CHECK(again.rulebook->in_force(day.plus_days(2))->version() == catalog::test_rules()->version());
    CHECK(again.rulebook->in_force(day.plus_days(3))->version() == newer->version());
    must(store->read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto files, load_rule_files(from, newer->version()));
        CHECK(files.size() == newer->files().size());
        CHECK(files.front().text == newer->files().front().text);
        CHECK(load_rule_files(from, "unheard of").error().is(err::rules_version));
        return {};
    }));
}

TEST_CASE("drafts replace each other, and go when they are published; all of it is in the log") {
    const test::Folder folder;
    const auto store = test::open_store(folder.path());
    const Acting keeper{{7, "administrator", "spj", 0}, monday};
    must(store->write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(save_rule_draft(tx, keeper, "rules/flow.dmn", "one"));
        ZHUPI_CHECK(save_rule_draft(tx, keeper, "rules/flow.dmn", "two"));
        ZHUPI_CHECK(save_rule_draft(tx, keeper, "rules/fees.dmn", "three"));
        return drop_rule_draft(tx, keeper, "rules/fees.dmn");
    }));
    const auto drafts = [&] {
        std::vector<RuleDraft> found;
        must(store->read([&](Snapshot& from) -> Result<void> {
            ZHUPI_TRY(found, list_rule_drafts(from));
            return {};
        }));
        return found;
    };
    REQUIRE(drafts().size() == 1);
    CHECK(drafts().front().text == "two");
    CHECK(drafts().front().changed_by == 7);
    publish(*store, *catalog::test_rules(), day, true);
    CHECK(drafts().empty());
    must(store->read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto events, read_stream(from, "rules/city"));
        CHECK(events.size() == 5);
        CHECK(events.back().type == "rules.published");
        return {};
    }));
}

}  // namespace
}  // namespace zhupi::store
