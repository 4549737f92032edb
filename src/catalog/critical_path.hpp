#pragma once
// The critical path method (Kelley and Walker 1959), with one addition: an activity may be satisfied with any one of a
// group of predecessors, as a licence that rests on an approval or a filing.

#include <cstddef>
#include <vector>

namespace zhupi::catalog {

struct Activity {
    int duration = 0;                             ///< working days
    std::vector<std::vector<std::size_t>> after;  ///< all of these groups, in each group any one; positions in the list
    bool required = true;                         ///< others are timed, but the end does not wait for them
};

struct Schedule {
    std::vector<int> start, finish;  ///< earliest, in working days from the beginning
    int length = 0;                  ///< when the last required activity finishes
    std::vector<std::size_t> path;   ///< one longest chain, in order; of equal ones the first in the list
    std::vector<bool> critical;      ///< lies on some longest chain
};

/// A circle of activities that wait for each other, first to last and back; empty when there is none.
std::vector<std::size_t> circle(const std::vector<Activity>& activities);

/// Activities must be free of circles.
Schedule schedule(const std::vector<Activity>& activities);

}  // namespace zhupi::catalog
