#pragma once
// What the API says of forms besides the draft (api.hpp): export, check, parts, versions.

#include "forms/difference.hpp"
#include "server/api.hpp"

namespace zhupi::api {

/// The form for other systems.
struct FormExport {
    json::Raw schema;     ///< JSON Schema 2020-12
    json::Raw ui_schema;  ///< VerticalLayout, Group, Control, ListWithDetail
    json::Raw document;   ///< the draft as it would be handed in
};
BOOST_DESCRIBE_STRUCT(FormExport, (), (schema, ui_schema, document))

struct CheckDocument {
    json::Raw document;  ///< as the schema describes
};
BOOST_DESCRIBE_STRUCT(CheckDocument, (), (document))
struct DocumentIssues {
    std::vector<FormIssue> issues;
};
BOOST_DESCRIBE_STRUCT(DocumentIssues, (), (issues))

struct ProjectPeople {
    std::vector<Coded> items;  ///< code is the person's id, the name is followed by the company
};
BOOST_DESCRIBE_STRUCT(ProjectPeople, (), (items))
struct GivePart {
    std::int64_t person = 0;
};
BOOST_DESCRIBE_STRUCT(GivePart, (), (person))
struct SignPart {
    Text<64> digest;  ///< of the part that the signer has seen
};
BOOST_DESCRIBE_STRUCT(SignPart, (), (digest))

struct SignedPartView {
    std::string section;
    Name label;
    std::string name, signed_at;
};
BOOST_DESCRIBE_STRUCT(SignedPartView, (), (section, label, name, signed_at))
struct HandInVersion {
    int version = 1;
    std::string at, by;
    std::string reason;                  ///< filed | corrected
    bool intact = false;                 ///< its digest is the one in the log
    std::vector<forms::Change> changes;  ///< against the version before it
    std::vector<SignedPartView> parts;
};
BOOST_DESCRIBE_STRUCT(HandInVersion, (), (version, at, by, reason, intact, changes, parts))
struct HandInVersions {
    std::vector<HandInVersion> items;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(HandInVersions, (), (items))

}  // namespace zhupi::api
