#include "notify/preferences.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "notify/journal.hpp"

namespace zhupi::notify {
namespace {

constexpr std::int64_t between_codes_ms = 60'000, code_good_ms = 600'000;
constexpr int most_tries = 5;

std::string digest_of(Id person, const std::string& code) {
    return crypto::sha256_hex(std::to_string(person) + "/" + code);
}

std::optional<Channel> channel_named(std::string_view name) {
    for (const auto channel : {Channel::email, Channel::sms, Channel::wechat, Channel::push})
        if (json::name_of(channel) == name) return channel;
    return std::nullopt;
}

struct Changed {
    std::string what;  ///< "preference", or a channel
};
BOOST_DESCRIBE_STRUCT(Changed, (), (what))

Result<void> note_change(store::Tx& tx, const store::Acting& acting, std::string_view what) {
    return append_event(tx, acting, "notices/" + std::to_string(acting.actor.user), event::notices_settings_changed,
                        json::encode(Changed{std::string(what)}));
}

/// A row with what is said of the channel, whatever there was before.
Result<void> make_row(store::Tx& tx, Id person, Channel channel) {
    return tx.put(
        "INSERT INTO notice_channel (person, channel, enabled, address, pending, code_digest, code_at, "
        "code_tries) VALUES ($1,$2,1,'','','',0,0) ON CONFLICT (person, channel) DO NOTHING",
        {person, json::name_of(channel)});
}

}  // namespace

Result<Reader> load_reader(store::Snapshot& from, Id person) {
    Reader reader;
    ZHUPI_CHECK(from.query("SELECT language, quiet_from, quiet_to, digest FROM notice_preference WHERE person = $1",
                           {person}, [&](const store::Row& row) {
                               reader.preference = {std::string(row.text(0)), static_cast<int>(row.integer(1)),
                                                    static_cast<int>(row.integer(2)), static_cast<int>(row.integer(3))};
                           }));
    for (const auto channel : {Channel::email, Channel::sms, Channel::wechat, Channel::push})
        reader.channels[channel] = {};
    ZHUPI_CHECK(from.query("SELECT channel, enabled, address, pending FROM notice_channel WHERE person = $1", {person},
                           [&](const store::Row& row) {
                               if (const auto channel = channel_named(row.text(0)))
                                   reader.channels[*channel] = {row.integer(1) != 0, std::string(row.text(2)),
                                                                std::string(row.text(3))};
                           }));
    auto& sms = reader.channels[Channel::sms];
    if (sms.address.empty())
        ZHUPI_CHECK(from.query("SELECT phone FROM person WHERE id = $1", {person}, [&](const store::Row& row) {
            const auto phone = row.text(0);
            if (phone.size() == 11 && text::is_digits(phone) && phone.front() == '1') sms.address = phone;
        }));
    return reader;
}

Result<void> save_preference(store::Tx& tx, const store::Acting& acting, const Preference& p) {
    ZHUPI_CHECK(tx.put(
        "INSERT INTO notice_preference (person, language, quiet_from, quiet_to, digest) "
        "VALUES ($1,$2,$3,$4,$5) ON CONFLICT (person) DO UPDATE SET language = excluded.language, "
        "quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest = excluded.digest",
        {acting.actor.user, p.language, std::int64_t{p.quiet_from}, std::int64_t{p.quiet_to}, std::int64_t{p.digest}}));
    return note_change(tx, acting, "preference");
}

Result<void> enable(store::Tx& tx, const store::Acting& acting, Channel channel, bool enabled) {
    ZHUPI_CHECK(make_row(tx, acting.actor.user, channel));
    ZHUPI_CHECK(tx.put("UPDATE notice_channel SET enabled = $3 WHERE person = $1 AND channel = $2",
                       {acting.actor.user, json::name_of(channel), std::int64_t{enabled}}));
    return note_change(tx, acting, json::name_of(channel));
}

Result<void> save_address(store::Tx& tx, const store::Acting& acting, Channel channel, const std::string& address) {
    ZHUPI_CHECK(make_row(tx, acting.actor.user, channel));
    ZHUPI_CHECK(
        tx.put("UPDATE notice_channel SET enabled = 1, address = $3, pending = '', code_digest = '' "
               "WHERE person = $1 AND channel = $2",
               {acting.actor.user, json::name_of(channel), address}));
    return note_change(tx, acting, json::name_of(channel));
}

Result<void> drop_address(store::Tx& tx, Id person, Channel channel) {
    return tx.put("UPDATE notice_channel SET address = '' WHERE person = $1 AND channel = $2",
                  {person, json::name_of(channel)});
}

Result<void> begin_confirmation(store::Tx& tx, const store::Acting& acting, Channel channel, const std::string& address,
                                const std::string& code) {
    const auto person = acting.actor.user;
    ZHUPI_CHECK(make_row(tx, person, channel));
    std::int64_t last = 0;
    ZHUPI_CHECK(tx.query("SELECT code_at FROM notice_channel WHERE person = $1 AND channel = $2",
                         {person, json::name_of(channel)}, [&](const store::Row& row) { last = row.integer(0); }));
    const auto wait = last + between_codes_ms - acting.now.ms;
    if (last > 0 && wait > 0) return fail(err::notices_too_soon, {{"seconds", std::to_string((wait + 999) / 1000)}});
    return tx.put(
        "UPDATE notice_channel SET pending = $3, code_digest = $4, code_at = $5, code_tries = 0 "
        "WHERE person = $1 AND channel = $2",
        {person, json::name_of(channel), address, digest_of(person, code), acting.now.ms});
}

Result<Confirmed> confirm(store::Tx& tx, const store::Acting& acting, Channel channel, const std::string& code) {
    const auto person = acting.actor.user;
    std::string pending, digest;
    std::int64_t at = 0, tries = 0;
    ZHUPI_CHECK(
        tx.query("SELECT pending, code_digest, code_at, code_tries FROM notice_channel WHERE person = $1 AND "
                 "channel = $2",
                 {person, json::name_of(channel)}, [&](const store::Row& row) {
                     pending = row.text(0);
                     digest = row.text(1);
                     at = row.integer(2);
                     tries = row.integer(3);
                 }));
    if (pending.empty() || digest.empty()) return Confirmed::nothing;
    if (acting.now.ms > at + code_good_ms || tries >= most_tries ||
        !text::equal_constant_time(digest, digest_of(person, code))) {
        ZHUPI_CHECK(tx.put("UPDATE notice_channel SET code_tries = code_tries + 1 WHERE person = $1 AND channel = $2",
                           {person, json::name_of(channel)}));
        return Confirmed::wrong;
    }
    ZHUPI_CHECK(save_address(tx, acting, channel, pending));
    return Confirmed::yes;
}

}  // namespace zhupi::notify
