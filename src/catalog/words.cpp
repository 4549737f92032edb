#include "catalog/words.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace zhupi::catalog {
namespace {

constexpr std::size_t most_intents = 6, most_items = 8;

bool is_ascii_word(char32_t c) { return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z'); }

/// Lower case, half width; punctuation and white space become one space each, so that words keep their borders.
std::u32string plain(std::string_view typed) {
    std::u32string out;
    for (char32_t c : text::to_code_points(typed)) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full width
        if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
        const bool sign = c < 0x80 && !is_ascii_word(c) && c != U'.' && c != U'-';
        const bool space = sign || c == 0x3000 || (c >= 0x3001 && c <= 0x3003) || c == 0x201C || c == 0x201D;
        out += space ? U' ' : c;
    }
    return out;
}

std::string utf8(std::u32string_view text) {
    std::string out;
    for (const char32_t c : text) text::append_utf8(out, c);
    return out;
}

/// Where a word stands in what was typed, from `from` on; npos when it does not. A Latin word has borders.
std::size_t find_word(std::u32string_view typed, std::u32string_view word, std::size_t from) {
    for (auto at = typed.find(word, from); at != typed.npos; at = typed.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool joined_before = at > 0 && is_ascii_word(word.front()) && is_ascii_word(typed[at - 1]);
        const bool joined_after = end < typed.size() && is_ascii_word(word.back()) && is_ascii_word(typed[end]);
        if (!joined_before && !joined_after) return at;
    }
    return typed.npos;
}

/// A word of the data at a place of what was typed, and what it belongs to.
struct Hit {
    std::size_t at = 0, length = 0;
    std::size_t owner = 0;
};

void collect(std::vector<Hit>& hits, std::u32string_view typed, const std::string& word, std::size_t owner) {
    const auto wanted = plain(word);
    if (wanted.empty()) return;
    for (auto at = find_word(typed, wanted, 0); at != typed.npos; at = find_word(typed, wanted, at + wanted.size()))
        hits.push_back({at, wanted.size(), owner});
}

/// The hits that stand when longer words come first; of equal ones at one place all.
std::vector<Hit> longest_first(std::vector<Hit> hits, std::size_t size) {
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.length > b.length; });
    std::vector<std::size_t> taken(size, 0);  // by the length of the word that has the place
    std::vector<Hit> kept;
    for (const auto& hit : hits) {
        const auto begin = taken.begin() + static_cast<std::ptrdiff_t>(hit.at);
        const auto end = begin + static_cast<std::ptrdiff_t>(hit.length);
        if (std::any_of(begin, end, [&](std::size_t by) { return by > hit.length; })) continue;
        std::fill(begin, end, hit.length);
        kept.push_back(hit);
    }
    return kept;
}

template <class Found>
void keep_best(std::vector<Found>& found, std::size_t most) {
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
    if (found.size() > most) found.resize(most);
}

std::vector<MeantIntent> intents_in(const Guide& guide, std::u32string_view typed) {
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < guide.intents.size(); ++i)
        for (const auto& word : guide.intents[i].words) collect(hits, typed, word, i);
    std::vector<MeantIntent> meant(guide.intents.size());
    for (const auto& hit : longest_first(std::move(hits), typed.size())) {
        auto& one = meant[hit.owner];
        one.intent = &guide.intents[hit.owner];
        one.score += static_cast<int>(hit.length);
        one.words.push_back(utf8(typed.substr(hit.at, hit.length)));
    }
    std::erase_if(meant, [](const MeantIntent& one) { return one.intent == nullptr; });
    keep_best(meant, most_intents);
    return meant;
}

/// Intents that share two characters in a row with what was typed: better than nothing to choose from.
std::vector<MeantIntent> guesses(const Guide& guide, std::u32string_view typed) {
    std::vector<MeantIntent> meant;
    for (const auto& intent : guide.intents) {
        std::u32string all = plain(intent.name.zh) + U' ' + plain(intent.name.en) + U' ' + plain(intent.hint.zh);
        for (const auto& word : intent.words) all += U' ' + plain(word);
        MeantIntent one{&intent, 0, {}};
        for (std::size_t i = 0; i + 1 < typed.size(); ++i) {
            const auto pair = typed.substr(i, 2);
            const bool latin = pair[0] < 0x80 || pair[1] < 0x80;  // two letters say nothing
            if (latin || all.find(pair) == all.npos) continue;
            one.score += 2;
            one.words.push_back(utf8(pair));
        }
        if (one.score > 0) meant.push_back(std::move(one));
    }
    keep_best(meant, most_intents);
    return meant;
}

