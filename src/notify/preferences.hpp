#pragma once
// What people have said about their reminders, and where they can be reached. Personal data, outside the log; the log
// notes only that somebody changed them, and for which channel.

#include "notify/kinds.hpp"
#include "notify/timing.hpp"
#include "store/command_path.hpp"

#include <map>

namespace zhupi::notify {

using store::Id;

struct Reached {
    bool enabled = true;
    std::string address;  ///< confirmed; empty: none
    std::string pending;  ///< waits for its code
};
struct Reader {
    Preference preference;
    std::map<Channel, Reached>
        channels;  ///< every channel; the number that the administrator entered where none is kept
};
Result<Reader> load_reader(store::Snapshot& from, Id person);

Result<void> save_preference(store::Tx& tx, const store::Acting& acting, const Preference& preference);
Result<void> enable(store::Tx& tx, const store::Acting& acting, Channel channel, bool enabled);
/// An address that is known to be the person's.
Result<void> save_address(store::Tx& tx, const store::Acting& acting, Channel channel, const std::string& address);
/// Forgets an address that the provider says is none any more.
Result<void> drop_address(store::Tx& tx, Id person, Channel channel);

/// A code goes out at most once a minute for each channel, and is good for ten minutes and five tries.
/// Error: notices.too_soon.
Result<void> begin_confirmation(store::Tx& tx, const store::Acting& acting, Channel channel, const std::string& address,
                                const std::string& code);
/// Errors: notices.code, notices.no_code. A wrong code is counted, so the answer comes as a value.
enum class Confirmed : unsigned char { yes, wrong, nothing };
Result<Confirmed> confirm(store::Tx& tx, const store::Acting& acting, Channel channel, const std::string& code);

}  // namespace zhupi::notify
