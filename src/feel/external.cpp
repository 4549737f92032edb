#include "feel/external.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "feel/machine.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace zhupi::feel {

namespace {

using Arguments = std::span<const Value>;

template <class Integer>
std::optional<Value> whole(const Value& v) {
    if (!v.is(Kind::number)) return std::nullopt;
    const auto cut = v.number().rounded(0, Rounding::down);
    const auto i = cut ? cut->to_int64() : std::nullopt;
    if (!i || *i < std::numeric_limits<Integer>::min() || *i > std::numeric_limits<Integer>::max()) return std::nullopt;
    return Value(Number(*i));
}

std::optional<Value> some(const std::optional<Number>& n) {
    if (!n) return std::nullopt;
    return Value(*n);
}

/// As Java would pass it: nullopt when it cannot be passed at all.
std::optional<Value> pass(const Value& v, std::string_view type) {
    if (type == "byte") return whole<std::int8_t>(v);
    if (type == "short") return whole<std::int16_t>(v);
    if (type == "int") return whole<std::int32_t>(v);
    if (type == "long") return whole<std::int64_t>(v);
    if (type == "double" && v.is(Kind::number)) return some(Number::from_double(v.number().to_double()));
    if (type == "float" && v.is(Kind::number))
        return some(Number::from_float(static_cast<float>(v.number().to_double())));
    if (type == "char" && v.is(Kind::string) && text::length(v.string()) == 1) return v;
    if (type == "boolean" && v.is(Kind::boolean)) return v;
    if (type == "java.lang.String" && v.is(Kind::string)) return v;
    if (type == "java.lang.Object" || type == "[Ljava.lang.Object;") return v;
    return std::nullopt;
}

Value same(Arguments a) { return a[0]; }
Value greater(Arguments a) { return a[0].number() < a[1].number() ? a[1] : a[0]; }
Value lesser(Arguments a) { return a[0].number() < a[1].number() ? a[0] : a[1]; }
Value text_value(Arguments a) { return Value(to_text(a[0])); }

template <double function(double)>
Value real(Arguments a) {
    return Value::of(Number::from_double(function(a[0].number().to_double())));
}

template <class Integer>
Value parse_whole(Arguments a) {
    const auto n = Number::parse(a[0].string());
    return n && n->is_whole() ? whole<Integer>(*n).value_or(Value()) : Value();
}

Value parse_real(Arguments a) {
    const auto n = Number::parse(a[0].string());
    return n ? Value::of(Number::from_double(n->to_double())) : Value();
}

/// String.format for "%s", "%d", "%f", "%.2f", "%%", "%n".
Value format(Arguments a) {
    const std::string& pattern = a[0].string();
    std::string out;
    std::size_t next = 1;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%') {
            out += pattern[i];
            continue;
        }
        std::int64_t precision = 6;
        if (++i < pattern.size() && pattern[i] == '.')
            for (precision = 0, ++i; i < pattern.size() && pattern[i] >= '0' && pattern[i] <= '9' && precision < 100;
                 ++i)
                precision = precision * 10 + (pattern[i] - '0');
        const char kind = i < pattern.size() ? pattern[i] : '\0';
        if (kind == '%' || kind == 'n') {
            out += kind == '%' ? '%' : '\n';
            continue;
        }
        if (next >= a.size()) return {};
        const Value& argument = a[next++];
        if (kind == 's') {
            out += to_text(argument);
        } else if ((kind == 'd' || kind == 'f') && argument.is(Kind::number)) {
            const auto n = argument.number().rounded(kind == 'd' ? 0 : precision, Rounding::half_up);
            if (!n) return {};
            std::string digits = n->text();
            if (kind == 'f' && precision > 0) {
                auto point = digits.find('.');
                if (point == std::string::npos) {
                    point = digits.size();
                    digits += '.';
                }
                digits.resize(point + 1 + static_cast<std::size_t>(precision), '0');
            }
            out += digits;
        } else {
            return {};
        }
    }
    return Value(std::move(out));
}

struct Method {
    std::string_view class_name;
    std::string_view signature;  ///< without white space
    Value (*code)(Arguments);
};

