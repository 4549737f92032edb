#include "bpmn/event.hpp"

namespace zhupi::bpmn {

namespace wire {

/// An event as it is written: what has its usual value is left out.
struct Event {
    EventKind kind = EventKind::started;
    std::optional<int> token, scope, node, flow, other, number;
    std::optional<Instant> at;
    std::optional<std::string> text;
    std::optional<json::Raw> value;
    std::vector<Slot> slots;
    std::vector<Undoable> undoables;
    std::vector<Timer> timers;
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (kind, token, scope, node, flow, other, number, at, text, value, slots, undoables, timers))

}  // namespace wire

namespace {

template <class Value>
void put(std::string& out, const char* name, const Value& value, const Value& usual) {
    if (value == usual) return;
    out += ",\"";
    out += name;
    out += "\":" + json::encode(value);
}

}  // namespace

std::string encode(const std::vector<Event>& events) {
    static const Event usual;
    std::string out = "[";
    for (const auto& event : events) {
        if (out.size() > 1) out += ',';
        out += "{\"kind\":" + json::encode(event.kind);
        put(out, "token", event.token, usual.token);
        put(out, "scope", event.scope, usual.scope);
        put(out, "node", event.node, usual.node);
        put(out, "flow", event.flow, usual.flow);
        put(out, "other", event.other, usual.other);
        put(out, "number", event.number, usual.number);
        put(out, "at", event.at, usual.at);
        put(out, "text", event.text, usual.text);
        put(out, "value", event.value, usual.value);
        put(out, "slots", event.slots, usual.slots);
        put(out, "undoables", event.undoables, usual.undoables);
        put(out, "timers", event.timers, usual.timers);
        out += '}';
    }
    return out + ']';
}

Result<std::vector<Event>> decode_events(std::string_view json) {
    ZHUPI_TRY(const auto list, json::decode<std::vector<wire::Event>>(json, json::Unknown::ignore));
    std::vector<Event> events;
    events.reserve(list.size());
    for (const auto& one : list) {
        Event event;
        event.kind = one.kind;
        event.token = one.token.value_or(event.token);
        event.scope = one.scope.value_or(event.scope);
        event.node = one.node.value_or(event.node);
        event.flow = one.flow.value_or(event.flow);
        event.other = one.other.value_or(event.other);
        event.number = one.number.value_or(event.number);
        event.at = one.at.value_or(event.at);
        event.text = one.text.value_or(event.text);
        event.value = one.value.value_or(event.value);
        event.slots = one.slots;
        event.undoables = one.undoables;
        event.timers = one.timers;
        events.push_back(std::move(event));
    }
    return events;
}

}  // namespace zhupi::bpmn
