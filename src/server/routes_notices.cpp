// A person's own reminders and how they want them.

#include "server/routes_notices.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"
#include "notify/preferences.hpp"
#include "server/api_notices.hpp"
#include "server/test_message.hpp"

#include <cstdio>

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;
using notify::Channel;

constexpr Channel every_channel[] = {Channel::email, Channel::sms, Channel::wechat, Channel::push};

Result<Channel> channel_of(const Call& call) {
    const auto name = call.param("channel");
    for (const auto channel : every_channel)
        if (json::name_of(channel) == name) return channel;
    return fail(err::notices_channel_none, {{"channel", std::string(name.substr(0, 40))}});
}

/// Somebody's own settings: no permission stands behind them.
store::Acting acting_for_self(const App& app, const Call& call) {
    const auto& person = caller(call).person;
    return {{person.id, {}, person.department, person.organisation}, app.world.now()};
}

api::Name both(const notify::Desk& desk, const catalog::Name& words, const notify::Notice& notice, Instant now) {
    return {text::fill(words.zh, notify::facts(desk, notice, "zh", now)),
            text::fill(words.en, notify::facts(desk, notice, "en", now))};
}

Result<Response> list_own(App& app, const notify::Courier& courier, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const auto& desk = courier.desk();
    const auto now = app.world.now();
    const auto limit = limit_of(call);
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        const auto person = caller(call).person.id;
        ZHUPI_TRY(auto listed, notify::list_notices(from, person, after ? after->id : 0,
                                                    query_or(call, "box") == "unread", limit + 1));
        api::ReminderPage page;
        if (listed.size() > static_cast<std::size_t>(limit)) {
            listed.pop_back();
            page.next = text_of({listed.back().id, listed.back().id});
        }
        for (const auto& notice : listed) {
            const auto* kind = desk.kinds.find(notice.kind);
            if (!kind) continue;  // the city has taken it out of its words
            page.items.push_back({notice.id, notice.at.iso(), notice.kind, name_view(kind->name),
                                  both(desk, kind->title, notice, now), both(desk, kind->body, notice, now),
                                  notify::path_of(*kind, notice), notice.read, notify::stands(*kind, notice)});
        }
        ZHUPI_TRY(page.unread, notify::count_unread(from, person));
        return Response::json(page);
    });
}

Result<Response> mark_read(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::RemindersRead>());
    const auto person = caller(call).person.id;
    const auto now = app.world.now();
    ZHUPI_CHECK(
        app.store.write([&](store::Tx& tx) { return notify::mark_read(tx, person, wanted.id.value_or(0), now); }));
    return Response::no_content();
}

/// What is long or secret of an address is not sent back: a subscription is a capability.
std::string shown(Channel channel, const std::string& address) {
    if (channel == Channel::push || channel == Channel::wechat) return address.empty() ? "" : "•••";
    return address;
}

Result<api::ReminderSettings> settings_view(store::Snapshot& from, const notify::Courier& courier, store::Id person) {
    ZHUPI_TRY(const auto reader, notify::load_reader(from, person));
    api::ReminderSettings view;
    const auto& p = reader.preference;
    view.language = p.language;
    const auto minute = [](int of) { return of < 0 ? std::nullopt : std::optional(notify::text_of_minute(of)); };
    view.quiet_from = minute(p.quiet_from);
    view.quiet_to = minute(p.quiet_to);
    view.digest = minute(p.digest);
    for (const auto& [channel, reached] : reader.channels) {
        api::ReminderChannelView one{
            std::string(json::name_of(channel)), courier.has(channel), reached.enabled, {}, {}};
        if (!reached.address.empty()) one.address = shown(channel, reached.address);
        if (!reached.pending.empty()) one.pending = shown(channel, reached.pending);
        view.channels.push_back(std::move(one));
    }
    if (const auto key = courier.push_key(); !key.empty()) view.push_key = key;
    return view;
}

Result<Response> own_settings(App& app, const notify::Courier& courier, Call& call) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto view, settings_view(from, courier, caller(call).person.id));
        return Response::json(view);
    });
}

