#pragma once
// A mail as it goes over the wire: UTF-8 words in headers by RFC 2047, a body of base64 lines, and a Message-ID that is
// the same in every attempt, by which mail servers and readers know a repetition (RFC 5322 §3.6.4).

#include "base/time.hpp"

#include <string>
#include <string_view>

namespace zhupi::notify {

struct Letter {
    std::string from, from_name, to, subject, body, language;
    std::string id;  ///< left of the @ of the Message-ID
    Instant at;
};
std::string written(const Letter& letter);

/// Encoded words of at most 75 characters, folded; ASCII without need stays as it is (RFC 2047 §2, §5).
std::string encoded_words(std::string_view text, std::size_t used_of_line);

/// One address that may stand in a command: "local@domain" of RFC 5321 without quotes, at most 254 bytes.
bool is_mail_address(std::string_view address);

}  // namespace zhupi::notify
