#include "notify/recipients.hpp"

#include <algorithm>

namespace zhupi::notify {
namespace {

/// A grant as the row of a person keeps it (access/person.hpp).
struct Held {
    std::string role;
    std::optional<std::string> department, district;
    std::vector<std::string> items;
};
BOOST_DESCRIBE_STRUCT(Held, (), (role, department, district, items))

bool covers(const Held& grant, std::string_view role, const About& about) {
    if (grant.role != role) return false;
    if (grant.department && !grant.department->empty() && *grant.department != about.department) return false;
    if (grant.district && !grant.district->empty() && *grant.district != about.district) return false;
    return grant.items.empty() || about.item.empty() ||
           std::find(grant.items.begin(), grant.items.end(), about.item) != grant.items.end();
}

class Search {
public:
    Search(store::Snapshot& from, const About& about) : from_(from), about_(about) {}

    Result<void> company() {
        if (about_.organisation == 0) return {};
        return from_.query("SELECT id FROM person WHERE organisation = $1 AND enabled = 1 ORDER BY id",
                           {about_.organisation}, [&](const store::Row& row) { found.push_back(row.integer(0)); });
    }
    Result<void> one(Id person) {
        return from_.query("SELECT id FROM person WHERE id = $1 AND enabled = 1", {person},
                           [&](const store::Row& row) { found.push_back(row.integer(0)); });
    }
    Result<void> at_post(std::string_view role) {
        return with_role(
            "SELECT id, grants FROM person WHERE department = $1 AND enabled = 1 AND roles LIKE $2 "
            "ORDER BY id",
            {about_.department, "%," + std::string(role) + ",%"}, role);
    }
    Result<void> anywhere(std::string_view role) {
        return with_role("SELECT id, grants FROM person WHERE enabled = 1 AND roles LIKE $1 ORDER BY id",
                         {"%," + std::string(role) + ",%"}, role);
    }

    std::vector<Id> found;

private:
    Result<void> with_role(std::string_view sql, std::initializer_list<store::Value> args, std::string_view role) {
        return from_.query(sql, args, [&](const store::Row& row) {
            const auto grants = json::decode<std::vector<Held>>(row.text(1), json::Unknown::ignore);
            if (grants && std::any_of(grants->begin(), grants->end(),
                                      [&](const Held& grant) { return covers(grant, role, about_); }))
                found.push_back(row.integer(0));
        });
    }
    store::Snapshot& from_;
    const About& about_;
};

Result<void> look_for(Search& search, To to, const About& about) {
    switch (to) {
        case To::applicant:
            return search.company();
        case To::handler:
            return about.handler != 0 ? search.one(about.handler) : search.at_post("officer");
        case To::reviewer:
            return search.at_post("reviewer");
        case To::leader:
            return search.at_post("approver");
        case To::department:
            ZHUPI_CHECK(search.at_post("officer"));
            return search.at_post("approver");
        case To::supervisor:
            return search.anywhere("supervisor");
        case To::asked:
            return search.at_post(about.post.empty() ? "officer" : about.post);
    }
    bug("a reader of reminders without a way to find them");
}

}  // namespace

Result<std::vector<Id>> recipients(store::Snapshot& from, const std::vector<To>& to, const About& about, Id except) {
    Search search(from, about);
    for (const auto one : to) ZHUPI_CHECK(look_for(search, one, about));
    auto& found = search.found;
    std::erase(found, except);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return std::move(found);
}

}  // namespace zhupi::notify
