#include "approval/conditions.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace zhupi::approval {
namespace {

/// Three-valued: only `no` lets two conditions pass side by side.
enum class Sure : unsigned char { no, maybe, yes };
Sure both(Sure a, Sure b) { return std::min(a, b); }

// Words -----------------------------------------------------------------------------------------------------------

/// Half-width, lower case, without spaces and punctuation.
std::u32string plain(std::string_view written) {
    std::u32string out;
    for (char32_t c : text::to_code_points(written)) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= U'A' && c <= U'Z') c += 32;
        const bool ascii_sign = c < 0x80 && !(c >= U'a' && c <= U'z') && !(c >= U'0' && c <= U'9');
        const bool sign = ascii_sign || (c >= 0x3000 && c <= 0x303F) || (c >= 0x2010 && c <= 0x2027) || c == 0xB7;
        if (!sign) out.push_back(c);
    }
    return out;
}

struct Term {
    std::u32string words;
    const std::string* known = nullptr;  ///< its code in the vocabulary
};

Term term_in(const std::map<std::u32string, std::string>& known, std::string_view written) {
    Term term{plain(written), nullptr};
    if (const auto found = known.find(term.words); found != known.end()) term.known = &found->second;
    return term;
}

/// Two words of the vocabulary mean the same or not; of others only the same spelling is certain.
Sure same(const Term& a, const Term& b) {
    if (a.words == b.words) return Sure::yes;
    if (a.known && b.known) return *a.known == *b.known ? Sure::yes : Sure::no;
    return Sure::maybe;
}

// Units -----------------------------------------------------------------------------------------------------------

/// Every factor is a whole number of the smallest unit of its kind, so that conversion is exact (亩 is 2000/3 ㎡).
struct Unit {
    std::u32string_view name;
    char kind;  ///< l length, a area, v volume, p percent, n number, s storeys, d days, w power, b sound
    std::int64_t factor;
};
constexpr Unit units[] = {
    {U"mm", 'l', 1},
    {U"毫米", 'l', 1},
    {U"cm", 'l', 10},
    {U"厘米", 'l', 10},
    {U"公分", 'l', 10},
    {U"dm", 'l', 100},
    {U"分米", 'l', 100},
    {U"m", 'l', 1000},
    {U"米", 'l', 1000},
    {U"km", 'l', 1000000},
    {U"公里", 'l', 1000000},
    {U"千米", 'l', 1000000},
    {U"㎡", 'a', 3},
    {U"m2", 'a', 3},
    {U"m²", 'a', 3},
    {U"平方米", 'a', 3},
    {U"平米", 'a', 3},
    {U"亩", 'a', 2000},
    {U"公顷", 'a', 30000},
    {U"hm2", 'a', 30000},
    {U"hm²", 'a', 30000},
    {U"ha", 'a', 30000},
    {U"平方公里", 'a', 3000000},
    {U"km2", 'a', 3000000},
    {U"km²", 'a', 3000000},
    {U"l", 'v', 1},
    {U"升", 'v', 1},
    {U"m3", 'v', 1000},
    {U"m³", 'v', 1000},
    {U"立方米", 'v', 1000},
    {U"个", 'n', 1},
    {U"辆", 'n', 1},
    {U"位", 'n', 1},
    {U"处", 'n', 1},
    {U"座", 'n', 1},
    {U"套", 'n', 1},
    {U"部", 'n', 1},
    {U"台", 'n', 1},
    {U"株", 'n', 1},
    {U"", 'n', 1},
    {U"层", 's', 1},
    {U"天", 'd', 1},
    {U"日", 'd', 1},
    {U"kw", 'w', 1000},
    {U"千瓦", 'w', 1000},
    {U"kva", 'w', 1000},
    {U"w", 'w', 1},
    {U"db", 'b', 1},
    {U"分贝", 'b', 1},
};

__extension__ using Wide = __int128;

struct Amount {
    char kind = '?';  ///< '?': the unit is not known
    Wide units = 0;   ///< ten-thousandths of the smallest unit of the kind, or of an unknown one
};

Amount amount_of(const Condition& c) {
    const Wide value = c.value ? c.value->units : 0;
    const auto trimmed = text::trim(c.unit);
    if (trimmed == "%" || trimmed == "％") return {'p', value * 10};
    if (trimmed == "‰") return {'p', value};
    const auto name = plain(trimmed);
    for (const auto& unit : units)
        if (name == unit.name) return {unit.kind, value * unit.factor};
    return {'?', value};
}

