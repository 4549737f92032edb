#include "approval/model.hpp"

namespace zhupi::approval {
namespace {

template <class Range, class Predicate>
auto* first(Range& range, Predicate predicate) {
    const auto found = std::find_if(range.begin(), range.end(), predicate);
    return found == range.end() ? nullptr : &*found;
}

}  // namespace

const Case* Application::find(Id case_id) const {
    return first(cases, [&](const Case& c) { return c.id == case_id; });
}
Case* Application::find(Id case_id) {
    return first(cases, [&](const Case& c) { return c.id == case_id; });
}
bool Application::ended() const {
    return std::all_of(cases.begin(), cases.end(), [](const Case& c) { return has_ended(c.status); });
}

const StageState* Project::stage(int number) const {
    return first(stages, [&](const StageState& s) { return s.number == number; });
}
StageState* Project::stage(int number) {
    return first(stages, [&](const StageState& s) { return s.number == number; });
}
const Paper* Project::paper(Id paper_id) const {
    return first(papers, [&](const Paper& p) { return p.id == paper_id; });
}
bool Project::proven(std::string_view item) const {
    return first(results, [&](const ProvenResult& r) { return r.item == item && !r.revoked; }) != nullptr;
}

}  // namespace zhupi::approval
