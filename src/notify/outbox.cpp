#include "notify/outbox.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/text.hpp"
#include "notify/journal.hpp"

namespace zhupi::notify {
namespace {

constexpr int most_in_digest = 200;
constexpr std::int64_t ask_every_ms = 60'000, ask_for_ms = 3 * 24 * 3'600'000LL, day_ms = 24 * 3'600'000LL;

struct Due {
    Id id = 0, notice = 0, person = 0, batch = 0;
    std::string state;
    bool digest = false;
    int attempts = 0;
    Instant at;
};
constexpr std::string_view due_columns =
    "SELECT id, notice, person, batch, state, digest, attempts, at FROM notice_delivery ";

Due read_due(const store::Row& row) {
    return {row.integer(0),
            row.integer(1),
            row.integer(2),
            row.integer(3),
            std::string(row.text(4)),
            row.integer(5) != 0,
            static_cast<int>(row.integer(6)),
            Instant{row.integer(7)}};
}

std::string key_of(Id delivery) { return "d" + std::to_string(delivery); }

ProviderTemplate filled(ProviderTemplate of, const std::map<std::string, std::string>& values) {
    for (auto& [name, text] : of.words) text = text::fill(text, values);
    return of;
}

/// What cannot be sent any more, whatever happens: counted as an outcome of its own, so that the list says why.
Result<void> end(store::Tx& tx, Id delivery, std::string_view state, std::string_view problem, Instant now) {
    return tx.put("UPDATE notice_delivery SET state = $2, problem = $3, changed_at = $4 WHERE id = $1",
                  {delivery, state, problem, now.ms});
}

class Claiming {
public:
    Claiming(store::Tx& tx, const Desk& desk, const Settings& settings, Channel channel, Instant now)
        : tx_(tx), desk_(desk), settings_(settings), channel_(channel), now_(now) {}

    Result<void> take(const Due& due) {
        if (taken_.contains(due.id)) return {};
        ZHUPI_TRY(const auto reader, load_reader(tx_, due.person));
        const auto& reached = reader.channels.at(channel_);
        if (!reached.enabled || reached.address.empty()) return end(tx_, due.id, "given_up", "no address", now_);
        std::vector<Due> together{due};
        if (due.digest) ZHUPI_CHECK(add_others(due, together));
        return put_together(together, reader, reached.address);
    }

    std::vector<Claimed> claimed;

private:
    /// The rest of the digest: what went with it before, or what is due for the same person.
    Result<void> add_others(const Due& first, std::vector<Due>& together) {
        const auto take = [&](const store::Row& row) {
            auto other = read_due(row);
            if (other.id != first.id && !taken_.contains(other.id)) together.push_back(std::move(other));
        };
        if (first.batch != 0)
            return tx_.query(
                std::string(due_columns) + "WHERE batch = $1 AND state IN ('waiting', 'sending') ORDER BY id",
                {first.batch}, take);
        return tx_.query(std::string(due_columns) +
                             "WHERE person = $1 AND channel = $2 AND state = 'waiting' AND "
                             "digest = 1 AND batch = 0 AND next_at <= $3 ORDER BY id LIMIT $4",
                         {first.person, json::name_of(channel_), now_.ms, std::int64_t{most_in_digest}}, take);
    }

    struct Standing {
        Due due;
        Notice notice;
        const Kind* kind = nullptr;
    };
    Result<std::optional<Standing>> standing(const Due& due) {
        ZHUPI_TRY(auto notice, find_notice(tx_, due.notice));
        const auto* kind = notice ? desk_.kinds.find(notice->kind) : nullptr;
        bool holds = kind != nullptr;
        if (holds) {
            ZHUPI_TRY(holds, still_stands(tx_, *kind, *notice));
        }
        if (!holds) {
            ZHUPI_CHECK(end(tx_, due.id, "overtaken", "", now_));
            ZHUPI_CHECK(tx_.put("UPDATE notice SET overtaken = 1 WHERE id = $1", {due.notice}));
            return std::nullopt;
        }
        return Standing{due, std::move(*notice), kind};
    }

