// Durable commands per second, beside the limits of the machine they were taken on, in one run:
//   1. what the disk's own fdatasync does
//   2. the store's group commit with the smallest possible work
//   3. case steps through the domain, inside one process
//   4. a thousand steps at once on one and the same application
//   5. the same as 3 over HTTP against a server process, the clients sharing its cores
//   6. on PostgreSQL, what its own pgbench does there (simple-update, prepared)
//
//   build/release/bench/commands_bench [--cases 16000] [--seconds 4] [--data FOLDER] [--store postgres://… of an empty
//   database]

#include "main/demo/cast.hpp"
#include "main/runtime.hpp"
#include "measure.hpp"

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <latch>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace zhupi;
using namespace zhupi::bench;
namespace fs = std::filesystem;

void measure_group_commit(store::Store& store, std::size_t clients, double seconds) {
    closed_loop("store: group commit of one small row", clients, seconds, [&](std::size_t i, bool& failed) {
        failed = !store.write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_CHECK(
                tx.run("INSERT INTO sequence (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = "
                       "sequence.value + 1",
                       {"bench/" + std::to_string(i)}));
            return {};
        });
        return true;
    });
}

/// One case that waits at its department's counter for its three steps: accept, propose, and the reviewer's return.
struct Work {
    store::Id application = 0, case_id = 0;
    std::string department;
};

/// Projects of the first flow that begins with an item that three people decide, each with that item filed and
/// received.
Result<std::vector<Work>> prepare(Runtime& runtime, const demo::Cast& cast, std::size_t cases) {
    std::vector<Work> works;
    const auto& owner = cast.applicants.front();
    const approval::Actor applicant{owner.id, "applicant", "", owner.organisation},
        counter{cast.counter.front().id, "counter", "spj", 0};
    approval::ProjectFacts facts;
    facts.name = "压测项目";
    facts.district = "990101";
    facts.location = "江南区云江大道 1 号";
    facts.investment = Decimal::of(100);
    facts.answers = {{"investment", "enterprise"}, {"works", "fit_out"}};
    const auto now = system_now();
    for (std::size_t done = 0; done < cases;) {
        ZHUPI_CHECK(runtime.store().write([&](store::Tx& tx) -> Result<void> {
            for (int i = 0; i < 200 && done < cases; ++i, ++done) {
                ZHUPI_TRY(const auto made, store::register_project(tx, runtime.office(), {applicant, now}, facts,
                                                                   {"张明", "19900001234"}));
                ZHUPI_TRY(const auto project, store::load_project(tx, made.project));
                const auto plan = approval::plan_of(runtime.city().catalog, project);
                const auto stage = project.stages.front().number;
                store::Draft draft;
                for (const auto& offer : approval::offers(project, plan, stage, {}))
                    if (offer.can_file && offer.planned->after.empty() && draft.items.empty())
                        draft.items = {offer.planned->item->code};
                ZHUPI_TRY(const auto filed,
                          store::file_application(tx, runtime.office(), {applicant, now}, made.project, stage, draft));
                ZHUPI_CHECK(
                    store::act(tx, runtime.office(), {counter, now}, filed.application, approval::command::Receive{}));
                ZHUPI_TRY(const auto application, store::load_application(tx, filed.application));
                works.push_back({application.id, application.cases.front().id, application.cases.front().department});
            }
            return {};
        }));
    }
    return works;
}

/// Commands that a case can take for ever: its head of office hands it from one officer to the other.
approval::command::Command hand_over(const Work& work, const std::vector<demo::Player>& officers, std::size_t round) {
    return approval::command::Assign{work.case_id, officers[round % officers.size()].id};
}

