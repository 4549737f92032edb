#include "notify/settings.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace zhupi::notify {
namespace {

constexpr std::size_t longest_problem = 300;

tl::unexpected<Error> wrong(std::string setting, std::string detail) {
    return fail(err::notices_setting, {{"setting", std::move(setting)}, {"detail", std::move(detail)}});
}

bool one_of(const std::string& value, std::initializer_list<std::string_view> allowed) {
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

Result<void> check_url(const std::string& setting, const std::string& url,
                       std::initializer_list<std::string_view> schemes) {
    const auto parts = parts_of(url);
    if (parts.host.empty() || !one_of(parts.scheme, schemes)) {
        std::string allowed;
        for (const auto scheme : schemes) allowed += (allowed.empty() ? "" : ", ") + std::string(scheme) + "://";
        return wrong(setting, url + " (" + allowed + ")");
    }
    return {};
}

/// A header of one line, or a person could not tell one from two.
bool one_line(const std::string& text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

Result<void> check_email(const EmailSettings& email) {
    if (email.server.empty()) return {};
    ZHUPI_CHECK(check_url("smtp-server", email.server, {"smtp", "smtps"}));
    if (email.from.find('@') == std::string::npos || !one_line(email.from)) return wrong("smtp-from", email.from);
    if (!one_line(email.from_name)) return wrong("smtp-from-name", email.from_name);
    return {};
}

Result<void> check_gateway(const GatewaySettings& gateway) {
    if (gateway.url.empty()) return {};
    ZHUPI_CHECK(check_url("sms-gateway-url", gateway.url, {"https", "http"}));
    if (!one_of(gateway.method, {"POST", "GET", "PUT"})) return wrong("sms-gateway-method", gateway.method);
    for (const auto& header : gateway.headers)
        if (header.find(':') == std::string::npos || !one_line(header)) return wrong("sms-gateway-header", header);
    if (gateway.body.find("{phone}") == std::string::npos && gateway.url.find("{phone}") == std::string::npos)
        return wrong("sms-gateway-body", "{phone}");
    return {};
}

}  // namespace

Result<void> check(const Settings& s) {
    ZHUPI_CHECK(check_email(s.email));
    if (!s.aliyun.key_id.empty()) {
        ZHUPI_CHECK(check_url("aliyun-endpoint", s.aliyun.endpoint, {"https", "http"}));
        if (s.aliyun.key_secret.empty()) return wrong("aliyun-key-secret", "?");
        if (s.aliyun.signature.empty()) return wrong("aliyun-signature", "?");
        if (!s.gateway.url.empty()) return wrong("sms-gateway-url", "aliyun-key-id");
    }
    ZHUPI_CHECK(check_gateway(s.gateway));
    if (!s.wechat.app_id.empty()) {
        ZHUPI_CHECK(check_url("wechat-endpoint", s.wechat.endpoint, {"https", "http"}));
        if (s.wechat.app_secret.empty()) return wrong("wechat-app-secret", "?");
        if (!one_of(s.wechat.state, {"formal", "trial", "developer"})) return wrong("wechat-state", s.wechat.state);
    }
    if (!s.push.key_file.empty() && !s.push.contact.starts_with("mailto:") && !s.push.contact.starts_with("https://"))
        return wrong("push-contact", s.push.contact + " (mailto:, https://)");
    if (!s.public_url.empty()) ZHUPI_CHECK(check_url("public-url", s.public_url, {"https", "http"}));
    return {};
}

std::string scrubbed(const Settings& s, std::string text) {
    for (const auto* secret : {&s.email.password, &s.aliyun.key_secret, &s.gateway.secret, &s.wechat.app_secret}) {
        if (secret->empty()) continue;
        for (auto at = text.find(*secret); at != std::string::npos; at = text.find(*secret, at))
            text.replace(at, secret->size(), "***");
    }
    for (auto& c : text)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    if (text.size() > longest_problem) {
        text.resize(longest_problem);
        while (!text.empty() && !text::valid_utf8(text)) text.pop_back();
    }
    return text::valid_utf8(text) ? text : "?";
}

}  // namespace zhupi::notify
