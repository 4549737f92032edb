#pragma once
// What the API shows of reminders: a person's own, their settings, and to administrators channels, words and
// deliveries.

#include "server/api.hpp"

namespace zhupi::api {

struct NoticeView {
    std::int64_t id = 0;
    std::string at, kind;
    Name kind_name;
    Name title, body;
    std::string link;  ///< a page of ours
    bool read = false;
    bool stands = true;  ///< still true; false when things have moved on
};
BOOST_DESCRIBE_STRUCT(NoticeView, (), (id, at, kind, kind_name, title, body, link, read, stands))
struct NoticePage {
    std::vector<NoticeView> items;
    std::int64_t unread = 0;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(NoticePage, (), (items, unread, next))
struct NoticesRead {
    std::optional<std::int64_t> id;  ///< null: all
};
BOOST_DESCRIBE_STRUCT(NoticesRead, (), (id))

struct NoticeChannelView {
    std::string channel;
    bool configured = false, enabled = true;
    std::optional<std::string> address;  ///< masked where it is long; null: none
    std::optional<std::string> pending;  ///< waits for its code
};
BOOST_DESCRIBE_STRUCT(NoticeChannelView, (), (channel, configured, enabled, address, pending))
struct NoticeSettings {
    std::string language;
    std::optional<std::string> quiet_from, quiet_to, digest;  ///< "22:00"
    std::vector<NoticeChannelView> channels;
    std::optional<std::string> push_key;  ///< for PushManager.subscribe()
};
BOOST_DESCRIBE_STRUCT(NoticeSettings, (), (language, quiet_from, quiet_to, digest, channels, push_key))
enum class NoticeLanguage : unsigned char { zh, en };
BOOST_DESCRIBE_ENUM(NoticeLanguage, zh, en)
struct ChangeNoticeSettings {
    NoticeLanguage language = NoticeLanguage::zh;
    std::optional<Text<5>> quiet_from, quiet_to, digest;
};
BOOST_DESCRIBE_STRUCT(ChangeNoticeSettings, (), (language, quiet_from, quiet_to, digest))
struct ChangeNoticeChannel {
    std::optional<bool> enabled;
    /// A mail address, a mobile number, a push subscription as JSON, or the code of wx.login().
    std::optional<Text<1200>> address;
};
BOOST_DESCRIBE_STRUCT(ChangeNoticeChannel, (), (enabled, address))
struct ConfirmNoticeChannel {
    Text<10> code;
};
BOOST_DESCRIBE_STRUCT(ConfirmNoticeChannel, (), (code))

struct NoticeChannelState {
    std::string channel, provider, host;
    bool configured = false;
    std::map<std::string, std::int64_t> last_day;  ///< deliveries of the last day by state
    std::optional<std::string> last_accepted, last_problem;
};
BOOST_DESCRIBE_STRUCT(NoticeChannelState, (),
                      (channel, provider, host, configured, last_day, last_accepted, last_problem))
struct NoticeSetting {
    std::string name, value;  ///< as in the configuration; of a secret only whether it is there
};
BOOST_DESCRIBE_STRUCT(NoticeSetting, (), (name, value))
struct NoticeChannels {
    std::vector<NoticeChannelState> channels;
    std::vector<NoticeSetting> settings;
};
BOOST_DESCRIBE_STRUCT(NoticeChannels, (), (channels, settings))
struct TestNoticeChannel {
    Text<1200> address;
};
BOOST_DESCRIBE_STRUCT(TestNoticeChannel, (), (address))

struct NoticeTemplate {
    std::string kind;
    Name name;
    std::string from, step;
    std::vector<std::string> to, channels, holds;
    bool urgent = false;
    Name title, body, sms;
    std::string aliyun, wechat;  ///< the providers' codes
};
BOOST_DESCRIBE_STRUCT(NoticeTemplate, (),
                      (kind, name, from, step, to, channels, holds, urgent, title, body, sms, aliyun, wechat))
struct NoticePlaceholder {
    std::string name;
    Name meaning;
};
BOOST_DESCRIBE_STRUCT(NoticePlaceholder, (), (name, meaning))
struct NoticeTemplates {
    std::vector<NoticeTemplate> items;
    std::vector<NoticePlaceholder> placeholders;
};
BOOST_DESCRIBE_STRUCT(NoticeTemplates, (), (items, placeholders))

struct NoticeDelivery {
    std::int64_t id = 0, case_id = 0;
    std::string kind;
    Name kind_name;
    std::string channel, state, person, number, provider, problem;
    int attempts = 0;
    bool digest = false;
    std::string at, changed_at;
    std::optional<std::string> next_at;  ///< of one that waits
};
BOOST_DESCRIBE_STRUCT(NoticeDelivery, (),
                      (id, case_id, kind, kind_name, channel, state, person, number, provider, problem, attempts,
                       digest, at, changed_at, next_at))
struct NoticeDeliveryPage {
    std::vector<NoticeDelivery> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(NoticeDeliveryPage, (), (items, next))

}  // namespace zhupi::api
