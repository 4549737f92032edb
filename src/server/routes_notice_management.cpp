// Reminders for those who run them: channels without their secrets, the city's words, every delivery.

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "notify/journal.hpp"
#include "notify/outbox.hpp"
#include "server/api_notices.hpp"
#include "server/routes_notices.hpp"
#include "server/test_message.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;
using notify::Channel;

std::string presence(const std::string& secret) { return secret.empty() ? "—" : "•••"; }

/// What is set up, without what nobody need see.
std::vector<api::ReminderSetting> settings_shown(const notify::Settings& s) {
    return {{"smtp-server", s.email.server},
            {"smtp-user", s.email.user},
            {"smtp-password", presence(s.email.password)},
            {"smtp-from", s.email.from},
            {"aliyun-endpoint", s.aliyun.key_id.empty() ? "" : s.aliyun.endpoint},
            {"aliyun-key-id", s.aliyun.key_id},
            {"aliyun-key-secret", presence(s.aliyun.key_secret)},
            {"aliyun-signature", s.aliyun.signature},
            {"sms-gateway-url", s.gateway.url},
            {"sms-gateway-secret", presence(s.gateway.secret)},
            {"wechat-endpoint", s.wechat.app_id.empty() ? "" : s.wechat.endpoint},
            {"wechat-app-id", s.wechat.app_id},
            {"wechat-app-secret", presence(s.wechat.app_secret)},
            {"push-key", s.push.key_file},
            {"push-contact", s.push.contact},
            {"push-hosts", text::join(s.push.hosts, ", ")},
            {"public-url", s.public_url},
            {"notify-timeout", std::to_string(s.timeout_seconds)},
            {"notify-retry", std::to_string(s.retry_seconds)},
            {"notify-attempts", std::to_string(s.attempts)}};
}

Result<Response> list_channels(App& app, const notify::Courier& courier) {
    const auto now = app.world.now();
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        api::ReminderChannels view;
        view.settings = settings_shown(courier.settings());
        for (const auto& channel : courier.channels()) {
            ZHUPI_TRY(const auto figures, notify::figures(from, channel.channel, now));
            api::ReminderChannelState one{std::string(json::name_of(channel.channel)),
                                          channel.provider,
                                          channel.host,
                                          channel.configured,
                                          figures.by_state,
                                          {},
                                          {}};
            if (figures.last_accepted) one.last_accepted = figures.last_accepted->iso();
            if (!figures.last_problem.empty()) one.last_problem = figures.last_problem;
            view.channels.push_back(std::move(one));
        }
        return Response::json(view);
    });
}

struct Tested {
    std::string channel, outcome;
};
BOOST_DESCRIBE_STRUCT(Tested, (), (channel, outcome))

Result<Response> test_channel(App& app, const notify::Courier& courier, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::TestReminderChannel>());
    std::optional<Channel> channel;
    for (const auto& one : courier.channels())
        if (json::name_of(one.channel) == call.param("channel")) channel = one.channel;
    if (!channel)
        return fail(err::notices_channel_none, {{"channel", std::string(call.param("channel").substr(0, 40))}});
    const std::string name(json::name_of(*channel));
    if (!courier.has(*channel)) return fail(err::notices_channel_off, {{"channel", name}});
    auto address = notify::checked_address(*channel, wanted.address, courier.settings());
    if (!address) {
        address.error().where = "/address";
        return fail(std::move(address.error()));
    }
    const auto sent = courier.send_now(*channel, test_message(app, *address));
    // The address is somebody's: the log keeps only that the channel was tried, and how that went.
    const auto who = acting(app, call, permission::notices_manage);
    ZHUPI_CHECK(app.store.write([&](store::Tx& tx) {
        return notify::append_event(tx, who, "channel/" + name, event::notices_tested,
                                    json::encode(Tested{name, sent ? "accepted" : "refused"}));
    }));
    if (!sent) return fail(sent.error());
    return Response::no_content();
}

template <class E>
std::vector<std::string> names_of(const std::vector<E>& of) {
    std::vector<std::string> out;
    for (const auto one : of) out.emplace_back(json::name_of(one));
    return out;
}

