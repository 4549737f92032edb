#include "notify/kinds.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/statuses.hpp"
#include "base/text.hpp"
#include "catalog/reading.hpp"

#include <algorithm>
#include <set>

namespace zhupi::notify {
namespace {

using catalog::Into;
using catalog::Node;
using catalog::optional;
using catalog::Reading;
using catalog::required;
using catalog::Take;

constexpr Placeholder known[] = {
    {"project", "项目名称", "name of the project"},
    {"item", "事项名称", "name of the item"},
    {"number", "办件编号、申报编号或督办单号", "number of the case, application or order"},
    {"department", "办理部门", "department that has it"},
    {"phone", "部门电话", "its telephone"},
    {"status", "办件状态", "state of the case"},
    {"due", "期限（日期）", "day by which to act"},
    {"left", "剩余工作日，逾期为负", "working days left, negative when overdue"},
    {"late", "已逾期的工作日", "working days overdue"},
    {"count", "件数", "how many"},
    {"text", "督办内容、会办任务等文字", "words of the order or task"},
    {"name", "收件人姓名", "name of whoever reads it"},
    {"city", "城市", "the city"},
    {"link", "打开它的网址", "address that opens it"},
    {"code", "验证码", "code of a confirmation"},
};
constexpr std::string_view task_asked = "task.asked";
constexpr std::string_view order_states[] = {"open", "answered", "closed"};

bool is_event(std::string_view code) {
    if (code == task_asked) return true;
    return std::any_of(std::begin(event::all), std::end(event::all), [&](const auto& e) { return e.code == code; });
}
bool is_status(std::string_view code) {
    if (std::find(std::begin(order_states), std::end(order_states), code) != std::end(order_states)) return true;
    return std::any_of(std::begin(status_name::all), std::end(status_name::all),
                       [&](const auto& s) { return s.code == code; });
}
std::string known_names() {
    std::string out;
    for (const auto& p : known) out += (out.empty() ? "{" : ", {") + std::string(p.name) + "}";
    return out;
}

class KindReader {
public:
    KindReader(Reading& reading, const std::vector<std::string>& steps) : reading_(reading), steps_(steps) {}

