#include "catalog/number.hpp"

#include "base/error_codes.hpp"

#include <optional>

namespace zhupi::catalog {
namespace {

tl::unexpected<Error> wrong(std::string_view pattern, const std::string& zh, const std::string& en) {
    return fail(err::city_number_pattern, {{"pattern", std::string(pattern)}, {"detailZh", zh}, {"detail", en}});
}

std::string padded(std::int64_t value, std::size_t width) {
    auto digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

/// Digits of a serial field: 0 for {seq}, 4 for {seq4}; nothing for other fields.
std::optional<std::size_t> serial_width(std::string_view field) {
    if (field == "seq") return 0;
    if (field.size() == 4 && field.starts_with("seq") && field[3] >= '1' && field[3] <= '9')
        return static_cast<std::size_t>(field[3] - '0');
    return std::nullopt;
}

struct Values {
    std::string_view district;
    Date date;
    std::optional<std::int64_t> serial;
};

/// Walks through a pattern; each field becomes what `write` makes of it.
template <class Write>
Result<std::string> expand(std::string_view pattern, Write write) {
    std::string out;
    for (auto rest = pattern; !rest.empty();) {
        const auto open = rest.find('{');
        out += rest.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = rest.find('}', open);
        if (close == std::string_view::npos) return wrong(pattern, "缺少“}”", "a '}' is missing");
        const auto field = rest.substr(open + 1, close - open - 1);
        ZHUPI_TRY(const auto text, write(field));
        out += text;
        rest.remove_prefix(close + 1);
    }
    return out;
}

Result<std::string> fill(std::string_view pattern, const Values& values) {
    return expand(pattern, [&](std::string_view field) -> Result<std::string> {
        if (field == "district") return std::string(values.district);
        if (field == "yyyy") return padded(values.date.year(), 4);
        if (field == "mm") return padded(values.date.month(), 2);
        if (field == "dd") return padded(values.date.day_of_month(), 2);
        const auto width = serial_width(field);
        if (!width)
            return wrong(pattern, "不认识“{" + std::string(field) + "}”", "unknown field {" + std::string(field) + "}");
        if (!values.serial) return "{" + std::string(field) + "}";
        auto digits = padded(*values.serial, *width);
        if (*width != 0 && digits.size() > *width)
            return zhupi::fail(err::number_exhausted, {{"pattern", std::string(pattern)}});
        return digits;
    });
}

}  // namespace

Result<std::string> sequence_key(std::string_view pattern, std::string_view district, Date date) {
    return fill(pattern, {district, date, std::nullopt});
}

Result<std::string> fill_number(std::string_view pattern, std::string_view district, Date date, std::int64_t serial) {
    return fill(pattern, {district, date, serial});
}

Result<void> check_pattern(std::string_view pattern) {
    int serials = 0;
    bool year = false;
    ZHUPI_CHECK(expand(pattern, [&](std::string_view field) -> Result<std::string> {
        serials += serial_width(field).has_value();
        year = year || field == "yyyy";
        return std::string();
    }));
    ZHUPI_CHECK(sequence_key(pattern, "990100", Date{}));
    if (serials != 1) return wrong(pattern, "应有且只有一个序号 {seq}", "it needs exactly one {seq}");
    if (!year) return wrong(pattern, "缺少年份 {yyyy}，编号会重复", "without {yyyy} numbers would repeat");
    return {};
}

}  // namespace zhupi::catalog
