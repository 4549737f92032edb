// The rules for those who keep them: read, edit as a draft, check, try, run in the shadow of all projects, publish from
// a day on, and go back. Nothing is in force before it is published, and what projects were decided with stays.

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "catalog/rules_difference.hpp"
#include "crypto/digest.hpp"
#include "server/api_rules.hpp"
#include "server/app.hpp"
#include "server/content_version.hpp"
#include "server/rule_check.hpp"
#include "store/rule_editions.hpp"

#include <chrono>

namespace zhupi::server {
namespace {

using catalog::SourceFile;
using net::Call;
using net::Method;
using net::Reply;
using net::Response;

constexpr std::size_t longest_model = 2'000'000;  ///< bytes
constexpr std::size_t most_shown = 500;           ///< projects of a shadow run; the counts are of all

std::string path_of(const Call& call) { return "rules/" + std::string(call.param("file")); }

/// What is in force today with the drafts on top.
Result<std::vector<SourceFile>> drafted_files(const World& world, store::Snapshot& from) {
    auto files = world.rules()->files();
    ZHUPI_TRY(const auto drafts, store::list_rule_drafts(from));
    for (const auto& draft : drafts) {
        const auto same = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == draft.path; });
        if (same != files.end())
            same->text = draft.text;
        else
            files.push_back({draft.path, draft.text});
    }
    return files;
}

const SourceFile* find_file(const std::vector<SourceFile>& files, std::string_view path) {
    const auto found = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
    return found == files.end() ? nullptr : &*found;
}

/// Of everything that administrators change: another one after every draft and every publication.
std::string version_of(const std::vector<store::RuleEdition>& editions, const std::vector<store::RuleDraft>& drafts) {
    auto all = std::to_string(editions.size());
    for (const auto& draft : drafts) (((all += '\n') += draft.path) += '\n') += crypto::sha256_hex(draft.text);
    return content_version(all);
}

Result<std::string> rules_version(store::Snapshot& from) {
    ZHUPI_TRY(const auto editions, store::list_rule_editions(from));
    ZHUPI_TRY(const auto drafts, store::list_rule_drafts(from));
    return version_of(editions, drafts);
}

Result<std::shared_ptr<const catalog::Rules>> compiled_rules(const App& app, std::vector<SourceFile> files) {
    auto compiled = catalog::compile_rules(app.world.catalog, std::move(files));
    if (compiled) return std::move(*compiled);
    const auto& first = compiled.error().front();
    return fail(err::rules_unsound, {{"count", std::to_string(compiled.error().size())},
                                     {"place", first.file + ":" + std::to_string(first.line)},
                                     {"detailZh", first.zh},
                                     {"detail", first.en}});
}

Result<std::shared_ptr<const catalog::Rules>> drafted_rules(App& app) {
    ZHUPI_TRY(auto files, reading(app, [&](store::Snapshot& from) { return drafted_files(app.world, from); }));
    return compiled_rules(app, std::move(files));
}

api::RuleEditionView edition_view(const App& app, const store::RuleEdition& edition, const std::string& in_force) {
    return {edition.id,
            edition.version,
            edition.from.iso(),
            edition.published_at.iso(),
            edition.published_by == 0 ? "" : app.names.directory().person(edition.published_by).name,
            edition.note,
            edition.version == in_force && edition.from <= app.world.today()};
}

