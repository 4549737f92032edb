#pragma once
// The rules' versions as they are kept: texts, editions in order of publication, drafts. What is published is an event
// of the stream "rules/city". Compiling them is the catalogue's business.

#include "catalog/rules.hpp"
#include "store/editions.hpp"

namespace zhupi::store {

using RuleEdition = Edition;
Result<std::vector<RuleEdition>> list_rule_editions(Snapshot& from);

Result<std::vector<catalog::SourceFile>> load_rule_files(Snapshot& from, std::string_view version);

/// Keeps the files under their version, if they are new, and puts them in force from a day on. Drafts are dropped with
/// `drop_drafts`: they have become the edition.
Result<RuleEdition> publish_rules(Tx& tx, const Acting& acting, const catalog::Rules& rules, Date from,
                                  const std::string& note, bool drop_drafts);

using RuleDraft = EditedFile;
Result<std::vector<RuleDraft>> list_rule_drafts(Snapshot& from);
Result<void> save_rule_draft(Tx& tx, const Acting& acting, const std::string& path, const std::string& text);
Result<void> drop_rule_draft(Tx& tx, const Acting& acting, const std::string& path);

/// Compiles what the store has and puts it into the catalogue's rulebook. Called at start and after a publication.
/// Errors: rules_stored when an edition does not fit the catalogue any more.
Result<void> load_rulebook(Snapshot& from, const catalog::Catalog& catalog);

/// At start: the rules of the city's files become an edition, the first from the beginning of time, later ones (the
/// files were changed) from today; then load_rulebook().
Result<void> settle_rulebook(Store& store, const catalog::Catalog& catalog, Instant now, Date today);

}  // namespace zhupi::store
