#pragma once
// The city's decisions: rules/*.dmn, compiled once and asked often. They say which questions are asked, which flow a
// project takes, which items it needs, and for every item who handles it, in how many days, with which materials, by
// which special procedures, and for which fees. Nothing else in the program decides these.
//
// What a set of rules must decide is a list of decisions by name (city/README.md, "规则"); what their tables' columns
// are called says what they mean. compile_rules() checks every code in them against the catalogue, so that a ruling
// names nothing that the catalogue does not have.

#include "base/error.hpp"
#include "base/time.hpp"
#include "catalog/load.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::catalog {

struct MaterialNeed {
    std::string material;
    Necessity necessity = Necessity::required;
    Source source = Source::applicant;
    bool conditional = false;  ///< only under circumstances: of what is usual, never of a ruling
};

struct Fee {
    std::string code;             ///< of dictionary "fee"
    std::optional<Decimal> rate;  ///< yuan
    std::string measure;          ///< per what: "㎡（占地面积）"
};

/// Stands among the answers though no question asks for it: the code of the district that the project was registered
/// in. Rules call the fact 区县 and a district by its Chinese name; null where nothing is registered yet. A city that
/// has a question with this code, or one whose term is 区县, goes by its answer instead.
constexpr std::string_view district_fact = "district";

/// What rules may ask for, in the words that tables have: for those who write them.
struct RuleFact {
    Name name;  ///< zh is what a column's expression is
    AnswerKind kind = AnswerKind::choice;
    bool of_codes = false;      ///< of an item, a flow or a material: its values are codes of the catalogue
    std::vector<Name> answers;  ///< zh is what a cell has between its quotes; none for numbers and codes
};
/// The facts of the city's questions, in order; the district; item, flow and material.
std::vector<RuleFact> rule_facts(const Catalog& catalog);

/// A rule that held when something was decided.
struct FiredRule {
    std::string decision;
    std::string about;  ///< the item that was asked about; empty for the project as a whole
    int rule = 0;       ///< in the decision's table, from 1
};

/// What the rules say of one item.
struct ItemRuling {
    std::string item;
    std::string department;
    Handling handling = Handling::normal;
    std::optional<Limit> statutory;
    Limit promised;
    bool commitment = false;  ///< 告知承诺 is offered
    bool deferral = true;     ///< 容缺 is allowed
    std::vector<std::string> special_procedures;
    std::vector<MaterialNeed> needs;  ///< each material once, in the order of the rules
    std::vector<Fee> fees;
    std::vector<FiredRule> fired;

    /// Materials that may be handed in later; none where 容缺 is not allowed.
    std::vector<std::string> deferrable() const;
};

/// Everything the rules say of a project.
struct Ruling {
    std::string version;             ///< of the rules
    Answers facts;                   ///< the answers that count: those to questions that are asked, and the district
    std::vector<std::string> flows;  ///< that fit, the one that is taken first; never empty
    std::vector<ItemRuling>
        items;  ///< that the circumstances call for, in the catalogue's order; the flow has a say too
    std::vector<std::string> spared;  ///< items that an assessment of the whole area makes unnecessary (区域评估)
    std::vector<FiredRule> fired;     ///< for flow, items and spared items

    const ItemRuling* item(std::string_view code) const;  ///< null when it is not called for
};

/// One rule seen from what it would give, for those who ask why.
struct WhyCondition {
    Name fact;    ///< what the column is about
    Name wanted;  ///< what the rule wants
    Name actual;  ///< what was answered
    bool met = false;
};
struct WhyRule {
    std::string decision;
    int rule = 0;
    bool held = false;
    std::vector<WhyCondition> conditions;                    ///< up to the first that is not met
    std::vector<std::pair<std::string, std::string>> notes;  ///< heading and text, as the authors wrote them
};
struct Why {
    bool applies = false;
    std::vector<WhyRule> rules;  ///< those that held, or else all that could have
    Name sentence;               ///< the same in one sentence
};

class Rules {
public:
    /// SHA-256 over the files: what an application pins.
    const std::string& version() const;
    const std::vector<SourceFile>& files() const;

    /// Codes of the questions that are asked, in the catalogue's order. What was answered before an earlier answer
    /// changed has no effect.
    std::vector<std::string> asked(const Answers& answers) const;
    Answers relevant(const Answers& answers) const;

    /// Deterministic: the same answers give the same ruling. Errors: flow_none when no flow fits, rules_undecided when
    /// the rules leave something open for these answers. Rulings are remembered.
    Result<std::shared_ptr<const Ruling>> decide(const Answers& answers) const;

    /// What is decided of an item when nothing is known of a project; its needs are all that it may have.
    const ItemRuling& usual(std::string_view item) const;
    Source usual_source(std::string_view material) const;
    int usual_days(std::string_view item, std::string_view flow) const;    ///< 0 for what is not in the catalogue
    bool conditional(std::string_view item, std::string_view flow) const;  ///< whether only circumstances call for it

    Why why_flow(const Answers& answers, std::string_view flow) const;
    Why why_item(const Answers& answers, std::string_view item) const;
    Why why_material(const Answers& answers, std::string_view item, std::string_view material) const;
    /// The limits, the department and the posts of an item.
    std::vector<Why> why_handled(const Answers& answers, std::string_view item) const;

    struct Inside;
    explicit Rules(std::shared_ptr<const Inside> inside) : inside_(std::move(inside)) {}

private:
    std::shared_ptr<const Inside> inside_;
};

using CompiledRules = tl::expected<std::shared_ptr<const Rules>, std::vector<Finding>>;

/// Compiles and checks all files of a set at once. The catalogue must be indexed; it is not kept.
CompiledRules compile_rules(const Catalog& catalog, std::vector<SourceFile> files);

bool is_rules(std::string_view path);  ///< "rules/….dmn"

/// All versions of a city's rules, and from which day each is in force. Safe to share between threads.
class Rulebook {
public:
    /// A version as it was published. In force is the one with the latest day that has come; of two with the same day
    /// the one that was published last.
    struct Edition {
        Date from;
        std::shared_ptr<const Rules> rules;
    };

    /// The city's own rules, in force from the beginning of time until others are.
    explicit Rulebook(std::shared_ptr<const Rules> own);
    Rulebook(const Rulebook&) = delete;
    Rulebook& operator=(const Rulebook&) = delete;
    ~Rulebook();

    std::shared_ptr<const Rules> own() const;
    std::shared_ptr<const Rules> in_force(Date day) const;
    /// By what an application pinned; empty: the city's own. Null when nobody knows it.
    std::shared_ptr<const Rules> version(std::string_view version) const;
    /// A version that may be published or asked for later.
    void know(std::shared_ptr<const Rules> rules);
    /// Replaces the published editions, in the order of publication. Versions once known stay known.
    void publish(std::vector<Edition> editions);

private:
    struct Shelf;
    std::unique_ptr<Shelf> shelf_;
};

}  // namespace zhupi::catalog
