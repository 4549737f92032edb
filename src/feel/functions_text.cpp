// Built-in functions on strings (DMN 1.5, table 73). Positions and lengths count code points.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "feel/builtins.hpp"
#include "feel/machine.hpp"
#include "feel/regex.hpp"
#include "feel/unicode.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

std::optional<std::int64_t> whole(const Value& v) {
    const auto cut = v.number().rounded(0, Rounding::down);
    return cut ? cut->to_int64() : std::nullopt;
}

std::string utf8(std::u32string_view s) {
    std::string out;
    for (const char32_t c : s) text::append_utf8(out, c);
    return out;
}

Value substring(const Call& call) {
    const std::u32string s = text::to_code_points(call[0].string());
    const auto size = static_cast<std::int64_t>(s.size());
    const auto start = whole(call[1]);
    if (!start || *start == 0 || *start < -size || *start > size) return call.no_result(1);
    const std::int64_t from = *start > 0 ? *start - 1 : size + *start;
    std::int64_t length = size - from;
    if (call.has(2)) {
        const auto wanted = whole(call[2]);
        if (!wanted || *wanted < 1) return call.no_result(2);
        length = std::min(length, *wanted);
    }
    return Value(utf8(std::u32string_view(s).substr(static_cast<std::size_t>(from), static_cast<std::size_t>(length))));
}

Value string_length(const Call& call) { return Number(static_cast<std::int64_t>(text::length(call[0].string()))); }

Value upper(const Call& call) { return call.machine.admit(Value(upper_case(call[0].string()))); }
Value lower(const Call& call) { return call.machine.admit(Value(lower_case(call[0].string()))); }

Value substring_before(const Call& call) {
    const auto at = call[0].string().find(call[1].string());
    return Value(at == std::string::npos ? "" : call[0].string().substr(0, at));
}

Value substring_after(const Call& call) {
    const auto at = call[0].string().find(call[1].string());
    return Value(at == std::string::npos ? "" : call[0].string().substr(at + call[1].string().size()));
}

Value contains_text(const Call& call) { return Value(call[0].string().find(call[1].string()) != std::string::npos); }

Value starts_with(const Call& call) {
    return Value(call[0].string().compare(0, call[1].string().size(), call[1].string()) == 0);
}

Value ends_with(const Call& call) {
    const std::string& s = call[0].string();
    const std::string& tail = call[1].string();
    return Value(s.size() >= tail.size() && s.compare(s.size() - tail.size(), tail.size(), tail) == 0);
}

/// The expression of a call, and what it may cost.
class Search {
public:
    Search(const Call& call, std::size_t flags_index) : call_(call), text_(text::to_code_points(call[0].string())) {
        const std::string flags = call.has(flags_index) ? call[flags_index].string() : "";
        regex_ = Regex::compile(call[1].string(), flags);
        if (!regex_) call.machine.fail(err::feel_regex, {{"pattern", call[1].string()}, {"flags", flags}});
    }
    bool valid() const { return regex_.has_value(); }
    const std::u32string& text() const { return text_; }
    /// nullopt also when the budget ran out; the machine has stopped then.
    std::optional<Regex::Match> next(std::size_t from) {
        const std::uint64_t before = call_.machine.steps_left();
        std::uint64_t left = before;
        auto found = regex_->search(text_, from, left);
        if (!call_.machine.spend(before - left + (left == 0 ? 1 : 0))) return std::nullopt;
        return found;
    }
    /// What matches nothing at all cannot replace or split (FORX0003).
    bool matches_nothing() {
        std::uint64_t steps = 100'000;
        if (!regex_->search(U"", 0, steps)) return false;
        call_.machine.fail(err::feel_regex, {{"pattern", call_[1].string()}, {"flags", ""}});
        return true;
    }
    std::size_t groups() const { return regex_->group_count(); }

private:
    const Call& call_;
    std::u32string text_;
    std::optional<Regex> regex_;
};

Value matches(const Call& call) {
    Search search(call, 2);
    if (!search.valid()) return {};
    const bool found = search.next(0).has_value();
    return call.machine.stopped() ? Value() : Value(found);
}

