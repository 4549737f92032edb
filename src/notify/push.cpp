#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/web_push.hpp"
#include "notify/channel.hpp"
#include "notify/mime.hpp"
#include "notify/subscription.hpp"
#include "notify/wire.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace zhupi::notify {
namespace {

/// A push service keeps it for as long when the browser is away.
constexpr int keep_seconds = 3 * 24 * 3600;
/// RFC 8291 §4 leaves 3993; ours are cut far below.
constexpr std::size_t longest_text = 600;

std::string cut(const std::string& text) {
    if (text.size() <= longest_text) return text;
    auto out = text.substr(0, longest_text);
    while (!out.empty() && !text::valid_utf8(out)) out.pop_back();
    return out + "…";
}

class WebPush : public Push {
public:
    WebPush(const Settings& settings, crypto::PushKey key) : settings_(settings), key_(std::move(key)) {}

    Outcome send(const Message& message) override {
        const auto subscription = read_subscription(message.address);
        if (!subscription) return {Verdict::gone, {}, "no subscription", 0};
        const auto parts = parts_of(subscription->endpoint);
        HttpCall what;
        what.reach = reach_of(settings_.push.hosts, parts.host);
        if (what.reach == Reach::forbidden) return {Verdict::gone, {}, "host is not allowed: " + parts.host, 0};
        what.url = subscription->endpoint;
        what.seconds = settings_.timeout_seconds;
        what.body = crypto::sealed_for_push(text_of(message), subscription->point, subscription->auth);
        const auto audience = parts.scheme + "://" + parts.host + (parts.port.empty() ? "" : ":" + parts.port);
        what.headers = {"TTL: " + std::to_string(keep_seconds),
                        std::string("Urgency: ") + (message.urgent ? "high" : "normal"),
                        // Of two messages with one topic the service keeps the later (RFC 8030 §5.4).
                        "Topic: " + encoding::base64url(crypto::sha256(message.key)).substr(0, 32),
                        "Content-Encoding: aes128gcm", "Content-Type: application/octet-stream",
                        "Authorization: " + crypto::vapid(key_, audience, settings_.push.contact, system_now())};
        const auto reply = call(what);
        if (reply.came != Came::answered) return {Verdict::later, {}, reply.problem, 0};
        if (reply.status / 100 == 2) return {Verdict::accepted, {}, {}, 0};
        const auto told = std::to_string(reply.status) + " " + reply.body.substr(0, 200);
        if (reply.status == 404 || reply.status == 410) return {Verdict::gone, {}, told, 0};
        const bool wrong = reply.status == 400 || reply.status == 413;
        return {wrong ? Verdict::refused : Verdict::later, {}, told, reply.retry_after};
    }

    std::string public_key() const override { return encoding::base64url(key_.point()); }
    std::string provider() const override { return "webpush"; }
    std::string host() const override { return text::join(settings_.push.hosts, ", "); }

private:
    /// The page's worker shows it under the key as its tag, so that a repetition replaces what is shown.
    static std::string text_of(const Message& message) {
        return json::encode(std::map<std::string, std::string>{
            {"title", cut(message.title)}, {"body", cut(message.body)}, {"link", message.link}, {"tag", message.key}});
    }

    const Settings& settings_;
    crypto::PushKey key_;
};

tl::unexpected<Error> wrong_key(const std::string& file, const std::string& why) {
    return fail(err::notices_setting, {{"setting", "push-key"}, {"detail", file + ": " + why}});
}

/// Written once, for its owner only; another process that was quicker has made the one that holds.
Result<void> make_key(const std::string& file) {
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0) return errno == EEXIST ? Result<void>{} : Result<void>(wrong_key(file, std::strerror(errno)));
    const auto pem = crypto::PushKey::generate().pem();
    const auto written = ::write(out, pem.view().data(), pem.size());
    const bool well = written == static_cast<ssize_t>(pem.size()) && ::fsync(out) == 0;
    ::close(out);
    if (!well) return wrong_key(file, "write");
    return {};
}

}  // namespace

std::optional<Subscription> read_subscription(const std::string& address) {
    const auto read = json::decode<SubscriptionText>(address, json::Unknown::ignore);
    if (!read) return std::nullopt;
    const auto point = encoding::from_base64url(read->p256dh), auth = encoding::from_base64url(read->auth);
    if (!point || !auth || auth->size() != 16 || !crypto::is_push_point(*point)) return std::nullopt;
    return Subscription{read->endpoint, *point, *auth};
}

Result<std::unique_ptr<Push>> make_push(const Settings& settings) {
    const auto& file = settings.push.key_file;
    if (!std::filesystem::exists(file)) ZHUPI_CHECK(make_key(file));
    std::stringstream text;
    std::ifstream in(file);
    text << in.rdbuf();
    auto key = crypto::PushKey::read(crypto::Secret(text.str()));
    if (!key) return wrong_key(file, key.error().en());
    return std::make_unique<WebPush>(settings, std::move(*key));
}

Result<std::string> checked_address(Channel channel, const std::string& address, const Settings& settings) {
    const auto wrong = [&]() -> Result<std::string> {
        return fail(err::notices_address,
                    {{"address", address.substr(0, 80)}, {"channel", std::string(json::name_of(channel))}});
    };
    switch (channel) {
        case Channel::email:
            return is_mail_address(address) ? Result<std::string>(address) : wrong();
        case Channel::sms:
            // A mobile number of the mainland, with or without its country.
            {
                auto number = address.starts_with("+86") ? address.substr(3) : address;
                const bool mobile = number.size() == 11 && text::is_digits(number) && number.front() == '1';
                return mobile ? Result<std::string>(std::move(number)) : wrong();
            }
        case Channel::wechat:
            return !address.empty() && address.size() <= 64 ? Result<std::string>(address) : wrong();
        case Channel::push: {
            const auto subscription = read_subscription(address);
            if (!subscription) return wrong();
            const auto parts = parts_of(subscription->endpoint);
            const auto reach = reach_of(settings.push.hosts, parts.host);
            // Plain http only to a host that the administrator has written out, as the tests do.
            if (reach == Reach::forbidden ||
                (parts.scheme != "https" && (parts.scheme != "http" || reach != Reach::anywhere)))
                return fail(err::notices_host,
                            {{"host", parts.host.empty() ? subscription->endpoint.substr(0, 80) : parts.host}});
            return address;
        }
    }
    bug("a channel without a form of address");
}

}  // namespace zhupi::notify
