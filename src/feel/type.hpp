#pragma once
// FEEL types (DMN 1.5, 10.3.2.9): what a value may be, and what may be said of an expression before it runs.

#include "feel/value.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhupi::feel {

class Type {
public:
    enum class Tag : unsigned char { any, scalar, list, context, range, function };
    using Members = std::vector<std::pair<std::string, Type>>;

    Type() = default;  ///< Any
    explicit Type(Kind scalar) : tag_(Tag::scalar), kind_(scalar) {}
    static Type list_of(Type element);
    static Type context_of(Members members);
    static Type range_of(Type element);
    static Type function_of(std::vector<Type> parameters, Type result);
    static Type any_function();
    bool is_any_function() const { return tag_ == Tag::function && !detail_; }
    /// "number", "date and time", "dateTime", "Any" …
    static std::optional<Type> built_in(std::string_view name);
    /// The same type under the name of an item definition, with values that its constraint allows. `constraint`: the
    /// unary tests that say so.
    Type named(std::string name, std::function<bool(const Value&)> allows, std::string constraint = {}) const;
    const std::string& name() const;
    const std::vector<std::string>& constraints() const;  ///< all of which must hold

    Tag tag() const { return tag_; }
    bool is_any() const { return tag_ == Tag::any; }
    bool is(Kind kind) const { return tag_ == Tag::scalar && kind_ == kind; }
    Kind kind() const { return kind_; }  ///< of a scalar
    Type element() const;                ///< of a list or range; Any otherwise
    const Members& members() const;      ///< of a context; of a list of contexts too; empty otherwise
    const std::vector<Type>& parameters() const;
    Type result() const;  ///< of a function; Any otherwise
    const Type* member(std::string_view name) const;
    bool allows(const Value& value) const;  ///< what the item definition's allowedValues say
    std::string text() const;
    bool is_vast() const;  ///< too large to be looked through

    bool operator==(const Type& other) const;

private:
    struct Detail;
    Tag tag_ = Tag::any;
    Kind kind_ = Kind::null;
    std::shared_ptr<const Detail> detail_;
};

/// `value instance of type`; constraints of item definitions do not count, null is an instance of nothing.
bool instance_of(const Value& value, const Type& type);

/// Is the value of the type as it stands? Null is of every type. With `constrained`, allowed values count.
bool conforms(const Value& value, const Type& type, bool constrained = false);

/// Implicit conversions (DMN 1.5, 10.3.2.9.4): conforming values pass; [x] becomes x and x becomes [x] where the type
/// asks for it; a date becomes its midnight in UTC. nullopt: it does not conform (the value becomes null).
/// Null conforms to every type. With `constrained`, allowed values are checked as well.
std::optional<Value> coerce(const Value& value, const Type& type, bool constrained = false);

}  // namespace zhupi::feel
