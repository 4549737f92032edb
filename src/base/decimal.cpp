#include "base/decimal.hpp"

#include "base/error_codes.hpp"

namespace zhupi {

std::string Decimal::text() const {
    // Work on the magnitude as unsigned so that the smallest value does not overflow.
    const auto magnitude =
        units < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
    std::string out = (units < 0 ? "-" : "") + std::to_string(magnitude / 10'000);
    std::string places = std::to_string(10'000 + magnitude % 10'000).substr(1);
    while (!places.empty() && places.back() == '0') places.pop_back();
    return places.empty() ? out : out + "." + places;
}

Result<Decimal> Decimal::parse(std::string_view s) {
    const auto bad = [&] { return fail(err::value_decimal, {{"value", std::string(s)}}); };
    auto rest = s;
    const bool negative = rest.starts_with('-');
    if (negative) rest.remove_prefix(1);
    const auto point = rest.find('.');
    const auto whole = rest.substr(0, point);
    const auto places = point == std::string_view::npos ? std::string_view{} : rest.substr(point + 1);
    if (whole.empty() || whole.size() > 14 || places.size() > 4 || (point != std::string_view::npos && places.empty()))
        return bad();
    std::int64_t units = 0;
    for (const char c : whole) {
        if (c < '0' || c > '9') return bad();
        units = units * 10 + (c - '0');
    }
    for (std::size_t i = 0; i < 4; ++i) {
        const char c = i < places.size() ? places[i] : '0';
        if (c < '0' || c > '9') return bad();
        units = units * 10 + (c - '0');
    }
    return Decimal{negative ? -units : units};
}

}  // namespace zhupi
