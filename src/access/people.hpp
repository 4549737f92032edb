#pragma once
// People and companies in the store. Every change appends an event without personal data in the same transaction.

#include "access/person.hpp"
#include "store/command_path.hpp"

namespace zhupi::access {

struct Organisation {
    Id id = 0;
    std::string name, credit_code;
};

struct NewPerson {
    std::string username, name, phone;
    std::string department;                           ///< of an official
    std::string organisation, organisation_code;      ///< of an applicant: made when the code is new
    std::vector<Grant> grants;
};

/// A password that is shown once and must be changed at the first sign-in.
struct OneTimePassword {
    Id person = 0;
    std::string username, password;
};

/// Errors: access_username, access_username_taken, access_name, access_department, access_organisation, access_role …
/// With `known_hash` the person gets a password that somebody knows already and need not change it: for the demo only.
Result<OneTimePassword> create_person(store::Tx& tx, const catalog::Catalog& catalog, const store::Acting& acting,
                                      const NewPerson& person, std::optional<std::string> known_hash = {});

struct PersonChange {
    std::optional<std::string> name, phone;
    std::optional<bool> enabled;
    std::optional<std::vector<Grant>> grants;
};
/// Nobody changes what they themselves may do: err::access_self. Ends the person's sessions when rights change.
Result<Person> change_person(store::Tx& tx, const catalog::Catalog& catalog, const store::Acting& acting, Id id,
                             const PersonChange& change);
Result<OneTimePassword> reset_password(store::Tx& tx, const store::Acting& acting, Id id);

/// 10 to 128 characters, not the user name, of at least three kinds (upper, lower, digit, other): err::access_weak.
Result<void> check_password(std::string_view password, std::string_view username);
/// A password hash is slow on purpose: made before the transaction, never inside it.
Result<void> change_password(store::Tx& tx, const store::Acting& acting, const std::string& new_hash);

Result<Person> load_person(store::Snapshot& from, Id id);  ///< err::access_none
Result<std::vector<Organisation>> load_organisations(store::Snapshot& from);
Result<std::vector<Person>> load_people(store::Snapshot& from);  ///< everybody: for the directory

struct PersonFilter {
    std::string search, role, department;
};
struct PersonPage {
    std::vector<Person> people;
    std::optional<store::Cursor> next;
};
Result<PersonPage> list_people(store::Snapshot& from, const PersonFilter& filter, std::optional<store::Cursor> after, int limit);
Result<std::int64_t> count_people(store::Snapshot& from);

}  // namespace zhupi::access
