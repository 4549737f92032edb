#pragma once
// Conditions of a list put together: '?' becomes the next $n, and what a person may see is one of them.

#include "store/queries.hpp"

namespace zhupi::supervision {

class Conditions {
public:
    template <class... Args>
    void add(std::string_view condition, Args... args) {
        (values_.push_back(store::Value(std::move(args))), ...);
        auto next = values_.size() - sizeof...(args);
        text_ += text_.empty() ? " WHERE " : " AND ";
        for (const char c : condition)
            if (c == '?')
                text_ += "$" + std::to_string(++next);
            else
                text_ += c;
    }
    /// The place of a value that stands elsewhere in the statement.
    std::string value(store::Value value) {
        values_.push_back(std::move(value));
        return "$" + std::to_string(values_.size());
    }
    /// Any of the scopes; none restricts nothing. Items are looked at where a column is named for them.
    void add_scopes(const store::Visible& visible, std::string_view department, std::string_view district,
                    std::string_view item);

    const std::string& sql() const { return text_; }
    std::span<const store::Value> values() const { return values_; }

private:
    std::string text_;
    std::vector<store::Value> values_;
};

}  // namespace zhupi::supervision