std::string shown(Wide amount, const Condition& in) {
    Condition one = in;
    one.value = Decimal::of(1);
    const auto factor = amount_of(one).units / 10'000;
    return Decimal{static_cast<std::int64_t>(amount / (factor == 0 ? 1 : factor))}.text();
}

// Places ----------------------------------------------------------------------------------------------------------

/// Numbers, letters and directions: by which "1号楼" is told from "2号楼" and "东侧" from "西侧".
bool marks(char32_t c) {
    constexpr std::u32string_view directions = U"东南西北左右内外前后一二三四五六七八九十";
    return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || directions.find(c) != std::u32string_view::npos;
}
std::u32string only(const std::u32string& words, bool marking) {
    std::u32string out;
    for (const auto c : words)
        if (marks(c) == marking) out.push_back(c);
    return out;
}
bool number(const std::u32string& marking) {
    return std::all_of(marking.begin(), marking.end(), [](char32_t c) { return c < 0x80; });
}

/// Whether two places share ground.
Sure overlap(const std::u32string& a, const std::u32string& b, const Vocabulary& words) {
    if (a.empty() || b.empty() || words.everywhere.contains(a) || words.everywhere.contains(b) || a == b)
        return Sure::yes;
    const auto mark_a = only(a, true), mark_b = only(b, true);
    if (!mark_a.empty() && !mark_b.empty() && mark_a != mark_b) {
        if (only(a, false) != only(b, false)) return Sure::maybe;
        if (number(mark_a) && number(mark_b)) return Sure::no;
        // 东北角 lies on 北侧: they share a direction.
        const bool share = std::any_of(mark_a.begin(), mark_a.end(),
                                       [&](char32_t c) { return mark_b.find(c) != std::u32string::npos; });
        return share || mark_a.size() != 1 || mark_b.size() != 1 ? Sure::maybe : Sure::no;
    }
    return a.find(b) != std::u32string::npos || b.find(a) != std::u32string::npos ? Sure::yes : Sure::maybe;
}

// Clashes ---------------------------------------------------------------------------------------------------------

struct Read {
    int number;
    const std::string* department;
    const Condition* said;
    Term subject, measure;
    std::u32string zone;
    Amount amount;

    bool is(Direction direction) const { return said->direction == direction; }
    bool bounds_below() const { return is(Direction::at_least) || is(Direction::exactly); }
    bool bounds_above() const { return is(Direction::at_most) || is(Direction::exactly); }
    bool wants_any() const { return is(Direction::required) || (bounds_below() && amount.units > 0); }
    bool wants_none() const { return is(Direction::forbidden) || (bounds_above() && amount.units == 0); }
};

class Detector {
public:
    Detector(const std::vector<Stated>& stated, const Vocabulary& words) : words_(words) {
        for (const auto& one : stated)
            read_.push_back({one.number, &one.department, one.said, term_in(words.subjects, one.said->subject),
                             term_in(words.measures, one.said->measure), plain(one.said->zone), amount_of(*one.said)});
        std::sort(read_.begin(), read_.end(), [](const Read& a, const Read& b) { return a.number < b.number; });
    }

    std::vector<Clash> all() {
        for (std::size_t i = 0; i < read_.size(); ++i)
            for (std::size_t j = i + 1; j < read_.size(); ++j) pair(read_[i], read_[j]);
        for (const auto& one : read_)
            if (one.is(Direction::available)) fit(one);
        whole();
        std::sort(found_.begin(), found_.end(),
                  [](const Clash& a, const Clash& b) { return a.conditions < b.conditions; });
        return std::move(found_);
    }

private:
    /// The first finding about a set of conditions stays, unless a later one is certain.
    void add(std::vector<int> conditions, ClashKind kind, Sure sure, std::string needed = {}, std::string there = {},
             std::string unit = {}) {
        std::sort(conditions.begin(), conditions.end());
        Clash clash{std::move(conditions), kind,           sure == Sure::yes, std::move(needed),
                    std::move(there),      std::move(unit)};
        for (auto& known : found_)
            if (known.conditions == clash.conditions) {
                if (clash.certain && !known.certain) known = std::move(clash);
                return;
            }
        found_.push_back(std::move(clash));
    }

