#include "main/notify_options.hpp"

#include <CLI/CLI.hpp>

namespace zhupi {
namespace {

constexpr const char* group = "提醒 Reminders";

void add(CLI::App& command, const std::string& name, std::string& value, const std::string& words) {
    command.add_option("--" + name, value, words)->group(group);
}

/// Of the environment or the configuration file: on the command line everybody on the machine would read it.
void add_secret(CLI::App& command, const std::string& name, std::string& value, const char* variable,
                const std::string& words) {
    command.add_option("--" + name, value, words + "（" + variable + "）")->envname(variable)->group(group);
}

void add_mail(CLI::App& command, notify::EmailSettings& mail) {
    add(command, "smtp-server", mail.server, "邮件服务器 smtp://HOST:587 (STARTTLS) or smtps://HOST:465");
    add(command, "smtp-user", mail.user, "邮件账号 account");
    add_secret(command, "smtp-password", mail.password, "ZHUPI_SMTP_PASSWORD", "邮件口令 password");
    add(command, "smtp-from", mail.from, "发件人 sender's address");
    add(command, "smtp-from-name", mail.from_name, "发件人名称 sender's name");
    add(command, "smtp-ca", mail.authorities, "证书机构文件 file of trusted authorities (PEM)");
    command.add_flag("--smtp-plain", mail.plain, "不加密，仅限本机中继 no TLS: for a relay on this machine")
        ->group(group);
}

void add_short_messages(CLI::App& command, notify::Settings& s) {
    add(command, "aliyun-endpoint", s.aliyun.endpoint, "阿里云短信地址 Aliyun SMS");
    add(command, "aliyun-key-id", s.aliyun.key_id, "AccessKey ID");
    add_secret(command, "aliyun-key-secret", s.aliyun.key_secret, "ZHUPI_ALIYUN_KEY_SECRET", "AccessKey secret");
    add(command, "aliyun-signature", s.aliyun.signature, "短信签名 SignName");
    add(command, "sms-gateway-url", s.gateway.url, "其他短信网关 another gateway of short messages");
    add(command, "sms-gateway-method", s.gateway.method, "POST, PUT, GET");
    add(command, "sms-gateway-type", s.gateway.content_type, "Content-Type");
    add(command, "sms-gateway-body", s.gateway.body, "请求正文 body, with {phone} {text} {key} {secret}");
    add(command, "sms-gateway-accepted", s.gateway.accepted,
        "回答中表示成功的文字 what the answer holds when it was taken");
    add_secret(command, "sms-gateway-secret", s.gateway.secret, "ZHUPI_SMS_GATEWAY_SECRET", "网关密钥 secret");
    command.add_option("--sms-gateway-header", s.gateway.headers, "请求头 header, e.g. Authorization: Bearer {secret}")
        ->group(group);
}

}  // namespace

void add_notify_options(CLI::App& command, notify::Settings& s) {
    add_mail(command, s.email);
    add_short_messages(command, s);
    add(command, "wechat-endpoint", s.wechat.endpoint, "微信接口地址 WeChat");
    add(command, "wechat-app-id", s.wechat.app_id, "小程序 appid");
    add_secret(command, "wechat-app-secret", s.wechat.app_secret, "ZHUPI_WECHAT_APP_SECRET", "小程序密钥 app secret");
    add(command, "wechat-state", s.wechat.state, "formal, trial, developer");
    add(command, "push-key", s.push.key_file, "推送私钥文件，没有则生成 VAPID key file, made when it is not there");
    add(command, "push-contact", s.push.contact, "推送联系人 mailto: or https:");
    command.add_option("--push-host", s.push.hosts, "允许的推送服务 push services that are allowed")->group(group);
    add(command, "public-url", s.public_url, "对外网址，用于提醒中的链接 how people reach the city");
    command.add_option("--notify-timeout", s.timeout_seconds, "一次发送的时限（秒） seconds for an attempt")
        ->capture_default_str()
        ->check(CLI::Range(1, 120))
        ->group(group);
    command.add_option("--notify-retry", s.retry_seconds, "首次重试前的秒数 seconds before the second attempt")
        ->capture_default_str()
        ->check(CLI::Range(1, 3600))
        ->group(group);
    command.add_option("--notify-attempts", s.attempts, "最多尝试次数 attempts")
        ->capture_default_str()
        ->check(CLI::Range(1, 100))
        ->group(group);
}

}  // namespace zhupi
