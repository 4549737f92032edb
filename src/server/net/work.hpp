#pragma once
// What happens to a call on a worker thread: hooks, handler, rendering. No handler can bring the process down: whatever
// it throws becomes the answer for a bug. Inside server/net only.

#include "server/net/render.hpp"
#include "server/net/router.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace zhupi::net {

/// Microseconds of a clock that never goes back.
std::int64_t monotonic_us();

/// The `before` hook of a call that has a route.
Result<void> admit(const Router& router, Call& call);
/// A plain handler's answer, or that of the pages where no route matched.
Result<Response> answer(const Router& router, Call& call);
void start_async(const std::shared_ptr<Call>& call, const Reply& reply);
Result<std::unique_ptr<BodySink>> open_sink(Call& call);
Result<void> write_sink(const Call& call, BodySink& sink, std::string_view piece);
Result<Response> finish_sink(const Call& call, BodySink& sink);

/// `after` hook and rendering; an answer for a bug is also written to the log.
std::shared_ptr<Rendered> conclude(const Router& router, Call& call, Result<Response> result);

}  // namespace zhupi::net