Result<Response> list_rules(App& app, Call&) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        const auto rules = app.world.rules();
        api::RulesView view;
        view.in_force = rules->version();
        view.today = app.world.today().iso();
        ZHUPI_TRY(const auto editions, store::list_rule_editions(from));
        for (auto e = editions.rbegin(); e != editions.rend(); ++e)
            view.editions.push_back(edition_view(app, *e, view.in_force));
        // The same version may have been published more than once: the latest that has begun is the one in force.
        bool found = false;
        for (auto& e : view.editions) {
            e.in_force = e.in_force && !found;
            found = found || e.in_force;
        }
        ZHUPI_TRY(const auto drafts, store::list_rule_drafts(from));
        view.version = version_of(editions, drafts);
        for (const auto& file : rules->files()) {
            auto& model = view.models.emplace_back();
            model.file = file.path.substr(file.path.find('/') + 1);
            const auto draft =
                std::find_if(drafts.begin(), drafts.end(), [&](const auto& d) { return d.path == file.path; });
            model.drafted = draft != drafts.end();
            if (model.drafted) {
                model.drafted_at = draft->changed_at.iso();
                model.drafted_by = app.names.directory().person(draft->changed_by).name;
            }
            const auto described = describe_model(model.drafted ? draft->text : file.text);
            model.name = described.name.empty() ? model.file : described.name;
            model.decisions = described.decisions;
        }
        return Response::json(view);
    });
}

Result<Response> one_model(App& app, Call& call) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        const auto path = path_of(call);
        const auto wanted = query_or(call, "version");
        std::vector<SourceFile> files;
        if (wanted.empty()) {
            ZHUPI_TRY(files, drafted_files(app.world, from));
        } else {
            ZHUPI_TRY(files, store::load_rule_files(from, wanted));
        }
        const auto* file = find_file(files, path);
        if (!file) return fail(err::rules_none, {{"file", std::string(call.param("file"))}});
        const auto rules = app.world.rules();
        const auto* published = find_file(rules->files(), path);
        const bool drafted = !published || published->text != file->text;
        return Response::json(
            api::RuleModelText{std::string(call.param("file")), file->text, drafted, content_version(file->text)});
    });
}

store::Receipt nothing_noted() { return {}; }

/// Drafts of models that the rules in force have; the others stay files of the city.
bool known_model(const App& app, const std::string& path) {
    return find_file(app.world.rules()->files(), path) != nullptr;
}

/// Nobody writes over what they have not seen.
Result<void> check_model_seen(const App& app, const Call& call, store::Snapshot& from) {
    ZHUPI_TRY(const auto files, drafted_files(app.world, from));
    const auto* file = find_file(files, path_of(call));
    return check_seen(call, file ? content_version(file->text) : "");
}

void save_draft(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::RuleText>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto path = path_of(*call);
    if (!known_model(app, path)) return reply(fail(err::rules_none, {{"file", std::string(call->param("file"))}}));
    if (wanted->xml.empty() || wanted->xml.size() > longest_model || !text::valid_utf8(wanted->xml))
        return reply(fail(err::rules_text, {{"most", std::to_string(longest_model)}}, "/xml"));
    const auto who = acting(app, *call, permission::rules_manage);
    const api::RuleModelText saved{std::string(call->param("file")), "", true, content_version(wanted->xml)};
    run_command(
        app, call, reply,
        [&app, call, who, path, xml = std::move(wanted->xml)](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_CHECK(check_model_seen(app, *call, tx));
            ZHUPI_CHECK(store::save_rule_draft(tx, who, path, xml));
            return nothing_noted();
        },
        [saved](const store::Receipt&) { return json::encode(saved); });
}

void drop_draft(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto path = path_of(*call);
    const auto rules = app.world.rules();
    const auto* published = find_file(rules->files(), path);
    if (!published) return reply(fail(err::rules_none, {{"file", std::string(call->param("file"))}}));
    const auto who = acting(app, *call, permission::rules_manage);
    const api::RuleModelText left{std::string(call->param("file")), "", false, content_version(published->text)};
    run_command(
        app, call, reply,
        [&app, call, who, path](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_CHECK(check_model_seen(app, *call, tx));
            ZHUPI_CHECK(store::drop_rule_draft(tx, who, path));
            return nothing_noted();
        },
        [left](const store::Receipt&) { return json::encode(left); });
}

