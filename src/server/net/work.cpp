#include "server/net/work.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "server/net/problem.hpp"
#include "server/net/query.hpp"

#include <chrono>

namespace zhupi::net {
namespace {

Error report(const Call& call, std::string what) {
    const auto& route = call.route;
    log::error(
        "http.handler_failed",
        {{"operation", route ? route->operation : "none"}, {"what", std::move(what)}, {"trace", call.request.trace}});
    return Error{&err::bug, {}, {{"trace", call.request.trace}}};
}

template <class F>
auto guarded(const Call& call, const F& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::exception& thrown) {
        return fail(report(call, thrown.what()));
    } catch (...) {
        return fail(report(call, "something that is no exception was thrown"));
    }
}

}  // namespace

std::int64_t monotonic_us() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

Result<void> admit(const Router& router, Call& call) {
    if (call.route == nullptr || !router.before()) return {};
    return guarded(call, [&]() -> Result<void> {
        ZHUPI_CHECK(router.before()(call, *call.route));
        return call.route->hidden ? Result<void>{} : check_query(*call.route, call.request);
    });
}

Result<Response> answer(const Router& router, Call& call) {
    const auto& handler = call.route != nullptr ? call.route->handler : router.otherwise();
    return guarded(call, [&] { return handler(call); });
}

void start_async(const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto started = guarded(*call, [&]() -> Result<void> {
        call->route->async(call, reply);
        return {};
    });
    if (!started) reply(fail(started.error()));
}

Result<std::unique_ptr<BodySink>> open_sink(Call& call) {
    return guarded(call, [&] { return call.route->sink(call); });
}

Result<void> write_sink(const Call& call, BodySink& sink, std::string_view piece) {
    return guarded(call, [&] { return sink.write(piece); });
}

Result<Response> finish_sink(const Call& call, BodySink& sink) {
    return guarded(call, [&] { return sink.finish(); });
}

std::shared_ptr<Rendered> conclude(const Router& router, Call& call, Result<Response> result) {
    auto rendered = guarded(call, [&]() -> Result<Rendered> {
        if (call.route == nullptr) return render(call, std::move(result));
        auto response = result ? std::move(*result) : problem(result.error(), call.request.trace);
        for (const auto& [name, value] : call.route->answer_headers) response.headers.set(name, value);
        if (router.after()) router.after()(call, response);
        return render(call, std::move(response));
    });
    if (!rendered) rendered = render(call, fail(rendered.error()));
    return std::make_shared<Rendered>(std::move(*rendered));
}

}  // namespace zhupi::net
