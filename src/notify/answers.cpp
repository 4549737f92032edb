#include "notify/answers.hpp"

namespace zhupi::notify {

Answer::Answer(std::string_view text) {
    auto read = json::decode<std::map<std::string, json::Raw>>(text, json::Unknown::ignore);
    readable_ = read.has_value();
    if (read) members_ = std::move(*read);
}

bool Answer::has(std::string_view name) const { return members_.contains(std::string(name)); }

std::string Answer::text(std::string_view name) const {
    const auto found = members_.find(std::string(name));
    if (found == members_.end()) return {};
    const auto& raw = found->second.text;
    if (!raw.starts_with('"')) return raw == "null" ? std::string() : raw;
    // A list of one, because the reader takes documents that are lists or objects.
    const auto read = json::decode<std::vector<std::string>>("[" + raw + "]");
    return read && !read->empty() ? read->front() : std::string();
}

std::int64_t Answer::number(std::string_view name) const {
    const auto found = members_.find(std::string(name));
    if (found == members_.end()) return 0;
    const auto read = json::decode<std::vector<std::int64_t>>("[" + found->second.text + "]");
    return read && !read->empty() ? read->front() : 0;
}

Answer Answer::object(std::string_view name) const {
    const auto found = members_.find(std::string(name));
    return Answer(found == members_.end() ? std::string_view("{}") : std::string_view(found->second.text));
}

std::vector<Answer> Answer::list(std::string_view name) const {
    std::vector<Answer> out;
    const auto found = members_.find(std::string(name));
    if (found == members_.end()) return out;
    const auto read = json::decode<std::vector<json::Raw>>(found->second.text, json::Unknown::ignore);
    if (read)
        for (const auto& element : *read) out.emplace_back(element.text);
    return out;
}

}  // namespace zhupi::notify