    void pair(const Read& a, const Read& b) {
        const auto where = overlap(a.zone, b.zone, words_);
        if (where == Sure::no) return;
        const bool facts = a.is(Direction::available) && b.is(Direction::available);
        if (a.is(Direction::available) != b.is(Direction::available)) return;  // see fit()
        const auto what = facts ? Sure::yes : same(a.subject, b.subject);
        if (what == Sure::no) return;
        if ((a.wants_any() && b.wants_none()) || (a.wants_none() && b.wants_any()))
            return add({a.number, b.number}, ClashKind::presence, both(where, what));
        if (a.is(Direction::required) || a.is(Direction::forbidden) || b.is(Direction::required) ||
            b.is(Direction::forbidden))
            return;
        range(a, b, both(where, what), facts);
    }

    void range(const Read& a, const Read& b, Sure sure, bool facts) {
        const auto measure = same(a.measure, b.measure);
        if (measure == Sure::no) return;
        const bool opposed = facts || (a.bounds_below() && b.bounds_above()) || (a.bounds_above() && b.bounds_below());
        if (!opposed) return;
        const bool known = a.amount.kind != '?' && b.amount.kind != '?';
        if (!known || a.amount.kind != b.amount.kind) {
            // Another kind of quantity under a word that nobody knows is another quantity.
            if (known && measure == Sure::maybe) return;
            if (!known && text::trim(a.said->unit) == text::trim(b.said->unit))
                return contradict(a, b, a.said->value->units, b.said->value->units, both(sure, measure), facts);
            return add({a.number, b.number}, ClashKind::units, Sure::maybe);
        }
        contradict(a, b, a.amount.units, b.amount.units, both(sure, measure), facts);
    }
    void contradict(const Read& a, const Read& b, Wide of_a, Wide of_b, Sure sure, bool facts) {
        const bool clash = (facts && of_a != of_b) || (a.bounds_below() && b.bounds_above() && of_a > of_b) ||
                           (b.bounds_below() && a.bounds_above() && of_b > of_a);
        if (clash) add({a.number, b.number}, ClashKind::range, sure);
    }

    bool uses_up(const Term& measure) const { return measure.known && words_.room.contains(*measure.known); }

    /// One demand on a piece of something.
    struct Taker {
        const Read* read;
        Sure sure;
    };

    /// The largest demand of each subject; who names the same thing twice takes it once.
    static void take(std::vector<Taker>& takers, const Read& read, Sure sure) {
        for (auto& known : takers)
            if (same(known.read->subject, read.subject) == Sure::yes) {
                if (read.amount.units > known.read->amount.units) known = {&read, sure};
                return;
            }
        takers.push_back({&read, sure});
    }

    /// What is demanded of the piece that `there` describes must fit into it.
    void fit(const Read& there) {
        std::vector<Taker> takers;
        const bool line = there.amount.kind == 'l';
        for (const auto& read : read_) {
            if (!read.bounds_below() || read.amount.units == 0) continue;
            const auto measure = same(read.measure, there.measure);
            auto where = overlap(read.zone, there.zone, words_);
            if (measure == Sure::no || where == Sure::no) continue;
            // Widths of different pieces of a larger place lie beside each other or not.
            const bool part = line && read.zone.size() > there.zone.size() && where == Sure::yes &&
                              !words_.everywhere.contains(read.zone);
            if (part) where = Sure::maybe;
            const bool comparable = read.amount.kind == there.amount.kind && read.amount.kind != '?';
            if (!comparable) {
                if (measure == Sure::yes) add({read.number, there.number}, ClashKind::units, Sure::maybe);
                continue;
            }
            take(takers, read, both(measure, where));
        }
        overflow(takers, there.amount.units, &there);
    }

    /// Shares of a whole cannot make more than the whole.
    void whole() {
        for (const auto& [code, most] : words_.room) {
            if (!most) {
                unsaid(code);
                continue;
            }
            for (const auto& anchor : read_) {
                if (!anchor.measure.known || *anchor.measure.known != code || anchor.amount.kind != 'p') continue;
                std::vector<Taker> takers;
                for (const auto& read : read_)
                    if (read.bounds_below() && read.measure.known && *read.measure.known == code &&
                        read.amount.kind == 'p')
                        if (const auto where = overlap(read.zone, anchor.zone, words_); where != Sure::no)
                            take(takers, read, where);
                overflow(takers, Wide{most->units} * 10, nullptr);
            }
        }
    }