Result<Response> list_facts(App& app, Call&) {
    api::RuleFacts view;
    for (const auto& fact : catalog::rule_facts(app.world.catalog)) {
        using Kind = catalog::AnswerKind;
        const char* kind = fact.of_codes               ? "code"
                           : fact.kind == Kind::number ? "number"
                           : fact.kind == Kind::yes_no ? "yes_no"
                                                       : "choice";
        auto& out = view.items.emplace_back(api::RuleFact{name_view(fact.name), kind, {}});
        for (const auto& answer : fact.answers) out.answers.push_back(name_view(answer));
    }
    return Response::json(view);
}

Result<Response> check_draft(App& app, Call&) {
    ZHUPI_TRY(auto files, reading(app, [&](store::Snapshot& from) { return drafted_files(app.world, from); }));
    return Response::json(check_rules(app.world.catalog, std::move(files)));
}

api::Name limit_words(const std::string& text) {
    const auto space = text.find(' ');
    if (space == std::string::npos) return {};
    const bool working = text.substr(space + 1) == "working_day";
    const auto days = text.substr(0, space);
    return {days + (working ? " 个工作日" : " 个自然日"), days + (working ? " working days" : " calendar days")};
}

/// The parts of a list of difference(), each in words.
template <class Fn>
api::Name each_in_words(const std::string& list, Fn fn) {
    std::vector<std::string> zh, en;
    std::string_view rest = list;
    for (bool more = true; more;) {
        const auto end = rest.find(", ");
        const api::Name name = fn(rest.substr(0, end));
        zh.push_back(name.zh);
        en.push_back(name.en);
        more = end != std::string_view::npos;
        if (more) rest.remove_prefix(end + 2);
    }
    return {text::join(zh, "、"), text::join(en, ", ")};
}

api::Name path_words(const World& world, std::string_view code) {
    if (code == "commitment") return {"告知承诺", "commitment"};
    if (code == "deferral") return {"容缺受理", "deferral"};
    if (const auto* procedure = world.catalog.entry("special_procedure", code)) return name_view(procedure->name);
    return {std::string(code), std::string(code)};
}

/// "infrastructure 80 ㎡（建筑面积）": code, yuan where there is a rate, measure.
api::Name fee_words(const World& world, std::string_view fee) {
    const auto space = fee.find(' ');
    const auto* entry = world.catalog.entry("fee", fee.substr(0, space));
    if (!entry || space == std::string_view::npos) return {std::string(fee), std::string(fee)};
    std::string rest(fee.substr(space + 1));
    if (rest.empty() || rest.front() < '0' || rest.front() > '9')
        return {entry->name.zh + "（" + rest + "）", entry->name.en + " (" + rest + ")"};
    const auto end = rest.find(' ');
    const auto rate = rest.substr(0, end), per = end == std::string::npos ? std::string() : rest.substr(end + 1);
    return {entry->name.zh + " " + rate + " 元" + (per.empty() ? "" : "/" + per),
            entry->name.en + " " + rate + " yuan" + (per.empty() ? "" : " per " + per)};
}

api::Name words(const World& world, catalog::Change::Kind kind, const std::string& code) {
    using Kind = catalog::Change::Kind;
    if (code.empty()) return {};
    switch (kind) {
        case Kind::flow:
            if (const auto* flow = world.catalog.flow(code)) return name_view(flow->name);
            break;
        case Kind::item:
            return item_view(world, code).name;
        case Kind::department:
            return department_view(world, code).name;
        case Kind::limit:
            return limit_words(code);
        case Kind::path:
            return each_in_words(code, [&](std::string_view part) { return path_words(world, part); });
        case Kind::fee:
            return each_in_words(code, [&](std::string_view part) { return fee_words(world, part); });
        default:
            break;
    }
    return {code, code};
}

api::RuleChange change_view(const World& world, const catalog::Change& change) {
    api::RuleChange view;
    view.kind = catalog::name_of(change.kind);
    if (!change.item.empty()) view.item = item_view(world, change.item);
    if (const auto* material = world.catalog.material(change.material))
        view.material = api::Coded{material->code, name_view(material->name)};
    view.before = words(world, change.kind, change.before);
    view.after = words(world, change.kind, change.after);
    return view;
}

