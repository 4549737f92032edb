#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "notify/answers.hpp"
#include "notify/channel.hpp"
#include "notify/wire.hpp"

#include <mutex>

namespace zhupi::notify {
namespace {

/// A "thing" takes 20 characters, other words fewer; what is longer is refused as a whole (47003).
constexpr std::size_t longest_thing = 20;

std::string shortened(const std::string& text) {
    if (text::length(text) <= longest_thing) return text;
    std::string out;
    const auto points = text::to_code_points(text);
    for (std::size_t i = 0; i + 1 < longest_thing; ++i) text::append_utf8(out, points[i]);
    return out + "…";
}

bool token_is_stale(std::int64_t code) { return code == 40001 || code == 40014 || code == 42001; }
/// The person has not asked for it, is not there, or the message does not fit its template.
bool is_for_good(std::int64_t code) { return code == 43101 || code == 47003 || code == 40037 || code == 41030; }

class SubscriptionMessages : public Wechat {
public:
    explicit SubscriptionMessages(const Settings& settings) : settings_(settings) {}

    Outcome send(const Message& message) override {
        if (message.wechat.code.empty()) return {Verdict::refused, {}, "no template for this kind", 0};
        // Nothing of this interface tells a repetition from a new message, nor what was sent.
        if (message.repeated) return {Verdict::unknown, {}, "the answer to an earlier attempt was lost", 0};
        const auto body = body_of(message);
        for (const bool again : {false, true}) {
            std::string problem;
            const auto token = current_token(again, problem);
            if (token.empty()) return {Verdict::later, {}, problem, 0};
            HttpCall what;
            what.url =
                settings_.wechat.endpoint + "/cgi-bin/message/subscribe/send?access_token=" + percent_encoded(token);
            what.body = body;
            what.headers = {"Content-Type: application/json"};
            what.seconds = settings_.timeout_seconds;
            const auto reply = call(what);
            if (reply.came == Came::nowhere) return {Verdict::later, {}, reply.problem, 0};
            const Answer answer(reply.body);
            if (reply.came == Came::half_way || !answer.readable() || !answer.has("errcode"))
                return {Verdict::unknown, {}, reply.problem + " " + std::to_string(reply.status), 0};
            const auto code = answer.number("errcode");
            if (code == 0) return {Verdict::accepted, answer.text("msgid"), {}, 0};
            if (token_is_stale(code) && !again) continue;
            const auto told = std::to_string(code) + " " + answer.text("errmsg");
            if (code == 40003) return {Verdict::gone, {}, told, 0};
            return {is_for_good(code) ? Verdict::refused : Verdict::later, {}, told, reply.retry_after};
        }
        return {Verdict::later, {}, "the access token is not taken", 0};
    }

    Result<std::string> openid_of(const std::string& login_code) override {
        const auto& s = settings_.wechat;
        HttpCall what;
        what.method = "GET";
        what.url = s.endpoint + "/sns/jscode2session?appid=" + percent_encoded(s.app_id) +
                   "&secret=" + percent_encoded(s.app_secret) + "&js_code=" + percent_encoded(login_code) +
                   "&grant_type=authorization_code";
        what.seconds = settings_.timeout_seconds;
        const auto reply = call(what);
        if (reply.came != Came::answered)
            return fail(err::outgoing_away, {{"host", host()}, {"detail", reply.problem}});
        const Answer answer(reply.body);
        const auto openid = answer.text("openid");
        if (openid.empty())
            return fail(err::notices_refused,
                        {{"channel", "wechat"}, {"detail", answer.text("errcode") + " " + answer.text("errmsg")}});
        return openid;
    }

    std::string provider() const override { return "wechat"; }
    std::string host() const override { return parts_of(settings_.wechat.endpoint).host; }

private:
    std::string body_of(const Message& message) const {
        std::string data;
        for (const auto& [name, value] : message.wechat.words) {
            data += data.empty() ? "" : ",";
            json::put_string(data, name);
            data += R"(:{"value":)";
            json::put_string(data, shortened(value));
            data += "}";
        }
        std::string body = R"({"touser":)";
        json::put_string(body, message.address);
        body += R"(,"template_id":)";
        json::put_string(body, message.wechat.code);
        body += R"(,"miniprogram_state":)";
        json::put_string(body, settings_.wechat.state);
        return body + R"(,"lang":")" + (message.language == "en" ? "en_US" : "zh_CN") + R"(","data":{)" + data + "}}";
    }

    /// The stable token: asking for it does not end the one that another process of the city uses.
    std::string current_token(bool refresh, std::string& problem) {
        const std::lock_guard lock(mutex_);
        const auto now = system_now();
        if (!refresh && !token_.empty() && now < good_until_) return token_;
        token_.clear();
        std::string body = R"({"grant_type":"client_credential","appid":)";
        json::put_string(body, settings_.wechat.app_id);
        body += R"(,"secret":)";
        json::put_string(body, settings_.wechat.app_secret);
        body += refresh ? R"(,"force_refresh":true})" : R"(,"force_refresh":false})";
        HttpCall what;
        what.url = settings_.wechat.endpoint + "/cgi-bin/stable_token";
        what.body = std::move(body);
        what.headers = {"Content-Type: application/json"};
        what.seconds = settings_.timeout_seconds;
        const auto reply = call(what);
        const Answer answer(reply.body);
        token_ = answer.text("access_token");
        if (token_.empty())
            problem = "access token: " + reply.problem + answer.text("errcode") + " " + answer.text("errmsg");
        constexpr std::int64_t early_s = 300;
        good_until_ = now.plus_seconds(std::max<std::int64_t>(answer.number("expires_in") - early_s, 30));
        return token_;
    }

    const Settings& settings_;
    std::mutex mutex_;
    std::string token_;
    Instant good_until_;
};

}  // namespace

std::unique_ptr<Wechat> make_wechat(const Settings& settings) {
    return std::make_unique<SubscriptionMessages>(settings);
}

}  // namespace zhupi::notify
