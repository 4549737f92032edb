#pragma once
// What a city tells those who have never built before: which words mean which project, why every paper is asked for, by
// which clause and who issues it, what its blank form looks like, where the counters are, and whom to call. Data, read
// with the rest of the city and checked with it: an item whose guide lacks an element does not load (办事指南; the
// elements follow 行政许可标准化指引（2016 版）and 国办发〔2018〕45号).

#include "catalog/catalog.hpp"
#include "catalog/rules.hpp"

namespace zhupi::catalog {

struct Counter {
    std::string code;
    Name name, address, hours;
    std::string phone;
};

/// Whom the public may call in a department: an official whose name and office telephone the department publishes.
struct Contact {
    std::string name;
    Name post;
    std::string phone;
};
struct DepartmentDesk {
    std::string counter;  ///< where its items are handed in on paper
    Contact contact;
    std::string complaints;  ///< telephone
};

/// One thing to be written on a blank form, with an example of what to write.
struct BlankLine {
    Name label;
    std::string sample;  ///< in Chinese, in which papers are handed in
    bool tall = false;   ///< room for a paragraph
};
struct MaterialGuide {
    Name issuer, why;
    std::string basis;             ///< the law, with its clauses
    Name copies;                   ///< original or copy, electronic or paper; what counts for all where nothing is said
    std::vector<BlankLine> blank;  ///< empty: nothing that the applicant writes
};
/// Why one item asks for one material, where it is another reason than usual.
struct Ground {
    std::string material;
    Name why;
    std::string basis;
};
struct ItemGuidance {
    std::vector<Name> conditions;  ///< 受理条件
    std::vector<Ground> grounds;
    std::vector<std::string> words;  ///< what people call it: 开工证
};

/// What holds for every item of a nature, or for all.
struct NatureTerms {
    Nature nature = Nature::licence;
    Name refusal;  ///< when it is not accepted (不予受理的情形)
    std::string basis;
};
struct GeneralTerms {
    Name scope;      ///< who may ask (适用范围)
    Name condition;  ///< of every item: complete and in due form
    std::string condition_basis;
    Name submission, delivery, quantity, copies, rights, remedies, no_fee;
    std::string remedies_basis, no_fee_basis;
    std::string hotline;
};

/// Something that people want to do, in their own words, and the answers that it means.
struct Intent {
    std::string code;
    Name name, hint;
    std::vector<std::string> words;
    Answers answers;
};
/// "8000 平米": a number before one of these words answers the question; multiplied, as 万 is 10,000.
struct Measure {
    std::string question, word;
    int times = 1;
};
/// A word that answers one question: 租的 → land: own.
struct Hint {
    std::string word, question, answer;
};

struct Guide {
    std::vector<Counter> counters;
    std::map<std::string, DepartmentDesk> departments;
    std::map<std::string, MaterialGuide> materials;
    std::map<std::string, ItemGuidance> items;
    std::vector<NatureTerms> natures;
    GeneralTerms general;
    std::vector<Intent> intents;
    std::vector<Measure> measures;
    std::vector<Hint> hints;
    std::map<std::string, std::string> samples;  ///< field of the one form → what somebody might write

    const Counter* counter(std::string_view code) const;
    const NatureTerms* terms(Nature nature) const;
    /// Why an item asks for a material: the material's own reason where the item has none. None for unknown codes.
    std::optional<Ground> ground(std::string_view item, std::string_view material) const;
};

/// What the guide of one item is made of. `ruling` is what is usual, or what was decided for a project.
struct GuideView {
    const Guide& guide;
    const Item& item;
    const ItemRuling& ruling;
};
/// An element of the national list of a 办事指南, and whether an item's guide has it: what loading asks for.
struct GuidePart {
    Name name;
    bool (*there)(const GuideView& view);
};
const std::vector<GuidePart>& guide_parts();

}  // namespace zhupi::catalog
