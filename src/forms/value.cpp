// One value against its field.

#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "forms/form.hpp"

#include <algorithm>

namespace zhupi::forms {
namespace {

const ErrorCode* wrong_number(const Field& field, std::string_view value) {
    const auto number = Decimal::parse(value);
    if (!number) return &err::field_number;
    std::int64_t step = 10'000;
    for (int i = 0; i < field.decimals; ++i) step /= 10;
    if (number->units % step != 0) return &err::field_decimals;
    if (field.least && *number < *field.least) return &err::field_least;
    if (field.most && *number > *field.most) return &err::field_most;
    return nullptr;
}

}  // namespace

const ErrorCode* wrong_value(const Field& field, std::string_view value) {
    if (!text::valid_utf8(value)) return &err::field_text;
    if (text::length(value) > static_cast<std::size_t>(field.max_length)) return &err::field_length;
    const auto unless = [](bool right, const ErrorCode& code) { return right ? nullptr : &code; };
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            return nullptr;
        case Kind::number:
            return wrong_number(field, value);
        case Kind::date:
            return unless(Date::parse(value).has_value(), err::field_date);
        case Kind::choice:
            return unless(std::any_of(field.options.begin(), field.options.end(),
                                      [&](const Choice& option) { return option.code == value; }),
                          err::field_choice);
        case Kind::yes_no:
            return unless(value == "yes" || value == "no", err::field_yes_no);
        case Kind::phone:
            return unless(codes::is_phone(value), err::field_phone);
        case Kind::credit_code:
            return unless(codes::is_credit_code(value), err::field_credit_code);
        case Kind::identity_number:
            return unless(codes::is_identity_number(value), err::field_identity_number);
    }
    bug("a kind of field without a check");
}

Error value_error(const Field& field, const ErrorCode& code, const Words& label) {
    Error error{&code,
                {},
                {{"labelZh", label.zh},
                 {"label", label.en},
                 {"most", std::to_string(field.max_length)},
                 {"decimals", std::to_string(field.decimals)}}};
    if (&code == &err::field_least) error.params["least"] = field.least->text();
    if (&code == &err::field_most) error.params["most"] = field.most->text();
    return error;
}

std::optional<Key> key_of(std::string_view text) {
    const auto parts = text::split(text, '/');
    if (parts.size() == 1) return Key{{}, {}, parts[0]};
    if (parts.size() != 3 || parts[1].empty() || parts[1].size() > 8) return std::nullopt;
    const bool plain = std::all_of(parts[1].begin(), parts[1].end(),
                                   [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); });
    if (!plain) return std::nullopt;
    return Key{parts[0], parts[1], parts[2]};
}

bool row_before(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

}  // namespace zhupi::forms
