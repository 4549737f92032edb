#include "feel/value.hpp"

#include "feel/function.hpp"

#include <algorithm>
#include <limits>

namespace zhupi::feel {

namespace {

constexpr std::uint32_t heaviest = std::numeric_limits<std::uint32_t>::max();

void account(std::uint32_t& depth, std::uint32_t& weight, const Value& part) {
    depth = std::max(depth, part.depth() + 1);
    const std::uint32_t w = part.weight();
    weight = weight > heaviest - w ? heaviest : weight + w;
}

}  // namespace

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::null:
            return "null";
        case Kind::boolean:
            return "boolean";
        case Kind::number:
            return "number";
        case Kind::string:
            return "string";
        case Kind::date:
            return "date";
        case Kind::time:
            return "time";
        case Kind::date_time:
            return "date and time";
        case Kind::days_time:
            return "days and time duration";
        case Kind::years_months:
            return "years and months duration";
        case Kind::list:
            return "list";
        case Kind::context:
            return "context";
        case Kind::range:
            return "range";
        case Kind::function:
            return "function";
    }
    return "null";
}

Value::Value(std::string v) : Value(Kind::string, std::make_shared<const std::string>(std::move(v))) {}
Value::Value(Time v) : Value(Kind::time, std::make_shared<const Time>(std::move(v))) {}
Value::Value(DateTime v) : Value(Kind::date_time, std::make_shared<const DateTime>(std::move(v))) {}
Value::Value(Range v) : Value(Kind::range, std::make_shared<const Range>(std::move(v))) {}

Value::Value(std::vector<Value> items) : Value() {
    const auto list = std::make_shared<List>();
    list->items = std::move(items);
    for (const Value& item : list->items) account(list->depth, list->weight, item);
    *this = Value(Kind::list, list);
}

Value::Value(Context v) : Value() {
    for (const auto& entry : v.entries) account(v.depth, v.weight, entry.value);
    *this = Value(Kind::context, std::make_shared<const Context>(std::move(v)));
}

Value::Value(std::vector<std::pair<std::string, Value>> entries) : Value() {
    Context context;
    for (auto& [name, value] : entries) context.put(name, std::move(value));
    *this = Value(std::move(context));
}

const std::vector<Value>& Value::items() const { return static_cast<const List*>(shared_.get())->items; }

std::uint32_t Value::depth() const {
    switch (kind()) {
        case Kind::list:
            return static_cast<const List*>(shared_.get())->depth;
        case Kind::context:
            return context().depth;
        case Kind::function:
            return function().depth;
        case Kind::range:
            return 1;
        default:
            return 0;
    }
}

std::uint32_t Value::weight() const {
    switch (kind()) {
        case Kind::list:
            return static_cast<const List*>(shared_.get())->weight;
        case Kind::context:
            return context().weight;
        case Kind::function:
            return function().weight;
        case Kind::string:
            return static_cast<std::uint32_t>(std::min<std::size_t>(1 + string().size() / 32, heaviest));
        case Kind::range:
            return 3;
        default:
            return 1;
    }
}

const Value* Context::find(std::string_view name) const {
    for (const auto& entry : entries)
        if (*entry.name == name) return &entry.value;
    return nullptr;
}

void Context::put(std::shared_ptr<const std::string> name, Value value) {
    for (auto& entry : entries) {
        if (*entry.name == *name) {
            entry.value = std::move(value);
            return;
        }
    }
    entries.push_back({std::move(name), std::move(value)});
}

void Context::put(std::string_view name, Value value) {
    put(std::make_shared<const std::string>(name), std::move(value));
}

}  // namespace zhupi::feel
