#pragma once
// A way of telling somebody something. A channel makes one attempt and says how it went; whether there is another one
// is the courier's business. The key is the same in every attempt of a delivery: where the protocol can recognise a
// repetition, it is how.

#include "base/error.hpp"
#include "base/time.hpp"
#include "notify/kinds.hpp"
#include "notify/settings.hpp"

#include <memory>
#include <optional>

namespace zhupi::notify {

struct Message {
    std::string key;       ///< of the delivery, e.g. "d1842": letters and digits
    std::string address;   ///< mail address, number, openid, or a push subscription as JSON
    std::string language;  ///< zh, en
    std::string title, body, sms, link;
    bool urgent = false;
    ProviderTemplate aliyun, wechat;  ///< with their words filled in
    Instant at;                       ///< of the first attempt
    int attempt = 1;
    bool repeated = false;  ///< an earlier attempt may have gone through without our hearing of it
};

enum class Verdict : unsigned char {
    accepted,  ///< the provider has it
    later,     ///< not now; trying again does no harm
    refused,   ///< it never will
    unknown,   ///< it may have it, and could not tell a repetition: a person decides
    gone,      ///< the address is no longer one
};

struct Outcome {
    Verdict verdict = Verdict::later;
    std::string provider;    ///< its number for it
    std::string problem;     ///< of everything but accepted; may hold secrets until scrubbed()
    int wait_seconds = 0;    ///< that the provider asked for
    bool uncertain = false;  ///< of `later`: the attempt may have gone through; the next one is a repetition
};

/// What became of something that was accepted.
enum class Receipt : unsigned char { pending, delivered, failed };

class Sender {
public:
    virtual ~Sender() = default;
    virtual Outcome send(const Message& message) = 0;
    /// Of providers that tell.
    virtual bool gives_receipts() const { return false; }
    virtual Result<Receipt> receipt(const Message&, const std::string& /*provider*/, std::string& /*problem*/) {
        return Receipt::pending;
    }
    virtual std::string provider() const = 0;  ///< "smtp", "aliyun", "gateway", "wechat", "webpush"
    virtual std::string host() const = 0;
};

std::unique_ptr<Sender> make_email(const Settings& settings);
std::unique_ptr<Sender> make_aliyun(const Settings& settings);
std::unique_ptr<Sender> make_gateway(const Settings& settings);

class Wechat : public Sender {
public:
    /// The openid of whoever a mini program has signed in. Errors: notices.refused, outgoing.away.
    virtual Result<std::string> openid_of(const std::string& login_code) = 0;
};
std::unique_ptr<Wechat> make_wechat(const Settings& settings);

class Push : public Sender {
public:
    virtual std::string public_key() const = 0;  ///< base64url, for PushManager.subscribe()
};
/// Errors: notices.setting when the key cannot be read or made.
Result<std::unique_ptr<Push>> make_push(const Settings& settings);

/// Puts an address into the form it is kept in, or says why it cannot be one: notices.address, notices.host.
Result<std::string> checked_address(Channel channel, const std::string& address, const Settings& settings);

}  // namespace zhupi::notify
