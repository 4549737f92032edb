#pragma once
// What the API shows of reminders: a person's own, their settings, and to administrators channels, words and
// deliveries.

#include "server/api.hpp"

namespace zhupi::api {

struct ReminderView {
    std::int64_t id = 0;
    std::string at, kind;
    Name kind_name;
    Name title, body;
    std::string link;  ///< a page of ours
    bool read = false;
    bool stands = true;  ///< still true; false when things have moved on
};
BOOST_DESCRIBE_STRUCT(ReminderView, (), (id, at, kind, kind_name, title, body, link, read, stands))
struct ReminderPage {
    std::vector<ReminderView> items;
    std::int64_t unread = 0;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ReminderPage, (), (items, unread, next))
struct RemindersRead {
    std::optional<std::int64_t> id;  ///< null: all
};
BOOST_DESCRIBE_STRUCT(RemindersRead, (), (id))

struct ReminderChannelView {
    std::string channel;
    bool configured = false, enabled = true;
    std::optional<std::string> address;  ///< masked where it is long; null: none
    std::optional<std::string> pending;  ///< waits for its code
};
BOOST_DESCRIBE_STRUCT(ReminderChannelView, (), (channel, configured, enabled, address, pending))
struct ReminderSettings {
    std::string language;
    std::optional<std::string> quiet_from, quiet_to, digest;  ///< "22:00"
    std::vector<ReminderChannelView> channels;
    std::optional<std::string> push_key;  ///< for PushManager.subscribe()
};
BOOST_DESCRIBE_STRUCT(ReminderSettings, (), (language, quiet_from, quiet_to, digest, channels, push_key))
enum class ReminderLanguage : unsigned char { zh, en };
BOOST_DESCRIBE_ENUM(ReminderLanguage, zh, en)
struct ChangeReminderSettings {
    ReminderLanguage language = ReminderLanguage::zh;
    std::optional<Text<5>> quiet_from, quiet_to, digest;
};
BOOST_DESCRIBE_STRUCT(ChangeReminderSettings, (), (language, quiet_from, quiet_to, digest))
struct ChangeReminderChannel {
    std::optional<bool> enabled;
    /// A mail address, a mobile number, a push subscription as JSON, or the code of wx.login().
    std::optional<Text<1200>> address;
};
BOOST_DESCRIBE_STRUCT(ChangeReminderChannel, (), (enabled, address))
struct ConfirmReminderChannel {
    Text<10> code;
};
BOOST_DESCRIBE_STRUCT(ConfirmReminderChannel, (), (code))

struct ReminderChannelState {
    std::string channel, provider, host;
    bool configured = false;
    std::map<std::string, std::int64_t> last_day;  ///< deliveries of the last day by state
    std::optional<std::string> last_accepted, last_problem;
};
BOOST_DESCRIBE_STRUCT(ReminderChannelState, (),
                      (channel, provider, host, configured, last_day, last_accepted, last_problem))
struct ReminderSetting {
    std::string name, value;  ///< as in the configuration; of a secret only whether it is there
};
BOOST_DESCRIBE_STRUCT(ReminderSetting, (), (name, value))
struct ReminderChannels {
    std::vector<ReminderChannelState> channels;
    std::vector<ReminderSetting> settings;
};
BOOST_DESCRIBE_STRUCT(ReminderChannels, (), (channels, settings))
struct TestReminderChannel {
    Text<1200> address;
};
BOOST_DESCRIBE_STRUCT(TestReminderChannel, (), (address))

struct ReminderTemplate {
    std::string kind;
    Name name;
    std::string from, step;
    std::vector<std::string> to, channels, holds;
    bool urgent = false;
    Name title, body, sms;
    std::string aliyun, wechat;  ///< the providers' codes
};
BOOST_DESCRIBE_STRUCT(ReminderTemplate, (),
                      (kind, name, from, step, to, channels, holds, urgent, title, body, sms, aliyun, wechat))
struct ReminderPlaceholder {
    std::string name;
    Name meaning;
};
BOOST_DESCRIBE_STRUCT(ReminderPlaceholder, (), (name, meaning))
struct ReminderTemplates {
    std::vector<ReminderTemplate> items;
    std::vector<ReminderPlaceholder> placeholders;
};
BOOST_DESCRIBE_STRUCT(ReminderTemplates, (), (items, placeholders))

struct ReminderDelivery {
    std::int64_t id = 0, case_id = 0;
    std::string kind;
    Name kind_name;
    std::string channel, state, person, number, provider, problem;
    int attempts = 0;
    bool digest = false;
    std::string at, changed_at;
    std::optional<std::string> next_at;  ///< of one that waits
};
BOOST_DESCRIBE_STRUCT(ReminderDelivery, (),
                      (id, case_id, kind, kind_name, channel, state, person, number, provider, problem, attempts,
                       digest, at, changed_at, next_at))
struct ReminderDeliveryPage {
    std::vector<ReminderDelivery> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ReminderDeliveryPage, (), (items, next))

}  // namespace zhupi::api