Result<Response> list_templates(const notify::Courier& courier) {
    api::ReminderTemplates view;
    for (const auto& kind : courier.desk().kinds.all())
        view.items.push_back({kind.code, name_view(kind.name), kind.from, kind.step, names_of(kind.to),
                              names_of(kind.channels), kind.holds, kind.urgent, name_view(kind.title),
                              name_view(kind.body), name_view(kind.sms), kind.aliyun.code, kind.wechat.code});
    for (const auto& p : notify::placeholders())
        view.placeholders.push_back({std::string(p.name), {std::string(p.zh), std::string(p.en)}});
    return Response::json(view);
}

Result<Response> list_deliveries(App& app, const notify::Courier& courier, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const auto limit = limit_of(call);
    const notify::DeliveryFilter filter{query_or(call, "channel"), query_or(call, "state"), 0};
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(auto listed, notify::list_deliveries(from, filter, after ? after->id : 0, limit + 1));
        api::ReminderDeliveryPage page;
        if (listed.size() > static_cast<std::size_t>(limit)) {
            listed.pop_back();
            page.next = text_of({listed.back().id, listed.back().id});
        }
        for (const auto& d : listed) {
            const auto* kind = courier.desk().kinds.find(d.kind);
            api::ReminderDelivery one{d.id,
                                      d.case_id,
                                      d.kind,
                                      kind ? name_view(kind->name) : api::Name{d.kind, d.kind},
                                      d.channel,
                                      d.state,
                                      d.person_name,
                                      d.number,
                                      d.provider,
                                      d.problem,
                                      d.attempts,
                                      d.digest,
                                      d.at.iso(),
                                      d.changed_at.iso(),
                                      {}};
            if (d.state == "waiting") one.next_at = d.next_at.iso();
            page.items.push_back(std::move(one));
        }
        return Response::json(page);
    });
}

Result<Response> retry_delivery(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    const auto who = acting(app, call, permission::notices_manage);
    ZHUPI_CHECK(app.store.write([&](store::Tx& tx) { return notify::retry(tx, who, id); }));
    return Response::no_content();
}

}  // namespace

void add_notice_management_routes(net::Router& router, App& app, const notify::Courier& courier) {
    const std::string manage(permission::notices_manage);
    router.add({.method = Method::get,
                .pattern = "/api/v1/notices/channels",
                .permission = manage,
                .operation = "noticeChannels",
                .tag = "notices",
                .zh = "提醒渠道及其状况",
                .en = "Channels and how they do",
                .response = json::ops_for<api::ReminderChannels>(),
                .handler = [&app, &courier](Call&) { return list_channels(app, courier); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/notices/channels/{channel}/test",
                .permission = manage,
                .operation = "testNoticeChannel",
                .tag = "notices",
                .zh = "测试发送",
                .en = "Send a test",
                .request = json::ops_for<api::TestReminderChannel>(),
                .success = 204,
                .handler = [&app, &courier](Call& call) { return test_channel(app, courier, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/notices/templates",
                .permission = manage,
                .operation = "noticeTemplates",
                .tag = "notices",
                .zh = "提醒模板",
                .en = "The words of reminders",
                .response = json::ops_for<api::ReminderTemplates>(),
                .handler = [&courier](Call&) { return list_templates(courier); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/notices/deliveries",
                .permission = manage,
                .operation = "noticeDeliveries",
                .tag = "notices",
                .zh = "投递记录",
                .en = "Deliveries",
                .response = json::ops_for<api::ReminderDeliveryPage>(),
                .query = paging(
                    {{"channel", "渠道", "channel", {"email", "sms", "wechat", "push"}},
                     {"state",
                      "状态",
                      "state",
                      {"waiting", "sending", "accepted", "delivered", "failed", "given_up", "unknown", "overtaken"}}}),
                .handler = [&app, &courier](Call& call) { return list_deliveries(app, courier, call); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/notices/deliveries/{id}/retry",
                .permission = manage,
                .operation = "retryNoticeDelivery",
                .tag = "notices",
                .zh = "重发",
                .en = "Send again",
                .success = 204,
                .handler = [&app](Call& call) { return retry_delivery(app, call); }});
}

}  // namespace zhupi::server
