#include "feel/zone.hpp"

#include "feel/civil.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace zhupi::feel {

namespace {

constexpr std::int64_t day_seconds = 86'400;

/// Big-endian fields of a TZif file; reading past the end yields zeros and clears ok().
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    std::int64_t integer(std::size_t width) {
        if (width > bytes_.size() - at_) {
            ok_ = false;
            return 0;
        }
        std::uint64_t value = static_cast<unsigned char>(bytes_[at_]) & 0x80 ? ~0ULL : 0;
        for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[at_ + i]);
        at_ += width;
        return static_cast<std::int64_t>(value);
    }
    void skip(std::size_t count) {
        if (count > bytes_.size() - at_) {
            ok_ = false;
            count = bytes_.size() - at_;
        }
        at_ += count;
    }
    std::string_view rest() const { return bytes_.substr(at_); }
    bool ok() const { return ok_; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

struct Header {
    std::size_t utc_flags, standard_flags, leaps, times, types, letters;
    explicit Header(Reader& in) {
        in.skip(20);  // magic, version, reserved
        for (std::size_t* count : {&utc_flags, &standard_flags, &leaps, &times, &types, &letters})
            *count = static_cast<std::size_t>(std::clamp<std::int64_t>(in.integer(4), 0, 100'000));
    }
    std::size_t size(std::size_t time_width) const {
        return times * time_width + times + types * 6 + letters + leaps * (time_width + 4) + standard_flags + utc_flags;
    }
};

/// The pieces of a POSIX TZ string.
class RuleReader {
public:
    explicit RuleReader(std::string_view s) : s_(s) {}
    bool name() {
        const bool quoted = take('<');
        const auto before = at_;
        while (at_ < s_.size() && (quoted ? s_[at_] != '>' : std::isalpha(static_cast<unsigned char>(s_[at_])) != 0))
            ++at_;
        return at_ > before && (!quoted || take('>'));
    }
    bool time(std::int32_t& seconds) {
        const bool negative = take('-');
        if (!negative) take('+');
        int part = 0;
        if (!number(part)) return false;
        seconds = part * 3600;
        if (take(':') && number(part)) seconds += part * 60;
        if (take(':') && number(part)) seconds += part;
        if (negative) seconds = -seconds;
        return true;
    }
    bool number(int& value) {
        const auto before = at_;
        for (value = 0; at_ < s_.size() && std::isdigit(static_cast<unsigned char>(s_[at_])) && at_ - before < 4; ++at_)
            value = value * 10 + (s_[at_] - '0');
        return at_ > before;
    }
    bool take(char c) {
        if (at_ >= s_.size() || s_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool end() const { return at_ == s_.size(); }

private:
    std::string_view s_;
    std::size_t at_ = 0;
};

}  // namespace

bool NamedZone::parse_rule(std::string_view text, Rule& rule) {
    RuleReader in(text);
    std::int32_t west = 0;
    if (!in.name() || !in.time(west)) return false;
    rule.standard = -west;
    if (in.end()) return true;
    if (!in.name()) return false;
    rule.has_daylight = true;
    rule.daylight = rule.standard + 3600;
    if (in.time(west)) rule.daylight = -west;
    for (Change* change : {&rule.begin, &rule.end}) {
        if (!in.take(',') || !in.take('M') || !in.number(change->month) || !in.take('.') || !in.number(change->week) ||
            !in.take('.') || !in.number(change->weekday))
            return false;
        if (change->month < 1 || change->month > 12 || change->week < 1 || change->week > 5 || change->weekday > 6)
            return false;
        if (in.take('/') && !in.time(change->second)) return false;
    }
    return in.end();
}

std::shared_ptr<const NamedZone> NamedZone::parse(std::string_view name, std::string_view bytes) {
    if (bytes.size() < 44 || bytes.substr(0, 4) != "TZif" || bytes[4] < '2') return nullptr;
    Reader in(bytes);
    in.skip(Header(in).size(4));  // the block of 32-bit times is there for old programs
    const Header header(in);
    if (header.size(8) > bytes.size() || header.types == 0) return nullptr;

    const auto zone = std::make_shared<NamedZone>();
    zone->name_ = name;
    for (std::size_t i = 0; i < header.times; ++i) zone->transitions_.push_back({in.integer(8), 0});
    std::vector<std::size_t> type_of(header.times);
    for (auto& type : type_of) type = static_cast<std::size_t>(in.integer(1) & 0xff);
    std::vector<std::int32_t> offsets(header.types);
    for (auto& offset : offsets) {
        offset = static_cast<std::int32_t>(in.integer(4));
        in.skip(2);
    }
    in.skip(header.letters + header.leaps * 12 + header.standard_flags + header.utc_flags);
    if (!in.ok()) return nullptr;
    for (std::size_t i = 0; i < header.times; ++i) {
        if (type_of[i] >= offsets.size()) return nullptr;
        zone->transitions_[i].offset = offsets[type_of[i]];
    }
    zone->first_offset_ = offsets[0];

    std::string_view footer = in.rest();
    if (footer.size() >= 2 && footer.front() == '\n' && footer.back() == '\n') {
        footer = footer.substr(1, footer.size() - 2);
        zone->has_rule_ = parse_rule(footer, zone->rule_);
    }
    return zone;
}

std::shared_ptr<const NamedZone> NamedZone::load(std::string_view name) {
    const auto allowed = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
    };
    if (name.empty() || name.size() > 64 || name.front() == '/' || !std::all_of(name.begin(), name.end(), allowed))
        return nullptr;
    std::ifstream file("/usr/share/zoneinfo/" + std::string(name), std::ios::binary);
    if (!file) return nullptr;
    std::string bytes;
    bytes.resize(64 * 1024);
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return parse(name, bytes);
}

std::int32_t NamedZone::offset_by_rule(std::int64_t utc) const {
    if (!rule_.has_daylight) return rule_.standard;
    const auto days =
        (utc + rule_.standard >= 0 ? utc + rule_.standard : utc + rule_.standard - day_seconds + 1) / day_seconds;
    const std::int32_t year = from_days(days).year;
    const auto instant = [&](const Change& change, std::int32_t offset_before) {
        std::int64_t day = to_days({year, static_cast<std::int8_t>(change.month), 1});
        const int first = weekday(day) % 7;  // 0 = Sunday, as in the rule
        day += (change.weekday - first + 7) % 7 + (change.week - 1) * 7;
        const std::int64_t last =
            to_days({year, static_cast<std::int8_t>(change.month), 1}) + days_in_month(year, change.month) - 1;
        if (day > last) day -= 7;
        return day * day_seconds + change.second - offset_before;
    };
    const std::int64_t begin = instant(rule_.begin, rule_.standard);
    const std::int64_t end = instant(rule_.end, rule_.daylight);
    const bool daylight = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
    return daylight ? rule_.daylight : rule_.standard;
}

std::int32_t NamedZone::offset_at(std::int64_t utc) const {
    const auto after = std::upper_bound(transitions_.begin(), transitions_.end(), utc,
                                        [](std::int64_t t, const Transition& change) { return t < change.at; });
    if (after == transitions_.end() && has_rule_) return offset_by_rule(utc);
    return after == transitions_.begin() ? first_offset_ : std::prev(after)->offset;
}

std::int32_t NamedZone::offset_of_local(std::int64_t local) const {
    const std::int32_t before = offset_at(local - day_seconds);
    if (offset_at(local - before) == before) return before;
    const std::int32_t after = offset_at(local + day_seconds);
    return offset_at(local - after) == after ? after : before;
}

std::int32_t NamedZone::standard_offset() const {
    if (has_rule_) return rule_.standard;
    return transitions_.empty() ? first_offset_ : transitions_.back().offset;
}

std::int32_t Zone::offset_of_local(std::int64_t local_seconds) const {
    if (kind == Kind::named) return named->offset_of_local(local_seconds);
    return kind == Kind::offset ? offset_seconds : 0;
}

bool Zone::operator==(const Zone& other) const {
    if (kind != other.kind) return false;
    return kind == Kind::named ? named->name() == other.named->name() : offset_seconds == other.offset_seconds;
}

std::string Zone::text() const {
    if (kind == Kind::none) return {};
    if (kind == Kind::named) return "@" + named->name();
    if (offset_seconds == 0) return "Z";
    const auto two = [](int n) {
        return std::string{static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
    };
    const int magnitude = std::abs(offset_seconds);
    std::string out = offset_seconds < 0 ? "-" : "+";
    out += two(magnitude / 3600) + ":" + two(magnitude / 60 % 60);
    if (magnitude % 60 != 0) out += ":" + two(magnitude % 60);
    return out;
}

bool Zone::parse(std::string_view text, Zone& out) {
    if (text.empty()) {
        out = {};
        return true;
    }
    if (text == "Z" || text == "z") {
        out = fixed(0);
        return true;
    }
    if (text.front() == '@') {
        out = {Kind::named, 0, NamedZone::load(text.substr(1))};
        return out.named != nullptr;
    }
    if ((text.size() != 6 && text.size() != 9) || (text[0] != '+' && text[0] != '-')) return false;
    std::int32_t parts[3]{};
    for (std::size_t i = 0; 1 + i * 3 < text.size(); ++i) {
        const std::size_t at = 1 + i * 3;
        if (i > 0 && text[at - 1] != ':') return false;
        if (text[at] < '0' || text[at] > '9' || text[at + 1] < '0' || text[at + 1] > '9') return false;
        parts[i] = (text[at] - '0') * 10 + (text[at + 1] - '0');
    }
    if (parts[1] > 59 || parts[2] > 59) return false;
    const std::int32_t seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
    if (seconds > 18 * 3600) return false;
    out = fixed(text[0] == '-' ? -seconds : seconds);
    return true;
}

}  // namespace zhupi::feel
