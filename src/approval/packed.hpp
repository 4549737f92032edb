#pragma once
// What the flow engine knows, as an application's state and its events carry it: short text in JSON (bpmn/packed.hpp),
// the engine's own value while a command works on it. A command opens it once; the copies that it makes of the
// application share the value, and text is made of it only where it is stored.

#include "base/json.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zhupi::bpmn {
struct State;
struct Event;
}  // namespace zhupi::bpmn

namespace zhupi::approval {

template <class T>
class Packed {
public:
    Packed() = default;
    explicit Packed(T value);

    /// Nothing has been put in: a flow that has not begun, an event that moved nothing.
    bool empty() const { return !value_ && text_.empty(); }
    /// The value, read from the text when it is not open. err::bpmn_packed.
    Result<std::shared_ptr<const T>> value() const;
    /// Reads the text once, for what follows with this object and its copies. err::bpmn_packed.
    Result<void> open();

    std::string text() const;
    static Packed of(std::string text);

    bool operator==(const Packed& other) const { return text() == other.text(); }

private:
    std::string text_;                ///< when it is not open
    std::shared_ptr<const T> value_;  ///< when it is
};

extern template class Packed<bpmn::State>;
extern template class Packed<std::vector<bpmn::Event>>;

using Marking = Packed<bpmn::State>;
using FlowEvents = Packed<std::vector<bpmn::Event>>;

}  // namespace zhupi::approval

namespace zhupi::json {

template <class T>
struct OpsFor<approval::Packed<T>> {
    static const Ops& value() {
        static const Ops ops{[](std::string& out, const void* p) {
                                 put_string(out, static_cast<const approval::Packed<T>*>(p)->text());
                             },
                             [](const Node& node, void* p, DecodeContext& context) {
                                 std::string text;
                                 if (!string_ops.get(node, &text, context)) return false;
                                 *static_cast<approval::Packed<T>*>(p) = approval::Packed<T>::of(std::move(text));
                                 return true;
                             },
                             [](std::string& out, SchemaContext& context) { string_ops.schema(out, context); }};
        return ops;
    }
};

}  // namespace zhupi::json
