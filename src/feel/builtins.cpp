#include "feel/builtins.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "feel/function.hpp"
#include "feel/lexer.hpp"
#include "feel/machine.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

Type type_word(std::string_view word) {
    if (word.substr(0, 5) == "list<") return Type::list_of(type_word(word.substr(5, word.size() - 6)));
    if (word == "function") return Type::any_function();
    return Type::built_in(word).value_or(Type());
}

Signature read(std::string_view function, const detail::Line& line) {
    Signature out;
    out.function = function;
    out.result = type_word(line.result);
    out.code = line.code;
    if (line.parameters.empty()) return out;
    for (std::string_view part : text::split(line.parameters, ',')) {
        const auto colon = part.find(':');
        std::string_view name = text::trim(part.substr(0, colon));
        Signature::Parameter parameter;
        parameter.type = type_word(text::trim(part.substr(colon + 1)));
        for (bool mark = true; mark && !name.empty();) {
            mark = true;
            switch (name.back()) {
                case '?':
                    parameter.optional = true;
                    break;
                case '!':
                    parameter.nullable = true;
                    break;
                case '*':
                    out.gathers = Signature::Gathers::unless_list;
                    break;
                case '+':
                    out.gathers = Signature::Gathers::always;
                    break;
                default:
                    mark = false;
            }
            if (mark) name.remove_suffix(1);
        }
        parameter.name = name;
        out.parameters.push_back(std::move(parameter));
    }
    return out;
}

std::vector<Builtin> make_table() {
    std::vector<Builtin> table;
    for (const auto lines :
         {detail::text_functions(), detail::number_functions(), detail::list_functions(), detail::temporal_functions(),
          detail::range_functions(), detail::context_functions(), detail::conversion_functions()}) {
        for (const detail::Line& line : lines) {
            auto known =
                std::find_if(table.begin(), table.end(), [&](const Builtin& b) { return b.name == line.name; });
            if (known == table.end())
                known = table.insert(table.end(), {std::string(line.name), name_pieces(line.name), {}});
            known->signatures.push_back(read(line.name, line));
        }
    }
    std::sort(table.begin(), table.end(), [](const Builtin& a, const Builtin& b) { return a.name < b.name; });
    for (Builtin& b : table)
        for (std::size_t i = 0; i + 1 < b.signatures.size(); ++i) b.signatures[i].next = &b.signatures[i + 1];
    return table;
}

}  // namespace

const std::vector<Builtin>& builtins() {
    static const std::vector<Builtin> table = make_table();
    return table;
}

const Signature* select(const Builtin& builtin, std::size_t count) {
    for (const Signature& s : builtin.signatures) {
        const auto least = static_cast<std::size_t>(
            std::count_if(s.parameters.begin(), s.parameters.end(), [](const auto& p) { return !p.optional; }));
        if (count >= least && (count <= s.parameters.size() || s.gathers != Signature::Gathers::no)) return &s;
    }
    return nullptr;
}

const Signature* select(const Builtin& builtin, std::span<const std::string> names) {
    for (const Signature& s : builtin.signatures) {
        const auto known = [&](const std::string& name) {
            return std::any_of(s.parameters.begin(), s.parameters.end(), [&](const auto& p) { return p.name == name; });
        };
        const auto given = [&](const Signature::Parameter& p) {
            return p.optional || std::find(names.begin(), names.end(), p.name) != names.end();
        };
        if (std::all_of(names.begin(), names.end(), known) &&
            std::all_of(s.parameters.begin(), s.parameters.end(), given))
            return &s;
    }
    return nullptr;
}

Value Call::no_result(std::size_t i) const {
    const Value shown = i < args.size() ? args[i] : Value();
    return machine.fail(err::feel_domain, {{"function", std::string(signature.function)}, {"value", to_literal(shown)}},
                        shown);
}

}  // namespace zhupi::feel
