#include "server/net/query.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>

namespace zhupi::net {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

Result<void> check_value(const QueryParameter& parameter, const std::string& value) {
    const auto where = "?" + parameter.name;
    if (const auto& range = parameter.whole_number) {
        std::int64_t number = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (ec == std::errc{} && end == value.data() + value.size() && number >= range->first &&
            number <= range->second)
            return {};
        const auto from = std::to_string(range->first), to = std::to_string(range->second);
        return fail(
            err::json_type,
            {{"expectedZh", from + " 到 " + to + " 的整数"}, {"expected", "an integer from " + from + " to " + to}},
            where);
    }
    if (!parameter.one_of.empty()) {
        if (std::find(parameter.one_of.begin(), parameter.one_of.end(), value) != parameter.one_of.end()) return {};
        return fail(err::json_value, {{"value", value}, {"allowed", joined(parameter.one_of)}}, where);
    }
    if (text::length(value) > parameter.longest)
        return fail(err::json_long, {{"limit", std::to_string(parameter.longest)}}, where);
    return {};
}

}  // namespace

Result<void> check_query(const Route& route, const Request& request) {
    for (const auto& [name, value] : request.query) {
        const auto known = std::find_if(route.query.begin(), route.query.end(),
                                        [&name = name](const QueryParameter& p) { return p.name == name; });
        if (known == route.query.end()) return fail(err::json_unknown, {{"name", name}}, "?" + name);
        if (!value.empty()) ZHUPI_CHECK(check_value(*known, value));
    }
    return {};
}

std::string schema_of(const QueryParameter& parameter) {
    if (const auto& range = parameter.whole_number)
        return R"({"type":"integer","minimum":)" + std::to_string(range->first) + R"(,"maximum":)" +
               std::to_string(range->second) + "}";
    if (parameter.one_of.empty()) return R"({"type":"string","maxLength":)" + std::to_string(parameter.longest) + "}";
    std::string values;
    for (const auto& value : parameter.one_of) {
        if (!values.empty()) values += ',';
        json::put_string(values, value);
    }
    return R"({"type":"string","enum":[)" + values + "]}";
}

}  // namespace zhupi::net