Result<Response> try_draft(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::RuleTry>());
    ZHUPI_TRY(const auto rules, drafted_rules(app));
    ZHUPI_TRY(const auto ruling, catalog::decide(app.world.catalog, *rules, wanted.answers));
    api::RuleTried tried;
    tried.plan = plan_view(app.world, catalog::plan(app.world.catalog, ruling));
    if (const auto before = app.world.rules()->decide(wanted.answers))
        for (const auto& change : catalog::difference(**before, *ruling))
            tried.changes.push_back(change_view(app.world, change));
    for (const auto& reason : approval::reasons_of(ruling->fired))
        tried.fired.push_back({reason.decision, reason.about, reason.rules});
    return Response::json(tried);
}

Result<std::shared_ptr<const catalog::Rules>> version_or_draft(App& app, const std::optional<std::string>& version) {
    if (!version) return drafted_rules(app);
    auto rules = app.world.catalog.rulebook->version(*version);
    if (!rules) return fail(err::rules_version, {{"version", version->substr(0, 12)}});
    return rules;
}

/// One project under other rules than those it keeps; nothing when it stays the same.
Result<std::optional<api::ShadowProject>> shadow(const World& world, const catalog::Rules& rules,
                                                 const approval::Project& project) {
    const auto kept = world.catalog.rulebook->version(project.rules_version.value_or(""));
    ensure(kept != nullptr, "a project whose rules are not in the rulebook");
    if (kept->version() == rules.version()) return std::nullopt;
    const auto answers = approval::facts_for_rules(world.catalog, project.facts);
    ZHUPI_TRY(const auto before, kept->decide(answers));
    api::ShadowProject view{project.id, project.facts.code, project.facts.name, !project.completed_at, {}, {}};
    const auto after = rules.decide(answers);
    if (!after) {
        view.undecided = api::Name{after.error().zh(), after.error().en()};
        return view;
    }
    for (const auto& change : catalog::difference(*before, **after)) view.changes.push_back(change_view(world, change));
    if (view.changes.empty()) return std::nullopt;
    return view;
}

Result<Response> shadow_run(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::ShadowAsked>());
    ZHUPI_TRY(const auto rules, version_or_draft(app, wanted.version));
    const auto begun = std::chrono::steady_clock::now();
    api::ShadowView view;
    view.version = rules->version();
    ZHUPI_TRY(const auto ids, reading(app, [](store::Snapshot& from) -> Result<std::vector<store::Id>> {
                  std::vector<store::Id> all;
                  ZHUPI_CHECK(from.query("SELECT id FROM project_state ORDER BY id", {},
                                         [&](const store::Row& row) { all.push_back(row.integer(0)); }));
                  return all;
              }));
    // In portions: a long read would hold up the log of the store.
    constexpr std::size_t portion = 200;
    for (std::size_t first = 0; first < ids.size(); first += portion) {
        const auto done = app.store.read([&](store::Snapshot& from) -> Result<void> {
            for (std::size_t i = first; i < std::min(first + portion, ids.size()); ++i) {
                ZHUPI_TRY(const auto project, store::load_project(from, ids[i]));
                ++view.projects;
                view.open += !project.completed_at;
                ZHUPI_TRY(auto changed, shadow(app.world, *rules, project));
                if (!changed) continue;
                ++view.changed;
                if (view.items.size() < most_shown) view.items.push_back(std::move(*changed));
            }
            return {};
        });
        if (!done) return fail(done.error());
    }
    view.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return Response::json(view);
}

/// Rules that are about to come into force, and what they were made from.
struct Publication {
    std::shared_ptr<const catalog::Rules> rules;
    Date from;
    std::string note;
    std::string seen;  ///< rules_version() when they were compiled
    bool of_drafts = false;
};

