#include "document/icalendar.hpp"

#include <algorithm>
#include <cstdio>

namespace zhupi::document {
namespace {

constexpr std::size_t most_octets = 75;  // without the line's end (3.1)

std::string of_day(Date date) {
    char out[16];
    std::snprintf(out, sizeof out, "%04d%02d%02d", date.year(), date.month(), date.day_of_month());
    return out;
}

/// FORM #2: 20261126T031500Z
std::string of_moment(Instant at) {
    const Zone utc{0};
    const auto second = utc.second_of_day(at);
    char out[24];
    std::snprintf(out, sizeof out, "T%02d%02d%02dZ", second / 3600, second / 60 % 60, second % 60);
    return of_day(utc.date_of(at)) + out;
}

class Lines {
public:
    void add(std::string_view name, std::string_view value) {
        out_ += folded(std::string(name) + ":" + std::string(value));
    }
    void text(std::string_view name, std::string_view value) {
        if (!value.empty()) add(name, calendar_text(value));
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

void write_times(Lines& lines, const CalendarEvent& event) {
    if (const auto* day = std::get_if<Date>(&event.begin)) {
        lines.add("DTSTART;VALUE=DATE", of_day(*day));
        lines.add("DTEND;VALUE=DATE", of_day(day->plus_days(1)));  // the day after: the end is not part of it (3.6.1)
        lines.add("TRANSP", "TRANSPARENT");                        // a due day keeps nobody busy
        return;
    }
    const auto begin = std::get<Instant>(event.begin);
    lines.add("DTSTART", of_moment(begin));
    if (event.end && begin < *event.end) lines.add("DTEND", of_moment(*event.end));
}

void write_event(Lines& lines, const Calendar& calendar, const CalendarEvent& event) {
    lines.add("BEGIN", "VEVENT");
    lines.text("UID", event.uid);
    lines.add("DTSTAMP", of_moment(calendar.stamp));
    lines.add("SEQUENCE", std::to_string(event.sequence));
    write_times(lines, event);
    lines.text("SUMMARY", event.summary);
    lines.text("DESCRIPTION", event.description);
    lines.text("LOCATION", event.location);
    if (!event.url.empty()) lines.add("URL", event.url);
    std::string categories;
    for (const auto& one : event.categories) categories += (categories.empty() ? "" : ",") + calendar_text(one);
    if (!categories.empty()) lines.add("CATEGORIES", categories);
    if (event.alarm_days) {
        lines.add("BEGIN", "VALARM");
        lines.add("ACTION", "DISPLAY");
        lines.text("DESCRIPTION", event.summary.empty() ? "·" : event.summary);
        lines.add("TRIGGER", "-P" + std::to_string(std::max(0, *event.alarm_days)) + "D");
        lines.add("END", "VALARM");
    }
    lines.add("END", "VEVENT");
}

}  // namespace

std::string folded(std::string_view line) {
    std::string out;
    std::size_t room = most_octets;
    while (line.size() > room) {
        auto cut = room;
        while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;  // not inside a character
        if (cut == 0) cut = room;  // no UTF-8: anything is as good
        out += line.substr(0, cut);
        out += "\r\n ";
        line.remove_prefix(cut);
        room = most_octets - 1;  // the space counts
    }
    out += line;
    return out + "\r\n";
}

std::string calendar_text(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if ((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || c == '\t')
            out += c;
    }
    return out;
}

std::string write_icalendar(const Calendar& calendar) {
    Lines lines;
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.text("PRODID", calendar.product);
    lines.add("CALSCALE", "GREGORIAN");
    lines.add("METHOD", "PUBLISH");
    lines.text("NAME", calendar.name);
    lines.text("X-WR-CALNAME", calendar.name);
    const auto often = "PT" + std::to_string(calendar.refresh_minutes) + "M";
    lines.add("REFRESH-INTERVAL;VALUE=DURATION", often);
    lines.add("X-PUBLISHED-TTL", often);
    for (const auto& event : calendar.events) write_event(lines, calendar, event);
    lines.add("END", "VCALENDAR");
    return lines.take();
}

}  // namespace zhupi::document