    /// Several take from one piece, and nobody has said how large it is.
    void unsaid(const std::string& code) {
        const auto takes = [&](const Read& read) {
            return read.bounds_below() && read.measure.known && *read.measure.known == code && read.amount.units > 0 &&
                   !read.zone.empty() && !words_.everywhere.contains(read.zone);
        };
        for (std::size_t i = 0; i < read_.size(); ++i)
            for (std::size_t j = i + 1; j < read_.size(); ++j) {
                const auto &a = read_[i], &b = read_[j];
                if (!takes(a) || !takes(b) || *a.department == *b.department) continue;
                if (same(a.subject, b.subject) == Sure::yes || overlap(a.zone, b.zone, words_) != Sure::yes) continue;
                const bool said = std::any_of(read_.begin(), read_.end(), [&](const Read& read) {
                    return read.is(Direction::available) && same(read.measure, a.measure) == Sure::yes &&
                           overlap(read.zone, a.zone, words_) == Sure::yes && !read.zone.empty();
                });
                if (!said) add({a.number, b.number}, ClashKind::unknown_room, Sure::maybe);
            }
    }

    /// The fewest demands that are too much together.
    void overflow(std::vector<Taker> takers, Wide most, const Read* there) {
        std::stable_sort(takers.begin(), takers.end(),
                         [](const Taker& a, const Taker& b) { return a.read->amount.units > b.read->amount.units; });
        Wide certain = 0;
        for (const auto& taker : takers)
            if (taker.sure == Sure::yes && taker.read->subject.known) certain += taker.read->amount.units;
        if (certain > most)  // what is certain is said without what is not
            std::erase_if(takers, [](const Taker& t) { return t.sure != Sure::yes || !t.read->subject.known; });
        Wide sum = 0;
        Sure sure = Sure::yes;
        std::vector<int> numbers;
        if (there) numbers.push_back(there->number);
        std::vector<const Read*> chosen;
        for (const auto& taker : takers) {
            for (const auto* other : chosen)
                sure = both(sure, same(other->subject, taker.read->subject) == Sure::no ? Sure::yes : Sure::maybe);
            chosen.push_back(taker.read);
            numbers.push_back(taker.read->number);
            sure = both(sure, taker.sure);
            sum += taker.read->amount.units;
            if (sum <= most) continue;
            const auto& in = there ? *there->said : *takers.front().read->said;
            return add(std::move(numbers), ClashKind::room, sure, shown(sum, in), shown(most, in), in.unit);
        }
    }

    const Vocabulary& words_;
    std::vector<Read> read_;
    std::vector<Clash> found_;
};

void learn(const catalog::Catalog& catalog, const char* dictionary, std::map<std::u32string, std::string>& words) {
    const auto found = catalog.dictionaries.find(dictionary);
    if (found == catalog.dictionaries.end()) return;
    for (const auto& entry : found->second) {
        words.emplace(plain(entry.name.zh), entry.code);
        words.emplace(plain(entry.name.en), entry.code);
        std::string_view rest = entry.note;
        constexpr std::string_view comma = "、";
        while (!rest.empty()) {
            const auto end = rest.find(comma);
            if (const auto word = plain(rest.substr(0, end)); !word.empty()) words.emplace(word, entry.code);
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + comma.size());
        }
    }
}

}  // namespace

Vocabulary vocabulary_of(const catalog::Catalog& catalog) {
    Vocabulary words;
    learn(catalog, "condition_subject", words.subjects);
    learn(catalog, "condition_measure", words.measures);
    std::map<std::u32string, std::string> zones;
    learn(catalog, "condition_zone", zones);
    for (const auto& [word, code] : zones)
        if (code == "all") words.everywhere.insert(word);
    if (const auto room = catalog.dictionaries.find("condition_room"); room != catalog.dictionaries.end())
        for (const auto& entry : room->second) {
            auto most = Decimal::parse(entry.note);
            words.room[entry.code] = most ? std::optional(*most) : std::nullopt;
        }
    return words;
}

std::vector<Clash> find_clashes(const std::vector<Stated>& stated, const Vocabulary& vocabulary) {
    return Detector(stated, vocabulary).all();
}

}  // namespace zhupi::approval