void measure_domain(Runtime& runtime, const demo::Cast& cast, const std::vector<Work>& works, std::size_t clients,
                    double seconds) {
    std::vector<std::size_t> rounds(clients);
    const auto before = runtime.store().figures();
    closed_loop("case steps inside the process", clients, seconds, [&](std::size_t i, bool& failed) {
        const auto& work = works[(i + rounds[i] * clients) % works.size()];
        const auto& officers = cast.officers.at(work.department);
        const auto& head = cast.reviewers.at(work.department).front();
        const auto command = hand_over(work, officers, ++rounds[i]);
        failed = !runtime.store().write(
            [&](store::Tx& tx) -> Result<void> {
                ZHUPI_CHECK(store::act(tx, runtime.office(), {{head.id, "reviewer", work.department, 0}, system_now()},
                                       work.application, command));
                return {};
            },
            {work.application, 0});
        return true;
    });
    const auto after = runtime.store().figures();
    std::printf("  %.1f steps in a commit\n", static_cast<double>(after.writes - before.writes) /
                                                  static_cast<double>(after.commits - before.commits));
}

/// All of them wait for the same moment; none may see a conflict.
void measure_one_application(Runtime& runtime, const demo::Cast& cast, const Work& work) {
    constexpr std::size_t clients = 1000;
    std::latch start(clients);
    closed_loop("steps on one application, all at once", clients, 600,
                [&, done = std::vector<char>(clients)](std::size_t i, bool& failed) mutable {
                    if (std::exchange(done[i], 1) != 0) return false;
                    start.arrive_and_wait();
                    const auto command = hand_over(work, cast.officers.at(work.department), i);
                    const auto& head = cast.reviewers.at(work.department).front();
                    failed = !runtime.store().write(
                        [&](store::Tx& tx) -> Result<void> {
                            ZHUPI_CHECK(store::act(tx, runtime.office(),
                                                   {{head.id, "reviewer", work.department, 0}, system_now()},
                                                   work.application, command));
                            return {};
                        },
                        {work.application, 0});
                    return true;
                });
}

/// PostgreSQL's own bench on the same server: three updates and an insert of small rows to a transaction.
void measure_pgbench(const std::string& store, std::size_t clients, double seconds) {
    const auto ask = [&](const std::string& options) {
        const auto command = "pgbench " + options + " '" + store + "' 2>&1";
        std::string out;
        std::FILE* pipe = ::popen(command.c_str(), "r");
        char buffer[4096];
        for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, got);
        ::pclose(pipe);
        return out;
    };
    const auto made = ask("-i -q -s 10");
    const auto said = ask("-n -N -M prepared -j 2 -c " + std::to_string(clients) + " -T " +
                          std::to_string(std::max(1, static_cast<int>(seconds))));
    const auto at = said.find("tps = ");
    if (at == std::string::npos)
        std::printf("pgbench is absent, or failed: %s%s\n", made.c_str(), said.c_str());
    else
        std::printf("%-44s %4zu clients  %8.0f /s\n", "pgbench: simple-update", clients,
                    std::atof(said.c_str() + at + 6));
}

// Over HTTP -------------------------------------------------------------------------------------------------------

/// A blocking keep-alive connection: as little as a client can be, since it shares the server's cores.
class Connection {
public:
    explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) std::perror("connect");
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(fd_); }

    /// The whole answer; its status in `status`.
    std::string send(const std::string& request, int& status) {
        status = 0;
        if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return {};
        std::string answer;
        char buffer[16384];
        for (;;) {
            const auto got = ::recv(fd_, buffer, sizeof buffer, 0);
            if (got <= 0) return answer;
            answer.append(buffer, static_cast<std::size_t>(got));
            const auto head = answer.find("\r\n\r\n");
            if (head == std::string::npos) continue;
            const auto length = answer.find("Content-Length: ");
            const std::size_t body =
                length < head ? static_cast<std::size_t>(std::atol(answer.c_str() + length + 16)) : 0;
            if (answer.size() < head + 4 + body) continue;
            status = std::atoi(answer.c_str() + 9);
            return answer;
        }
    }

private:
    int fd_;
};

