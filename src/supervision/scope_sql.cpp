#include "supervision/scope_sql.hpp"

namespace zhupi::supervision {

void Conditions::add_scopes(const store::Visible& visible, std::string_view department, std::string_view district,
                            std::string_view item) {
    if (visible.any_of.empty()) return;
    std::string any;
    for (const auto& scope : visible.any_of) {
        std::string all;
        const auto one = [&](std::string_view column, const std::string& wanted) {
            if (wanted.empty() || column.empty()) return;
            all += (all.empty() ? "" : " AND ") + std::string(column) + " = " + value(std::string(wanted));
        };
        one(department, scope.department);
        one(district, scope.district);
        if (!scope.items.empty() && !item.empty()) {
            std::string list;
            for (const auto& code : scope.items) list += (list.empty() ? "" : ", ") + value(std::string(code));
            all += (all.empty() ? "" : " AND ") + std::string(item) + " IN (" + list + ")";
        }
        any += (any.empty() ? "(" : " OR (") + (all.empty() ? "1 = 1" : all) + ")";
    }
    text_ += (text_.empty() ? " WHERE (" : " AND (") + any + ")";
}

}  // namespace zhupi::supervision