Result<int> minute_or_none(const std::optional<api::Text<5>>& text, const char* where) {
    if (!text) return -1;
    auto minute = notify::minute_of(*text);
    if (!minute) minute.error().where = where;
    return minute;
}

Result<Response> change_settings(App& app, const notify::Courier& courier, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::ChangeReminderSettings>());
    notify::Preference preference;
    preference.language = json::name_of(wanted.language);
    ZHUPI_TRY(preference.quiet_from, minute_or_none(wanted.quiet_from, "/quietFrom"));
    ZHUPI_TRY(preference.quiet_to, minute_or_none(wanted.quiet_to, "/quietTo"));
    ZHUPI_TRY(preference.digest, minute_or_none(wanted.digest, "/digest"));
    // Half a pair says nothing.
    if (preference.quiet_from < 0 || preference.quiet_to < 0) preference.quiet_from = preference.quiet_to = -1;
    const auto who = acting_for_self(app, call);
    ZHUPI_CHECK(app.store.write([&](store::Tx& tx) { return notify::save_preference(tx, who, preference); }));
    return own_settings(app, courier, call);
}

std::string fresh_code() {
    std::uint32_t number = 0;
    for (const char c : crypto::random_bytes(4)) number = number << 8 | static_cast<unsigned char>(c);
    char out[8];
    std::snprintf(out, sizeof out, "%06u", number % 1'000'000U);
    return out;
}

/// What carries a code, or an administrator's test. Where a provider wants templates, these are its own.
notify::Message plain_message(const App& app, const std::string& address, const std::string& zh, const std::string& en,
                              const std::string& code) {
    notify::Message message;
    message.key = "c" + text::hex(crypto::random_bytes(8));
    message.address = address;
    message.language = "zh";
    message.title = app.world.catalog.city.zh + "：" + zh;
    message.body = zh + "\n" + en;
    message.sms = message.title;
    message.urgent = true;
    message.aliyun = {"SMS_900000", {{"code", code}}};
    message.wechat = {"zhupi-progress", {{"thing1", zh}, {"thing2", app.world.catalog.city.zh}, {"phrase3", "测试"}}};
    message.at = app.world.now();
    return message;
}

/// An address that its owner has typed: a code goes there, and it counts once the code has come back.
Result<void> ask_for_code(App& app, const notify::Courier& courier, const store::Acting& who, Channel channel,
                          const std::string& address) {
    const auto code = fresh_code();
    ZHUPI_CHECK(
        app.store.write([&](store::Tx& tx) { return notify::begin_confirmation(tx, who, channel, address, code); }));
    return courier.send_now(channel, plain_message(app, address, "验证码 " + code + "，十分钟内有效。",
                                                   "Your code is " + code + ". It is good for ten minutes.", code));
}

Result<void> take_address(App& app, const notify::Courier& courier, const store::Acting& who, Channel channel,
                          const std::string& given) {
    if (!courier.has(channel))
        return fail(err::notices_channel_off, {{"channel", std::string(json::name_of(channel))}});
    auto known = given;
    if (channel == Channel::wechat) {
        ZHUPI_TRY(known, courier.openid_of(given));
    }
    auto address = notify::checked_address(channel, known, courier.settings());
    if (!address) {
        address.error().where = "/address";
        return fail(std::move(address.error()));
    }
    if (channel == Channel::email || channel == Channel::sms) return ask_for_code(app, courier, who, channel, *address);
    return app.store.write([&](store::Tx& tx) { return notify::save_address(tx, who, channel, *address); });
}

Result<Response> change_channel(App& app, const notify::Courier& courier, Call& call) {
    ZHUPI_TRY(const auto channel, channel_of(call));
    ZHUPI_TRY(const auto wanted, call.body<api::ChangeReminderChannel>());
    const auto who = acting_for_self(app, call);
    if (wanted.address) ZHUPI_CHECK(take_address(app, courier, who, channel, *wanted.address));
    if (wanted.enabled)
        ZHUPI_CHECK(app.store.write([&](store::Tx& tx) { return notify::enable(tx, who, channel, *wanted.enabled); }));
    return own_settings(app, courier, call);
}

