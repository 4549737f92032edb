#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "notify/acs3.hpp"
#include "notify/answers.hpp"
#include "notify/channel.hpp"
#include "notify/wire.hpp"

#include <algorithm>

namespace zhupi::notify {

std::string acs3_query(const std::map<std::string, std::string>& query) {
    std::string out;
    for (const auto& [name, value] : query)
        out += (out.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return out;
}

std::string acs3_authorization(const Acs3Request& request, const std::string& key_id, const std::string& secret) {
    std::string lines, names;
    for (const auto& [name, value] : request.headers) {
        lines += name + ":" + std::string(text::trim(value)) + "\n";
        names += (names.empty() ? "" : ";") + name;
    }
    const auto canonical = request.method + "\n" + request.path + "\n" + acs3_query(request.query) + "\n" + lines +
                           "\n" + names + "\n" + crypto::sha256_hex(request.body);
    const auto to_sign = "ACS3-HMAC-SHA256\n" + crypto::sha256_hex(canonical);
    return "ACS3-HMAC-SHA256 Credential=" + key_id + ",SignedHeaders=" + names +
           ",Signature=" + text::hex(crypto::hmac_sha256(secret, to_sign));
}

namespace {

/// What will not change by waiting; everything else may (https://help.aliyun.com/zh/sms/error-codes).
constexpr std::string_view for_good[] = {
    "isv.MOBILE_NUMBER_ILLEGAL",   "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.PARAM_LENGTH_LIMIT",      "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.INVALID_PARAMETERS",      "isv.TEMPLATE_PARAMS_ILLEGAL",
    "isv.INVALID_JSON_PARAM",      "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL",   "isv.OUT_OF_SERVICE",
    "isv.MOBILE_COUNT_OVER_LIMIT", "isv.PARAM_NOT_SUPPORT_URL",
};

std::string json_object(const std::map<std::string, std::string>& words) { return json::encode(words); }

class Aliyun : public Sender {
public:
    explicit Aliyun(const Settings& settings) : settings_(settings) {}

    Outcome send(const Message& message) override {
        if (message.aliyun.code.empty()) return {Verdict::refused, {}, "no template code for this kind", 0};
        // The interface cannot recognise a repetition; but it can be asked what it has sent, by our own number.
        if (message.repeated) {
            const auto earlier = find(message);
            if (!earlier) return {Verdict::later, {}, earlier.error().en(), 0};
            if (earlier->has("OutId")) return {Verdict::accepted, {}, {}, 0};
        }
        const auto reply = ask("SendSms", {{"PhoneNumbers", message.address},
                                           {"SignName", settings_.aliyun.signature},
                                           {"TemplateCode", message.aliyun.code},
                                           {"TemplateParam", json_object(message.aliyun.words)},
                                           {"OutId", message.key}});
        if (reply.came != Came::answered) return {Verdict::later, {}, reply.problem, 0, reply.came == Came::half_way};
        const Answer answer(reply.body);
        const auto code = answer.text("Code");
        if (code == "OK") return {Verdict::accepted, answer.text("BizId"), {}, 0};
        if (code.empty()) return {Verdict::later, {}, "HTTP " + std::to_string(reply.status), reply.retry_after, true};
        const auto problem = code + " " + answer.text("Message") + " (" + std::to_string(reply.status) + ")";
        const bool final = std::find(std::begin(for_good), std::end(for_good), code) != std::end(for_good);
        return {final ? Verdict::refused : Verdict::later, {}, problem, reply.retry_after};
    }

    bool gives_receipts() const override { return true; }
    Result<Receipt> receipt(const Message& message, const std::string&, std::string& problem) override {
        ZHUPI_TRY(const auto found, find(message));
        const auto status = found.number("SendStatus");
        if (status == 2) problem = found.text("ErrCode");
        return status == 3 ? Receipt::delivered : status == 2 ? Receipt::failed : Receipt::pending;
    }

    std::string provider() const override { return "aliyun"; }
    std::string host() const override { return parts_of(settings_.aliyun.endpoint).host; }

private:
    HttpReply ask(const std::string& action, std::map<std::string, std::string> query) const {
        const auto endpoint = parts_of(settings_.aliyun.endpoint);
        Acs3Request request;
        request.query = std::move(query);
        const auto now = system_now().iso();
        request.headers = {{"host", endpoint.host + (endpoint.port.empty() ? "" : ":" + endpoint.port)},
                           {"x-acs-action", action},
                           {"x-acs-version", "2017-05-25"},
                           {"x-acs-date", now.substr(0, 19) + "Z"},
                           {"x-acs-signature-nonce", crypto::random_token(16)},
                           {"x-acs-content-sha256", crypto::sha256_hex("")}};
        HttpCall what;
        what.url = endpoint.scheme + "://" + request.headers["host"] + "/?" + acs3_query(request.query);
        what.seconds = settings_.timeout_seconds;
        for (const auto& [name, value] : request.headers) what.headers.push_back(name + ": " + value);
        what.headers.push_back("Authorization: " +
                               acs3_authorization(request, settings_.aliyun.key_id, settings_.aliyun.key_secret));
        what.headers.emplace_back("Accept: application/json");
        what.headers.emplace_back("Content-Type:");
        return call(what);
    }

    /// What it has sent under our number since the first attempt; an empty answer when nothing.
    Result<Answer> find(const Message& message) const {
        const Zone china;
        for (auto day = china.date_of(message.at); day <= china.date_of(system_now()); day = day.plus_days(1)) {
            auto date = day.iso();
            std::erase(date, '-');
            for (int page = 1;; ++page) {
                const auto reply = ask("QuerySendDetails", {{"PhoneNumber", message.address},
                                                            {"SendDate", date},
                                                            {"PageSize", "50"},
                                                            {"CurrentPage", std::to_string(page)}});
                const Answer answer(reply.body);
                if (reply.came != Came::answered || answer.text("Code") != "OK")
                    return fail(err::outgoing_away,
                                {{"host", host()}, {"detail", reply.problem + answer.text("Code")}});
                const auto details = answer.object("SmsSendDetailDTOs").list("SmsSendDetailDTO");
                for (const auto& one : details)
                    if (one.text("OutId") == message.key) return one;
                if (details.size() < 50) break;
            }
        }
        return Answer("{}");
    }

    const Settings& settings_;
};

}  // namespace

std::unique_ptr<Sender> make_aliyun(const Settings& settings) { return std::make_unique<Aliyun>(settings); }

}  // namespace zhupi::notify