/// Puts rules in force and lets this program know of it as soon as they are. What they cannot be published for is told
/// in the transaction too: a repetition is to have its first answer, and a stale call to hear that it is stale.
void publish(App& app, const std::shared_ptr<Call>& call, const Reply& reply, Result<Publication> prepared) {
    const auto who = acting(app, *call, permission::rules_manage);
    auto made = std::make_shared<store::RuleEdition>();
    if (prepared) app.world.catalog.rulebook->know(prepared->rules);  // so that nobody compiles it again
    run_command(
        app, call, Reply([&app, reply](Result<Response> answer) {
            if (answer)
                if (auto loaded = app.store.read(
                        [&](store::Snapshot& snapshot) { return store::load_rulebook(snapshot, app.world.catalog); });
                    !loaded)
                    return reply(fail(std::move(loaded.error())));
            reply(std::move(answer));
        }),
        [&app, call, who, prepared = std::move(prepared), made](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_TRY(const auto now, rules_version(tx));
            ZHUPI_CHECK(check_seen(*call, now));
            if (!prepared) return fail(prepared.error());
            // A draft that was saved while this one was compiled would be dropped with it, unpublished.
            const auto& [rules, from, note, seen, of_drafts] = *prepared;
            if (now != seen) return fail(err::version_stale);
            if (of_drafts && rules->version() == app.world.rules()->version()) return fail(err::rules_same);
            ZHUPI_TRY(*made, store::publish_rules(tx, who, *rules, from, note, of_drafts));
            store::Receipt receipt;
            receipt.noted.push_back({made->seq, std::string(event::rules_published), 0, 0, 0, 0, ""});
            return receipt;
        },
        [&app, made](const store::Receipt&) { return json::encode(edition_view(app, *made, made->version)); });
}

Result<std::string> note_of(const std::string& written) {
    std::string note(text::trim(written));
    if (note.empty() || text::length(note) > 500 || !text::valid_utf8(note)) return fail(err::rules_note, {}, "/note");
    return note;
}

Result<Publication> prepare_draft(App& app, const Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::RulePublish>());
    Publication publication;
    publication.of_drafts = true;
    std::vector<SourceFile> files;
    ZHUPI_CHECK(reading(app, [&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(publication.seen, rules_version(from));
        ZHUPI_TRY(files, drafted_files(app.world, from));
        return {};
    }));
    ZHUPI_TRY(publication.note, note_of(wanted.note));
    const auto today = app.world.today();
    const auto from = Date::parse(wanted.from);
    if (!from || *from < today) return fail(err::rules_day, {{"day", wanted.from}, {"today", today.iso()}}, "/from");
    publication.from = *from;
    ZHUPI_TRY(publication.rules, compiled_rules(app, std::move(files)));
    return publication;
}

void publish_draft(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    publish(app, call, reply, prepare_draft(app, *call));
}

/// What was in force before an edition comes into force again: today, or on the day that the edition would have.
Result<Publication> prepare_return(App& app, const Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::RuleRollback>());
    Publication publication;
    std::vector<store::RuleEdition> editions;
    ZHUPI_CHECK(reading(app, [&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(publication.seen, rules_version(from));
        ZHUPI_TRY(editions, store::list_rule_editions(from));
        return {};
    }));
    ZHUPI_TRY(publication.note, note_of(wanted.note));
    const auto edition =
        std::find_if(editions.begin(), editions.end(), [&](const auto& e) { return e.id == wanted.edition; });
    if (edition == editions.end())
        return fail(err::rules_version, {{"version", std::to_string(wanted.edition)}}, "/edition");
    // The edition that would be in force on its day if it did not exist.
    const store::RuleEdition* before = nullptr;
    for (const auto& e : editions)
        if (e.id < edition->id && e.from <= edition->from && (!before || e.from >= before->from)) before = &e;
    if (!before) return fail(err::rules_first);
    publication.rules = app.world.catalog.rulebook->version(before->version);
    if (!publication.rules) return fail(err::rules_version, {{"version", before->version.substr(0, 12)}});
    publication.from = std::max(edition->from, app.world.today());
    return publication;
}

