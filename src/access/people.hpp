#pragma once
// People and companies in the store. Every change appends an event without personal data in the same transaction: of
// the user name the log keeps a digest.

#include "access/password.hpp"
#include "access/person.hpp"
#include "store/command_path.hpp"

namespace zhupi::access {

struct Organisation {
    Id id = 0;
    std::string name, credit_code;
};

struct NewPerson {
    std::string username, name, phone;
    std::string department;                       ///< of an official
    std::string organisation, organisation_code;  ///< of an applicant: made when the code is new
    std::vector<Grant> grants;
};

/// A password that is shown once and must be changed at the first sign-in.
struct OneTimePassword {
    Id person = 0;
    std::string username, password;
};

/// Errors: access_username, access_username_taken, access_name, access_phone, access_department, access_organisation,
/// and those of check_grants.
Result<OneTimePassword> create_person(store::Tx& tx, const catalog::Catalog& catalog, const store::Acting& acting,
                                      const NewPerson& person, const Secret& secret);

struct PersonChange {
    std::optional<std::string> name, phone;
    std::optional<bool> enabled;
    std::optional<std::vector<Grant>> grants;
};
/// Nobody changes what they themselves may do: err::access_self. An applicant's account stays one, and so does an
/// official's: err::access_kind. Ends the person's sessions when rights change; afterwards, Sessions::forget().
Result<Person> change_person(store::Tx& tx, const catalog::Catalog& catalog, const store::Acting& acting, Id id,
                             const PersonChange& change);
/// Ends the person's sessions and lifts a lock; afterwards, Sessions::forget().
Result<OneTimePassword> reset_password(store::Tx& tx, const store::Acting& acting, Id id, const Secret& secret);

/// From now on the person gives a one-time code with the password; `secret` in base32, empty to end it.
Result<void> set_totp(store::Tx& tx, const store::Acting& acting, Id id, std::string_view secret);

Result<Person> load_person(store::Snapshot& from, Id id);                                     ///< err::access_none
Result<std::optional<Person>> find_person(store::Snapshot& from, std::string_view username);  ///< who is enabled
Result<std::optional<Organisation>> find_organisation(store::Snapshot& from, std::string_view credit_code);
Result<std::vector<Organisation>> load_organisations(store::Snapshot& from);

struct ListedOrganisation {
    Organisation organisation;
    std::int64_t people = 0, agents = 0, projects = 0;  ///< authorisations in force at `now`, projects it owns
};
/// By id, those after `after`; `search` is part of the name or the credit code.
Result<std::vector<ListedOrganisation>> list_organisations(store::Snapshot& from, const std::string& search, Id after,
                                                           int limit, Instant now);
Result<std::vector<Person>> load_people(store::Snapshot& from);  ///< everybody: for the directory

struct PersonFilter {
    std::string search;  ///< part of the name or the user name
    std::string role, department;
};
struct PersonPage {
    std::vector<Person> people;
    std::optional<store::Cursor> next;
};
Result<PersonPage> list_people(store::Snapshot& from, const PersonFilter& filter, std::optional<store::Cursor> after,
                               int limit);
Result<std::int64_t> count_people(store::Snapshot& from);

}  // namespace zhupi::access