std::string request(const std::string& path, const std::string& body, const std::string& more) {
    return "POST /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Signs in and answers the header lines that a command needs.
std::string sign_in(std::uint16_t port, const std::string& username) {
    Connection connection(port);
    int status = 0;
    const auto answer = connection.send(
        request("/session", "{\"username\":\"" + username + "\",\"password\":\"" + std::string(demo::password) + "\"}",
                ""),
        status);
    const auto cookie = answer.find("zhupi_session=");
    const auto token = answer.find("\"csrfToken\":\"");
    if (status != 200 || cookie == std::string::npos || token == std::string::npos) return {};
    return "Cookie: " + answer.substr(cookie, answer.find(';', cookie) - cookie) +
           "\r\nX-CSRF-Token: " + answer.substr(token + 13, answer.find('"', token + 13) - token - 13) + "\r\n";
}

struct ServerProcess {
    pid_t pid = 0;
    std::uint16_t port = 0;
};
ServerProcess start_server(const std::string& program, const std::string& data, const std::string& store) {
    int out[2];
    (void)!::pipe(out);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(out[1], 1);
        if (!store.empty()) ::setenv("ZHUPI_STORE", store.c_str(), 1);
        ::execl(program.c_str(), "zhupi", "serve", "--data", data.c_str(), "--listen", "127.0.0.1:0", "--workers", "2",
                nullptr);
        std::perror(program.c_str());
        std::_Exit(127);
    }
    ::close(out[1]);
    std::string line;
    for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) line += c;
    const auto colon = line.rfind(':');
    return {pid, static_cast<std::uint16_t>(std::atoi(line.c_str() + colon + 1))};
}

void measure_http(const ServerProcess& server, const demo::Cast& cast, const std::vector<Work>& works,
                  const std::string& headers, std::size_t clients, double seconds) {
    std::vector<std::unique_ptr<Connection>> connections;
    for (std::size_t i = 0; i < clients; ++i) connections.push_back(std::make_unique<Connection>(server.port));
    std::vector<std::size_t> rounds(clients);
    closed_loop("case steps over HTTP", clients, seconds, [&](std::size_t i, bool& failed) {
        const auto& work = works[(i + rounds[i] * clients) % works.size()];
        const auto& officers = cast.officers.at(work.department);
        const auto user = officers[++rounds[i] % officers.size()].id;
        int status = 0;
        connections[i]->send(request("/cases/" + std::to_string(work.case_id) + "/assign",
                                     "{\"user\":" + std::to_string(user) + "}", headers),
                             status);
        failed = status != 200;
        return true;
    });
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t cases = 16'000;
    double seconds = 4;
    std::string data = "build/bench-commands", store;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--cases") cases = static_cast<std::size_t>(std::atol(argv[i + 1]));
        if (name == "--seconds") seconds = std::atof(argv[i + 1]);
        if (name == "--data") data = argv[i + 1];
        if (name == "--store") store = argv[i + 1];
    }
    fs::remove_all(data);
    fs::create_directories(data);
    measure_disk(data, seconds / 2);

    demo::Cast cast;
    std::vector<Work> works;
    {
        auto runtime = Runtime::open({data, store, {}});
        if (!runtime) return std::fputs(runtime.error().c_str(), stderr), 1;
        for (const std::size_t clients : {1, 8, 32, 64})
            measure_group_commit((*runtime)->store(), clients, seconds / 2);
        const auto ready = (*runtime)->store().write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(cast, demo::make_cast(tx, (*runtime)->city().catalog, system_now()));
            return {};
        });
        auto prepared = ready ? prepare(**runtime, cast, cases) : Result<std::vector<Work>>(fail(ready.error()));
        if (!prepared) return std::fputs(in_words(prepared.error()).c_str(), stderr), 1;
        works = std::move(*prepared);
        for (const std::size_t clients : {1, 8, 32, 64}) measure_domain(**runtime, cast, works, clients, seconds);
        measure_one_application(**runtime, cast, works.front());
    }
    const auto program = (fs::path(argv[0]).parent_path() / "../bin/zhupi").string();
    const auto server = start_server(program, data, store);
    const auto headers = sign_in(server.port, works.front().department + ".sh");
    if (headers.empty()) return std::fputs("cannot sign in\n", stderr), 1;
    for (const std::size_t clients : {1, 8, 64}) measure_http(server, cast, works, headers, clients, seconds);
    if (!store.empty())
        for (const std::size_t clients : {1, 32}) measure_pgbench(store, clients, seconds);
    ::kill(server.pid, SIGTERM);
    ::waitpid(server.pid, nullptr, 0);
    fs::remove_all(data);
}
