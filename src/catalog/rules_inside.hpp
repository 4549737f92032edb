#pragma once
// What compiled rules are made of. Only this room's rules*.cpp look inside.

#include "catalog/rules.hpp"
#include "dmn/dmn.hpp"
#include "dmn/source.hpp"

#include <map>
#include <mutex>
#include <unordered_map>

namespace zhupi::catalog {

/// The decisions that every city makes, by the names that its rules give them.
enum class Decision : unsigned char {
    questions,
    flows,
    items,
    spared,
    needs,
    source,
    limits,
    department,
    posts,
    procedures,
    commitment,
    deferral,
    fees,
};
constexpr std::size_t decision_count = 13;
std::string_view name_of(Decision decision);  ///< "适用流程"

/// What a decision may be told besides the project's answers.
namespace given {
constexpr const char *item = "事项", *flow = "审批流程", *material = "材料";
}

/// What the words of the rules mean in the catalogue. Questions and items by their position there.
struct Vocabulary {
    struct Fact {
        std::string code;
        Name term;
        AnswerKind kind = AnswerKind::yes_no;
        bool asked_for = true;  ///< by a question; or else known from the registration
        std::map<std::string, std::string, std::less<>> code_of, term_of;  ///< answers: term → code and back
        std::map<std::string, std::string, std::less<>> english;           ///< term → English
        void answer(const std::string& code, const std::string& term, const std::string& english_term);
    };
    explicit Vocabulary(const Catalog& catalog);
    void add(Fact fact);

    std::vector<Fact> facts;  ///< one for each question, in order, then the district
    std::map<std::string, std::size_t, std::less<>> fact_of_term, fact_of_code;
    std::vector<std::string> items;  ///< codes
    std::map<std::string, std::size_t, std::less<>> position_of_item;
    std::map<std::string, std::string, std::less<>> department_of_name, procedure_of_name, fee_of_name;
    std::map<std::string, Name, std::less<>> item_names, material_names, flow_names, department_names;
};

/// A table of a decision as it was written, for checks and for those who ask why.
struct WrittenTable {
    std::string file, decision;
    std::shared_ptr<const dmn::source::Table> table;
    std::vector<std::string> columns;  ///< what the inputs are about, where an input is a fact by itself; else empty

    int column(std::string_view name) const;  ///< -1 when there is none
    int output(std::string_view name) const;
};

/// One cell that names things: "-", "\"A01\", \"A02\"" or not(…).
struct NamedCell {
    bool any = false, negated = false, understood = false;
    std::vector<std::string> names;
    bool holds(std::string_view name) const;  ///< of an understood cell
};
NamedCell read_cell(std::string_view text);
/// The text between the quotes of "\"A01\""; nullopt for anything else.
std::optional<std::string> literal(std::string_view cell);

struct Rules::Inside {
    /// A decision, and where each of its inputs comes from.
    struct Ask {
        std::size_t file = 0;  ///< model
        std::size_t element = 0;
        std::vector<int> slots;  ///< ≥ 0: the fact; or one of these
        bool of_facts = false;   ///< depends on facts of the project, not only on what it is asked about
    };
    static constexpr int about_item = -1, about_flow = -2, about_material = -3;

    /// What is known: the facts as FEEL values, and whom or what a decision is asked about.
    struct Known {
        std::vector<feel::Value> facts;
        feel::Value item, flow, material;
    };

    explicit Inside(const Catalog& catalog) : vocabulary(catalog) {}

    std::vector<SourceFile> files;
    std::string version;
    Vocabulary vocabulary;
    std::vector<dmn::Model> models;
    std::vector<WrittenTable> tables;
    Ask asks[decision_count];
    std::map<std::string, ItemRuling, std::less<>> usual;
    std::map<std::string, Source, std::less<>> usual_source;
    std::map<std::string, std::map<std::string, int, std::less<>>, std::less<>> usual_days;    ///< flow → item
    std::map<std::string, std::map<std::string, bool, std::less<>>, std::less<>> conditional;  ///< flow → item

    Known known(const Answers& answers) const;
    dmn::Outcome ask(Decision decision, const Known& known, const dmn::Options& options) const;
    /// The same with the rules that held. What does not depend on facts is asked once and remembered: there are some
    /// hundred of these for every project, and they are always the same.
    std::shared_ptr<const dmn::Outcome> answer(Decision decision, const Known& known) const;
    /// The values of a decision, lists in lists laid out flat and nulls left away; notes the rules that held.
    std::vector<feel::Value> list(Decision decision, const Known& known, std::string_view about,
                                  std::vector<FiredRule>& fired) const;
    /// The value of a decision that must have one: err::rules_undecided.
    Result<feel::Value> one(Decision decision, const Known& known, std::string_view about,
                            std::vector<FiredRule>& fired) const;
    std::vector<bool> asked(const Answers& answers) const;  ///< per question
    Answers relevant(const Answers& answers) const;
    Result<ItemRuling> rule(std::size_t item, const Known& known) const;
    Result<Source> source(std::string_view material, const Known& known, std::vector<FiredRule>& fired) const;
    Result<Limit> promised(const feel::Value& limits, std::optional<Limit>& statutory, std::string_view item) const;
    Result<std::shared_ptr<const Ruling>> decide(const Answers& answers) const;
    std::vector<MaterialNeed> all_needs(std::string_view item) const;

    mutable std::mutex mutex;
    mutable std::unordered_map<std::string, std::shared_ptr<const Ruling>> remembered;
    mutable std::unordered_map<std::string, std::shared_ptr<const dmn::Outcome>> settled;
};

}  // namespace zhupi::catalog
