#pragma once
// What there is to say of a set of rules before it is published: mistakes, and weak spots of its tables.

#include "catalog/rules.hpp"
#include "server/api_rules.hpp"

namespace zhupi::server {

struct ModelDescription {
    std::string name;
    std::vector<std::string> decisions;
};
/// Empty for what is no DMN.
ModelDescription describe_model(std::string_view xml);

api::RuleCheck check_rules(const catalog::Catalog& catalog, std::vector<catalog::SourceFile> files);

}  // namespace zhupi::server
