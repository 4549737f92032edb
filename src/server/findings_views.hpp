#pragma once
// The parallel review of an application as the API shows it, and the notice as a document to be printed.

#include "server/api_findings.hpp"
#include "server/views.hpp"

namespace zhupi::server {

/// What the caller may do with the case of an application; the routes ask access.
struct ReviewRights {
    bool officer = false;  ///< handles the case, or may claim it
    bool asked = false;    ///< has a task in it to answer
};

struct JointFile {
    const approval::Application& application;
    const approval::Project& project;
    std::map<std::string, std::string> values;
    bool applicant = false;  ///< sees what has been sent, and no opinions before they are decided
    std::function<ReviewRights(const approval::Case&)> rights;
    bool can_issue = false, can_settle = false, can_answer = false;
};
api::JointView joint_view(const World& world, const Directory& people, const JointFile& file);

/// The consolidated notice as HTML.
std::string notice_page(const World& world, const Directory& people, const approval::Application& application,
                        const approval::Project& project, const approval::Notice& notice);

/// A condition in words: "消防车道宽度不小于 6 m（东侧）".
std::string condition_words(const approval::Condition& condition);

}  // namespace zhupi::server
