#pragma once
// How the channels are reached: from the configuration file or the environment (docs/notices.md). Secrets are here and
// nowhere else; scrubbed() keeps them out of whatever is shown or logged.

#include "base/error.hpp"
#include "notify/guard.hpp"

#include <string>
#include <vector>

namespace zhupi::notify {

struct EmailSettings {
    std::string server;  ///< smtp://host:port (STARTTLS wanted) or smtps://host:port; empty: no mail
    std::string user, password;
    std::string from;         ///< "notice@city.gov.cn"
    std::string from_name;    ///< shown beside it
    bool plain = false;       ///< without TLS; for a relay on the same machine
    std::string authorities;  ///< file of certificates; empty: the system's
};
struct AliyunSettings {
    std::string endpoint = "https://dysmsapi.aliyuncs.com";
    std::string key_id, key_secret, signature;  ///< AccessKey and SignName; empty: not used
};
/// Any other provider of short messages that takes one HTTP request for each. {phone}, {text}, {key} and {secret} are
/// filled in, written as the content type needs it.
struct GatewaySettings {
    std::string url;  ///< empty: not used
    std::string method = "POST", content_type = "application/json";
    std::string body, secret;
    std::vector<std::string> headers;  ///< "Authorization: Bearer {secret}"
    std::string accepted;              ///< text that the answer holds when it was taken; empty: any 2xx
};
struct WechatSettings {
    std::string endpoint = "https://api.weixin.qq.com";
    std::string app_id, app_secret;  ///< empty: not used
    std::string state = "formal";    ///< miniprogram_state: formal, trial, developer
};
struct PushSettings {
    std::string key_file;  ///< PEM, P-256; made when it is not there; empty: not used
    std::string contact;   ///< mailto: or https:, RFC 8292 §2.1
    std::vector<std::string> hosts{"fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com",
                                   "*.push.apple.com"};
};

struct Settings {
    EmailSettings email;
    AliyunSettings aliyun;
    GatewaySettings gateway;
    WechatSettings wechat;
    PushSettings push;
    std::string public_url;    ///< how people reach the city, for links; empty: none are written
    int timeout_seconds = 10;  ///< of one attempt, altogether
    int retry_seconds = 30;    ///< before the second attempt; doubles from there, to at most an hour
    int attempts = 12;         ///< then it is given up
};

/// Errors: notices.setting, naming what is wrong.
Result<void> check(const Settings& settings);

/// The text without any of the secrets, at most 300 bytes.
std::string scrubbed(const Settings& settings, std::string text);

}  // namespace zhupi::notify
