#pragma once
// What the API shows to administrators and auditors: people with their grants, departments, the log.

#include "server/api.hpp"

namespace zhupi::api {

struct GrantView {
    Text<40> role;
    std::optional<Text<40>> department;  ///< null: any
    std::optional<Text<40>> district;
    Codes<200> items;  ///< empty: any
};
BOOST_DESCRIBE_STRUCT(GrantView, (), (role, department, district, items))

struct UserView {
    std::int64_t id = 0;
    std::string username, name, phone;
    std::optional<Coded> department;
    std::optional<std::string> organisation, organisation_code;
    std::vector<GrantView> grants;
    bool enabled = true, locked = false;
    std::optional<std::string> last_sign_in;
    std::string version;  ///< of what can be changed: for If-Match
};
BOOST_DESCRIBE_STRUCT(UserView, (),
                      (id, username, name, phone, department, organisation, organisation_code, grants, enabled, locked,
                       last_sign_in, version))

struct UserPage {
    std::vector<UserView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(UserPage, (), (items, next))

struct CreateUser {
    Text<40> username;
    Text<50> name;
    Text<40> phone;
    std::optional<Text<40>> department;
    std::optional<Text<200>> organisation;
    std::optional<Text<40>> organisation_code;
    UpTo<GrantView, 50> grants;
};
BOOST_DESCRIBE_STRUCT(CreateUser, (), (username, name, phone, department, organisation, organisation_code, grants))

struct OneTimePassword {
    std::int64_t user = 0;
    std::string username, password;  ///< shown once; must be changed at the first sign-in
};
BOOST_DESCRIBE_STRUCT(OneTimePassword, (), (user, username, password))

struct ChangeUser {
    std::optional<Text<50>> name;
    std::optional<Text<40>> phone;
    std::optional<bool> enabled;
    std::optional<UpTo<GrantView, 50>> grants;
};
BOOST_DESCRIBE_STRUCT(ChangeUser, (), (name, phone, enabled, grants))

struct DepartmentView {
    std::string code;
    Name name;
    std::string phone, address, credit_code;
    bool utility = false;
    int items = 0, people = 0;
    std::int64_t open_cases = 0;
};
BOOST_DESCRIBE_STRUCT(DepartmentView, (), (code, name, phone, address, credit_code, utility, items, people, open_cases))

struct AuditLine {
    std::int64_t seq = 0;
    std::string stream, type, at, by, basis;
    json::Raw payload;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditLine, (), (seq, stream, type, at, by, basis, payload, hash))

struct AuditPage {
    std::vector<AuditLine> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (items, next))

struct AuditVerdict {
    bool intact = true;
    std::int64_t events = 0;
    std::string head;  ///< hash of the last event
    std::optional<std::int64_t> broken_at;
};
BOOST_DESCRIBE_STRUCT(AuditVerdict, (), (intact, events, head, broken_at))

}  // namespace zhupi::api
