// city.yaml, departments.yaml, dictionaries.yaml and materials.yaml.

#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "catalog/sections.hpp"

namespace zhupi::catalog {
namespace {

/// 统一社会信用代码, with the check character that it should have.
Take credit_code(Reading& reading, std::string& out) {
    return [&reading, &out](const Node& node) {
        Into(reading).text(out, 18)(node);
        if (codes::is_credit_code(out)) return;
        const std::string check(1,
                                out.size() == 18 ? codes::credit_code_check(std::string_view(out).substr(0, 17)) : '?');
        reading.report(err::city_credit_code, node, {{"value", out}, {"check", check}});
    };
}

Take district_code(Reading& reading, std::string& out) {
    return [&reading, &out](const Node& node) {
        Into(reading).text(out, 6)(node);
        if (!codes::is_district_code(out)) reading.report(err::city_district_code, node, {{"value", out}});
    };
}

void read_district(Reading& reading, const Node& node, Catalog& catalog) {
    const Into into(reading);
    District district;
    const auto code = [&](const Node& child) {
        district_code(reading, district.code)(child);
        into.definition(Kind::district, district.code)(child);
    };
    read_map(reading, node, {{"code", required, code}, {"name", required, into.name(district.name)}});
    catalog.districts.push_back(std::move(district));
}

void read_entry(Reading& reading, const Node& node, const std::string& dictionary,
                std::vector<DictionaryEntry>& entries) {
    const Into into(reading);
    DictionaryEntry entry;
    const auto code = [&](const Node& child) {
        into.text(entry.code, 40)(child);
        reading.define(Kind::entry, dictionary + "/" + entry.code, reading.at(child.line));
    };
    read_map(reading, node,
             {{"code", required, code},
              {"zh", required, into.text(entry.name.zh)},
              {"en", required, into.text(entry.name.en)},
              {"proven", optional, into.flag(entry.proven)},
              {"note", optional, into.text(entry.note)}});
    entries.push_back(std::move(entry));
}

}  // namespace

void read_city(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    auto& catalog = draft.catalog;
    read_map(reading, node,
             {{"name", required, into.name(catalog.city)},
              {"fictional", required, into.flag(catalog.fictional)},
              {"code", required, district_code(reading, catalog.district_code)},
              {"intake", required, into.reference(Kind::department, catalog.intake_department)},
              {"districts", required, [&](const Node& list) {
                   read_list(reading, list, [&](const Node& child) { read_district(reading, child, catalog); });
               }}});
    // 99 is a province that does not exist (GB/T 2260), so nobody takes a demonstration for a real authority.
    if (const auto* code = node.find("code"); code && catalog.fictional && !catalog.district_code.starts_with("99"))
        reading.report(err::city_fictional, *code, {{"value", catalog.district_code}});
}

void read_departments(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    const auto read_one = [&](const Node& child) {
        Department department;
        read_map(reading, child,
                 {{"code", required, into.definition(Kind::department, department.code)},
                  {"name", required, into.name(department.name)},
                  {"credit_code", required, credit_code(reading, department.credit_code)},
                  {"phone", required, into.text(department.phone, 20)},
                  {"address", required, into.text(department.address)},
                  {"utility", optional, into.flag(department.utility)}});
        draft.catalog.departments.push_back(std::move(department));
    };
    read_map(reading, node, {{"departments", required, [&](const Node& list) { read_list(reading, list, read_one); }}});
}

void read_dictionaries(Reading& reading, const Node& node, Draft& draft) {
    const auto read_one = [&](const Node& dictionaries) {
        if (dictionaries.kind != Node::Kind::map) return read_map(reading, dictionaries, {});
        for (std::size_t i = 0; i < dictionaries.keys.size(); ++i) {
            const auto& key = dictionaries.keys[i];
            reading.define(Kind::dictionary, key.text, reading.at(key.line));
            auto& entries = draft.catalog.dictionaries[key.text];
            read_list(reading, dictionaries.children[i],
                      [&](const Node& child) { read_entry(reading, child, key.text, entries); });
        }
    };
    read_map(reading, node, {{"dictionaries", required, read_one}});
}

void read_materials(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    const auto read_one = [&](const Node& child) {
        Material material;
        read_map(reading, child,
                 {{"code", required, into.definition(Kind::material, material.code)},
                  {"name", required, into.name(material.name)},
                  {"produced_by", optional, into.references(Kind::item, material.produced_by)},
                  {"drawing", optional, into.flag(material.drawing)},
                  {"formats", optional,
                   [&](const Node& list) {
                       read_list(reading, list,
                                 [&](const Node& one) { into.choice(material.formats.emplace_back())(one); });
                   }},
                  {"note", optional, into.text(material.note)}});
        draft.catalog.materials.push_back(std::move(material));
    };
    read_map(reading, node, {{"materials", required, [&](const Node& list) { read_list(reading, list, read_one); }}});
}

}  // namespace zhupi::catalog