constexpr std::array methods{
    Method{"java.lang.Math", "cos(double)", real<std::cos>},
    Method{"java.lang.Math", "sin(double)", real<std::sin>},
    Method{"java.lang.Math", "tan(double)", real<std::tan>},
    Method{"java.lang.Math", "sqrt(double)", real<std::sqrt>},
    Method{"java.lang.Math", "exp(double)", real<std::exp>},
    Method{"java.lang.Math", "log(double)", real<std::log>},
    Method{"java.lang.Math", "abs(double)", real<std::fabs>},
    Method{"java.lang.Math", "max(int,int)", greater},
    Method{"java.lang.Math", "max(long,long)", greater},
    Method{"java.lang.Math", "max(float,float)", greater},
    Method{"java.lang.Math", "max(double,double)", greater},
    Method{"java.lang.Math", "min(int,int)", lesser},
    Method{"java.lang.Math", "min(long,long)", lesser},
    Method{"java.lang.Math", "min(float,float)", lesser},
    Method{"java.lang.Math", "min(double,double)", lesser},
    Method{"java.lang.Byte", "valueOf(byte)", same},
    Method{"java.lang.Byte", "valueOf(java.lang.String)", parse_whole<std::int8_t>},
    Method{"java.lang.Short", "valueOf(short)", same},
    Method{"java.lang.Short", "valueOf(java.lang.String)", parse_whole<std::int16_t>},
    Method{"java.lang.Integer", "valueOf(int)", same},
    Method{"java.lang.Integer", "valueOf(java.lang.String)", parse_whole<std::int32_t>},
    Method{"java.lang.Long", "valueOf(long)", same},
    Method{"java.lang.Long", "valueOf(java.lang.String)", parse_whole<std::int64_t>},
    Method{"java.lang.Float", "valueOf(float)", same},
    Method{"java.lang.Float", "valueOf(java.lang.String)", parse_real},
    Method{"java.lang.Double", "valueOf(double)", same},
    Method{"java.lang.Double", "valueOf(java.lang.String)", parse_real},
    Method{"java.lang.String", "valueOf(char)", text_value},
    Method{"java.lang.String", "valueOf(boolean)", text_value},
    Method{"java.lang.String", "valueOf(int)", text_value},
    Method{"java.lang.String", "valueOf(long)", text_value},
    Method{"java.lang.String", "valueOf(float)", text_value},
    Method{"java.lang.String", "valueOf(double)", text_value},
    Method{"java.lang.String", "valueOf(java.lang.Object)", text_value},
    Method{"java.lang.String", "format(java.lang.String,[Ljava.lang.Object;)", format},
};

/// "max(double,double)" → {"double", "double"}
std::vector<std::string> java_types(std::string_view signature) {
    const auto open = signature.find('(');
    const std::string_view inside = signature.substr(open + 1, signature.size() - open - 2);
    std::vector<std::string> out;
    for (const std::string_view type : text::split(inside, ',')) out.emplace_back(type);
    return out;
}

Value call_method(Machine& machine, const Method& method, const std::vector<std::string>& types, Arguments arguments) {
    const bool open_ended = !types.empty() && types.back().front() == '[';
    const std::string name = std::string(method.class_name) + "." + std::string(method.signature);
    if (open_ended ? arguments.size() + 1 < types.size() : arguments.size() != types.size())
        return machine.fail(err::feel_arguments, {{"function", name}, {"given", std::to_string(arguments.size())}});
    std::vector<Value> passed;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& type = types[std::min(i, types.size() - 1)];
        auto value = pass(arguments[i], type);
        if (!value)
            return machine.fail(err::feel_argument,
                                {{"function", name}, {"parameter", std::to_string(i + 1)}, {"expected", type}},
                                arguments[i]);
        passed.push_back(std::move(*value));
    }
    Value out = method.code(passed);
    if (out.is_null())
        return machine.fail(err::feel_domain, {{"function", name}}, arguments.empty() ? Value() : arguments[0]);
    return machine.admit(std::move(out));
}

}  // namespace

Expr external_function(Builder& builder, const std::vector<Parameter>& parameters, const std::string& class_name,
                       const std::string& signature, const Span& span) {
    std::string compact;
    std::copy_if(signature.begin(), signature.end(), std::back_inserter(compact), [](char c) { return c != ' '; });
    const auto method = std::find_if(methods.begin(), methods.end(), [&](const Method& m) {
        return m.class_name == class_name && m.signature == compact;
    });
    if (method == methods.end())
        return builder.problem(err::feel_external, {{"function", class_name + "." + signature}}, span);
    auto function = std::make_shared<Function>();
    function->parameters = parameters;
    const Method& found = *method;
    function->body = Native([&found, types = java_types(compact)](Machine& machine, Arguments arguments) {
        return call_method(machine, found, types, arguments);
    });
    return builder.constant(Value(std::shared_ptr<const Function>(function)), span);
}

Expr external_from(Builder& builder, const std::vector<Parameter>& parameters, const Expr& description,
                   const Span& span) {
    const auto text_entry = [&](NodeId context, std::string_view wanted) -> std::string {
        const Value* text = nullptr;
        if (const auto entry = builder.entry_of(context, wanted)) text = builder.constant_of(*entry);
        return text != nullptr && text->is(Kind::string) ? text->string() : "";
    };
    const auto java = builder.entry_of(description.node, "java");
    const NodeId where = java.value_or(description.node);
    return external_function(builder, parameters, text_entry(where, "class"), text_entry(where, "method signature"),
                             span);
}

}  // namespace zhupi::feel
