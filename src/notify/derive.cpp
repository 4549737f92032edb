#include "notify/derive.hpp"

#include "base/event_types.hpp"
#include "notify/answers.hpp"
#include "notify/recipients.hpp"
#include "store/queries.hpp"
#include "store/sequence.hpp"

#include <algorithm>
#include <charconv>

namespace zhupi::notify {
namespace {

constexpr std::string_view reader_name = "notify";

/// Something to be told, before it is known to whom.
struct Occasion {
    std::string event, step, subject;
    std::int64_t round = 0;
    Id project = 0, application = 0, case_id = 0;
    Detail detail;
    About about;
    Id actor = 0;
};

std::pair<std::string_view, Id> parts_of_stream(std::string_view stream) {
    const auto slash = stream.find('/');
    Id id = 0;
    if (slash != stream.npos) std::from_chars(stream.data() + slash + 1, stream.data() + stream.size(), id);
    return {stream.substr(0, slash), id};
}

std::string subject_of(std::string_view what, Id id) { return std::string(what) + "/" + std::to_string(id); }

class Deriving {
public:
    Deriving(store::Tx& tx, const Desk& desk, const std::set<Channel>& channels, Instant now)
        : tx_(tx), desk_(desk), channels_(channels), now_(now) {}

    Result<void> take(const store::Event& event) {
        const auto [stream, id] = parts_of_stream(event.stream);
        const bool wanted = !desk_.kinds.from(event.type).empty();
        const bool tasks = stream == "application" && event.payload.find("\"tasks\":[{") != std::string::npos;
        if (!wanted && !tasks) return {};
        const Answer payload(event.payload);
        Occasion base;
        base.event = event.type;
        base.round = event.seq;
        base.actor = Answer(event.actor).number("user");
        if (stream == "application") {
            if (tasks) ZHUPI_CHECK(take_tasks(event, id, payload));
            return wanted ? take_application(std::move(base), id, payload) : Result<void>{};
        }
        if (stream == "project") return take_project(std::move(base), id);
        if (stream == "supervision") return take_warning(std::move(base), id, payload);
        if (stream == "order") return take_order(std::move(base), id);
        return {};
    }

    int notices = 0;

private:
    /// What a case's row says of who hears of it. Nothing when the case is not there any more.
    Result<bool> about_case(Occasion& occasion, Id case_id) {
        auto row = store::find_case(tx_, case_id);
        if (!row) return false;
        occasion.case_id = case_id;
        occasion.application = row->application;
        occasion.project = row->project;
        occasion.about = {row->organisation, row->handler, row->department, row->district, row->item, {}};
        return true;
    }

    Result<void> take_application(Occasion occasion, Id application, const Answer& payload) {
        if (const auto case_id = payload.number("caseId"); case_id != 0) {
            ZHUPI_TRY(const bool there, about_case(occasion, case_id));
            if (!there) return {};
            occasion.subject = subject_of("case", case_id);
            return tell(occasion);
        }
        Id first = 0;
        ZHUPI_CHECK(tx_.query("SELECT MIN(id) FROM case_row WHERE application = $1", {application},
                              [&](const store::Row& row) { first = row.is_null(0) ? 0 : row.integer(0); }));
        ZHUPI_TRY(const bool there, about_case(occasion, first));
        if (!there) return {};
        occasion.case_id = 0;
        occasion.subject = subject_of("application", application);
        return tell(occasion);
    }

    /// Tasks of the flow that this event has opened, for the departments that have to answer.
    Result<void> take_tasks(const store::Event& event, Id application, const Answer& payload) {
        for (const auto& task : payload.object("moves").list("tasks")) {
            const auto since = Instant::parse(task.text("since"));
            if (!since || *since != event.at) continue;
            Occasion occasion;
            occasion.event = "task.asked";
            ZHUPI_TRY(const bool there, about_case(occasion, task.number("caseId")));
            if (!there) continue;
            occasion.subject = "task/" + std::to_string(application) + "/" + std::to_string(task.number("token"));
            occasion.round = event.seq;
            occasion.about.department = task.text("department");
            occasion.about.post = task.text("post");
            occasion.about.handler = 0;
            occasion.detail.text = task.text("name");
            if (const auto due = Instant::parse(task.text("due")))
                occasion.detail.due = desk_.office.zone.date_of(*due);
            ZHUPI_CHECK(tell(occasion));
        }
        return {};
    }

    Result<void> take_project(Occasion occasion, Id project) {
        occasion.project = project;
        occasion.subject = subject_of("project", project);
        ZHUPI_CHECK(tx_.query("SELECT organisation, district FROM project_row WHERE id = $1", {project},
                              [&](const store::Row& row) {
                                  occasion.about.organisation = row.integer(0);
                                  occasion.about.district = row.text(1);
                              }));
        return tell(occasion);
    }

