// The inbox as rows and as the model that replay folds: the same after any sequence of events.

#include "store/messages.hpp"

#include "base/event_types.hpp"
#include "store/command_path.hpp"
#include "store/test_support.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace {

struct Inboxes {
    Folder folder;
    std::unique_ptr<Store> store = open_store(folder.path());
    MessageModel model;
    std::int64_t seq = 0;

    void happen(std::string_view type, Id project, Id application, Id case_id, Asked asked) {
        const Noted noted{++seq, std::string(type), project, application, case_id, 7, {}};
        const Instant at{1'000 * seq};
        must(store->write(Write([&](Tx& tx) -> Result<void> { return derive_message(tx, noted, asked, at); })));
        model.fold(noted, asked, at);
    }
    std::vector<MessageRow> rows() {
        std::vector<MessageRow> found;
        must(store->read([&](Snapshot& from) -> Result<void> {
            ZHUPI_TRY(found, load_message_rows(from));
            return {};
        }));
        return found;
    }
    InboxCounts counts(Id user) {
        InboxCounts found;
        must(store->read([&](Snapshot& from) -> Result<void> {
            ZHUPI_TRY(found, count_inbox(from, 7, user));
            return {};
        }));
        return found;
    }
    void check() {
        const auto stored = rows();
        REQUIRE(stored.size() == model.rows().size());
        for (const auto& row : stored) CHECK(model.rows().at(row.id) == row);
    }
};

}  // namespace

TEST_CASE("what asks is settled by what answers it, and by nothing else") {
    Inboxes city;
    city.happen(event::project_stage_opened, 1, 0, 0, {1, 0});
    city.happen(event::project_stage_opened, 1, 0, 0, {2, 0});
    city.happen(event::project_application_filed, 1, 0, 0, {1, 0});
    city.happen(event::case_correction_asked, 1, 5, 9, {});
    city.happen(event::case_correction_answered, 1, 5, 8, {});
    city.happen(event::case_concluded, 1, 5, 9, {0, 2});
    city.happen(event::case_deferral_supplied, 1, 5, 9, {});
    auto rows = city.rows();
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].settled_at == 3'000);
    CHECK_FALSE(rows[1].settled_at);
    CHECK(rows[2].left_open == 1);
    CHECK(rows[3].left_open == 1);
    CHECK(city.counts(1).to_do == 3);
    city.happen(event::case_deferral_supplied, 1, 5, 9, {});
    city.happen(event::case_correction_answered, 1, 5, 9, {});
    CHECK(city.counts(1).to_do == 1);
    CHECK(city.rows()[3].settled_at == 8'000);
    city.check();
}

TEST_CASE("random events: rows and model never differ, and no settled thing is open") {
    std::mt19937 random(13);
    Inboxes city;
    const std::string_view types[] = {event::project_stage_opened,
                                      event::project_application_filed,
                                      event::project_stage_concluded,
                                      event::case_correction_asked,
                                      event::case_correction_answered,
                                      event::application_notice_issued,
                                      event::application_notice_answered,
                                      event::case_concluded,
                                      event::case_deferral_supplied,
                                      event::case_revoked,
                                      event::case_accepted,
                                      event::case_assigned};
    for (int i = 0; i < 400; ++i) {
        const auto pick = [&](unsigned most) { return static_cast<Id>(random() % most) + 1; };
        city.happen(types[random() % std::size(types)], pick(2), pick(3), pick(4),
                    {static_cast<int>(pick(4)), static_cast<int>(random() % 3)});
    }
    city.check();
    std::int64_t open = 0;
    for (const auto& row : city.rows()) {
        CHECK((row.left_open == 0) == (row.settled_at.has_value() || !row.to_do));
        open += row.left_open > 0;
    }
    CHECK(city.counts(1).to_do == open);
}
