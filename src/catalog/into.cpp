// The takers: from a node to a value, with a finding where it does not fit.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/reading.hpp"

namespace zhupi::catalog {
namespace {

std::optional<int> whole_number(const std::string& text) {
    const bool negative = text.starts_with('-');
    const auto digits = std::string_view(text).substr(negative ? 1 : 0);
    if (!text::is_digits(digits) || digits.size() > 9) return std::nullopt;
    const int value = std::stoi(std::string(digits));
    return negative ? -value : value;
}

void wrong_type(Reading& reading, const Node& node, const char* zh, const char* en) {
    reading.report(err::city_type, node, {{"expectedZh", zh}, {"expected", en}});
}

}  // namespace

void read_map(Reading& reading, const Node& node, std::span<const Member> members) {
    if (node.kind != Node::Kind::map) return wrong_type(reading, node, "若干“键: 值”", "a map of 'key: value'");
    const auto known = [&](const std::string& key) {
        return std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
    };
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const auto& [key, line] = node.keys[i];
        const auto member = known(key);
        if (member == members.end()) {
            std::vector<std::string> allowed;
            for (const auto& m : members) allowed.emplace_back(m.key);
            reading.report(err::city_key_unknown, reading.at(line),
                           {{"key", key}, {"allowed", text::join(allowed, ", ")}});
        } else if (node.find(key) != &node.children[i]) {
            reading.report(err::city_key_repeated, reading.at(line), {{"key", key}});
        } else {
            member->take(node.children[i]);
        }
    }
    for (const auto& member : members)
        if (member.required && !node.find(member.key))
            reading.report(err::city_key_missing, node, {{"key", std::string(member.key)}});
}

void read_list(Reading& reading, const Node& node, const Take& read) {
    if (node.kind != Node::Kind::list) return wrong_type(reading, node, "列表", "a list");
    for (const auto& child : node.children) read(child);
}

bool Into::is_text(const Node& node) const {
    if (node.kind == Node::Kind::text) return true;
    wrong_type(reading_, node, "文字", "text");
    return false;
}

void Into::refuse(const Node& node, const std::string& allowed) const {
    reading_.report(err::city_value, node, {{"value", node.text}, {"allowed", allowed}});
}

Take Into::text(std::string& out, std::size_t most) const {
    return [this_ = *this, &out, most](const Node& node) {
        if (!this_.is_text(node)) return;
        const auto trimmed = text::trim(node.text);
        if (trimmed.empty() || text::length(trimmed) > most)
            this_.reading_.report(err::city_length, node, {{"most", std::to_string(most)}});
        out = trimmed;
    };
}

Take Into::name(Name& out) const {
    return [this_ = *this, &out](const Node& node) {
        read_map(this_.reading_, node, {{"zh", required, this_.text(out.zh)}, {"en", required, this_.text(out.en)}});
    };
}

Take Into::number(int& out, int least, int most) const {
    return [this_ = *this, &out, least, most](const Node& node) {
        if (!this_.is_text(node)) return;
        const auto value = whole_number(node.text);
        if (!value) return wrong_type(this_.reading_, node, "整数", "a whole number");
        if (*value < least || *value > most)
            this_.reading_.report(
                err::city_range, node,
                {{"value", node.text}, {"least", std::to_string(least)}, {"most", std::to_string(most)}});
        out = *value;
    };
}

Take Into::number(std::optional<int>& out, int least, int most) const {
    return [this_ = *this, &out, least, most](const Node& node) { this_.number(out.emplace(), least, most)(node); };
}

Take Into::numbers(std::vector<int>& out, int least, int most) const {
    return [this_ = *this, &out, least, most](const Node& node) {
        read_list(this_.reading_, node,
                  [&](const Node& child) { this_.number(out.emplace_back(), least, most)(child); });
    };
}

Take Into::decimal(std::optional<Decimal>& out) const {
    return [this_ = *this, &out](const Node& node) {
        if (!this_.is_text(node)) return;
        const auto value = Decimal::parse(node.text);
        if (!value)
            return wrong_type(this_.reading_, node, "最多四位小数的数值", "a number with at most four decimals");
        out = *value;
    };
}

Take Into::flag(bool& out) const {
    return [this_ = *this, &out](const Node& node) {
        if (node.kind != Node::Kind::text || (node.text != "yes" && node.text != "no"))
            return this_.refuse(node, "yes, no");
        out = node.text == "yes";
    };
}

Take Into::digits(std::string& out, std::size_t length) const {
    return [this_ = *this, &out, length](const Node& node) {
        if (!this_.is_text(node)) return;
        if (!text::is_digits(node.text) || node.text.size() != length)
            this_.reading_.report(err::city_digits, node, {{"value", node.text}, {"length", std::to_string(length)}});
        out = node.text;
    };
}

Take Into::limit(Limit& out) const {
    return [this_ = *this, &out](const Node& node) {
        constexpr int least = 1, most = 180;
        if (node.kind == Node::Kind::text) return this_.number(out.amount, least, most)(node);
        read_map(
            this_.reading_, node,
            {{"days", required, this_.number(out.amount, least, most)}, {"unit", required, this_.choice(out.unit)}});
    };
}

Take Into::limit(std::optional<Limit>& out) const {
    return [this_ = *this, &out](const Node& node) { this_.limit(out.emplace())(node); };
}

Take Into::definition(Kind kind, std::string& out) const {
    return [this_ = *this, &out, kind](const Node& node) {
        this_.text(out, 40)(node);
        if (!out.empty()) this_.reading_.define(kind, out, this_.reading_.at(node.line));
    };
}

Take Into::reference(Kind kind, std::string& out) const {
    return [this_ = *this, &out, kind](const Node& node) {
        if (!this_.is_text(node)) return;
        out = node.text;
        this_.reading_.refer(kind, out, this_.reading_.at(node.line));
    };
}

Take Into::references(Kind kind, std::vector<std::string>& out) const {
    return [this_ = *this, &out, kind](const Node& node) {
        read_list(this_.reading_, node, [&](const Node& child) { this_.reference(kind, out.emplace_back())(child); });
    };
}

Take Into::entries(const std::string& dictionary, std::vector<std::string>& out) const {
    return [this_ = *this, dictionary, &out](const Node& node) {
        read_list(this_.reading_, node, [&](const Node& child) {
            if (!this_.is_text(child)) return;
            out.push_back(child.text);
            this_.reading_.refer(Kind::entry, dictionary + "/" + child.text, this_.reading_.at(child.line));
        });
    };
}

Take Into::groups(std::vector<std::vector<std::string>>& out) const {
    return [this_ = *this, &out](const Node& node) {
        read_list(this_.reading_, node, [&](const Node& child) {
            auto& group = out.emplace_back();
            if (child.kind == Node::Kind::list)
                this_.references(Kind::item, group)(child);
            else
                this_.reference(Kind::item, group.emplace_back())(child);
        });
    };
}

}  // namespace zhupi::catalog