    Result<void> take_warning(Occasion occasion, Id case_id, const Answer& payload) {
        ZHUPI_TRY(const bool there, about_case(occasion, case_id));
        if (!there) return {};
        occasion.subject = subject_of("limit", case_id);
        occasion.round = payload.number("phase");
        occasion.step = payload.text("step");
        if (const auto due = Date::parse(payload.text("due"))) occasion.detail.due = *due;
        occasion.detail.step = occasion.step;
        return tell(occasion);
    }

    Result<void> take_order(Occasion occasion, Id order) {
        Id case_id = 0;
        ZHUPI_CHECK(
            tx_.query("SELECT number, department, project, case_id, text, due FROM supervision_order WHERE id = $1",
                      {order}, [&](const store::Row& row) {
                          occasion.detail.number = row.text(0);
                          occasion.about.department = row.text(1);
                          occasion.project = row.integer(2);
                          case_id = row.integer(3);
                          occasion.detail.text = row.text(4);
                          occasion.detail.due = Date{static_cast<std::int32_t>(row.integer(5))};
                      }));
        if (case_id != 0) {
            const auto department = occasion.about.department;
            ZHUPI_TRY(const bool there, about_case(occasion, case_id));
            if (there) occasion.about.handler = department == occasion.about.department ? occasion.about.handler : 0;
            occasion.about.department = department;
        }
        occasion.subject = subject_of("order", order);
        return tell(occasion);
    }

    Result<void> tell(const Occasion& occasion) {
        for (const auto* kind : desk_.kinds.from(occasion.event)) {
            if (kind->step != occasion.step) continue;
            ZHUPI_TRY(const auto people, recipients(tx_, kind->to, occasion.about, occasion.actor));
            for (const auto person : people) ZHUPI_CHECK(make(*kind, occasion, person));
        }
        return {};
    }

    Result<void> make(const Kind& kind, const Occasion& o, Id person) {
        ZHUPI_TRY(const auto id, store::next_value(tx_, "notice"));
        ZHUPI_TRY(const auto made,
                  tx_.run("INSERT INTO notice (id, person, kind, subject, round, at, project, application, case_id, "
                          "detail, overtaken) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,0) ON CONFLICT DO NOTHING",
                          {id, person, kind.code, o.subject, o.round, now_.ms, o.project, o.application, o.case_id,
                           json::encode(o.detail)}));
        if (made == 0) return {};
        ++notices;
        ZHUPI_TRY(const auto reader, load_reader(tx_, person));
        for (const auto channel : kind.channels) {
            const auto& reached = reader.channels.at(channel);
            if (!channels_.contains(channel) || !reached.enabled || reached.address.empty()) continue;
            ZHUPI_CHECK(hand_over(kind, id, person, channel, reader.preference));
        }
        return {};
    }

    Result<void> hand_over(const Kind& kind, Id notice, Id person, Channel channel, const Preference& preference) {
        // Only mail is read a day's worth at a time: short messages and the others hold one reminder each.
        const bool digest = channel == Channel::email && preference.digest >= 0 && !kind.urgent;
        const auto at = digest ? next_digest(preference, desk_.office.zone, now_) : now_;
        ZHUPI_TRY(const auto id, store::next_value(tx_, "notice_delivery"));
        return tx_.put(
            "INSERT INTO notice_delivery (id, notice, person, channel, kind, state, digest, batch, attempts, "
            "next_at, provider, problem, at, changed_at) VALUES ($1,$2,$3,$4,$5,'waiting',$6,0,0,$7,'','',"
            "$8,$8) ON CONFLICT DO NOTHING",
            {id, notice, person, json::name_of(channel), kind.code, std::int64_t{digest}, at.ms, now_.ms});
    }

    store::Tx& tx_;
    const Desk& desk_;
    const std::set<Channel>& channels_;
    Instant now_;
};

}  // namespace

Result<std::optional<std::int64_t>> reader_place(store::Snapshot& from) {
    std::optional<std::int64_t> place;
    ZHUPI_CHECK(from.query("SELECT seq FROM reader_place WHERE reader = $1", {reader_name},
                           [&](const store::Row& row) { place = row.integer(0); }));
    return place;
}

Result<Derived> derive(store::Tx& tx, const Desk& desk, const std::set<Channel>& channels, Instant now, int most) {
    Derived out;
    ZHUPI_TRY(const auto place, reader_place(tx));
    if (!place) {
        ZHUPI_TRY(const auto head, store::log_head(tx));
        ZHUPI_CHECK(tx.put("INSERT INTO reader_place (reader, seq) VALUES ($1, $2)", {reader_name, head.seq}));
        return out;
    }
    ZHUPI_TRY(const auto events, store::read_after(tx, *place, most));
    if (events.empty()) return out;
    Deriving deriving(tx, desk, channels, now);
    for (const auto& event : events) ZHUPI_CHECK(deriving.take(event));
    ZHUPI_CHECK(tx.put("UPDATE reader_place SET seq = $2 WHERE reader = $1", {reader_name, events.back().seq}));
    out.events = static_cast<int>(events.size());
    out.notices = deriving.notices;
    return out;
}

}  // namespace zhupi::notify
