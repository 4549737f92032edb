#include "feel/type.hpp"

#include "feel/function.hpp"

#include <algorithm>

namespace zhupi::feel {

struct Type::Detail {
    std::vector<Type> types;  ///< the element of a list or range; the parameters of a function
    Members members;
    Type result;
    std::string name;
    std::function<bool(const Value&)> allows;
    std::vector<std::string> constraints;
    std::uint32_t weight = 1;  ///< of the types within

    void weigh(const Type& part) {
        const std::uint32_t w = part.detail_ ? part.detail_->weight : 1;
        weight = weight > heaviest - w ? heaviest : weight + w;
    }
    static constexpr std::uint32_t heaviest = 1'000'000;
};

namespace {

/// Types that hold one another a hundred times over are not compared member by member: that could take forever.
constexpr std::uint32_t max_compared = 20'000;

}  // namespace

Type Type::list_of(Type element) {
    Type out;
    out.tag_ = Tag::list;
    Detail detail;
    detail.weigh(element);
    detail.types.push_back(std::move(element));
    out.detail_ = std::make_shared<const Detail>(std::move(detail));
    return out;
}

Type Type::context_of(Members members) {
    Type out;
    out.tag_ = Tag::context;
    Detail detail;
    for (const auto& member : members) detail.weigh(member.second);
    detail.members = std::move(members);
    out.detail_ = std::make_shared<const Detail>(std::move(detail));
    return out;
}

Type Type::range_of(Type element) {
    Type out = list_of(std::move(element));
    out.tag_ = Tag::range;
    return out;
}

Type Type::function_of(std::vector<Type> parameters, Type result) {
    Type out;
    out.tag_ = Tag::function;
    Detail detail;
    for (const Type& parameter : parameters) detail.weigh(parameter);
    detail.weigh(result);
    detail.types = std::move(parameters);
    detail.result = std::move(result);
    out.detail_ = std::make_shared<const Detail>(std::move(detail));
    return out;
}

Type Type::any_function() {
    Type out;
    out.tag_ = Tag::function;
    return out;
}

Type Type::named(std::string name, std::function<bool(const Value&)> allows, std::string constraint) const {
    Type out = *this;
    Detail detail = detail_ ? *detail_ : Detail{};
    detail.name = std::move(name);
    if (!constraint.empty()) detail.constraints.push_back(std::move(constraint));
    if (allows && detail.allows) {
        detail.allows = [first = detail.allows, second = std::move(allows)](const Value& v) {
            return first(v) && second(v);
        };
    } else if (allows) {
        detail.allows = std::move(allows);
    }
    out.detail_ = std::make_shared<const Detail>(std::move(detail));
    return out;
}

std::optional<Type> Type::built_in(std::string_view name) {
    static const std::vector<std::pair<std::string_view, Type>> table{
        {"Any", Type()},
        {"number", Type(Kind::number)},
        {"string", Type(Kind::string)},
        {"boolean", Type(Kind::boolean)},
        {"date", Type(Kind::date)},
        {"time", Type(Kind::time)},
        {"date and time", Type(Kind::date_time)},
        {"dateTime", Type(Kind::date_time)},
        {"days and time duration", Type(Kind::days_time)},
        {"dayTimeDuration", Type(Kind::days_time)},
        {"years and months duration", Type(Kind::years_months)},
        {"yearMonthDuration", Type(Kind::years_months)},
        {"list", list_of({})},
        {"context", context_of({})},
        {"range", range_of({})},
        {"Null", Type(Kind::null)},
    };
    for (const auto& [known, type] : table)
        if (known == name) return type;
    return std::nullopt;
}

const std::string& Type::name() const {
    static const std::string none;
    return detail_ ? detail_->name : none;
}

const std::vector<std::string>& Type::constraints() const {
    static const std::vector<std::string> none;
    return detail_ ? detail_->constraints : none;
}

Type Type::element() const {
    return (tag_ == Tag::list || tag_ == Tag::range) && detail_ ? detail_->types.front() : Type();
}

const Type::Members& Type::members() const {
    static const Members none;
    if (tag_ == Tag::context && detail_) return detail_->members;
    if (tag_ == Tag::list && detail_) return detail_->types.front().members();
    return none;
}

const std::vector<Type>& Type::parameters() const {
    static const std::vector<Type> none;
    return tag_ == Tag::function && detail_ ? detail_->types : none;
}

Type Type::result() const { return tag_ == Tag::function && detail_ ? detail_->result : Type(); }

const Type* Type::member(std::string_view name) const {
    for (const auto& [known, type] : members())
        if (known == name) return &type;
    return nullptr;
}

bool Type::allows(const Value& value) const { return !detail_ || !detail_->allows || detail_->allows(value); }

bool Type::is_vast() const { return detail_ && detail_->weight > max_compared; }

std::string Type::text() const {
    if (!name().empty()) return name();
    switch (tag_) {
        case Tag::any:
            return "Any";
        case Tag::scalar:
            return std::string(name_of(kind_));
        case Tag::list:
            return "list<" + element().text() + ">";
        case Tag::range:
            return "range<" + element().text() + ">";
        case Tag::context: {
            if (is_vast()) return "context<…>";
            std::string out = "context<";
            for (const auto& [member, type] : members()) {
                if (out.back() != '<') out += ", ";
                out += member + ": " + type.text();
            }
            return out + ">";
        }
        case Tag::function: {
            std::string out = "function<";
            for (const Type& type : parameters()) {
                if (out.back() != '<') out += ", ";
                out += type.text();
            }
            return out + "> -> " + result().text();
        }
    }
    return "Any";
}

bool Type::operator==(const Type& other) const {
    if (tag_ != other.tag_ || kind_ != other.kind_) return false;
    if (detail_ == other.detail_) return true;
    if (detail_ && detail_->weight > max_compared) return false;
    return element() == other.element() && members() == other.members() && parameters() == other.parameters() &&
           result() == other.result();
}

namespace {

bool subtype(const Type& type, const Type& of);

bool function_is(const Function& f, const Type& type) {
    if (type.tag() != Type::Tag::function) return false;
    if (type.is_any_function() || std::holds_alternative<const Builtin*>(f.body)) return true;
    // Parameters are contravariant, the result is covariant (DMN 1.5, table 50).
    if (f.parameters.size() != type.parameters().size()) return false;
    for (std::size_t i = 0; i < f.parameters.size(); ++i)
        if (!subtype(type.parameters()[i], f.parameters[i].type)) return false;
    return subtype(f.result, type.result());
}

/// Lenient towards Any, which stands for "not declared".
bool subtype(const Type& type, const Type& of) {
    if (of.is_any() || type.is_any() || type == of) return true;
    if (of.is_vast() || type.is_vast()) return false;
    if (type.tag() != of.tag()) return false;
    switch (of.tag()) {
        case Type::Tag::scalar:
            return type.kind() == of.kind();
        case Type::Tag::list:
        case Type::Tag::range:
            return subtype(type.element(), of.element());
        case Type::Tag::context:
            return std::all_of(of.members().begin(), of.members().end(), [&](const auto& member) {
                const Type* own = type.member(member.first);
                return own != nullptr && subtype(*own, member.second);
            });
        default:
            return subtype(type.result(), of.result());
    }
}

}  // namespace

bool conforms(const Value& value, const Type& type, bool constrained) {
    if (value.is_null()) return true;
    bool fits = false;
    switch (type.tag()) {
        case Type::Tag::any:
            fits = true;
            break;
        case Type::Tag::scalar:
            fits = value.is(type.kind());
            break;
        case Type::Tag::list: {
            const Type element = type.element();
            fits = value.is(Kind::list) && std::all_of(value.items().begin(), value.items().end(), [&](const Value& v) {
                       return conforms(v, element, constrained);
                   });
            break;
        }
        case Type::Tag::context:
            fits = value.is(Kind::context) &&
                   std::all_of(type.members().begin(), type.members().end(), [&](const auto& member) {
                       const Value* entry = value.context().find(member.first);
                       return entry != nullptr && conforms(*entry, member.second, constrained);
                   });
            break;
        case Type::Tag::range:
            fits = value.is(Kind::range) && conforms(value.range().start, type.element(), false) &&
                   conforms(value.range().end, type.element(), false);
            break;
        case Type::Tag::function:
            fits = value.is(Kind::function) && function_is(value.function(), type);
            break;
    }
    return fits && (!constrained || type.allows(value));
}

bool instance_of(const Value& value, const Type& type) { return !value.is_null() && conforms(value, type, false); }

std::optional<Value> coerce(const Value& value, const Type& type, bool constrained) {
    if (conforms(value, type, constrained)) return value;
    if (value.is(Kind::date) && type.is(Kind::date_time)) {
        Value midnight(DateTime{value.date(), 0, Zone::fixed(0)});
        if (!constrained || type.allows(midnight)) return midnight;
        return std::nullopt;
    }
    if (type.tag() == Type::Tag::list && !value.is(Kind::list)) {
        Value wrapped(std::vector<Value>{value});
        if (conforms(wrapped, type, constrained)) return wrapped;
    }
    if (value.is(Kind::list) && value.items().size() == 1 && type.tag() != Type::Tag::list &&
        conforms(value.items().front(), type, constrained))
        return value.items().front();
    return std::nullopt;
}

}  // namespace zhupi::feel
