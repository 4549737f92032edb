#include "access/password.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/password.hpp"
#include "crypto/random.hpp"

#include <algorithm>
#include <cctype>

namespace zhupi::access {
namespace {

std::string lower(std::string_view s) {
    std::string out(s);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string easy_password() {
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    constexpr std::size_t length = 14;
    std::string out;
    while (out.size() < length)
        for (const char byte : crypto::random_bytes(length)) {
            // A byte past the last whole round of the letters would favour the first of them.
            const auto drawn = static_cast<unsigned char>(byte);
            if (drawn < 256 / letters.size() * letters.size() && out.size() < length)
                out += letters[drawn % letters.size()];
        }
    return out + "-7a";  // so that it is of three kinds, whatever was drawn
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view username) {
    bool upper = false, lower_case = false, digit = false, other = false;
    for (const char c : password) {
        const auto u = static_cast<unsigned char>(c);
        (std::isupper(u) ? upper : std::islower(u) ? lower_case : std::isdigit(u) ? digit : other) = true;
    }
    const auto length = text::length(password);
    const bool named = !username.empty() && lower(password).find(lower(username)) != std::string::npos;
    if (length < 10 || length > 128 || upper + lower_case + digit + other < 3 || named)
        return fail(err::access_weak, {}, "/newPassword");
    return {};
}

Secret one_time_secret() {
    auto password = easy_password();
    auto hash = crypto::hash_password(password);
    return {std::move(hash), std::move(password)};
}

Secret chosen_secret(std::string_view password) { return {crypto::hash_password(password), {}}; }

}  // namespace zhupi::access
