#include "store/store.hpp"

#include <future>

namespace zhupi::store {

Result<void> Store::write(const Write& work) {
    std::promise<Result<void>> finished;
    write(Write(work), [&](Result<void> result) { finished.set_value(std::move(result)); });
    return finished.get_future().get();
}

}  // namespace zhupi::store
