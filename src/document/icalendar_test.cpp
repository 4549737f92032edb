#include "document/icalendar.hpp"

#include "base/text.hpp"

#include <map>
#include <random>
#include <set>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::document;

namespace {

/// Content lines as RFC 5545 3.1 has a reader find them: CRLF ends a line unless a space or tab follows.
std::vector<std::string> unfolded(const std::string& stream) {
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < stream.size(); ++i) {
        if (stream.compare(i, 2, "\r\n") != 0) {
            lines.back() += stream[i];
            continue;
        }
        ++i;
        if (i + 1 < stream.size() && (stream[i + 1] == ' ' || stream[i + 1] == '\t'))
            ++i;
        else
            lines.emplace_back();
    }
    REQUIRE(lines.back().empty());  // the stream ends with a line's end
    lines.pop_back();
    return lines;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        REQUIRE(i + 1 < text.size());
        const char c = text[++i];
        REQUIRE((c == '\\' || c == ';' || c == ',' || c == 'n' || c == 'N'));
        out += c == 'n' || c == 'N' ? '\n' : c;
    }
    return out;
}

/// No physical line is longer than 75 octets, none breaks a character, none has a bare CR or LF.
void check_physical(const std::string& stream) {
    std::size_t begin = 0;
    while (begin < stream.size()) {
        const auto end = stream.find("\r\n", begin);
        REQUIRE(end != std::string::npos);
        const auto line = stream.substr(begin, end - begin);
        CHECK(line.size() <= 75);
        CHECK(text::valid_utf8(line));
        CHECK(line.find_first_of("\r\n") == std::string::npos);
        begin = end + 2;
    }
}

Calendar sample() {
    CalendarEvent due;
    due.uid = "case-7-due@990100.zhupi";
    due.begin = Date::of(2026, 12, 31);
    due.summary = "办结期限：施工许可证；云江示例产业园, 一期";
    due.description = "第一行\n第二行\\";
    due.categories = {"期限", "a,b"};
    due.alarm_days = 2;
    CalendarEvent visit;
    visit.uid = "task-9@990100.zhupi";
    visit.begin = Zone{}.at(Date::of(2026, 12, 1), 9, 30);
    visit.end = Zone{}.at(Date::of(2026, 12, 1), 11);
    visit.summary = "现场验收";
    return {"铸批日历", "-//Zhupi//ZH", Instant{1'764'000'000'000}, 60, {due, visit}};
}

TEST_CASE("a calendar has what RFC 5545 requires, and times in UTC") {
    const auto stream = write_icalendar(sample());
    check_physical(stream);
    const auto lines = unfolded(stream);
    const auto has = [&](std::string_view line) { return std::find(lines.begin(), lines.end(), line) != lines.end(); };
    CHECK(lines.front() == "BEGIN:VCALENDAR");
    CHECK(lines[1] == "VERSION:2.0");
    CHECK(has("PRODID:-//Zhupi//ZH"));
    CHECK(lines.back() == "END:VCALENDAR");
    CHECK(has("DTSTART;VALUE=DATE:20261231"));
    CHECK(has("DTEND;VALUE=DATE:20270101"));
    CHECK(has("DTSTART:20261201T013000Z"));
    CHECK(has("DTEND:20261201T030000Z"));
    CHECK(has("TRIGGER:-P2D"));
    CHECK(has("DTSTAMP:20251124T160000Z"));
    CHECK(has("SUMMARY:办结期限：施工许可证；云江示例产业园\\, 一期"));
    CHECK(has("DESCRIPTION:第一行\\n第二行\\\\"));
    CHECK(has("CATEGORIES:期限,a\\,b"));
    int depth = 0;
    std::set<std::string> uids;
    std::map<std::string, int> in_event;
    for (const auto& line : lines) {
        if (line.starts_with("BEGIN:")) ++depth;
        if (line == "BEGIN:VEVENT") in_event.clear();
        ++in_event[line.substr(0, line.find_first_of(":;"))];
        if (line == "END:VEVENT") {  // 3.6.1: UID and DTSTAMP exactly once, DTSTART once
            CHECK(in_event["UID"] == 1);
            CHECK(in_event["DTSTAMP"] == 1);
            CHECK(in_event["DTSTART"] == 1);
        }
        if (line.starts_with("UID:")) CHECK(uids.insert(line).second);
        if (line.starts_with("END:")) --depth;
        CHECK(depth >= 0);
    }
    CHECK(depth == 0);
    CHECK(uids.size() == 2);
}

TEST_CASE("random texts survive folding and escaping, in lines that any reader takes") {
    std::mt19937 random(5545);
    const char32_t letters[] = {U'a',  U'期', U'限', U'，',   U',', U';', U'\\', U'\n',
                                U'\r', U'"',  U':',  0x1F600, U' ', 0x7,  0x7F};
    for (int i = 0; i < 500; ++i) {
        std::string typed, kept;
        for (auto n = random() % 200; n > 0; --n) {
            const auto c = letters[random() % std::size(letters)];
            text::append_utf8(typed, c);
            if ((c >= 0x20 && c != 0x7F) || c == U'\n') text::append_utf8(kept, c);
        }
        const auto stream = folded("SUMMARY:" + calendar_text(typed));
        check_physical(stream);
        const auto lines = unfolded(stream);
        REQUIRE(lines.size() == 1);
        CHECK(unescaped(std::string_view(lines[0]).substr(8)) == kept);
    }
}

TEST_CASE("a line of exactly 75 octets is not folded, one of 76 is") {
    CHECK(folded(std::string(75, 'x')) == std::string(75, 'x') + "\r\n");
    CHECK(folded(std::string(76, 'x')) == std::string(75, 'x') + "\r\n x\r\n");
    CHECK(folded(std::string(74, 'x') + "期") == std::string(74, 'x') + "\r\n 期\r\n");
}

}  // namespace