    Result<void> put_together(const std::vector<Due>& together, const Reader& reader, const std::string& address) {
        std::vector<Standing> standings;
        for (const auto& due : together) {
            taken_.insert(due.id);
            ZHUPI_TRY(auto one, standing(due));
            if (one) standings.push_back(std::move(*one));
        }
        if (standings.empty()) return {};
        const auto& first = standings.front();
        if (!first.kind->urgent && first.due.attempts == 0) {
            const auto when = after_quiet(reader.preference, desk_.office.zone, now_);
            if (when > now_) return put_off(standings, when);
        }
        Claimed out;
        out.person = first.due.person;
        out.at = now_;
        const bool one = standings.size() == 1;
        out.message = one ? message_of(desk_, *first.kind, first.notice, reader.preference.language, now_)
                          : digest_of(standings, reader.preference.language);
        auto& m = out.message;
        // A digest keeps its name when some of it was overtaken between two attempts.
        m.key = key_of(first.due.batch != 0 ? first.due.batch : first.due.id);
        m.address = address;
        m.language = reader.preference.language;
        m.attempt = first.due.attempts + 1;
        m.repeated = first.due.state == "sending";
        m.at = first.due.at;
        for (const auto& s : standings) {
            out.deliveries.push_back(s.due.id);
            ZHUPI_CHECK(mark_sending(s.due.id, first.due.batch != 0 ? first.due.batch : first.due.id));
        }
        claimed.push_back(std::move(out));
        return {};
    }

    Result<void> put_off(const std::vector<Standing>& standings, Instant when) {
        for (const auto& s : standings)
            ZHUPI_CHECK(tx_.put("UPDATE notice_delivery SET next_at = $2 WHERE id = $1", {s.due.id, when.ms}));
        return {};
    }

    Result<void> mark_sending(Id delivery, Id batch) {
        // Taken for lost once the attempt must have ended, with a margin for a slow machine.
        const auto lost_at = now_.plus_seconds(2 * settings_.timeout_seconds + 10);
        return tx_.put(
            "UPDATE notice_delivery SET state = 'sending', attempts = attempts + 1, batch = $2, next_at = $3, "
            "changed_at = $4 WHERE id = $1",
            {delivery, batch, lost_at.ms, now_.ms});
    }

    Message digest_of(const std::vector<Standing>& standings, const std::string& language) const {
        Message out;
        const auto count = std::to_string(standings.size());
        out.title = language == "en" ? count + " reminders from " + desk_.office.catalog.city.en
                                     : desk_.office.catalog.city.zh + "：" + count + " 条提醒";
        for (const auto& s : standings) {
            const auto one = message_of(desk_, *s.kind, s.notice, language, now_);
            out.body += (out.body.empty() ? "" : "\n\n") + std::string("• ") + one.title + "\n" + one.body;
            if (!one.link.empty()) out.body += "\n" + one.link;
        }
        out.sms = out.title;
        if (!desk_.public_url.empty()) out.link = desk_.public_url + "/notices";
        return out;
    }

    store::Tx& tx_;
    const Desk& desk_;
    const Settings& settings_;
    Channel channel_;
    Instant now_;
    std::set<Id> taken_;
};

std::string_view state_of(Verdict verdict, bool spent) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::later:
            return spent ? "given_up" : "waiting";
        case Verdict::refused:
        case Verdict::gone:
            return "failed";
        case Verdict::unknown:
            return "unknown";
    }
    bug("a verdict without a state");
}

}  // namespace

Message message_of(const Desk& desk, const Kind& kind, const Notice& notice, const std::string& language, Instant now) {
    const auto values = facts(desk, notice, language, now);
    Message out;
    out.title = text::fill(in(kind.title, language), values);
    out.body = text::fill(in(kind.body, language), values);
    out.sms = text::fill(in(kind.sms.zh.empty() ? kind.title : kind.sms, language), values);
    out.link = values.at("link");
    out.language = language;
    out.urgent = kind.urgent;
    out.aliyun = filled(kind.aliyun, values);
    out.wechat = filled(kind.wechat, values);
    return out;
}

Result<bool> anything_due(store::Snapshot& from, Channel channel, Instant now) {
    bool due = false;
    ZHUPI_CHECK(
        from.query("SELECT 1 FROM notice_delivery WHERE channel = $1 AND next_at <= $2 AND state IN ('waiting', "
                   "'sending') LIMIT 1",
                   {json::name_of(channel), now.ms}, [&](const store::Row&) { due = true; }));
    return due;
}

