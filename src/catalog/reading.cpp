#include "catalog/reading.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <numeric>

namespace zhupi::catalog {
namespace {

struct KindName {
    const char *zh, *en;
};

KindName name_of(Kind kind) {
    switch (kind) {
        case Kind::district:
            return {"区县", "district"};
        case Kind::department:
            return {"部门", "department"};
        case Kind::material:
            return {"材料", "material"};
        case Kind::item:
            return {"事项", "item"};
        case Kind::question:
            return {"问题", "question"};
        case Kind::fact:
            return {"情形", "fact"};
        case Kind::answer:
            return {"回答", "answer"};
        case Kind::special_procedure:
            return {"特别程序", "special procedure"};
        case Kind::fee:
            return {"收费项目", "fee"};
        case Kind::field:
            return {"表单字段", "form field"};
        case Kind::dictionary:
            return {"字典", "dictionary"};
        case Kind::entry:
            return {"字典项", "dictionary entry"};
        case Kind::lane:
            return {"辅线", "lane"};
        case Kind::flow:
            return {"流程", "flow"};
        case Kind::flow_item:
            return {"流程中的事项", "item of a flow"};
        case Kind::counter:
            return {"窗口", "counter"};
        case Kind::intent:
            return {"意图", "intent"};
    }
    bug("a kind of code without a name");
}

/// Edits (insert, delete, replace one byte) that turn a into b: Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

/// The defined code that looks most like the wrong one; empty when nothing is close.
std::string nearest(const std::map<std::string, Place>& defined, const std::string& wrong) {
    std::string best;
    auto fewest = std::max<std::size_t>(2, wrong.size() / 3) + 1;
    for (const auto& [code, place] : defined)
        if (const auto edits = distance(code, wrong); edits < fewest) {
            best = code;
            fewest = edits;
        }
    return best;
}

/// An answer is only looked for when its fact exists: one mistake, one finding.
std::string owner(const std::string& code) { return code.substr(0, code.find('/')); }

}  // namespace

void Reading::open(std::string path) { files_.push_back(std::move(path)); }

void Reading::report(const ErrorCode& code, Place place, Params params) {
    const Error error{&code, {}, std::move(params)};
    const auto file = place.file >= 0 && !files_.empty() ? files_[static_cast<std::size_t>(place.file)] : std::string();
    findings_.push_back(
        {place, {code.code, file, place.line, error.zh(), error.en(), error.next_zh(), error.next_en()}});
}

void Reading::define(Kind kind, const std::string& code, Place place) {
    const auto [found, fresh] = definitions_[kind].emplace(code, place);
    if (fresh) return;
    const auto& first = found->second;
    report(err::city_code_repeated, place,
           {{"kindZh", name_of(kind).zh},
            {"kind", name_of(kind).en},
            {"code", code},
            {"first", files_[static_cast<std::size_t>(first.file)] + ":" + std::to_string(first.line)}});
}

void Reading::refer(Kind kind, const std::string& code, Place place) { references_[kind].push_back({code, place}); }

bool Reading::defined(Kind kind, const std::string& code) const {
    const auto codes = definitions_.find(kind);
    return codes != definitions_.end() && codes->second.contains(code);
}

Place Reading::place(Kind kind, const std::string& code) const {
    const auto codes = definitions_.find(kind);
    if (codes == definitions_.end()) return {};
    const auto found = codes->second.find(code);
    return found == codes->second.end() ? Place{} : found->second;
}

void Reading::resolve() {
    for (const auto& [kind, references] : references_)
        for (const auto& [code, place] : references) {
            if (defined(kind, code)) continue;
            if (kind == Kind::answer) {
                if (!defined(Kind::fact, owner(code))) continue;
            } else if (kind == Kind::entry && !defined(Kind::dictionary, owner(code))) {
                continue;
            }
            const auto hint = nearest(definitions_[kind], code);
            report(err::city_code_unknown, place,
                   {{"kindZh", name_of(kind).zh},
                    {"kind", name_of(kind).en},
                    {"code", code},
                    {"hintZh", hint.empty() ? "" : "改为“" + hint + "”，或"},
                    {"hint", hint.empty() ? "" : "write '" + hint + "', or "}});
        }
}

std::vector<Finding> Reading::findings() && {
    std::stable_sort(findings_.begin(), findings_.end(), [](const Reported& a, const Reported& b) {
        return std::pair(a.place.file, a.place.line) < std::pair(b.place.file, b.place.line);
    });
    std::vector<Finding> out;
    for (auto& reported : findings_) out.push_back(std::move(reported.finding));
    return out;
}

}  // namespace zhupi::catalog
