#pragma once
// What a browser gives who may push to it (PushSubscription of the Push API), as it is kept and as it is used.

#include "base/json.hpp"

#include <optional>
#include <string>

namespace zhupi::notify {

struct SubscriptionText {
    std::string endpoint, p256dh, auth;  ///< the last two base64url
};
BOOST_DESCRIBE_STRUCT(SubscriptionText, (), (endpoint, p256dh, auth))

struct Subscription {
    std::string endpoint, point, auth;  ///< the last two raw
};
/// Nothing when it is no subscription: broken text, no point of the curve, a secret of another length.
std::optional<Subscription> read_subscription(const std::string& address);

}  // namespace zhupi::notify
