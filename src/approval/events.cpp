#include "approval/events.hpp"

#include "base/error_codes.hpp"

namespace zhupi::approval {
namespace {

template <class Variant>
std::string_view type_in(const Variant& event) {
    return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::type; }, event);
}

template <class Variant>
std::string payload_in(const Variant& event) {
    return std::visit([](const auto& e) { return json::encode(e); }, event);
}

/// Tries the alternatives in turn; the types are few and the match is one string comparison each.
template <class Variant, std::size_t I = 0>
Result<Variant> read(std::string_view type, std::string_view payload) {
    if constexpr (I == std::variant_size_v<Variant>) {
        return fail(err::log_type, {{"type", std::string(type)}});
    } else {
        using Event = std::variant_alternative_t<I, Variant>;
        if (type != Event::type) return read<Variant, I + 1>(type, payload);
        ZHUPI_TRY(auto event, json::decode<Event>(payload, json::Unknown::ignore));
        return Variant{std::move(event)};
    }
}

}  // namespace

std::string_view type_of(const ApplicationEvent& event) { return type_in(event); }
std::string_view type_of(const ProjectEvent& event) { return type_in(event); }
std::string payload_of(const ApplicationEvent& event) { return payload_in(event); }
std::string payload_of(const ProjectEvent& event) { return payload_in(event); }

std::string_view basis_of(const ApplicationEvent& event) {
    return std::visit(
        [](const auto& e) -> std::string_view {
            if constexpr (requires { e.basis; })
                return e.basis;
            else
                return {};
        },
        event);
}

const Moves* moves_of(const ApplicationEvent& event) {
    return std::visit(
        [](const auto& e) -> const Moves* {
            if constexpr (requires { e.moves; })
                return e.moves ? &*e.moves : nullptr;
            else
                return nullptr;
        },
        event);
}

Id case_of(const ApplicationEvent& event) {
    return std::visit(
        [](const auto& e) -> Id {
            if constexpr (requires { e.case_id; })
                return e.case_id;
            else
                return 0;
        },
        event);
}

Result<ApplicationEvent> application_event(std::string_view type, std::string_view payload) {
    return read<ApplicationEvent>(type, payload);
}
Result<ProjectEvent> project_event(std::string_view type, std::string_view payload) {
    return read<ProjectEvent>(type, payload);
}

}  // namespace zhupi::approval