Result<Response> confirm_channel(App& app, const notify::Courier& courier, Call& call) {
    ZHUPI_TRY(const auto channel, channel_of(call));
    ZHUPI_TRY(const auto wanted, call.body<api::ConfirmReminderChannel>());
    const auto who = acting_for_self(app, call);
    auto confirmed = notify::Confirmed::nothing;
    ZHUPI_CHECK(app.store.write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(confirmed, notify::confirm(tx, who, channel, wanted.code));
        return {};
    }));
    if (confirmed == notify::Confirmed::nothing) return fail(err::notices_no_code);
    if (confirmed == notify::Confirmed::wrong) return fail(err::notices_code, {}, "/code");
    return own_settings(app, courier, call);
}

Result<Response> forget_address(App& app, const notify::Courier& courier, Call& call) {
    ZHUPI_TRY(const auto channel, channel_of(call));
    const auto who = acting_for_self(app, call);
    ZHUPI_CHECK(app.store.write([&](store::Tx& tx) { return notify::save_address(tx, who, channel, ""); }));
    return own_settings(app, courier, call);
}

}  // namespace

notify::Message test_message(const App& app, const std::string& address) {
    return plain_message(app, address, "这是一条测试提醒。", "This is a test.", "000000");
}

void add_notice_routes(net::Router& router, App& app, const notify::Courier& courier) {
    router.add({.method = Method::get,
                .pattern = "/api/v1/notices",
                .operation = "notices",
                .tag = "notices",
                .zh = "我的提醒",
                .en = "My reminders",
                .response = json::ops_for<api::ReminderPage>(),
                .query = paging({{"box", "unread 只看未读", "unread: those only", {"unread", "all"}}}),
                .handler = [&app, &courier](Call& call) { return list_own(app, courier, call); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/notices/read",
                .operation = "markNoticesRead",
                .tag = "notices",
                .zh = "标为已读",
                .en = "Mark as read",
                .request = json::ops_for<api::RemindersRead>(),
                .success = 204,
                .handler = [&app](Call& call) { return mark_read(app, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/notices/settings",
                .operation = "noticeSettings",
                .tag = "notices",
                .zh = "我的提醒设置",
                .en = "How I want reminders",
                .response = json::ops_for<api::ReminderSettings>(),
                .handler = [&app, &courier](Call& call) { return own_settings(app, courier, call); }});
    router.add({.method = Method::put,
                .pattern = "/api/v1/notices/settings",
                .operation = "changeNoticeSettings",
                .tag = "notices",
                .zh = "更改提醒设置",
                .en = "Change how I want reminders",
                .request = json::ops_for<api::ChangeReminderSettings>(),
                .response = json::ops_for<api::ReminderSettings>(),
                .handler = [&app, &courier](Call& call) { return change_settings(app, courier, call); }});
    router.add({.method = Method::put,
                .pattern = "/api/v1/notices/settings/{channel}",
                .operation = "changeNoticeChannel",
                .tag = "notices",
                .zh = "开关渠道，填写地址",
                .en = "Switch a channel, or give an address",
                .request = json::ops_for<api::ChangeReminderChannel>(),
                .response = json::ops_for<api::ReminderSettings>(),
                .handler = [&app, &courier](Call& call) { return change_channel(app, courier, call); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/notices/settings/{channel}/confirm",
                .operation = "confirmNoticeChannel",
                .tag = "notices",
                .zh = "用验证码确认地址",
                .en = "Confirm an address by its code",
                .request = json::ops_for<api::ConfirmReminderChannel>(),
                .response = json::ops_for<api::ReminderSettings>(),
                .handler = [&app, &courier](Call& call) { return confirm_channel(app, courier, call); }});
    router.add({.method = Method::del,
                .pattern = "/api/v1/notices/settings/{channel}",
                .operation = "forgetNoticeAddress",
                .tag = "notices",
                .zh = "删除地址",
                .en = "Forget an address",
                .response = json::ops_for<api::ReminderSettings>(),
                .handler = [&app, &courier](Call& call) { return forget_address(app, courier, call); }});
}

}  // namespace zhupi::server
