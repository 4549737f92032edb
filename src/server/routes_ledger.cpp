#include "server/routes_ledger.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/api_ledger.hpp"
#include "store/event_log.hpp"

#include <charconv>

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

/// "000" alone to "x009/x223/…/807.p/255": what stands behind a level.
constexpr int longest_tile_path = 8;

// What is public ---------------------------------------------------------------------------------------------------

Result<Response> not_found(const Call& call) { return fail(err::http_not_found, {{"path", call.request.path}}); }

/// For everybody, on any page: nothing in it is secret, and whoever checks it may do so in a browser.
Response published(std::string bytes, const char* type, const char* caching) {
    return Response::text(std::move(bytes), type)
        .with("Cache-Control", caching)
        .with("Access-Control-Allow-Origin", "*")
        .with("Cross-Origin-Resource-Policy", "cross-origin");
}

Result<Response> checkpoint(const ledger::Keeper* keeper, const char* part, Call& call) {
    if (keeper == nullptr) return fail(err::ledger_off);
    ZHUPI_TRY(auto note, ledger::FolderStore(keeper->folder() + part).read(ledger::checkpoint_path));
    if (!note) return not_found(call);
    return published(std::move(*note), "text/plain; charset=utf-8", "no-cache");
}

Result<Response> tile(const ledger::Keeper* keeper, const char* part, Call& call) {
    if (keeper == nullptr) return fail(err::ledger_off);
    const auto path = "tile/" + text::join(call.params, "/");
    bool entries = false;
    if (!ledger::parse_path(path, entries)) return not_found(call);
    ZHUPI_TRY(auto bytes, ledger::FolderStore(keeper->folder() + part).read(path));
    if (!bytes) return not_found(call);
    return published(std::move(*bytes), "application/octet-stream", "public, max-age=31536000, immutable");
}

void add_public_routes(net::Router& router, const ledger::Keeper* keeper) {
    const auto open = [&](std::string pattern, std::string operation, net::Handler handler) {
        router.add({.method = Method::get,
                    .pattern = std::move(pattern),
                    .operation = std::move(operation),
                    .tag = "ledger",
                    .open = true,
                    .hidden = true,  // the description is C2SP's
                    .handler = std::move(handler)});
    };
    const std::pair<std::string, const char*> logs[] = {{"/ledger", "/log"}, {"/ledger-sm3", "/log-sm3"}};
    for (const auto& [prefix, part] : logs) {
        open(prefix + "/checkpoint", "checkpoint" + prefix.substr(7),
             [keeper, part = part](Call& call) { return checkpoint(keeper, part, call); });
        auto pattern = prefix + "/tile";
        for (int depth = 1; depth <= longest_tile_path; ++depth) {
            pattern += "/{p" + std::to_string(depth) + "}";
            if (depth == 1) continue;  // a level by itself is no tile
            open(pattern, "tile" + prefix.substr(7) + std::to_string(depth),
                 [keeper, part = part](Call& call) { return tile(keeper, part, call); });
        }
    }
    open("/ledger/witnessed/checkpoint", "witnessedCheckpoint",
         [keeper](Call& call) { return checkpoint(keeper, "/witnessed", call); });
    open("/ledger/policy", "ledgerPolicy", [keeper](Call&) -> Result<Response> {
        if (keeper == nullptr) return fail(err::ledger_off);
        return published(keeper->policy_text(), "text/plain; charset=utf-8", "no-cache");
    });
}

// What auditors see ------------------------------------------------------------------------------------------------

api::Trouble trouble_of(const Error& error) {
    return {std::string(error.code->code), error.zh(), error.en(), error.next_zh(), error.next_en()};
}

api::LedgerWitness witness_view(const ledger::WitnessState& state, const ledger::KeeperStatus& status) {
    api::LedgerWitness view;
    view.name = state.name;
    view.size = static_cast<std::int64_t>(state.size);
    if (state.at) view.at = state.at->iso();
    view.in_quorum = std::find(status.seen_by.begin(), status.seen_by.end(), state.name) != status.seen_by.end();
    if (state.problem) view.trouble = trouble_of(*state.problem);
    view.failures = state.failures;
    if (state.next_at) view.next_at = state.next_at->iso();
    return view;
}

