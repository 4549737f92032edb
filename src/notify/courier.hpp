#pragma once
// Carries reminders out while the city runs: one thread reads the log and makes notices, one for each channel claims
// what is due, sends it and writes down how it went. No command waits for any of them, and a provider that hangs holds
// up its own channel only. Several processes of a city may run one each: what one has claimed the others leave alone.

#include "notify/channel.hpp"
#include "notify/notices.hpp"
#include "store/store.hpp"

#include <memory>
#include <set>

namespace zhupi::notify {

struct ChannelView {
    Channel channel = Channel::email;
    bool configured = false;
    std::string provider, host;
};

class Courier {
public:
    /// `office` outlives this. Errors: notices.setting.
    static Result<std::unique_ptr<Courier>> make(store::Store& store, store::Office office, const Kinds& kinds,
                                                 Settings settings, Clock clock);
    ~Courier();  ///< waits for the attempts of the moment
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    void start();  ///< the threads; without it, only send_now works

    const Desk& desk() const;
    const Settings& settings() const;
    std::vector<ChannelView> channels() const;
    bool has(Channel channel) const;
    std::string push_key() const;  ///< empty when push is not set up

    /// One attempt, outside the outbox: a code, or an administrator's test. Errors: notices.channel_off,
    /// notices.refused.
    Result<void> send_now(Channel channel, const Message& message) const;
    /// Errors: notices.channel_off, notices.refused, outgoing.away.
    Result<std::string> openid_of(const std::string& login_code) const;

private:
    class Inside;
    explicit Courier(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

}  // namespace zhupi::notify
