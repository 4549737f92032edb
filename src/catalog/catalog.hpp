#pragma once
// What a city configures: departments, items, materials, forms, flows. Data, read from city/ once, checked as a whole,
// and immutable from then on; a case keeps the version (a digest) of the catalogue it was decided with.
//
// Sources of the fields: 国家工程建设项目审批管理系统数据共享交换标准 3.0 (names in capitals below are its columns),
// GB/T 39554.1 for item codes. Days are working days unless a Limit says otherwise.

#include "base/decimal.hpp"
#include "forms/definition.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::catalog {

/// A name in both languages of the product.
using Name = forms::Words;

struct District {
    std::string code;  ///< GB/T 2260, six digits
    Name name;
};

struct Department {
    std::string code;  ///< short and stable, e.g. "zrzy"
    Name name;
    std::string credit_code;  ///< 统一社会信用代码 (SPBMBM)
    std::string phone, address;
    bool utility = false;  ///< a public-service company rather than an authority
};

/// How much time an item has, and in which unit the law counts it (FDBJSX + FDBJSXDW).
enum class Unit : unsigned char { working_day, calendar_day };
BOOST_DESCRIBE_ENUM(Unit, working_day, calendar_day)

struct Limit {
    int amount = 0;
    Unit unit = Unit::working_day;
};

/// Where a material comes from: handed in by the applicant, the result of another item, an electronic licence or
/// shared register, or written by the system itself from the form.
enum class Source : unsigned char { applicant, result, shared, form };
BOOST_DESCRIBE_ENUM(Source, applicant, result, shared, form)

/// Kinds of files that people hand in; by content, as document/file_kind.hpp tells them.
enum class Format : unsigned char { pdf, ofd, jpeg, png, tiff, dwg, dxf, ifc, docx, xlsx, zip, text };
BOOST_DESCRIBE_ENUM(Format, pdf, ofd, jpeg, png, tiff, dwg, dxf, ifc, docx, xlsx, zip, text)

struct Material {
    std::string code;  ///< M01 …
    Name name;
    std::vector<std::string> produced_by;  ///< items whose result it is; any one of them will do
    std::string note;
    bool drawing = false;         ///< a set of sheets, each with its number and title
    std::vector<Format> formats;  ///< that it may be; none: any of them
};

enum class Necessity : unsigned char { required, optional, deferrable };  ///< CLBYX 1 必要, 2 非必要, 3 容缺后补
BOOST_DESCRIBE_ENUM(Necessity, required, optional, deferrable)

/// What an item ends in (SPJGLX 10 证照, 20 批文, 30 其他, 99 无) and how its number is written.
struct ResultKind {
    int type = 20;
    Name name;
    std::string number_pattern;  ///< "{district}{yyyy}{mm}{dd}{seq2}01"; fields are described in city/README.md
    int valid_months = 0;        ///< 0: no end
};

/// How a case is handled: normal is 承办 → 审核 → 批准, brief is 承办 → 批准, instant is decided at once (即办),
/// commitment on the applicant's word (告知承诺); in the joint ones other departments answer as well. Each names a way
/// through the stage's flow (case.route; catalog/flows.hpp).
enum class Handling : unsigned char {
    normal,
    brief,
    instant,
    commitment,
    joint_review,
    joint_drawing,
    joint_acceptance,
};
BOOST_DESCRIBE_ENUM(Handling, normal, brief, instant, commitment, joint_review, joint_drawing, joint_acceptance)

enum class Nature : unsigned char {
    licence,         ///< 行政许可
    other_power,     ///< 其他行政权力
    filing,          ///< 备案
    confirmation,    ///< 行政确认
    assessment,      ///< 评估
    technical,       ///< 中介服务与技术审查
    service,         ///< 部门协同服务
    contract,        ///< 行政合同
    registration,    ///< 登记
    public_service,  ///< 市政公用服务
};
BOOST_DESCRIBE_ENUM(Nature, licence, other_power, filing, confirmation, assessment, technical, service, contract,
                    registration, public_service)

/// What an item is. Whether a project needs it, who handles it in how many days, and with which materials, the city's
/// rules decide (catalog/rules.hpp).
struct Item {
    std::string code;           ///< A01 … U6, the city's own
    std::string national_code;  ///< DYBZSPSXBM, seven digits; 9990000 where the nation has none
    Name name;
    int stage = 1;  ///< 1–4, 5 = parallel lane
    Nature nature = Nature::licence;
    std::string basis;  ///< the law, with its clauses
    ResultKind result;
    bool third_party = false;  ///< done by an intermediary (图审机构, 测绘机构): its days are not the authorities'
    std::vector<std::vector<std::string>> after;  ///< all of these groups, in each group any one, must have ended well
    std::string note;
};

struct Option {
    std::string code;
    Name name;
    std::string term;  ///< what the rules call it: short and Chinese; the name where nothing shorter is said
};
/// One question about the project; the answers choose flow, items and materials (情形引导).
enum class AnswerKind : unsigned char { choice, yes_no, number };
BOOST_DESCRIBE_ENUM(AnswerKind, choice, yes_no, number)

