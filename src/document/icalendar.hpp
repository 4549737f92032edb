#pragma once
// Calendars for other programs (RFC 5545): due days as whole days, appointments as times in UTC, which need no
// VTIMEZONE. Lines end with CRLF and are folded at 75 octets, never inside a character (3.1); texts are escaped
// (3.3.11).

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace zhupi::document {

struct CalendarEvent {
    std::string
        uid;  ///< globally unique and always the same for the same thing, so that a change replaces it (3.8.4.7)
    std::int64_t sequence = 0;          ///< grows with changes (3.8.7.4)
    std::variant<Date, Instant> begin;  ///< a whole day, or a moment
    std::optional<Instant> end;         ///< of an appointment, after its beginning
    std::string summary, description, location, url;
    std::vector<std::string> categories;
    std::optional<int> alarm_days;  ///< a reminder so many days before; none: no VALARM
};
struct Calendar {
    std::string name;
    std::string product;       ///< "-//Zhupi//Due days//ZH"
    Instant stamp;             ///< DTSTAMP of all
    int refresh_minutes = 60;  ///< how often to look again (RFC 7986, 5.7)
    std::vector<CalendarEvent> events;
};

std::string write_icalendar(const Calendar& calendar);

/// A content line with its end, folded.
std::string folded(std::string_view line);
/// A value of type TEXT; control characters other than line breaks are left out.
std::string calendar_text(std::string_view text);

}  // namespace zhupi::document
