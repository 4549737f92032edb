#pragma once
// What the API shows of the city's rules: why something was decided, and what their administrators work with.

#include "server/api.hpp"

namespace zhupi::api {

struct WhyCondition {
    Name fact, wanted, actual;
    bool met = false;
};
BOOST_DESCRIBE_STRUCT(WhyCondition, (), (fact, wanted, actual, met))

struct WhyNote {
    std::string heading, text;  ///< as the authors wrote them
};
BOOST_DESCRIBE_STRUCT(WhyNote, (), (heading, text))

struct WhyRule {
    std::string decision;
    int rule = 1;  ///< in the decision's table
    bool held = false;
    std::vector<WhyCondition> conditions;  ///< up to the first that is not met
    std::vector<WhyNote> notes;
};
BOOST_DESCRIBE_STRUCT(WhyRule, (), (decision, rule, held, conditions, notes))

struct WhyPart {
    bool applies = false;
    Name sentence;
    std::vector<WhyRule> rules;
};
BOOST_DESCRIBE_STRUCT(WhyPart, (), (applies, sentence, rules))

struct WhyReason {
    std::string decision, about;
    std::vector<int> rules;
};
BOOST_DESCRIBE_STRUCT(WhyReason, (), (decision, about, rules))

/// Why this flow, item or material, or why not.
struct WhyView {
    std::string rules_version;
    WhyPart answer;
    std::vector<WhyPart> handled;  ///< of an item that applies: limits, department, posts and fees
    std::vector<WhyReason> kept;   ///< of a case: the rules that held when it was filed, as the log keeps them
};
BOOST_DESCRIBE_STRUCT(WhyView, (), (rules_version, answer, handled, kept))

struct WhyAsked {
    Words<100, 200> answers;
    std::optional<Text<40>> flow, item, material;  ///< one of flow and item; material with item
};
BOOST_DESCRIBE_STRUCT(WhyAsked, (), (answers, flow, item, material))

// For the administrators of the rules ----------------------------------------------------------------------------

struct RuleEditionView {
    std::int64_t id = 0;
    std::string version, from, published_at, published_by, note;
    bool in_force = false;  ///< today
};
BOOST_DESCRIBE_STRUCT(RuleEditionView, (), (id, version, from, published_at, published_by, note, in_force))

struct RuleModelView {
    std::string file, name;
    std::vector<std::string> decisions;
    bool drafted = false;
    std::optional<std::string> drafted_at, drafted_by;
};
BOOST_DESCRIBE_STRUCT(RuleModelView, (), (file, name, decisions, drafted, drafted_at, drafted_by))

struct RulesView {
    std::string version;                    ///< of editions and drafts together: for If-Match
    std::string in_force, today;            ///< version and civil date
    std::vector<RuleEditionView> editions;  ///< newest first
    std::vector<RuleModelView> models;
};
BOOST_DESCRIBE_STRUCT(RulesView, (), (version, in_force, today, editions, models))

/// What rules may ask for, as their tables write it: the name in a column's head, answers between quotes in its cells.
struct RuleFact {
    Name name;
    std::string kind;  ///< choice | yes_no | number | code: of the catalogue
    std::vector<Name> answers;
};
BOOST_DESCRIBE_STRUCT(RuleFact, (), (name, kind, answers))
struct RuleFacts {
    std::vector<RuleFact> items;
};
BOOST_DESCRIBE_STRUCT(RuleFacts, (), (items))

struct RuleModelText {
    std::string file, xml;
    bool drafted = false;
    std::string version;  ///< of the text: for If-Match
};
BOOST_DESCRIBE_STRUCT(RuleModelText, (), (file, xml, drafted, version))

struct RuleText {
    Text<2'000'000> xml;
};
BOOST_DESCRIBE_STRUCT(RuleText, (), (xml))

struct RuleExample {
    std::string name, value;
};
BOOST_DESCRIBE_STRUCT(RuleExample, (), (name, value))

/// A mistake, or what a table should not have: gaps, overlaps, rules without effect.
struct RuleFinding {
    std::string severity;  ///< error: cannot be published | warning | note
    std::string code, file;
    int line = 0;
    std::string decision;
    Name sentence, next;
    std::vector<RuleExample> example;  ///< an input that shows it
};
BOOST_DESCRIBE_STRUCT(RuleFinding, (), (severity, code, file, line, decision, sentence, next, example))

struct RuleCheck {
    bool sound = false;
    std::string version;  ///< of what was checked, when it is sound
    std::vector<RuleFinding> findings;
};
BOOST_DESCRIBE_STRUCT(RuleCheck, (), (sound, version, findings))

struct RuleChange {
    std::string kind;  ///< flow | item | material | supply | limit | department | posts | path | fee
    std::optional<Coded> item, material;
    Name before, after;  ///< empty: not there
};
BOOST_DESCRIBE_STRUCT(RuleChange, (), (kind, item, material, before, after))

struct RuleTry {
    Words<100, 200> answers;
};
BOOST_DESCRIBE_STRUCT(RuleTry, (), (answers))
struct RuleTried {
    PlanView plan;                    ///< by the draft
    std::vector<RuleChange> changes;  ///< against the rules in force today
    std::vector<WhyReason> fired;
};
BOOST_DESCRIBE_STRUCT(RuleTried, (), (plan, changes, fired))

struct ShadowAsked {
    std::optional<Text<100>> version;  ///< of an edition; without one the drafts on top of what is in force
};
BOOST_DESCRIBE_STRUCT(ShadowAsked, (), (version))
struct ShadowProject {
    std::int64_t id = 0;
    std::string code, name;
    bool open = true;
    std::vector<RuleChange> changes;
    std::optional<Name> undecided;  ///< what the new rules leave open for it
};
BOOST_DESCRIBE_STRUCT(ShadowProject, (), (id, code, name, open, changes, undecided))
/// Every project whose flow, items, materials, limits or departments would change.
struct ShadowView {
    std::string version;
    std::int64_t projects = 0, open = 0, changed = 0;
    double seconds = 0;
    std::vector<ShadowProject> items;
};
BOOST_DESCRIBE_STRUCT(ShadowView, (), (version, projects, open, changed, seconds, items))

struct RulePublish {
    Text<20> from;  ///< civil date, today or later
    Text<500> note;
};
BOOST_DESCRIBE_STRUCT(RulePublish, (), (from, note))
struct RuleRollback {
    std::int64_t edition = 0;  ///< what it replaced comes into force again
    Text<500> note;
};
BOOST_DESCRIBE_STRUCT(RuleRollback, (), (edition, note))

}  // namespace zhupi::api
