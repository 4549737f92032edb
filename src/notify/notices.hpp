#pragma once
// Notices as they are kept, and as they are told: what is true of the case now, not what was when the notice was made.

#include "notify/kinds.hpp"
#include "notify/timing.hpp"
#include "store/command_path.hpp"

namespace zhupi::notify {

using store::Id;

/// Words of the occasion that no row keeps.
struct Detail {
    std::string number, text, step;
    std::optional<Date> due;
};
BOOST_DESCRIBE_STRUCT(Detail, (), (number, text, step, due))

struct Notice {
    Id id = 0, person = 0;
    std::string kind, subject;  ///< subject: "case/12", "limit/12" of a warning, "order/3", "task/4/9", …
    std::int64_t round = 0;
    Instant at;
    Id project = 0, application = 0, case_id = 0;
    Detail detail;
    bool overtaken = false, read = false;
    // Of the rows it is about; empty where there is none.
    std::string project_name, number, item, department, status, person_name;
    Id handler = 0;
    bool open = false;
    std::optional<Date> due;
};

/// What tellers need: the city and its words.
struct Desk {
    const Kinds& kinds;
    store::Office office;
    std::string public_url;
};

/// Whether it is still true as far as its row says.
bool stands(const Kind& kind, const Notice& notice);
/// The same with what other rows say: a newer notice of its kind, a later warning, an order's state, a task that is
/// done.
Result<bool> still_stands(store::Snapshot& from, const Kind& kind, const Notice& notice);

/// The values of placeholders, in a language.
std::map<std::string, std::string> facts(const Desk& desk, const Notice& notice, const std::string& language,
                                         Instant now);
/// Where it leads, below the city's address: "/work/12", to an applicant "/my/cases/12".
std::string path_of(const Kind& kind, const Notice& notice);
const std::string& in(const catalog::Name& name, const std::string& language);

Result<std::optional<Notice>> find_notice(store::Snapshot& from, Id id);
/// A person's, newest first, with ids below `before` (0: all).
Result<std::vector<Notice>> list_notices(store::Snapshot& from, Id person, Id before, bool unread, int limit);
Result<std::int64_t> count_unread(store::Snapshot& from, Id person);
Result<void> mark_read(store::Tx& tx, Id person, Id notice, Instant now);  ///< 0: all
}  // namespace zhupi::notify
