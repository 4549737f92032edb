#include "ledger/policy.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <set>

namespace zhupi::ledger {
namespace {

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> out;
    for (std::size_t at = 0; (at = line.find_first_not_of(" \t", at)) != std::string_view::npos;) {
        const auto end = std::min(line.find_first_of(" \t", at), line.size());
        out.emplace_back(line.substr(at, end - at));
        at = end;
    }
    return out;
}

/// Reads line by line; a problem is kept with the number of its line.
class Reading {
public:
    Result<void> line(std::size_t number, std::string_view text) {
        number_ = number;
        const auto words = words_of(text);
        if (words.empty() || words[0].starts_with('#')) return {};
        if (words[0] == "log") return log(words);
        if (words[0] == "witness") return witness(words);
        if (words[0] == "group") return group(words);
        if (words[0] == "quorum") return quorum(words);
        return wrong("不认识的关键字", "an unknown keyword");
    }

    Result<Policy> finish() {
        if (out_.quorum.empty()) return wrong("缺少 quorum", "there is no quorum");
        return std::move(out_);
    }

    tl::unexpected<Error> wrong(const char* zh, const char* en) const {
        return fail(err::ledger_policy, {{"line", std::to_string(number_)}, {"whyZh", zh}, {"why", en}});
    }

private:
    Result<void> log(const std::vector<std::string>& words) {
        if (words.size() != 2 && words.size() != 3) return wrong("应为 log 公钥 [网址]", "it must be: log KEY [URL]");
        auto key = parse_verifier_key(words[1]);
        if (!key || is_cosignature(key->kind)) return wrong("不是日志的公钥", "this is no log's key");
        if (!fresh(logs_, *key)) return wrong("公钥重复", "the key is there twice");
        out_.logs.push_back(std::move(*key));
        return {};
    }

    Result<void> witness(const std::vector<std::string>& words) {
        if (words.size() != 3 && words.size() != 4)
            return wrong("应为 witness 名称 公钥 [网址]", "it must be: witness NAME KEY [URL]");
        auto key = parse_verifier_key(words[2]);
        if (!key || !is_cosignature(key->kind)) return wrong("不是见证方的公钥", "this is no witness' key");
        if (!fresh(witnesses_, *key)) return wrong("公钥重复", "the key is there twice");
        ZHUPI_CHECK(name(words[1]));
        out_.witnesses.push_back({words[1], std::move(*key), words.size() == 4 ? words[3] : std::string()});
        return {};
    }

    Result<void> group(const std::vector<std::string>& words) {
        if (words.size() < 4) return wrong("应为 group 名称 个数 成员…", "it must be: group NAME COUNT MEMBER…");
        Group made{words[1], 0, {words.begin() + 3, words.end()}};
        const auto count = parse_size(words[2]).value_or(0);
        made.wanted = words[2] == "any" ? 1 : words[2] == "all" ? made.members.size() : static_cast<std::size_t>(count);
        if (made.wanted < 1 || made.wanted > made.members.size())
            return wrong("个数应在 1 与成员数之间", "the count must lie between 1 and the number of members");
        for (const auto& member : made.members) {
            if (!names_.contains(member)) return wrong("成员未定义", "a member is not defined above");
            if (!members_.insert(member).second)
                return wrong("成员已在别的组里", "a member is in a group already");  // it would count twice
        }
        ZHUPI_CHECK(name(words[1]));
        out_.groups.push_back(std::move(made));
        return {};
    }

    Result<void> quorum(const std::vector<std::string>& words) {
        if (words.size() != 2 || !out_.quorum.empty())
            return wrong("应有且只有一个 quorum", "there must be one quorum");
        if (words[1] != "none" && !names_.contains(words[1]))
            return wrong("名称未定义", "the name is not defined above");
        out_.quorum = words[1];
        return {};
    }

    Result<void> name(const std::string& word) {
        if (word == "none" || !names_.insert(word).second) return wrong("名称重复", "the name is taken");
        return {};
    }

    static bool fresh(std::set<std::string>& keys, const VerifierKey& key) { return keys.insert(key.key.spki).second; }

    Policy out_;
    std::size_t number_ = 0;
    std::set<std::string> names_, members_, logs_, witnesses_;
};

bool is_met(const Policy& policy, const std::string& name, const std::set<std::string, std::less<>>& seen) {
    for (const auto& group : policy.groups)
        if (group.name == name)
            return static_cast<std::size_t>(
                       std::count_if(group.members.begin(), group.members.end(),
                                     [&](const auto& member) { return is_met(policy, member, seen); })) >= group.wanted;
    return seen.contains(name);
}

}  // namespace

bool Policy::is_met_by(std::span<const std::string> witnesses_seen) const {
    return quorum == "none" || is_met(*this, quorum, {witnesses_seen.begin(), witnesses_seen.end()});
}

Result<Policy> parse_policy(std::string_view text) {
    Reading reading;
    std::size_t number = 0;
    for (const auto line : text::split(text, '\n')) ZHUPI_CHECK(reading.line(++number, line));
    return reading.finish();
}

Result<TrustedCheckpoint> open_checkpoint(std::string_view note, const Policy& policy) {
    auto known = policy.logs;
    for (const auto& witness : policy.witnesses) known.push_back(witness.key);
    ZHUPI_TRY(const auto opened, open_note(note, known));
    TrustedCheckpoint out;
    ZHUPI_TRY(out.checkpoint, parse_checkpoint(opened.text));
    bool by_its_log = policy.logs.empty();  // a policy without logs leaves them to its user
    std::vector<std::string> names;
    for (const auto& seen : opened.seen) {
        if (!seen.at) by_its_log |= seen.who.name == out.checkpoint.origin;
        for (const auto& witness : policy.witnesses)
            if (seen.at && witness.key == seen.who) {
                out.witnesses.push_back({witness.name, *seen.at});
                names.push_back(witness.name);
            }
    }
    if (!by_its_log) return fail(err::ledger_other_log, {{"origin", out.checkpoint.origin}});
    if (!policy.is_met_by(names)) return fail(err::ledger_quorum, {{"seen", std::to_string(names.size())}});
    return out;
}

}  // namespace zhupi::ledger