/// "8000 平米", "1.2 万㎡": the number before a measure, multiplied.
std::optional<std::string> number_before(std::u32string_view typed, std::size_t at, int times) {
    auto end = at;
    while (end > 0 && typed[end - 1] == U' ') --end;
    auto begin = end;
    while (begin > 0 && (typed[begin - 1] == U'.' || (typed[begin - 1] >= U'0' && typed[begin - 1] <= U'9'))) --begin;
    auto number = Decimal::parse(utf8(typed.substr(begin, end - begin)));
    if (!number || __builtin_mul_overflow(number->units, times, &number->units)) return std::nullopt;
    return number->text();
}

std::vector<MeantAnswer> answers_in(const Guide& guide, std::u32string_view typed) {
    std::vector<MeantAnswer> answers;
    const auto answered = [&](const std::string& question) {
        return std::any_of(answers.begin(), answers.end(), [&](const auto& a) { return a.question == question; });
    };
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < guide.measures.size(); ++i) collect(hits, typed, guide.measures[i].word, i);
    // A number stands close before its measure, so that "m2" has no border: measures are looked for as they stand.
    for (std::size_t i = 0; i < guide.measures.size(); ++i) {
        const auto wanted = plain(guide.measures[i].word);
        for (auto at = typed.find(wanted); at != typed.npos; at = typed.find(wanted, at + 1))
            hits.push_back({at, wanted.size(), i});
    }
    for (const auto& hit : longest_first(std::move(hits), typed.size())) {
        const auto& measure = guide.measures[hit.owner];
        const auto value = number_before(typed, hit.at, measure.times);
        if (value && !answered(measure.question))
            answers.push_back({measure.question, *value, utf8(typed.substr(hit.at, hit.length))});
    }
    hits.clear();
    for (std::size_t i = 0; i < guide.hints.size(); ++i) collect(hits, typed, guide.hints[i].word, i);
    for (const auto& hit : longest_first(std::move(hits), typed.size())) {
        const auto& hint = guide.hints[hit.owner];
        if (!answered(hint.question)) answers.push_back({hint.question, hint.answer, hint.word});
    }
    return answers;
}

/// What was typed without the spaces at its ends, when it is long enough to be part of a name.
std::optional<std::u32string> part_of_name(std::u32string_view typed) {
    const auto first = typed.find_first_not_of(U' ');
    if (first == typed.npos) return std::nullopt;
    const std::u32string part(typed.substr(first, typed.find_last_not_of(U' ') - first + 1));
    return part.size() >= 2 ? std::optional(part) : std::nullopt;
}

bool names(const Name& name, const std::optional<std::u32string>& part) {
    return part &&
           (plain(name.zh).find(*part) != std::u32string::npos || plain(name.en).find(*part) != std::u32string::npos);
}

std::vector<MeantItem> items_in(const Catalog& catalog, std::u32string_view typed) {
    std::vector<Hit> hits;
    const auto& items = catalog.items;
    for (std::size_t i = 0; i < items.size(); ++i) {
        collect(hits, typed, items[i].code, i);
        collect(hits, typed, items[i].name.zh, i);
        if (const auto own = catalog.guide->items.find(items[i].code); own != catalog.guide->items.end())
            for (const auto& word : own->second.words) collect(hits, typed, word, i);
    }
    std::vector<MeantItem> meant(items.size());
    for (const auto& hit : longest_first(std::move(hits), typed.size())) {
        auto& one = meant[hit.owner];
        one.score += static_cast<int>(hit.length);
        if (one.word.empty()) one.word = utf8(typed.substr(hit.at, hit.length));
    }
    const auto part = part_of_name(typed);
    for (std::size_t i = 0; i < items.size(); ++i) {
        meant[i].item = &items[i];
        if (meant[i].score == 0 && names(items[i].name, part)) {
            meant[i].score = static_cast<int>(part->size());
            meant[i].word = utf8(*part);
        }
    }
    std::erase_if(meant, [](const MeantItem& one) { return one.score == 0; });
    keep_best(meant, most_items);
    return meant;
}

}  // namespace

Meant understand(const Catalog& catalog, std::string_view typed) {
    const auto words = plain(typed);
    Meant meant;
    meant.intents = intents_in(*catalog.guide, words);
    meant.items = items_in(catalog, words);
    meant.answers = answers_in(*catalog.guide, words);
    const auto part = part_of_name(words);
    for (const auto& material : catalog.materials)
        if (meant.materials.size() < most_items && names(material.name, part)) meant.materials.push_back(&material);
    if (meant.intents.empty() && meant.items.empty()) {
        meant.intents = guesses(*catalog.guide, words);
        meant.guessed = !meant.intents.empty();
    }
    return meant;
}

}  // namespace zhupi::catalog
