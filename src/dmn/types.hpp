#pragma once
// Item definitions as FEEL types.

#include "dmn/source.hpp"
#include "feel/type.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::dmn {

class TypeTable {
public:
    /// The types of a model; imported types are called "import.type", or by their own names
    /// when the import has none.
    void add_import(const std::string& prefix, const TypeTable& imported);
    /// Problems (undefined types) are reported through `undefined(item, type)`.
    void add_items(const std::vector<source::Item>& items,
                   const std::function<void(const std::string& item, const std::string& type)>& undefined);

    std::optional<feel::Type> find(std::string_view name) const;

private:
    feel::Type resolve(const source::Item& item);
    feel::Type reference(const std::string& owner, const std::string& name);
    feel::Type constrained(const feel::Type& base, const std::string& name, const std::string& tests);

    std::map<std::string, feel::Type, std::less<>> types_;
    std::map<std::string, const source::Item*, std::less<>> pending_;
    std::vector<std::string> open_;  ///< being resolved: a type that holds itself is Any inside
    std::function<void(const std::string&, const std::string&)> undefined_;
};

}  // namespace zhupi::dmn
