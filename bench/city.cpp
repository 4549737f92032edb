// What lists and pages cost in a city of many cases. A demo city is filled by the real command path and its rows are
// then multiplied with fresh numbers; the log is not (it is read by stream, and its size is in the store bench).
//
//   build/release/bench/city_bench [--cases 100000] [--data FOLDER] [--store postgres://… of an empty database]

#include "approval/project.hpp"
#include "main/demo/fill.hpp"
#include "main/runtime.hpp"
#include "measure.hpp"
#include "store/queries.hpp"
#include "store/statistics.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

namespace {

using namespace zhupi;
using namespace zhupi::bench;

struct Size {
    std::int64_t cases = 0, projects = 0, applications = 0, last_case = 0, last_project = 0, last_application = 0;
};

Result<Size> size_of(store::Store& store) {
    Size size;
    ZHUPI_CHECK(store.read(
        [&](store::Snapshot& from) -> Result<void> {
            const auto ask = [&](std::string_view table, std::int64_t& count, std::int64_t& last) {
                return from.query("SELECT COUNT(*), MAX(id) FROM " + std::string(table), {},
                                  [&](const store::Row& row) {
                                      count = row.integer(0);
                                      last = row.integer(1);
                                  });
            };
            ZHUPI_CHECK(ask("case_row", size.cases, size.last_case));
            ZHUPI_CHECK(ask("project_row", size.projects, size.last_project));
            return ask("application_state", size.applications, size.last_application);
        },
        600'000));
    return size;
}

/// One more city beside the first one: every row again, its numbers moved by `nth` times the first city's.
Result<void> copy_once(store::Store& store, const Size& base, std::int64_t nth) {
    const std::int64_t c = nth * base.last_case, p = nth * base.last_project, a = nth * base.last_application;
    const auto mark = "-" + std::to_string(nth);
    return store.write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_CHECK(
            tx.put("INSERT INTO project_state (id, version, state) SELECT id + $1, version, state FROM "
                   "project_state WHERE id <= $2",
                   {p, base.last_project}));
        ZHUPI_CHECK(
            tx.put("INSERT INTO application_state (id, project, version, state) SELECT id + $1, project + $2, "
                   "version, state FROM application_state WHERE id <= $3",
                   {a, p, base.last_application}));
        ZHUPI_CHECK(tx.put(
            "INSERT INTO project_row (id, organisation, code, name, flow, district, stage, completed, investment, "
            "registered_at, longitude, latitude, papers_needed, papers_saved, search) SELECT id + $1, "
            "organisation, code || $2, name || $2, flow, district, stage, completed, investment, registered_at, "
            "longitude, latitude, papers_needed, papers_saved, search || $2 FROM project_row WHERE id <= $3",
            {p, mark, base.last_project}));
        return tx.put(
            "INSERT INTO case_row (id, application, project, organisation, number, item, department, district, stage, "
            "status, desk, handler, is_open, filed_at, received_at, accepted_at, ended_at, clock, statutory, due, "
            "turn, "
            "party, used, late, counts, budget) SELECT id + $1, application + $2, project + $3, organisation, number "
            "|| "
            "$4, item, department, district, stage, status, desk, handler, is_open, filed_at, received_at, "
            "accepted_at, "
            "ended_at, clock, statutory, due, turn, party, used, late, counts, budget FROM case_row WHERE id <= $5",
            {c, a, p, mark, base.last_case});
    });
}

Result<Size> multiply(store::Store& store, std::int64_t wanted) {
    ZHUPI_TRY(const auto base, size_of(store));
    const auto begin = Steady::now();
    const auto copies = wanted / base.cases;
    for (std::int64_t nth = 1; nth < copies; ++nth) {
        ZHUPI_CHECK(copy_once(store, base, nth));
        if (nth % 50 == 0)
            std::printf("  %lld of %lld\r", static_cast<long long>(nth), static_cast<long long>(copies)),
                std::fflush(stdout);
    }
    if (store.name() == "postgres") ZHUPI_CHECK(store.write([](store::Tx& tx) { return tx.put("ANALYZE", {}); }));
    ZHUPI_TRY(const auto size, size_of(store));
    std::printf("%lld cases, %lld applications, %lld projects; multiplied in %.0f s, %.1f GB\n",
                static_cast<long long>(size.cases), static_cast<long long>(size.applications),
                static_cast<long long>(size.projects), seconds_since(begin),
                static_cast<double>(store.figures().bytes) / 1e9);
    return size;
}

using Query = std::function<Result<void>(store::Snapshot&, std::size_t)>;

void measure(store::Store& store, const char* what, std::size_t clients, double seconds, const Query& query) {
    std::vector<std::size_t> rounds(clients);
    Latencies latencies;
    std::atomic<std::size_t> errors{0};
    std::vector<std::thread> threads;
    const auto begin = Steady::now();
    for (std::size_t i = 0; i < clients; ++i)
        threads.emplace_back([&, i] {
            std::vector<float> mine;
            while (seconds_since(begin) < seconds || mine.empty()) {
                const auto start = Steady::now();
                const auto nth = (rounds[i]++ * clients + i) * 7919;
                if (!store.read([&](store::Snapshot& from) { return query(from, nth); }, 600'000)) ++errors;
                mine.push_back(static_cast<float>(seconds_since(start) * 1000));
            }
            latencies.add(mine);
        });
    for (auto& thread : threads) thread.join();
    std::printf("%-44s %4zu clients  %6zu times   p50 %8.2f ms   p95 %8.2f ms   errors %zu\n", what, clients,
                latencies.size(), latencies.at(0.5), latencies.at(0.95), errors.load());
    std::fflush(stdout);
}

void measure_all(Runtime& runtime, const Size& size, double seconds) {
    auto& store = runtime.store();
    const auto& catalog = runtime.city().catalog;
    const auto today = runtime.zone().date_of(system_now());
    const auto list = [&](store::Box box, bool department, std::string search = {}) -> Query {
        return [&, box, department, search](store::Snapshot& from, std::size_t nth) -> Result<void> {
            store::CaseFilter filter;
            filter.box = box;
            filter.today = today;
            filter.soon_until = today.plus_days(5);
            filter.user = static_cast<store::Id>(nth % 60 + 1);
            filter.search = search;
            if (department)
                filter.visible.any_of = {{catalog.departments[nth % catalog.departments.size()].code, {}, {}}};
            ZHUPI_TRY(const auto page, store::list_cases(from, filter, {}, 50));
            return page.cases.size() > 50 ? fail(Error{}) : Result<void>{};
        };
    };
    measure(store, "work list: my department, most urgent", 4, seconds, list(store::Box::department, true));
    measure(store, "work list: mine", 4, seconds, list(store::Box::mine, true));
    measure(store, "work list: unassigned", 4, seconds, list(store::Box::unassigned, true));
    measure(store, "work list: done", 4, seconds, list(store::Box::done, true));
    measure(store, "supervisor: overdue", 4, seconds, list(store::Box::overdue, false));
    measure(store, "supervisor: all, newest first", 4, seconds, list(store::Box::all, false));
    measure(store, "counts of the work lists", 4, seconds, [&](store::Snapshot& from, std::size_t nth) -> Result<void> {
        store::CaseFilter filter;
        filter.today = today;
        filter.soon_until = today.plus_days(5);
        filter.user = static_cast<store::Id>(nth % 60 + 1);
        filter.visible.any_of = {{catalog.departments[nth % catalog.departments.size()].code, {}, {}}};
        ZHUPI_CHECK(store::count_boxes(from, filter));
        return {};
    });
    measure(store, "project page: states and cases", 4, seconds,
            [&](store::Snapshot& from, std::size_t nth) -> Result<void> {
                const auto id = static_cast<store::Id>(nth % static_cast<std::size_t>(size.projects)) + 1;
                ZHUPI_CHECK(store::load_project(from, id));
                ZHUPI_CHECK(store::load_applications(from, id));
                ZHUPI_CHECK(store::cases_of_project(from, id));
                return {};
            });
    measure(store, "search: three characters of a name", 2, seconds, list(store::Box::all, false, "实验小"));
    measure(store, "search: a case's number", 4, seconds, list(store::Box::all, false, "-7"));
    measure(store, "dashboard of the city", 1, seconds, [&](store::Snapshot& from, std::size_t) -> Result<void> {
        ZHUPI_CHECK(store::city_figures(from, {}, today, today.plus_days(5), runtime.zone()));
        return {};
    });
}

}  // namespace

int main(int argc, char** argv) {
    std::int64_t cases = 100'000;
    double seconds = 2;
    std::string data = "build/bench-city", address;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--cases") cases = std::atoll(argv[i + 1]);
        if (name == "--seconds") seconds = std::atof(argv[i + 1]);
        if (name == "--data") data = argv[i + 1];
        if (name == "--store") address = argv[i + 1];
    }
    std::filesystem::remove_all(data);
    auto runtime = Runtime::open({data, address, {}});
    if (!runtime) return std::fputs(runtime.error().c_str(), stderr), 1;
    demo::FillOptions options;
    options.until = system_now();
    const auto filled = demo::fill(**runtime, data, options, [](const std::string&) {});
    if (!filled) return std::fputs(in_words(filled.error()).c_str(), stderr), 1;
    std::printf("%s\n", std::string((*runtime)->store().name()).c_str());
    const auto size = multiply((*runtime)->store(), cases);
    if (!size) return std::fputs(in_words(size.error()).c_str(), stderr), 1;
    measure_all(**runtime, *size, seconds);
    runtime->reset();
    std::filesystem::remove_all(data);
}