/// A replacement with $1 and \$ (XPath functions, 5.6.4). False when it is not well formed.
bool expand(std::u32string_view pattern, const Search& search, const Regex::Match& match, std::u32string& out) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char32_t c = pattern[i];
        if (c == '\\') {
            if (++i >= pattern.size() || (pattern[i] != '\\' && pattern[i] != '$')) return false;
            out += pattern[i];
        } else if (c == '$') {
            const auto digit = [&](std::size_t at) {
                return at < pattern.size() && pattern[at] >= '0' && pattern[at] <= '9';
            };
            if (!digit(i + 1)) return false;
            std::size_t number = pattern[++i] - '0';
            // As many digits as still name a group.
            while (digit(i + 1) && number * 10 + (pattern[i + 1] - '0') <= search.groups())
                number = number * 10 + (pattern[++i] - '0');
            std::pair<std::size_t, std::size_t> part{Regex::npos, 0};
            if (number == 0)
                part = {match.begin, match.end};
            else if (number <= match.groups.size())
                part = match.groups[number - 1];
            if (part.first != Regex::npos && part.second != Regex::npos)
                out += search.text().substr(part.first, part.second - part.first);
        } else {
            out += c;
        }
    }
    return true;
}

Value replace(const Call& call) {
    Search search(call, 3);
    if (!search.valid() || search.matches_nothing()) return {};
    const std::u32string replacement = text::to_code_points(call[2].string());
    std::u32string out;
    std::size_t from = 0;
    for (auto match = search.next(0); match; match = search.next(from)) {
        if (match->end == match->begin) break;  // an assertion alone: nothing to take the place of
        out += search.text().substr(from, match->begin - from);
        if (!expand(replacement, search, *match, out)) return call.no_result(2);
        if (!call.machine.spend(out.size() / 64)) return {};
        from = match->end;
    }
    if (call.machine.stopped()) return {};
    out += search.text().substr(from);
    return call.machine.admit(Value(utf8(out)));
}

Value split(const Call& call) {
    Search search(call, 2);
    if (!search.valid() || search.matches_nothing()) return {};
    std::vector<Value> out;
    std::size_t from = 0;
    for (auto match = search.next(0); match && match->end > match->begin; match = search.next(from)) {
        out.emplace_back(utf8(std::u32string_view(search.text()).substr(from, match->begin - from)));
        from = match->end;
    }
    if (call.machine.stopped()) return {};
    out.emplace_back(utf8(std::u32string_view(search.text()).substr(from)));
    return call.machine.list(std::move(out));
}

Value string_join(const Call& call) {
    const std::string delimiter = call.has(1) ? call[1].string() : "";
    std::string out;
    bool first = true;
    for (const Value& item : call[0].items()) {
        if (item.is_null()) continue;
        if (!first) out += delimiter;
        first = false;
        out += item.string();
        if (!call.machine.spend(1 + delimiter.size() / 64)) return {};
    }
    return call.machine.admit(Value(std::move(out)));
}

constexpr detail::Line table[]{
    {"substring", "string: string, start position: number, length?: number", "string", substring},
    {"string length", "string: string", "number", string_length},
    {"upper case", "string: string", "string", upper},
    {"lower case", "string: string", "string", lower},
    {"substring before", "string: string, match: string", "string", substring_before},
    {"substring after", "string: string, match: string", "string", substring_after},
    {"contains", "string: string, match: string", "boolean", contains_text},
    {"starts with", "string: string, match: string", "boolean", starts_with},
    {"ends with", "string: string, match: string", "boolean", ends_with},
    {"matches", "input: string, pattern: string, flags?: string", "boolean", matches},
    {"replace", "input: string, pattern: string, replacement: string, flags?: string", "string", replace},
    {"split", "string: string, delimiter: string", "list<string>", split},
    {"string join", "list: list<string>, delimiter?: string", "string", string_join},
};

}  // namespace

std::span<const detail::Line> detail::text_functions() { return table; }

}  // namespace zhupi::feel