void roll_back(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    publish(app, call, reply, prepare_return(app, *call));
}

}  // namespace

void add_rules_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto later = [&app](auto fn) {
        return [&app, fn](const std::shared_ptr<Call>& call, const Reply& reply) { fn(app, call, reply); };
    };
    const std::string manage(permission::rules_manage);
    const auto route = [&](Method method, const char* pattern, const char* operation, const char* zh, const char* en) {
        net::Route made;
        made.method = method;
        made.pattern = pattern;
        made.permission = manage;
        made.operation = operation;
        made.tag = "rules";
        made.zh = zh;
        made.en = en;
        return made;
    };
    auto list = route(Method::get, "/api/v1/rules", "rules", "规则与版本", "Rules and their editions");
    list.response = json::ops_for<api::RulesView>();
    list.handler = bind(list_rules);
    router.add(std::move(list));

    auto facts = route(Method::get, "/api/v1/rules/facts", "ruleFacts", "规则可用的情形", "What rules may ask for");
    facts.response = json::ops_for<api::RuleFacts>();
    facts.handler = bind(list_facts);
    router.add(std::move(facts));

    auto model = route(Method::get, "/api/v1/rules/models/{file}", "ruleModel", "一个规则模型", "One model");
    model.response = json::ops_for<api::RuleModelText>();
    model.query = {{"version", "已发布的版本；不写为草稿", "a published version; without one the draft"}};
    model.handler = bind(one_model);
    router.add(std::move(model));

    auto save = route(Method::put, "/api/v1/rules/models/{file}", "saveRuleDraft", "保存草稿", "Save a draft");
    save.request = json::ops_for<api::RuleText>();
    save.response = json::ops_for<api::RuleModelText>();
    save.body_limit = 2 * longest_model;
    save.versioned = true;
    save.async = later(save_draft);
    router.add(std::move(save));

    auto drop = route(Method::del, "/api/v1/rules/models/{file}", "dropRuleDraft", "放弃草稿", "Drop a draft");
    drop.response = json::ops_for<api::RuleModelText>();
    drop.versioned = true;
    drop.async = later(drop_draft);
    router.add(std::move(drop));

    auto check = route(Method::post, "/api/v1/rules/check", "checkRules", "检查草稿", "Check the draft");
    check.response = json::ops_for<api::RuleCheck>();
    check.handler = bind(check_draft);
    router.add(std::move(check));

    auto tried = route(Method::post, "/api/v1/rules/try", "tryRules", "用例子试算", "Try the draft on an example");
    tried.request = json::ops_for<api::RuleTry>();
    tried.response = json::ops_for<api::RuleTried>();
    tried.handler = bind(try_draft);
    router.add(std::move(tried));

    auto shadowed = route(Method::post, "/api/v1/rules/shadow", "shadowRules", "影子运行", "Run in the shadow");
    shadowed.request = json::ops_for<api::ShadowAsked>();
    shadowed.response = json::ops_for<api::ShadowView>();
    shadowed.handler = bind(shadow_run);
    router.add(std::move(shadowed));

    auto published = route(Method::post, "/api/v1/rules/publish", "publishRules", "发布草稿", "Publish the draft");
    published.request = json::ops_for<api::RulePublish>();
    published.response = json::ops_for<api::RuleEditionView>();
    published.idempotent = true;
    published.versioned = true;
    published.async = later(publish_draft);
    router.add(std::move(published));

    auto back = route(Method::post, "/api/v1/rules/rollback", "rollBackRules", "退回上一版", "Roll an edition back");
    back.request = json::ops_for<api::RuleRollback>();
    back.response = json::ops_for<api::RuleEditionView>();
    back.idempotent = true;
    back.versioned = true;
    back.async = later(roll_back);
    router.add(std::move(back));
}

}  // namespace zhupi::server
