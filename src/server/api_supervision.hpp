#pragma once
// What the API shows of supervision: warnings that were given, supervision orders, the radar's findings.

#include "server/api.hpp"

namespace zhupi::api {

struct WarningStep {
    std::string code;
    Name name;
    std::string colour;
    int left = 0;
};
BOOST_DESCRIBE_STRUCT(WarningStep, (), (code, name, colour, left))
struct WarningMark {
    std::int64_t id = 0, case_id = 0;
    std::string number, at, due, project_name, status, handler;
    Coded item, department;
    WarningStep step;
    int phase = 1;
    bool open = false;
};
BOOST_DESCRIBE_STRUCT(WarningMark, (),
                      (id, case_id, number, at, due, project_name, status, handler, item, department, step, phase,
                       open))
struct WarningMarkPage {
    std::vector<WarningMark> items;
    std::vector<WarningStep> steps;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(WarningMarkPage, (), (items, steps, next))

enum class OrderKind : unsigned char { order, onsite, efficiency };
BOOST_DESCRIBE_ENUM(OrderKind, order, onsite, efficiency)
struct IssueOrder {
    OrderKind kind = OrderKind::order;
    std::optional<Text<40>> department;  ///< null: the department of the case
    std::optional<std::int64_t> case_id, finding;
    Text<2000> text;
    int days = 3;
};
BOOST_DESCRIBE_STRUCT(IssueOrder, (), (kind, department, case_id, finding, text, days))
struct OrderText {
    Text<2000> text;
};
BOOST_DESCRIBE_STRUCT(OrderText, (), (text))
struct OrderReturn {
    Text<2000> text;
    int days = 3;
};
BOOST_DESCRIBE_STRUCT(OrderReturn, (), (text, days))

struct OrderView {
    std::int64_t id = 0;
    std::string number, kind, state;
    Coded department;
    std::optional<std::int64_t> case_id, finding;
    std::optional<std::string> case_number, project_name;
    std::string text, issued_by, issued_at, due;
    bool overdue = false;
    int left = 0;  ///< working days to answer; negative behind the day
    std::optional<std::string> answer, answered_by, answered_at, conclusion, closed_by, closed_at;
    int rounds = 0;
    bool may_answer = false, may_close = false;
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (id, number, kind, state, department, case_id, finding, case_number, project_name, text,
                       issued_by, issued_at, due, overdue, left, answer, answered_by, answered_at, conclusion,
                       closed_by, closed_at, rounds, may_answer, may_close))
struct OrderPage {
    std::vector<OrderView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(OrderPage, (), (items, next))

struct RadarCase {
    std::int64_t id = 0;
    std::string number;
};
BOOST_DESCRIBE_STRUCT(RadarCase, (), (id, number))
struct RadarFinding {
    std::int64_t id = 0, case_id = 0;
    std::string pattern, number, project_name, at, person;
    Coded item, department;
    std::map<std::string, std::string> facts;
    std::vector<RadarCase> cases;  ///< of a batch
    std::string judgement, note;
    std::optional<std::string> judged_by, judged_at;
};
BOOST_DESCRIBE_STRUCT(RadarFinding, (),
                      (id, case_id, pattern, number, project_name, at, person, item, department, facts, cases,
                       judgement, note, judged_by, judged_at))
struct RadarPattern {
    std::string pattern;
    std::int64_t open = 0, confirmed = 0, dismissed = 0;
};
BOOST_DESCRIBE_STRUCT(RadarPattern, (), (pattern, open, confirmed, dismissed))
struct RadarPage {
    std::vector<RadarFinding> items;
    std::vector<RadarPattern> patterns;
    std::map<std::string, std::int64_t> thresholds;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(RadarPage, (), (items, patterns, thresholds, next))
enum class RadarJudgement : unsigned char { confirmed, dismissed };
BOOST_DESCRIBE_ENUM(RadarJudgement, confirmed, dismissed)
struct JudgeFinding {
    RadarJudgement judgement = RadarJudgement::confirmed;
    Text<500> note;
};
BOOST_DESCRIBE_STRUCT(JudgeFinding, (), (judgement, note))

}  // namespace zhupi::api
