#include "catalog/catalog.hpp"

#include <unordered_map>

namespace zhupi::catalog {
namespace {

struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};

/// Code → position. Positions survive a copy of the catalogue; pointers would not.
using Positions = std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>>;

template <class T>
Positions positions(const std::vector<T>& list) {
    Positions map;
    map.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) map.emplace(list[i].code, i);
    return map;
}

template <class T>
const T* find(const Positions& map, const std::vector<T>& list, std::string_view code) {
    const auto found = map.find(code);
    return found == map.end() ? nullptr : &list[found->second];
}

}  // namespace

struct Catalog::Index {
    Positions districts, departments, materials, items, questions, fields, flows;
    std::map<std::string, Positions, std::less<>> dictionaries;
};

void Catalog::index() {
    auto index = std::make_shared<Index>();
    index->districts = positions(districts);
    index->departments = positions(departments);
    index->materials = positions(materials);
    index->items = positions(items);
    index->questions = positions(questions);
    index->fields = positions(fields);
    index->flows = positions(flows);
    for (const auto& [name, entries] : dictionaries) index->dictionaries.emplace(name, positions(entries));
    index_ = std::move(index);
}

const Department* Catalog::department(std::string_view code) const {
    return find(index_->departments, departments, code);
}
const District* Catalog::district(std::string_view code) const { return find(index_->districts, districts, code); }
const Material* Catalog::material(std::string_view code) const { return find(index_->materials, materials, code); }
const Item* Catalog::item(std::string_view code) const { return find(index_->items, items, code); }
const Question* Catalog::question(std::string_view code) const { return find(index_->questions, questions, code); }
const FormField* Catalog::field(std::string_view code) const { return find(index_->fields, fields, code); }
const Flow* Catalog::flow(std::string_view code) const { return find(index_->flows, flows, code); }

const DictionaryEntry* Catalog::entry(std::string_view dictionary, std::string_view code) const {
    const auto map = index_->dictionaries.find(dictionary);
    if (map == index_->dictionaries.end()) return nullptr;
    return find(map->second, dictionaries.find(std::string(dictionary))->second, code);
}

}  // namespace zhupi::catalog
