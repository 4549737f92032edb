#pragma once
// What the API says about the guide, about progress, and about calendars.

#include "server/api.hpp"

namespace zhupi::api {

// The guide ---------------------------------------------------------------------------------------------------------

struct CounterView {
    std::string code;
    Name name, address, hours;
    std::string phone;
};
BOOST_DESCRIBE_STRUCT(CounterView, (), (code, name, address, hours, phone))

/// Whom to call, where to go: only what a department publishes, never an official's own number.
struct DepartmentCard {
    Coded department;
    std::string phone, address;
    std::string contact;  ///< name of the person to ask
    Name post;
    std::string contact_phone, complaints;
    std::optional<CounterView> counter;
};
BOOST_DESCRIBE_STRUCT(DepartmentCard, (),
                      (department, phone, address, contact, post, contact_phone, complaints, counter))

struct PaperGuide {
    Coded material;
    std::string source;     ///< applicant | result | shared | form
    std::string necessity;  ///< required | optional | deferrable; the strictest where several items ask
    bool conditional = false;
    std::vector<Coded> produced_by;
    Name issuer, why;
    std::string basis;
    Name copies;
    bool blank = false;        ///< there is a form to fill in, and an example
    std::vector<Coded> items;  ///< that ask for it
};
BOOST_DESCRIBE_STRUCT(PaperGuide, (),
                      (material, source, necessity, conditional, produced_by, issuer, why, basis, copies, blank, items))

/// A step of an item's flow as it is drawn, in order.
struct GuideStep {
    std::string
        step;  ///< intake | acceptance | handling | review | approval | correction | special | task | issue | delivery
    std::string name;        ///< as drawn
    std::string post;        ///< counter | officer | reviewer | approver | applicant | system | none
    bool sometimes = false;  ///< only when it comes to that
};
BOOST_DESCRIBE_STRUCT(GuideStep, (), (step, name, post, sometimes))

/// 办事指南 with all elements of the national list, made from the catalogue.
struct GuideSheet {
    ItemGuide guide;
    Name scope;
    std::vector<Name> conditions;  ///< the general one first
    std::string condition_basis;
    Name refusal;
    std::string refusal_basis;
    Name quantity, submission, delivery;
    std::vector<PaperGuide> papers;
    std::vector<GuideStep> steps;
    int valid_months = 0;  ///< of the result; 0: no end
    Name no_fee;
    std::string no_fee_basis;
    DepartmentCard card;
    std::string hotline;
    Name rights, remedies;
    std::string remedies_basis;
};
BOOST_DESCRIBE_STRUCT(GuideSheet, (),
                      (guide, scope, conditions, condition_basis, refusal, refusal_basis, quantity, submission,
                       delivery, papers, steps, valid_months, no_fee, no_fee_basis, card, hotline, rights, remedies,
                       remedies_basis))

struct ItemDays {
    Coded item, department;
    std::optional<Limit> statutory;
    Limit promised;
    std::string basis;
    int stage = 1;
};
BOOST_DESCRIBE_STRUCT(ItemDays, (), (item, department, statutory, promised, basis, stage))

struct ItemFee {
    Coded item;
    FeeView fee;
};
BOOST_DESCRIBE_STRUCT(ItemFee, (), (item, fee))

struct DepartmentPart {
    DepartmentCard card;
    std::vector<Coded> items;
};
BOOST_DESCRIBE_STRUCT(DepartmentPart, (), (card, items))

/// Everything that somebody with these answers needs besides the plan itself.
struct PlanSheet {
    std::vector<ItemDays> days;
    std::vector<PaperGuide> papers;
    std::vector<ItemFee> fees;
    Name no_fee;  ///< of every item that is not among the fees
    std::string no_fee_basis;
    std::vector<DepartmentPart> departments;
    std::vector<CounterView> counters;
    Name submission;
    std::string hotline;
};
BOOST_DESCRIBE_STRUCT(PlanSheet, (),
                      (days, papers, fees, no_fee, no_fee_basis, departments, counters, submission, hotline))

struct MeantAnswer {
    Coded question;  ///< its name is the question in words
    std::string answer;
    Name answer_name;
    std::string word;  ///< by which it was understood
};
BOOST_DESCRIBE_STRUCT(MeantAnswer, (), (question, answer, answer_name, word))

struct MeantIntent {
    std::string code;
    Name name, hint;
    std::vector<std::string> words;
    std::vector<MeantAnswer> answers;
};
BOOST_DESCRIBE_STRUCT(MeantIntent, (), (code, name, hint, words, answers))

struct MeantItem {
    ItemSummary item;
    std::string word;
};
BOOST_DESCRIBE_STRUCT(MeantItem, (), (item, word))

/// What plain words were understood to mean, best first, and by which of them.
struct Meant {
    std::vector<MeantIntent> intents;
    bool guessed = false;              ///< nothing matched as it stands
    std::vector<MeantAnswer> answers;  ///< besides those of the intents
    std::vector<MeantItem> items;
    std::vector<Coded> materials;
};
BOOST_DESCRIBE_STRUCT(Meant, (), (intents, guessed, answers, items, materials))

struct IntentList {
    std::vector<MeantIntent> items;
};
BOOST_DESCRIBE_STRUCT(IntentList, (), (items))

// Progress ----------------------------------------------------------------------------------------------------------

/// A stretch of time in one party's account. Seconds of all stretches add up to the elapsed time exactly.
struct StretchView {
    std::string party;  ///< authority | applicant | third_party | statutory | prerequisite (of a single case)
    std::optional<Coded> department;
    std::string since;
    std::optional<std::string> until;
    std::int64_t seconds = 0;
    std::string reason;  ///< as WaitView.reason; "filing" where nothing is filed
    std::string basis;   ///< legal basis of a pause
    std::optional<Coded> item;
    std::optional<std::int64_t> case_id;
};
BOOST_DESCRIBE_STRUCT(StretchView, (), (party, department, since, until, seconds, reason, basis, item, case_id))

/// Who has an open case now, and until when.
struct NowView {
    std::int64_t case_id = 0;
    Coded item;
    std::string status;
    TurnView turn;
    std::optional<std::string> statutory_due;
    std::string basis;  ///< of the pause, when the clock stands still
    bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(NowView, (), (case_id, item, status, turn, statutory_due, basis, overdue))

/// A department that has to do with it: whom to call, and what it has.
struct InvolvedView {
    DepartmentCard card;
    std::string handler;  ///< who has its open cases now; several are joined
    std::vector<Coded> open, ended;
};
BOOST_DESCRIBE_STRUCT(InvolvedView, (), (card, handler, open, ended))

struct Progress {
    std::string since;                 ///< registration, or filing
    std::optional<std::string> until;  ///< its end; none: it runs
    std::int64_t elapsed = 0;          ///< seconds
    std::vector<PartyTime> parties;    ///< sum to `elapsed`
    std::vector<StretchView> stretches;
    std::vector<NowView> now;
    std::vector<InvolvedView> departments;
    std::string hotline;
};
BOOST_DESCRIBE_STRUCT(Progress, (), (since, until, elapsed, parties, stretches, now, departments, hotline))

// Calendars ---------------------------------------------------------------------------------------------------------

struct FeedView {
    std::int64_t id = 0;
    std::string label, made_at;
    std::optional<std::string> used_at;
};
BOOST_DESCRIBE_STRUCT(FeedView, (), (id, label, made_at, used_at))

struct FeedList {
    std::vector<FeedView> items;
};
BOOST_DESCRIBE_STRUCT(FeedList, (), (items))

struct NewFeed {
    Text<40> label;
};
BOOST_DESCRIBE_STRUCT(NewFeed, (), (label))

/// The only time that the address is said: the store keeps its digest.
struct MadeFeed {
    FeedView feed;
    std::string path;  ///< "/api/v1/calendar/<secret>/zhupi.ics"
};
BOOST_DESCRIBE_STRUCT(MadeFeed, (), (feed, path))

}  // namespace zhupi::api
