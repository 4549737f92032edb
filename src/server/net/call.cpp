#include "server/net/call.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "server/net/router.hpp"

#include <atomic>
#include <charconv>

namespace zhupi::net {

std::string_view Call::param(std::string_view name) const {
    ensure(route != nullptr, "a call without a route has no parameters");
    const auto names = pattern_names(route->pattern);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return params.at(i);
    bug("no such parameter in the pattern: " + std::string(name));
}

Result<std::int64_t> Call::number(std::string_view name) const {
    const auto digits = param(name);
    std::int64_t value = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (!text::is_digits(digits) || end.ec != std::errc() || value == 0)
        return fail(err::http_not_found, {{"path", request.path}});
    return value;
}

struct Reply::Once {
    std::function<void(Result<Response>)> deliver;
    std::atomic_flag answered = ATOMIC_FLAG_INIT;

    explicit Once(std::function<void(Result<Response>)> f) : deliver(std::move(f)) {}
    Once(const Once&) = delete;
    Once& operator=(const Once&) = delete;
    ~Once() {
        if (!answered.test_and_set()) deliver(fail(err::bug));
    }
};

Reply::Reply(std::function<void(Result<Response>)> deliver) : once_(std::make_shared<Once>(std::move(deliver))) {}

void Reply::operator()(Result<Response> result) const {
    if (!once_->answered.test_and_set()) once_->deliver(std::move(result));
}

}  // namespace zhupi::net