Result<Response> status(App& app, const ledger::Keeper* keeper) {
    api::LedgerView view;
    if (keeper == nullptr) return Response::json(view);
    ZHUPI_TRY(const auto head, reading(app, [](store::Snapshot& from) { return store::log_head(from); }));
    const auto now = keeper->status();
    view.kept = true;
    view.origin = now.origin;
    view.events = head.seq;
    view.size = static_cast<std::int64_t>(now.size);
    view.witnessed = static_cast<std::int64_t>(now.witnessed);
    view.root = encoding::base64(now.root);
    if (now.at) view.at = now.at->iso();
    if (now.problem) view.trouble = trouble_of(*now.problem);
    for (const auto& state : now.asked) view.witnesses.push_back(witness_view(state, now));
    view.policy = keeper->policy_text();
    return Response::json(view);
}

// Proofs -----------------------------------------------------------------------------------------------------------

/// The number behind "application/"; nothing for other streams.
std::optional<store::Id> number_in(std::string_view stream, std::string_view kind) {
    if (!stream.starts_with(kind)) return std::nullopt;
    stream.remove_prefix(kind.size());
    store::Id id = 0;
    const auto [end, ec] = std::from_chars(stream.data(), stream.data() + stream.size(), id);
    return ec == std::errc{} && end == stream.data() + stream.size() ? std::optional(id) : std::nullopt;
}

bool is_auditor(const Call& call) { return !access::roles_for(caller(call).person, permission::audit_read).empty(); }

/// The event, when the caller may know that it happened: auditors all, others those of what they may read.
Result<store::Event> visible_event(App& app, const Call& call, store::Snapshot& from, std::int64_t seq) {
    const auto none = [&] { return fail(err::ledger_no_event, {{"seq", std::to_string(seq)}}, "?event"); };
    ZHUPI_TRY(auto events, store::read_after(from, seq - 1, 1));
    if (events.empty() || events.front().seq != seq) return none();
    auto& event = events.front();
    if (is_auditor(call)) return std::move(event);
    if (const auto application = number_in(event.stream, "application/"))
        if (visible_application(app, call, from, *application)) return std::move(event);
    if (const auto project = number_in(event.stream, "project/"))
        if (visible_project(app, call, from, *project)) return std::move(event);
    return none();
}

/// Who sees what an event held: auditors, and whoever did it. Others get the proof alone, which tells nothing of it.
bool may_open(const Call& call, const store::Event& event) {
    if (is_auditor(call)) return true;
    const auto actor = json::decode<approval::Actor>(event.actor, json::Unknown::ignore);
    return actor && actor->user != 0 && actor->user == caller(call).person.id;
}

Result<Response> prove(App& app, const ledger::Keeper* keeper, Call& call) {
    const auto said = query_or(call, "event");
    if (said.empty()) return fail(err::json_missing, {{"name", "event"}}, "?event");
    const auto seq = number_in(said, "").value_or(0);
    if (keeper == nullptr) return fail(err::ledger_off);
    ZHUPI_TRY(const auto event,
              reading(app, [&](store::Snapshot& from) { return visible_event(app, call, from, seq); }));
    ZHUPI_TRY(const auto proof, keeper->prove(seq));
    api::LedgerProofView view{seq, proof.entry, ledger::write_proof_file(proof.file), proof.quorum_met, {}};
    if (may_open(call, event))
        view.opening = {encoding::base64(keeper->salts().of(seq)), encoding::base64(store::event_content(event))};
    return Response::json(view);
}

}  // namespace

void add_ledger_routes(net::Router& router, App& app, const ledger::Keeper* keeper) {
    add_public_routes(router, keeper);
    router.add({.method = Method::get,
                .pattern = "/api/v1/ledger",
                .permission = std::string(permission::audit_read),
                .operation = "ledger",
                .tag = "audit",
                .zh = "存证日志的状态",
                .en = "The state of the evidence log",
                .response = json::ops_for<api::LedgerView>(),
                .handler = [&app, keeper](Call&) { return status(app, keeper); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/ledger/proof",
                .operation = "ledgerProof",
                .tag = "audit",
                .zh = "一条事件的存证证明",
                .en = "The proof that an event is in the evidence log",
                .response = json::ops_for<api::LedgerProofView>(),
                .query = {{"event", "事件编号", "number of the event", {}, {{1, (std::int64_t{1} << 53) - 1}}}},
                .handler = [&app, keeper](Call& call) { return prove(app, keeper, call); }});
}

}  // namespace zhupi::server