Result<std::vector<Claimed>> claim(store::Tx& tx, const Desk& desk, const Settings& settings, Channel channel,
                                   Instant now, int limit) {
    std::vector<Due> due;
    ZHUPI_CHECK(tx.query(std::string(due_columns) + "WHERE channel = $1 AND next_at <= $2 AND state IN ('waiting', "
                                                    "'sending') ORDER BY next_at, id LIMIT $3",
                         {json::name_of(channel), now.ms, std::int64_t{limit}},
                         [&](const store::Row& row) { due.push_back(read_due(row)); }));
    Claiming claiming(tx, desk, settings, channel, now);
    for (const auto& one : due) ZHUPI_CHECK(claiming.take(one));
    return std::move(claiming.claimed);
}

Result<void> settle(store::Tx& tx, const Settings& settings, Channel channel, const Claimed& claimed,
                    const Outcome& outcome, Instant now) {
    const bool spent = claimed.message.attempt >= settings.attempts;
    auto next = now.plus_ms(pause_ms(settings.retry_seconds, claimed.message.attempt,
                                     static_cast<std::uint64_t>(claimed.deliveries.front())));
    if (outcome.wait_seconds > 0) next = std::max(next, now.plus_seconds(outcome.wait_seconds));
    const auto problem = scrubbed(settings, outcome.problem);
    // What may have gone through stays "sending", so that the next attempt knows itself for a repetition, until one has
    // cleared it up.
    const bool in_doubt = outcome.verdict == Verdict::later && (outcome.uncertain || claimed.message.repeated);
    const auto state = in_doubt && !spent ? "sending" : state_of(outcome.verdict, spent);
    for (const auto delivery : claimed.deliveries)
        // Whoever has claimed it since, when this came too late, settles it.
        ZHUPI_CHECK(
            tx.put("UPDATE notice_delivery SET state = $3, next_at = $4, provider = $5, problem = $6, "
                   "changed_at = $7 WHERE id = $1 AND state = 'sending' AND changed_at = $2",
                   {delivery, claimed.at.ms, state, next.ms, outcome.provider, problem, now.ms}));
    if (outcome.verdict == Verdict::gone) ZHUPI_CHECK(drop_address(tx, claimed.person, channel));
    return {};
}

Result<std::vector<Asked>> unanswered(store::Snapshot& from, Channel channel, Instant now, int limit) {
    std::vector<Asked> out;
    ZHUPI_CHECK(from.query(
        "SELECT d.id, d.batch, d.provider, d.at, COALESCE(NULLIF(c.address, ''), p.phone) FROM notice_delivery d JOIN "
        "person p ON p.id = d.person LEFT JOIN notice_channel c ON c.person = d.person AND c.channel = d.channel WHERE "
        "d.channel = $1 AND d.state = 'accepted' AND d.changed_at <= $2 AND d.at > $3 ORDER BY d.changed_at LIMIT $4",
        {json::name_of(channel), now.ms - ask_every_ms, now.ms - ask_for_ms, std::int64_t{limit}},
        [&](const store::Row& row) {
            out.push_back({row.integer(0), std::string(row.text(4)), std::string(row.text(2)), key_of(row.integer(1)),
                           Instant{row.integer(3)}});
        }));
    return out;
}

Result<void> note_receipt(store::Tx& tx, Id delivery, Receipt receipt, const std::string& problem, Instant now) {
    const auto* state = receipt == Receipt::delivered ? "delivered"
                        : receipt == Receipt::failed  ? "failed"
                                                      : "accepted";
    return tx.put(
        "UPDATE notice_delivery SET state = $2, problem = $3, changed_at = $4 WHERE id = $1 AND state = "
        "'accepted'",
        {delivery, state, problem, now.ms});
}