    void read(const Node& node, std::vector<Kind>& out) {
        Kind kind;
        Into into(reading_);
        catalog::read_map(reading_, node,
                          {{"kind", required, into.text(kind.code, 60)},
                           {"name", required, into.name(kind.name)},
                           {"from", optional, into.text(kind.from, 60)},
                           {"step", optional, into.text(kind.step, 60)},
                           {"to", required, choices(kind.to)},
                           {"holds", optional, texts(kind.holds)},
                           {"urgent", optional, into.flag(kind.urgent)},
                           {"channels", optional, choices(kind.channels)},
                           {"title", required, words(kind.title)},
                           {"body", required, words(kind.body)},
                           {"sms", optional, words(kind.sms)},
                           {"aliyun", optional, provider(kind.aliyun)},
                           {"wechat", optional, provider(kind.wechat)}});
        check(node, kind);
        if (!codes_.insert(kind.code).second)
            reading_.report(err::notices_kind_repeated, node, {{"kind", kind.code}});
        else
            out.push_back(std::move(kind));
    }

private:
    template <class E>
    Take choices(std::vector<E>& out) const {
        return [this, &out](const Node& node) {
            catalog::read_list(reading_, node, [&](const Node& child) {
                E one{};
                Into(reading_).choice(one)(child);
                out.push_back(one);
            });
        };
    }
    Take texts(std::vector<std::string>& out) const {
        return [this, &out](const Node& node) {
            catalog::read_list(reading_, node,
                               [&](const Node& child) { Into(reading_).text(out.emplace_back(), 60)(child); });
        };
    }
    void check_words(const Node& node, const std::string& text) const {
        const auto names = names_in(text);
        if (!names) return reading_.report(err::notices_braces, node, {{"example", "{item}"}});
        for (const auto& name : *names)
            if (std::none_of(std::begin(known), std::end(known), [&](const auto& p) { return p.name == name; }))
                reading_.report(err::notices_placeholder, node, {{"name", "{" + name + "}"}, {"known", known_names()}});
    }
    Take words(catalog::Name& out) const {
        return [this, &out](const Node& node) {
            const auto one = [this](std::string& into) -> Take {
                return [this, &into](const Node& child) {
                    Into(reading_).text(into, 2000)(child);
                    check_words(child, into);
                };
            };
            catalog::read_map(reading_, node, {{"zh", required, one(out.zh)}, {"en", required, one(out.en)}});
        };
    }
    Take provider(ProviderTemplate& out) const {
        return [this, &out](const Node& node) {
            catalog::read_map(reading_, node,
                              {{"code", required, Into(reading_).text(out.code, 100)},
                               {"words", optional, [this, &out](const Node& map) {
                                    if (map.kind != Node::Kind::map)
                                        return reading_.report(
                                            err::city_type, map,
                                            {{"expectedZh", "若干“键: 值”"}, {"expected", "a map of 'key: value'"}});
                                    for (std::size_t i = 0; i < map.keys.size(); ++i) {
                                        auto& text = out.words[map.keys[i].text];
                                        Into(reading_).text(text, 200)(map.children[i]);
                                        check_words(map.children[i], text);
                                    }
                                }}});
        };
    }
    void check(const Node& node, Kind& kind) const {
        if (!kind.step.empty()) {
            if (std::find(steps_.begin(), steps_.end(), kind.step) == steps_.end())
                reading_.report(err::notices_step, node, {{"step", kind.step}});
            if (kind.from.empty()) kind.from = event::supervision_warned;
        }
        if (kind.from.empty()) return reading_.report(err::notices_from, node, {{"kind", kind.code}});
        if (!is_event(kind.from)) reading_.report(err::notices_event, node, {{"event", kind.from}});
        for (const auto& status : kind.holds)
            if (!is_status(status)) reading_.report(err::notices_status, node, {{"status", status}});
    }

    Reading& reading_;
    const std::vector<std::string>& steps_;
    std::set<std::string> codes_;
};

}  // namespace

std::span<const Placeholder> placeholders() { return known; }

std::optional<std::vector<std::string>> names_in(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '}') return std::nullopt;
        if (text[i] != '{') continue;
        const auto end = text.find_first_of("{}", i + 1);
        if (end == text.npos || text[end] == '{') return std::nullopt;
        names.emplace_back(text.substr(i + 1, end - i - 1));
        i = end;
    }
    return names;
}

const Kind* Kinds::find(std::string_view code) const {
    const auto found = std::find_if(kinds_.begin(), kinds_.end(), [&](const Kind& k) { return k.code == code; });
    return found == kinds_.end() ? nullptr : &*found;
}

std::vector<const Kind*> Kinds::from(std::string_view event) const {
    std::vector<const Kind*> out;
    for (const auto& kind : kinds_)
        if (kind.from == event) out.push_back(&kind);
    return out;
}

tl::expected<Kinds, std::vector<catalog::Finding>> load_kinds(const std::vector<catalog::SourceFile>& files,
                                                              const std::vector<std::string>& steps) {
    Kinds kinds;
    Reading reading;
    KindReader reader(reading, steps);
    for (const auto& file : files) {
        if (!file.path.starts_with("notices/") || !file.path.ends_with(".yaml")) continue;
        reading.open(file.path);
        const auto node = catalog::parse_yaml(file.text);
        if (!node) {
            reading.report(err::city_yaml, reading.at(node.error().line), {{"detail", node.error().detail}});
            continue;
        }
        catalog::read_map(reading, *node, {{"kinds", required, [&](const Node& list) {
                                                catalog::read_list(reading, list, [&](const Node& child) {
                                                    reader.read(child, kinds.kinds_);
                                                });
                                            }}});
    }
    if (!reading.clean()) return tl::unexpected(std::move(reading).findings());
    return kinds;
}

}  // namespace zhupi::notify
