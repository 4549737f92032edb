#include "base/json.hpp"
#include "notify/channel.hpp"
#include "notify/wire.hpp"

namespace zhupi::notify {
namespace {

/// How a value must be written where it is put.
enum class As : unsigned char { plain, json, url };

std::string as(As how, const std::string& value) {
    if (how == As::url) return percent_encoded(value);
    if (how == As::plain) return value;
    std::string out;
    json::put_string(out, value);
    return out.substr(1, out.size() - 2);
}

std::string filled(const std::string& text, As how, const std::map<std::string, std::string>& values) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto end = text[i] == '{' ? text.find('}', i) : std::string::npos;
        const auto found = end == std::string::npos ? values.end() : values.find(text.substr(i + 1, end - i - 1));
        if (found == values.end()) {
            out += text[i++];
        } else {
            out += as(how, found->second);
            i = end + 1;
        }
    }
    return out;
}

class Gateway : public Sender {
public:
    explicit Gateway(const Settings& settings) : settings_(settings) {}

    Outcome send(const Message& message) override {
        const auto& s = settings_.gateway;
        const std::map<std::string, std::string> values{
            {"phone", message.address}, {"text", message.sms}, {"key", message.key}, {"secret", s.secret}};
        HttpCall what;
        what.method = s.method;
        what.url = filled(s.url, As::url, values);
        const bool form = s.content_type.starts_with("application/x-www-form-urlencoded");
        const bool json = s.content_type.find("json") != std::string::npos;
        what.body = filled(s.body, form ? As::url : json ? As::json : As::plain, values);
        what.headers = {"Content-Type: " + s.content_type, "Idempotency-Key: " + message.key};
        for (const auto& header : s.headers) what.headers.push_back(filled(header, As::plain, values));
        what.seconds = settings_.timeout_seconds;
        const auto reply = call(what);
        if (reply.came != Came::answered) return {Verdict::later, {}, reply.problem, 0};
        const bool taken = s.accepted.empty() || reply.body.find(s.accepted) != std::string::npos;
        if (reply.status / 100 == 2 && taken) return {Verdict::accepted, {}, {}, 0};
        // 4xx says that the request is wrong, but for these, which say that the moment is.
        const bool wrong = reply.status / 100 == 4 && reply.status != 408 && reply.status != 409 &&
                           reply.status != 425 && reply.status != 429 && reply.status != 401 && reply.status != 403;
        return {wrong ? Verdict::refused : Verdict::later,
                {},
                std::to_string(reply.status) + " " + reply.body.substr(0, 200),
                reply.retry_after};
    }
    std::string provider() const override { return "gateway"; }
    std::string host() const override { return parts_of(settings_.gateway.url).host; }

private:
    const Settings& settings_;
};

}  // namespace

std::unique_ptr<Sender> make_gateway(const Settings& settings) { return std::make_unique<Gateway>(settings); }

}  // namespace zhupi::notify