Result<std::vector<Listed>> list_deliveries(store::Snapshot& from, const DeliveryFilter& filter, Id before, int limit) {
    std::vector<Listed> out;
    std::string sql =
        "SELECT d.id, d.person, n.project, n.case_id, d.kind, d.channel, d.state, d.provider, d.problem, d.attempts, "
        "d.digest, d.at, d.changed_at, d.next_at, COALESCE(p.name, ''), COALESCE(c.number, '') FROM notice_delivery d "
        "JOIN notice n ON n.id = d.notice LEFT JOIN person p ON p.id = d.person LEFT JOIN case_row c ON c.id = "
        "n.case_id WHERE d.id < $1 ";
    std::vector<store::Value> args{before == 0 ? INT64_MAX : before};
    const auto add = [&](std::string_view condition, store::Value value) {
        args.push_back(std::move(value));
        sql += "AND " + std::string(condition) + " = $" + std::to_string(args.size()) + " ";
    };
    if (!filter.channel.empty()) add("d.channel", filter.channel);
    if (!filter.state.empty()) add("d.state", filter.state);
    if (filter.person != 0) add("d.person", filter.person);
    args.emplace_back(limit);
    sql += "ORDER BY d.id DESC LIMIT $" + std::to_string(args.size());
    ZHUPI_CHECK(from.query(sql, args, [&](const store::Row& row) {
        Listed l;
        l.id = row.integer(0);
        l.person = row.integer(1);
        l.project = row.integer(2);
        l.case_id = row.integer(3);
        l.kind = row.text(4);
        l.channel = row.text(5);
        l.state = row.text(6);
        l.provider = row.text(7);
        l.problem = row.text(8);
        l.attempts = static_cast<int>(row.integer(9));
        l.digest = row.integer(10) != 0;
        l.at = Instant{row.integer(11)};
        l.changed_at = Instant{row.integer(12)};
        l.next_at = Instant{row.integer(13)};
        l.person_name = row.text(14);
        l.number = row.text(15);
        out.push_back(std::move(l));
    }));
    return out;
}

namespace {
struct Retried {
    Id delivery = 0;
    std::string before;
};
BOOST_DESCRIBE_STRUCT(Retried, (), (delivery, before))
}  // namespace

Result<void> retry(store::Tx& tx, const store::Acting& acting, Id delivery) {
    std::string state;
    ZHUPI_CHECK(tx.query("SELECT state FROM notice_delivery WHERE id = $1", {delivery},
                         [&](const store::Row& row) { state = row.text(0); }));
    if (state.empty()) return fail(err::notices_delivery_none);
    if (state != "failed" && state != "given_up" && state != "unknown")
        return fail(err::notices_delivery_state, {{"state", state}});
    ZHUPI_CHECK(
        tx.put("UPDATE notice_delivery SET state = 'waiting', attempts = 0, next_at = $2, changed_at = $2 WHERE "
               "id = $1",
               {delivery, acting.now.ms}));
    return append_event(tx, acting, "delivery/" + std::to_string(delivery), event::notices_retried,
                        json::encode(Retried{delivery, state}));
}

Result<ChannelFigures> figures(store::Snapshot& from, Channel channel, Instant now) {
    ChannelFigures out;
    for (const auto* state :
         {"waiting", "sending", "accepted", "delivered", "failed", "given_up", "unknown", "overtaken"}) {
        ZHUPI_CHECK(from.query(
            "SELECT COUNT(*), MAX(changed_at) FROM notice_delivery WHERE channel = $1 AND state = $2 "
            "AND changed_at > $3",
            {json::name_of(channel), state, now.ms - day_ms}, [&](const store::Row& row) {
                if (row.integer(0) > 0) out.by_state[state] = row.integer(0);
                const std::string_view name = state;
                if ((name == "accepted" || name == "delivered") && !row.is_null(1))
                    out.last_accepted = std::max(out.last_accepted.value_or(Instant{}), Instant{row.integer(1)});
            }));
    }
    Instant latest;
    for (const auto* state : {"waiting", "sending", "failed", "given_up", "unknown"})
        ZHUPI_CHECK(
            from.query("SELECT problem, changed_at FROM notice_delivery WHERE channel = $1 AND state = $2 AND "
                       "changed_at > $3 AND problem <> '' ORDER BY changed_at DESC LIMIT 1",
                       {json::name_of(channel), state, now.ms - day_ms}, [&](const store::Row& row) {
                           if (Instant{row.integer(1)} <= latest) return;
                           latest = Instant{row.integer(1)};
                           out.last_problem = row.text(0);
                       }));
    return out;
}

}  // namespace zhupi::notify
