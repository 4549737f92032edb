#pragma once
// What the API shows of organisations, authorisations, members of projects, leave and recusal.

#include "approval/mandate.hpp"
#include "approval/parties.hpp"
#include "server/api.hpp"

namespace zhupi::api {

struct OrganisationCard {
    std::int64_t id = 0;
    std::string name, credit_code;
};
BOOST_DESCRIBE_STRUCT(OrganisationCard, (), (id, name, credit_code))

struct PersonName {
    std::int64_t id = 0;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PersonName, (), (id, name))

// For whom one acts -------------------------------------------------------------------------------------------------

struct WayToAct {
    std::int64_t mandate = 0, via = 0;
    OrganisationCard organisation;
    std::optional<OrganisationCard> agent;  ///< the organisation that acts for it
    approval::MandateKind kind = approval::MandateKind::staff;
    std::vector<approval::Power> powers;
    int projects = 0;                  ///< 0: all
    std::optional<std::string> until;  ///< the last day; none: without an end
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(WayToAct, (), (mandate, via, organisation, agent, kind, powers, projects, until, current))

struct Standing {
    std::vector<WayToAct> ways;
    std::vector<PersonName> stands_in_for;  ///< officials who are away
    bool confirmed = false;                 ///< the password was given in the last five minutes
};
BOOST_DESCRIBE_STRUCT(Standing, (), (ways, stands_in_for, confirmed))

struct ActFor {
    std::int64_t mandate = 0, via = 0;
};
BOOST_DESCRIBE_STRUCT(ActFor, (), (mandate, via))

struct Confirm {
    Text<200> password;
};
BOOST_DESCRIBE_STRUCT(Confirm, (), (password))

// Authorisations ------------------------------------------------------------------------------------------------------

enum class MandateStatus : unsigned char { invited, future, in_force, expired, declined, revoked };
BOOST_DESCRIBE_ENUM(MandateStatus, invited, future, in_force, expired, declined, revoked)

struct MandateView {
    std::int64_t id = 0;
    OrganisationCard organisation;
    approval::MandateKind kind = approval::MandateKind::staff;
    std::optional<PersonName> person;
    std::optional<OrganisationCard> holder;
    std::vector<approval::Power> powers;
    std::vector<PersonName> projects;  ///< empty: all
    std::string from;
    std::optional<std::string> until;  ///< the last day
    MandateStatus status = MandateStatus::invited;
    std::optional<PersonName> granted_by;
    std::optional<std::string> granted_at, answered_at, ended_at;
    bool can_answer = false, can_revoke = false;
};
BOOST_DESCRIBE_STRUCT(MandateView, (),
                      (id, organisation, kind, person, holder, powers, projects, from, until, status, granted_by,
                       granted_at, answered_at, ended_at, can_answer, can_revoke))

struct MandatePage {
    std::vector<MandateView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MandatePage, (), (items, next))

struct GrantMandate {
    approval::MandateKind kind = approval::MandateKind::staff;
    std::optional<Text<40>> username;     ///< a person; or, of an agent,
    std::optional<Text<40>> credit_code;  ///< an organisation
    UpTo<approval::Power, 10> powers;
    UpTo<std::int64_t, 200> projects;  ///< empty: all
    Date from, until;                  ///< both included
};
BOOST_DESCRIBE_STRUCT(GrantMandate, (), (kind, username, credit_code, powers, projects, from, until))

struct AnswerMandate {
    bool accept = true;
};
BOOST_DESCRIBE_STRUCT(AnswerMandate, (), (accept))

struct Reason {
    Text<2000> reason;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (reason))

struct OrganisationRow {
    OrganisationCard organisation;
    std::int64_t people = 0, agents = 0, projects = 0;  ///< authorisations in force, projects it owns
};
BOOST_DESCRIBE_STRUCT(OrganisationRow, (), (organisation, people, agents, projects))

struct OrganisationPage {
    std::vector<OrganisationRow> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(OrganisationPage, (), (items, next))

// Members of a project
// --------------------------------------------------------------------------------------------------

struct MemberView {
    OrganisationCard organisation;
    std::optional<PersonName> person;
    approval::MemberRole role = approval::MemberRole::reader;
    std::string since;
};
BOOST_DESCRIBE_STRUCT(MemberView, (), (organisation, person, role, since))

struct OwnerChangeView {
    std::int64_t project = 0;
    std::string project_name, project_code;
    OrganisationCard from, to;
    std::string reason;
    std::vector<PersonName> papers;  ///< id and title
    Coded department;                ///< that decides
    std::string asked_at;
    std::optional<std::string> consented_at;
    std::vector<std::string> actions;  ///< of the caller: withdraw, consent, decide
};
BOOST_DESCRIBE_STRUCT(OwnerChangeView, (),
                      (project, project_name, project_code, from, to, reason, papers, department, asked_at,
                       consented_at, actions))

struct OwnerChangeList {
    std::vector<OwnerChangeView> items;
};
BOOST_DESCRIBE_STRUCT(OwnerChangeList, (), (items))

struct MembersView {
    std::vector<MemberView> items;  ///< the owner first, former owners last
    std::optional<OwnerChangeView> owner_change;
    bool can_manage = false, can_transfer = false;
};
BOOST_DESCRIBE_STRUCT(MembersView, (), (items, owner_change, can_manage, can_transfer))

struct SetMember {
    Text<40> credit_code;
    std::optional<Text<40>> username;  ///< of that organisation; none: whoever acts for it
    approval::MemberRole role = approval::MemberRole::reader;
};
BOOST_DESCRIBE_STRUCT(SetMember, (), (credit_code, username, role))

struct RemoveMember {
    std::int64_t organisation = 0, person = 0;
};
BOOST_DESCRIBE_STRUCT(RemoveMember, (), (organisation, person))

struct AskOwnerChange {
    Text<40> credit_code;
    Text<2000> reason;
    UpTo<std::int64_t, 50> papers;
};
BOOST_DESCRIBE_STRUCT(AskOwnerChange, (), (credit_code, reason, papers))

struct AgreeOrNot {
    bool agree = true;
    Text<2000> text;
};
BOOST_DESCRIBE_STRUCT(AgreeOrNot, (), (agree, text))

// Personal data
// ---------------------------------------------------------------------------------------------------------

struct PersonalData {
    std::map<std::string, std::string> values;  ///< of the form's personal fields
    std::string contact, contact_phone;
};
BOOST_DESCRIBE_STRUCT(PersonalData, (), (values, contact, contact_phone))

// Officers
// --------------------------------------------------------------------------------------------------------------

struct LeaveView {
    std::int64_t id = 0;
    PersonName person;
    std::optional<PersonName> substitute;
    std::string from, until;  ///< days, both included
    bool now = false, can_end = false;
};
BOOST_DESCRIBE_STRUCT(LeaveView, (), (id, person, substitute, from, until, now, can_end))

struct RecusalView {
    std::int64_t id = 0;
    std::optional<OrganisationCard> organisation;
    std::optional<PersonName> project;
    std::string declared_at;
};
BOOST_DESCRIBE_STRUCT(RecusalView, (), (id, organisation, project, declared_at))

struct DeskView {
    std::vector<LeaveView> leaves;  ///< of the department, and those in which the caller stands in
    std::vector<RecusalView> recusals;
    std::vector<PersonName> colleagues;  ///< who could stand in
    bool automatic = false;              ///< the department's cases are handed out by the rule
    bool can_assign = false;             ///< may change that, and set the leave of others
};
BOOST_DESCRIBE_STRUCT(DeskView, (), (leaves, recusals, colleagues, automatic, can_assign))

struct SetLeave {
    std::optional<std::int64_t> person;  ///< none: oneself
    std::optional<std::int64_t> substitute;
    Date from, until;
};
BOOST_DESCRIBE_STRUCT(SetLeave, (), (person, substitute, from, until))

struct DeclareRecusal {
    std::optional<Text<40>> credit_code;  ///< of an organisation; or
    std::optional<Text<40>> project_code;
    Text<500> reason;
};
BOOST_DESCRIBE_STRUCT(DeclareRecusal, (), (credit_code, project_code, reason))

struct SetAutomatic {
    bool automatic = false;
};
BOOST_DESCRIBE_STRUCT(SetAutomatic, (), (automatic))

struct ConsideredView {
    PersonName person;
    std::int64_t open = 0;
    std::string out;  ///< leave, recused, gave_back; empty: could have taken it
    bool chosen = false;
};
BOOST_DESCRIBE_STRUCT(ConsideredView, (), (person, open, out, chosen))

struct CaseDeskView {
    std::vector<ConsideredView> considered;  ///< when the rule chose the handler
    bool recused = false;                    ///< the caller declared a relation
    std::optional<LeaveView> handler_away;
    std::optional<PersonName> in_place_of;  ///< whose desk the caller keeps here
};
BOOST_DESCRIBE_STRUCT(CaseDeskView, (), (considered, recused, handler_away, in_place_of))

struct HandOver {
    std::int64_t user = 0;
    Text<2000> text;
};
BOOST_DESCRIBE_STRUCT(HandOver, (), (user, text))

}  // namespace zhupi::api
