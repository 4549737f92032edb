#include "notify/courier.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "notify/derive.hpp"
#include "notify/outbox.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace zhupi::notify {
namespace {

constexpr auto beat = std::chrono::milliseconds(300);
/// Events for one transaction: small enough that commands get between.
constexpr int events_at_once = 200, receipts_at_once = 20;

}  // namespace

class Courier::Inside {
public:
    Inside(store::Store& store, store::Office office, const Kinds& kinds, Settings settings, Clock clock)
        : store_(store),
          settings_(std::move(settings)),
          clock_(std::move(clock)),
          desk_{kinds, office, settings_.public_url} {}
    ~Inside() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        for (auto& thread : threads_) thread.join();
    }

    Result<void> open() {
        ZHUPI_CHECK(check(settings_));
        const auto& s = settings_;
        if (!s.email.server.empty()) senders_[Channel::email] = make_email(s);
        if (!s.aliyun.key_id.empty()) senders_[Channel::sms] = make_aliyun(s);
        if (!s.gateway.url.empty()) senders_[Channel::sms] = make_gateway(s);
        if (!s.wechat.app_id.empty()) {
            auto wechat = make_wechat(s);
            wechat_ = wechat.get();
            senders_[Channel::wechat] = std::move(wechat);
        }
        if (!s.push.key_file.empty()) {
            ZHUPI_TRY(auto push, make_push(s));
            push_ = push.get();
            senders_[Channel::push] = std::move(push);
        }
        for (const auto& [channel, sender] : senders_) ready_.insert(channel);
        return {};
    }

    void start() {
        threads_.emplace_back([this] { keep("derive", [this] { return read_on(); }); });
        for (const auto& [channel, sender] : senders_)
            threads_.emplace_back([this, channel = channel, sender = sender.get()] {
                keep(std::string(json::name_of(channel)), [&] { return carry(channel, *sender); });
            });
    }

    /// One attempt is not more than one thread's: a sender is asked by its own thread, and by routes.
    Sender* sender(Channel channel) const {
        const auto found = senders_.find(channel);
        return found == senders_.end() ? nullptr : found->second.get();
    }

    store::Store& store_;
    const Settings settings_;
    const Clock clock_;
    const Desk desk_;
    std::map<Channel, std::unique_ptr<Sender>> senders_;
    std::set<Channel> ready_;
    Wechat* wechat_ = nullptr;
    Push* push_ = nullptr;

private:
    /// Works until there is nothing left, rests a beat, and works again. Nothing that goes wrong ends it.
    template <class Work>
    void keep(const std::string& name, Work work) {
        for (;;) {
            bool more = false;
            try {
                const Result<bool> done = work();
                more = done && *done;
                if (!done) log::warn("notify." + name, {{"error", done.error().en()}});
            } catch (const std::exception& error) {  // a bug, or no memory: this round is over, the city is not
                log::error("notify." + name, {{"error", error.what()}});
            }
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, more ? std::chrono::milliseconds(0) : beat, [this] { return stopping_; })) return;
        }
    }

    Result<bool> read_on() {
        bool more = false;
        ZHUPI_CHECK(store_.read([&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(const auto place, reader_place(from));
            ZHUPI_TRY(const auto head, store::log_head(from));
            more = !place || *place < head.seq;
            return {};
        }));
        if (!more) return false;
        Derived derived;
        ZHUPI_CHECK(store_.write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(derived, derive(tx, desk_, ready_, clock_(), events_at_once));
            return {};
        }));
        return derived.events == events_at_once;
    }

    Result<bool> carry(Channel channel, Sender& sender) {
        if (sender.gives_receipts()) ZHUPI_CHECK(ask_receipts(channel, sender));
        bool due = false;
        ZHUPI_CHECK(store_.read([&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(due, anything_due(from, channel, clock_()));
            return {};
        }));
        if (!due) return false;
        std::vector<Claimed> claimed;
        ZHUPI_CHECK(store_.write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(claimed, claim(tx, desk_, settings_, channel, clock_(), 1));
            return {};
        }));
        for (const auto& one : claimed) {
            const auto outcome = sender.send(one.message);
            ZHUPI_CHECK(store_.write(
                [&](store::Tx& tx) -> Result<void> { return settle(tx, settings_, channel, one, outcome, clock_()); }));
        }
        return true;
    }

    Result<void> ask_receipts(Channel channel, Sender& sender) {
        std::vector<Asked> asked;
        ZHUPI_CHECK(store_.read([&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(asked, unanswered(from, channel, clock_(), receipts_at_once));
            return {};
        }));
        for (const auto& one : asked) {
            Message message;
            message.key = one.key;
            message.address = one.address;
            message.at = one.at;
            std::string problem;
            // Who does not answer is asked again a minute later, as who has nothing to tell yet.
            const auto receipt = sender.receipt(message, one.provider, problem).value_or(Receipt::pending);
            ZHUPI_CHECK(store_.write([&](store::Tx& tx) -> Result<void> {
                return note_receipt(tx, one.delivery, receipt, scrubbed(settings_, problem), clock_());
            }));
        }
        return {};
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

Courier::Courier(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Courier::~Courier() = default;

Result<std::unique_ptr<Courier>> Courier::make(store::Store& store, store::Office office, const Kinds& kinds,
                                               Settings settings, Clock clock) {
    auto inside = std::make_unique<Inside>(store, office, kinds, std::move(settings), std::move(clock));
    ZHUPI_CHECK(inside->open());
    return std::unique_ptr<Courier>(new Courier(std::move(inside)));  // the constructor is private
}

void Courier::start() { inside_->start(); }
const Desk& Courier::desk() const { return inside_->desk_; }
const Settings& Courier::settings() const { return inside_->settings_; }
bool Courier::has(Channel channel) const { return inside_->sender(channel) != nullptr; }
std::string Courier::push_key() const { return inside_->push_ ? inside_->push_->public_key() : std::string(); }

std::vector<ChannelView> Courier::channels() const {
    std::vector<ChannelView> out;
    for (const auto channel : {Channel::email, Channel::sms, Channel::wechat, Channel::push}) {
        const auto* sender = inside_->sender(channel);
        out.push_back({channel, sender != nullptr, sender ? sender->provider() : "", sender ? sender->host() : ""});
    }
    return out;
}

Result<void> Courier::send_now(Channel channel, const Message& message) const {
    const std::string name(json::name_of(channel));
    auto* sender = inside_->sender(channel);
    if (!sender) return fail(err::notices_channel_off, {{"channel", name}});
    const auto outcome = sender->send(message);
    if (outcome.verdict == Verdict::accepted) return {};
    return fail(err::notices_refused, {{"channel", name}, {"detail", scrubbed(inside_->settings_, outcome.problem)}});
}

Result<std::string> Courier::openid_of(const std::string& login_code) const {
    if (!inside_->wechat_) return fail(err::notices_channel_off, {{"channel", "wechat"}});
    return inside_->wechat_->openid_of(login_code);
}

}  // namespace zhupi::notify
