#pragma once
// Time zones of temporal values: none (local time), a fixed offset, or a named zone of the IANA database. libstdc++ 12
// has no std::chrono::tzdb, so the compiled zone files (TZif, RFC 8536) of the machine are read here.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::feel {

/// One zone of the IANA database; immutable.
class NamedZone {
public:
    /// nullptr when there is no such zone. Reads /usr/share/zoneinfo; the name may not climb out of it.
    static std::shared_ptr<const NamedZone> load(std::string_view name);
    /// From the bytes of a TZif file; nullptr when they make no sense.
    static std::shared_ptr<const NamedZone> parse(std::string_view name, std::string_view bytes);

    const std::string& name() const { return name_; }
    /// Seconds east of UTC at a point of UTC time (seconds since 1970).
    std::int32_t offset_at(std::int64_t utc) const;
    /// Seconds east of UTC for a reading of the wall clock (seconds since 1970 as if in UTC). In a gap or an overlap
    /// of the clock the offset before the change holds.
    std::int32_t offset_of_local(std::int64_t local) const;
    /// Outside daylight saving, by the latest rule: for a time of day without a date.
    std::int32_t standard_offset() const;

private:
    /// A yearly change of the POSIX TZ string that ends a TZif file (M3.5.0/2).
    struct Change {
        int month = 0, week = 0, weekday = 0;
        std::int32_t second = 7200;  ///< of the local day, may be negative or beyond it
    };
    struct Rule {
        std::int32_t standard = 0, daylight = 0;
        bool has_daylight = false;
        Change begin, end;
    };
    struct Transition {
        std::int64_t at;
        std::int32_t offset;
    };
    static bool parse_rule(std::string_view text, Rule& rule);
    std::int32_t offset_by_rule(std::int64_t utc) const;

    std::string name_;
    std::vector<Transition> transitions_;  ///< sorted by time
    std::int32_t first_offset_ = 0;        ///< before the first transition
    Rule rule_;                            ///< after the last
    bool has_rule_ = false;
};

struct Zone {
    enum class Kind : unsigned char { none, offset, named };
    Kind kind = Kind::none;
    std::int32_t offset_seconds = 0;         ///< of Kind::offset
    std::shared_ptr<const NamedZone> named;  ///< of Kind::named

    static Zone fixed(std::int32_t seconds) { return {Kind::offset, seconds, nullptr}; }
    bool present() const { return kind != Kind::none; }
    std::int32_t offset_of_local(std::int64_t local_seconds) const;
    std::string text() const;  ///< "", "Z", "+08:00", "-02:45:55", "@Europe/Paris"
    bool operator==(const Zone& other) const;
    /// "", "Z", "+hh:mm", "+hh:mm:ss" up to ±18 hours, or "@" and a zone that exists.
    static bool parse(std::string_view text, Zone& out);
};

}  // namespace zhupi::feel
