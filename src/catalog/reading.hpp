#pragma once
// What one reading of a city collects on its way: which codes are defined where, which are referred to from where, and
// what is wrong. References are resolved when everything has been read, so that files may name each other freely.

#include "base/error.hpp"
#include "catalog/load.hpp"
#include "catalog/node.hpp"

#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>

namespace zhupi::catalog {

/// What a code can be the code of.
enum class Kind : unsigned char {
    district,
    department,
    material,
    item,
    question,
    fact,    ///< what the rules call a question's answer: 土地取得方式
    answer,  ///< "土地取得方式/划拨"
    special_procedure,
    fee,
    field,
    dictionary,
    entry,  ///< "special_procedure/hearing"
    lane,
    flow,
    flow_item,  ///< "G1/A05"
    counter,
    intent,
};

struct Place {
    int file = 0;
    int line = 0;
};

class Reading {
public:
    /// Everything reported, defined or referred to from now on stands in this file.
    void open(std::string path);
    Place at(int line) const { return {static_cast<int>(files_.size()) - 1, line}; }

    void report(const ErrorCode& code, Place place, Params params = {});
    void report(const ErrorCode& code, const Node& node, Params params = {}) {
        report(code, at(node.line), std::move(params));
    }

    void define(Kind kind, const std::string& code, Place place);  ///< reports a code that is defined already
    void refer(Kind kind, const std::string& code, Place place);
    bool defined(Kind kind, const std::string& code) const;
    Place place(Kind kind,
                const std::string& code) const;  ///< of a definition; the file's beginning when there is none

    void resolve();  ///< reports every reference to a code that nobody defines, with the nearest one that exists
    bool clean() const { return findings_.empty(); }
    std::vector<Finding> findings() &&;  ///< in order of file and line

private:
    struct Reference {
        std::string code;
        Place place;
    };
    struct Reported {
        Place place;
        Finding finding;
    };
    std::vector<std::string> files_;
    std::map<Kind, std::map<std::string, Place>> definitions_;
    std::map<Kind, std::vector<Reference>> references_;
    std::vector<Reported> findings_;
};

/// Takes a value out of a node.
using Take = std::function<void(const Node&)>;

struct Member {
    std::string_view key;
    bool required = false;
    Take take;
};
constexpr bool required = true, optional = false;

/// Walks through a map: hands each member to its taker, and reports members that are missing, unknown or there twice.
void read_map(Reading& reading, const Node& node, std::span<const Member> members);
inline void read_map(Reading& reading, const Node& node, std::initializer_list<Member> members) {
    read_map(reading, node, std::span<const Member>(members.begin(), members.size()));
}

/// Calls `read` for each element of a list; reports what is not a list.
void read_list(Reading& reading, const Node& node, const Take& read);

/// Makes takers that put what they read where it belongs, and report what does not fit.
class Into {
public:
    explicit Into(Reading& reading) : reading_(reading) {}

    Take text(std::string& out, std::size_t most = 500) const;
    Take name(Name& out) const;  ///< {zh: …, en: …}
    Take number(int& out, int least, int most) const;
    Take number(std::optional<int>& out, int least, int most) const;
    Take decimal(std::optional<Decimal>& out) const;
    Take flag(bool& out) const;  ///< yes or no
    Take digits(std::string& out, std::size_t length) const;
    Take numbers(std::vector<int>& out, int least, int most) const;
    Take limit(Limit& out) const;  ///< 20, or {days: 60, unit: calendar_day}
    Take limit(std::optional<Limit>& out) const;
    Take definition(Kind kind, std::string& out) const;
    Take reference(Kind kind, std::string& out) const;
    Take references(Kind kind, std::vector<std::string>& out) const;
    Take entries(const std::string& dictionary, std::vector<std::string>& out) const;
    Take groups(std::vector<std::vector<std::string>>& out) const;  ///< items; a list in the list is "any one of"

    template <class E>
    Take choice(E& out) const {
        return [this_ = *this, &out](const Node& node) {
            std::string allowed;
            bool found = false;
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
                allowed += (allowed.empty() ? "" : ", ") + std::string(d.name);
                if (node.kind == Node::Kind::text && node.text == d.name) {
                    out = d.value;
                    found = true;
                }
            });
            if (!found) this_.refuse(node, allowed);
        };
    }

private:
    void refuse(const Node& node, const std::string& allowed) const;
    bool is_text(const Node& node) const;
    Reading& reading_;
};

}  // namespace zhupi::catalog
