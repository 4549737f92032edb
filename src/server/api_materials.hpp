#pragma once
// What the API says of a project's file (一项一档) and of papers that nobody had to bring again.

#include "server/api.hpp"

namespace zhupi::api {

/// Of the papers that the items of hand-ins wanted, each item's counted for itself, what nobody had to bring, and why
/// (docs/materials.md). saved = reused + bySystem + later + shared.
struct SavingsView {
    std::int64_t hand_ins = 0, needed = 0, saved = 0;
    std::int64_t reused = 0, by_system = 0, later = 0, shared = 0;
    double rate = 0;  ///< saved / needed; 0 when nothing was needed
};
BOOST_DESCRIBE_STRUCT(SavingsView, (), (hand_ins, needed, saved, reused, by_system, later, shared, rate))

struct DistrictSavings {
    std::string district;
    Name name;
    SavingsView savings;
};
BOOST_DESCRIBE_STRUCT(DistrictSavings, (), (district, name, savings))

struct MonthSavings {
    std::string month;  ///< 2026-11
    SavingsView savings;
};
BOOST_DESCRIBE_STRUCT(MonthSavings, (), (month, savings))

struct SavingsReport {
    SavingsView total;
    std::vector<DistrictSavings> districts;
    std::vector<MonthSavings> months;  ///< oldest first
};
BOOST_DESCRIBE_STRUCT(SavingsReport, (), (total, districts, months))

/// Where a paper has been used.
struct PaperUse {
    std::int64_t application = 0, case_id = 0;  ///< caseId 0: the hand-in itself
    std::string number;
    int stage = 1;
    std::string why;  ///< filing | correction | deferral
};
BOOST_DESCRIBE_STRUCT(PaperUse, (), (application, case_id, number, stage, why))

/// The three questions about a paper, each with its answer, and what follows.
struct ValidityView {
    std::string standing;  ///< valid | conditional | removed | revoked | superseded | not_yet | expired | out_of_scope
    bool status = true, dates = true, scope = true;
    std::optional<int> days_left;
    std::optional<std::string> valid_from;
};
BOOST_DESCRIBE_STRUCT(ValidityView, (), (standing, status, dates, scope, days_left, valid_from))

struct FileVersion {
    PaperView paper;
    std::string by;  ///< who brought it; empty for the system
    ValidityView validity;
    std::vector<PaperUse> uses;
    std::optional<Coded> item;  ///< that issued it
    std::int64_t case_id = 0;   ///< of a result
    bool can_remove = false;
};
BOOST_DESCRIBE_STRUCT(FileVersion, (), (paper, by, validity, uses, item, case_id, can_remove))

struct FileDocument {
    std::vector<FileVersion> versions;  ///< the newest first
    bool can_change = false;            ///< its words, and by a newer version
};
BOOST_DESCRIBE_STRUCT(FileDocument, (), (versions, can_change))

struct FileFolder {
    std::string material;
    Name name;
    int stage = 0;       ///< the first that wants it; 0: none of this project's
    std::string source;  ///< applicant | result | shared | form
    bool drawing = false;
    std::vector<std::string> accepts;  ///< endings of files, without the dot
    std::vector<FileDocument> documents;
};
BOOST_DESCRIBE_STRUCT(FileFolder, (), (material, name, stage, source, drawing, accepts, documents))

struct FileStage {
    int number = 0;
    Name name;
};
BOOST_DESCRIBE_STRUCT(FileStage, (), (number, name))

struct ProjectFileView {
    std::int64_t project = 0;
    std::string project_name, project_code;
    std::vector<FileStage> stages;
    std::vector<FileFolder> folders;  ///< by stage, then as the items want them; also those that are still empty
    SavingsView savings;
    bool can_upload = false;
    bool scanned = false;  ///< uploads go through a malware scanner
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ProjectFileView, (),
                      (project, project_name, project_code, stages, folders, savings, can_upload, scanned, version))

struct DescribePaper {
    Text<200> title;
    Text<200> sheet, sheet_title;  ///< empty: none
};
BOOST_DESCRIBE_STRUCT(DescribePaper, (), (title, sheet, sheet_title))

}  // namespace zhupi::api
