#include "notify/channel.hpp"
#include "notify/mime.hpp"
#include "notify/wire.hpp"

namespace zhupi::notify {
namespace {

class Email : public Sender {
public:
    explicit Email(const Settings& settings) : settings_(settings) {}

    Outcome send(const Message& message) override {
        const auto& s = settings_.email;
        auto body = message.body;
        if (!message.link.empty()) body += "\n\n" + message.link;
        Mail mail{s.server,        s.user,  s.password,
                  s.authorities,   s.plain, s.from,
                  message.address, {},      settings_.timeout_seconds};
        mail.message = written({s.from, s.from_name, message.address, message.title, body + "\n",
                                message.language == "en" ? "en" : "zh-CN", message.key, message.at});
        const auto reply = post(mail);
        Outcome outcome;
        outcome.problem = reply.problem + (reply.code ? " (" + std::to_string(reply.code) + ")" : "");
        // 5yz is for good (RFC 5321 §4.2.1), but a password that is not taken is ours to mend. Whatever may have
        // arrived is sent again under the same Message-ID.
        if (reply.came == Came::answered && reply.problem.empty())
            outcome = {Verdict::accepted, "<" + message.key + ">", {}, 0};
        else if (reply.came == Came::answered && reply.code >= 500 && !reply.sign_in)
            outcome.verdict = Verdict::refused;
        return outcome;
    }
    std::string provider() const override { return "smtp"; }
    std::string host() const override { return parts_of(settings_.email.server).host; }

private:
    const Settings& settings_;
};

}  // namespace

std::unique_ptr<Sender> make_email(const Settings& settings) { return std::make_unique<Email>(settings); }

}  // namespace zhupi::notify
