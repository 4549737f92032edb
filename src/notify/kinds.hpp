#pragma once
// The kinds of reminders of a city, as data: city/notices/*.yaml. Each says what brings it about, who hears of it, in
// which states of the case it is still true, and its words in both languages. Loaded whole and checked whole, each
// mistake with file, line and remedy.

#include "catalog/load.hpp"

#include <map>
#include <span>

namespace zhupi::notify {

enum class Channel : unsigned char { email, sms, wechat, push };
BOOST_DESCRIBE_ENUM(Channel, email, sms, wechat, push)

/// Who hears of it. A handler is the officer of the case, or all of its department while nobody has taken it; leaders
/// are its department's approvers; `asked` are those at the post that a task of the flow names.
enum class To : unsigned char { applicant, handler, reviewer, leader, department, supervisor, asked };
BOOST_DESCRIBE_ENUM(To, applicant, handler, reviewer, leader, department, supervisor, asked)

/// What a provider of short messages or of WeChat keeps of a template; words by the provider's names.
struct ProviderTemplate {
    std::string code;  ///< as the provider has approved it; empty: this kind does not go that way
    std::map<std::string, std::string> words;
};

struct Kind {
    std::string code;
    catalog::Name name;
    std::string from;  ///< lists/event_types.json, or "task.asked"; of a warning, supervision.warned
    std::string step;  ///< supervision/warnings.yaml, of a warning
    std::vector<To> to;
    std::vector<std::string> holds;  ///< states of the case or order in which it is true; empty: always
    bool urgent = false;             ///< neither quiet hours nor a digest hold it up
    std::vector<Channel> channels;   ///< beside the list in the system
    catalog::Name title, body;
    catalog::Name sms;  ///< short; the title when empty
    ProviderTemplate aliyun, wechat;
};

/// What a template may ask for: {project}, {item} …
struct Placeholder {
    std::string_view name, zh, en;
};
std::span<const Placeholder> placeholders();

class Kinds {
public:
    const Kind* find(std::string_view code) const;
    /// Those that an event of this type brings about.
    std::vector<const Kind*> from(std::string_view event) const;
    const std::vector<Kind>& all() const { return kinds_; }

private:
    friend tl::expected<Kinds, std::vector<catalog::Finding>> load_kinds(const std::vector<catalog::SourceFile>&,
                                                                         const std::vector<std::string>&);
    std::vector<Kind> kinds_;
};

/// From every notices/*.yaml among the files. `steps` are the codes of the warnings that there are.
tl::expected<Kinds, std::vector<catalog::Finding>> load_kinds(const std::vector<catalog::SourceFile>& files,
                                                              const std::vector<std::string>& steps);

/// The names in braces, in order; nothing when a brace has no partner.
std::optional<std::vector<std::string>> names_in(std::string_view text);

}  // namespace zhupi::notify
