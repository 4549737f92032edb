#include "store/store.hpp"

#include <future>

namespace zhupi::store {

Result<void> Store::write(const Write& work, Wanted wanted) {
    // Shared with the thread that answers: it may still be inside set_value() when this one goes on.
    const auto finished = std::make_shared<std::promise<Result<void>>>();
    auto answer = finished->get_future();
    write(Write(work), [finished](Result<void> result) { finished->set_value(std::move(result)); }, wanted);
    return answer.get();
}

}  // namespace zhupi::store