struct Question {
    std::string code;
    Name term;  ///< what the rules call the fact that it asks for: 土地取得方式
    Name text, help;
    AnswerKind kind = AnswerKind::yes_no;
    std::vector<Option> options;  ///< of a choice
    std::string unit;             ///< of a number
    bool required = false;        ///< otherwise an unanswered yes_no is "no"
};

/// One field of the one form of a stage. The form of an application is the union of its items' fields, each asked once.
using FieldKind = forms::Kind;

/// Where a part of the forms stands and who reads it.
struct FormPlace {
    std::string section;             ///< heading under which it stands: an entry of the dictionary form_group
    std::vector<std::string> items;  ///< who reads it; empty: every item of the stage
    std::vector<int> stages;         ///< on whose form it stands
};
/// What some of a field's readers want beyond what all of them do.
struct Stricter {
    std::vector<std::string> items;
    bool required = false;
    std::optional<Decimal> least, most;
};
struct FormField : forms::Field, FormPlace {
    std::vector<Stricter> stricter;
};
struct FormGroup : forms::Group, FormPlace {};
/// A rule is on every form that has all the names it speaks of.
struct FormRule : forms::Rule {
    std::vector<std::string> names;
};

enum class Milestones : unsigned char { all, any };  ///< LCBSXLX 1 / 2: which of a stage's items must end for it to end
BOOST_DESCRIBE_ENUM(Milestones, all, any)

struct FlowStage {
    int number = 1;
    Name name;
    std::string lead;           ///< the department that leads it
    int limit = 0;              ///< SPJDSX: sum of the line's days in this stage
    std::vector<int> national;  ///< DYBZSPJDXH: the standard stages it stands for; several where stages are merged
    Milestones rule = Milestones::all;
};
/// A step of a flow's main line: its items run side by side within `days`, which count toward the official total.
struct FlowStep {
    int stage = 1;
    std::vector<std::string> items;
    int days = 0;
    bool counts =
        true;  ///< 计入总时限. Where false, the step stands beside the line (as 划拨 in G2) and is not counted
};
struct FlowItem {
    std::string item;
    int stage = 1;
    bool milestone = true;                        ///< its end is needed for its stage to end
    bool optional = false;                        ///< may be filed or left out
    std::vector<std::vector<std::string>> after;  ///< replaces the item's own when not empty
};
struct Flow {
    std::string code;  ///< G1, G2, G2-EPC, P1-HZ, P1-BA, P2, P3, R1, R2-HZ, R2-BA …
    int version = 1;
    int national_type = 10;  ///< SPLCLX
    Name name;
    int official_total = 0;  ///< what the city has published; loading refuses a flow whose line gives another sum
    std::vector<FlowStage> stages;
    std::vector<FlowStep> line;
    std::vector<FlowItem> items;  ///< every item the flow may contain, parallel lane included
};

struct DictionaryEntry {
    std::string code;
    Name name;
    bool proven = true;  ///< false where the nation's own text was not at hand and the value is inferred
    std::string note;    ///< legal basis of a special procedure, or where the value comes from
};

class Rulebook;
class Flowbook;
struct Guide;

struct Catalog {
    /// SHA-256 over the files it was read from; rules and drawn flows have versions of their own.
    std::string version;
    Name city;
    bool fictional = false;
    std::string district_code;      ///< the city's own 行政区划
    std::string intake_department;  ///< whose counter receives applications (综合窗口)
    std::vector<District> districts;
    std::vector<Department> departments;
    std::vector<Material> materials;
    std::vector<Item> items;
    std::vector<Question> questions;
    std::vector<FormField> fields;
    std::vector<FormGroup> groups;
    std::vector<FormRule> form_rules;
    std::vector<Flow> flows;
    std::map<std::string, std::vector<DictionaryEntry>> dictionaries;
    std::shared_ptr<Rulebook> rulebook;  ///< the rules in all their versions; never null in a city that was loaded
    std::shared_ptr<Flowbook> flowbook;  ///< the flows that are drawn, in all their editions; the same
    std::shared_ptr<const Guide> guide;  ///< what applicants are told (catalog/guide.hpp); the same

    // Constant-time look-ups; null when there is none. Pointers live as long as the catalogue.
    const Department* department(std::string_view code) const;
    const District* district(std::string_view code) const;
    const Material* material(std::string_view code) const;
    const Item* item(std::string_view code) const;
    const Question* question(std::string_view code) const;
    const Flow* flow(std::string_view code) const;
    const DictionaryEntry* entry(std::string_view dictionary, std::string_view code) const;
    const FormField* field(std::string_view code) const;

    /// Builds the look-up tables; called by the loader once everything is in place.
    void index();

private:
    struct Index;
    std::shared_ptr<const Index> index_;
};

/// The answers about a project: question code → option code, "yes"/"no", or a decimal number.
using Answers = std::map<std::string, std::string>;

}  // namespace zhupi::catalog
