// The zhupi command.

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "main/demo/cast.hpp"
#include "main/demo/fill.hpp"
#include "main/exit_codes.hpp"
#include "main/flow_command.hpp"
#include "main/ledger_command.hpp"
#include "main/licence_command.hpp"
#include "main/notify_options.hpp"
#include "main/rules_command.hpp"
#include "main/runtime.hpp"
#include "main/store_commands.hpp"
#include "main/witness_command.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/replay.hpp"
#include "supervision/orders.hpp"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace zhupi {
namespace {

namespace fs = std::filesystem;

/// As good Unix tools: 0 well, 1 it failed, 2 it was called wrongly, 3 a check found a difference.
constexpr std::int64_t replay_limit_ms = 24 * 3'600'000;  ///< a whole city is folded

int complain(const std::string& words) {
    std::fputs(words.c_str(), stderr);
    if (!words.ends_with('\n')) std::fputc('\n', stderr);
    return failed;
}
int complain(const Error& error) { return complain(in_words(error)); }

Result<bool> is_empty(Runtime& runtime) {
    bool empty = false;
    ZHUPI_CHECK(runtime.store().read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto people, access::count_people(from));
        empty = people == 0;
        return {};
    }));
    return empty;
}

/// A demo city that was not filled to its end is half a city: it is not served as if it were whole.
bool is_unfinished(const std::string& data) {
    if (!fs::exists(demo::unfinished_mark(data))) return false;
    complain(data + ": 上次生成演示城市时中断，数据不完整。请删除这个目录后重试\n" + data +
             ": filling this demo city was interrupted, and it is incomplete. Delete the folder and try again\n");
    return true;
}

/// What was said as --data and --store, for messages.
std::string said(const Place& place) {
    return "--data " + place.data + (place.store.empty() ? "" : " --store " + store::without_password(place.store));
}

void complain_not_initialised(const Place& place) {
    const auto where = said(place);
    complain(where + ": 还没有初始化。请先运行 zhupi init " + where + "\n" + where +
             ": not initialised yet. Run zhupi init " + where + " first\n");
}

/// Opens a city that is there: only init and demo make one, and a mistyped --data must not bring forth an empty one.
/// Null when there is none, which has been said.
std::unique_ptr<Runtime> open_existing(const Place& place) {
    if (is_unfinished(place.data)) return nullptr;
    if (place.store.empty() && !fs::exists(place.data + "/city.db")) return complain_not_initialised(place), nullptr;
    auto runtime = Runtime::open(place);
    if (!runtime) return complain(runtime.error()), nullptr;
    const auto empty = is_empty(**runtime);
    if (!empty) return complain(empty.error()), nullptr;
    if (*empty) return complain_not_initialised(place), nullptr;
    return std::move(*runtime);
}

int serve(const ServeOptions& options) {
    const auto runtime = open_existing(options.place);
    return runtime ? runtime->serve(options) : failed;
}

struct DemoOptions {
    ServeOptions serve;
    demo::FillOptions fill;
    bool fill_only = false;
};

int run_demo(DemoOptions& options) {
    if (is_unfinished(options.serve.place.data)) return failed;
    auto runtime = Runtime::open(options.serve.place);
    if (!runtime) return complain(runtime.error());
    const auto empty = is_empty(**runtime);
    if (!empty) return complain(empty.error());
    if (*empty) {
        const bool terminal = ::isatty(STDOUT_FILENO) != 0;
        options.fill.until = system_now();
        const auto begin = system_now();
        const auto report = demo::fill(**runtime, options.serve.place.data, options.fill, [&](const std::string& how) {
            if (terminal) std::printf("\r正在生成演示城市… %s  ", how.c_str()), std::fflush(stdout);
        });
        if (!report) return complain(report.error());
        std::printf("%s演示城市已生成：%lld 个项目，%lld 次申报，%lld 个办件，%lld 条事件，用时 %.1f 秒\n",
                    terminal ? "\r" : "", static_cast<long long>(report->projects),
                    static_cast<long long>(report->applications), static_cast<long long>(report->cases),
                    static_cast<long long>(report->events), static_cast<double>(system_now().ms - begin.ms) / 1000);
        std::printf("filled: projects=%lld applications=%lld cases=%lld events=%lld\n",
                    static_cast<long long>(report->projects), static_cast<long long>(report->applications),
                    static_cast<long long>(report->cases), static_cast<long long>(report->events));
    } else if (load_demo_accounts(options.serve.place.data).empty()) {
        return complain(options.serve.place.data + ": 这里是一个真实城市的数据，不能用于演示。请换一个 --data 目录\n" +
                        options.serve.place.data +
                        ": this folder holds a real city. Choose another --data folder for the demo\n");
    }
    if (options.fill_only) return well;
    std::printf("演示账号口令均为 %s（登录页可一键登录）\n", std::string(demo::password).c_str());
    return (*runtime)->serve(options.serve);
}

struct InitOptions {
    Place place;
    std::string city, admin = "admin", name = "系统管理员";
};

int copy_city(const std::string& from, const std::string& data) {
    std::error_code ec;
    const auto target = fs::path(data) / "city", fresh = fs::path(data) / "city.new";
    fs::create_directories(data, ec);
    fs::remove_all(fresh, ec);
    fs::copy(from, fresh, fs::copy_options::recursive, ec);
    if (ec) return complain(data + ": " + ec.message());
    fs::remove_all(target, ec);
    fs::rename(fresh, target, ec);
    if (ec) return complain(data + ": " + ec.message());
    return well;
}

int import_city(const std::string& folder, const std::string& data, bool check_only) {
    const auto city = load_city(folder);
    if (!city) {
        complain(city.error());
        return complain(
            "没有导入任何内容。请按上面的提示改正后重试\nNothing was imported. Correct the above and try again\n");
    }
    std::printf("%s：%zu 个事项，%zu 种材料，%zu 个流程，日历至 %d 年，版本 %s\n", city->catalog.city.zh.c_str(),
                city->catalog.items.size(), city->catalog.materials.size(), city->catalog.flows.size(),
                city->calendar.last_year(), city->catalog.version.substr(0, 12).c_str());
    return check_only ? well : copy_city(folder, data);
}

int init(const InitOptions& options) {
    const auto& place = options.place;
    const auto done_before = [&] {
        return complain(said(place) + ": 已经初始化过\n" + said(place) + ": is initialised already\n");
    };
    if (place.store.empty() && fs::exists(place.data + "/city.db")) return done_before();
    if (!options.city.empty())
        if (const int code = import_city(options.city, place.data, false); code != well) return code;
    auto runtime = Runtime::open(place);
    if (!runtime) return complain(runtime.error());
    const auto empty = is_empty(**runtime);
    if (!empty) return complain(empty.error());
    if (!*empty) return done_before();
    access::NewPerson admin{options.admin, options.name, "", "", "", "", {{"administrator", {}, {}, {}}}};
    const auto secret = access::one_time_secret();
    access::OneTimePassword issued;
    const auto made = (*runtime)->store().write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(issued, access::create_person(tx, (*runtime)->city().catalog, {{}, system_now()}, admin, secret));
        return {};
    });
    if (!made) return complain(made.error());
    std::printf("%s 已就绪\n管理员 administrator: %s\n一次性口令 one-time password: %s\n", place.data.c_str(),
                issued.username.c_str(), issued.password.c_str());
    return well;
}

int replay(const Place& place) {
    const auto runtime = open_existing(place);
    if (!runtime) return failed;
    store::ReplayReport report;
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    const auto done = runtime->store().read(
        [&](store::Snapshot& from) -> Result<void> {
            const store::Deriving deriving{runtime->city().calendar, runtime->zone()};
            ZHUPI_TRY(report, store::verify_by_replay(from, deriving, [&](std::int64_t events) {
                          if (terminal) std::fprintf(stderr, "\r%lld", static_cast<long long>(events));
                      }));
            return {};
        },
        replay_limit_ms);
    if (!done) return complain(done.error());
    const auto supervised = runtime->store().read(
        [&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(const auto differences, supervision::verify_supervision(from));
            report.differences.insert(report.differences.end(), differences.begin(), differences.end());
            return {};
        },
        replay_limit_ms);
    if (!supervised) return complain(supervised.error());
    for (const auto& difference : report.differences) std::printf("differs: %s\n", difference.c_str());
    std::printf("%s events=%lld projects=%lld applications=%lld cases=%lld messages=%lld head=%s\n",
                report.exact() ? "verified" : "DIFFERS", static_cast<long long>(report.events),
                static_cast<long long>(report.projects), static_cast<long long>(report.applications),
                static_cast<long long>(report.cases), static_cast<long long>(report.messages),
                report.head.substr(0, 16).c_str());
    return report.exact() ? well : differs;
}

struct UserOptions {
    Place place;
    std::string username, name, phone, department, organisation, organisation_code;
    std::vector<std::string> roles;
};

int add_user(const UserOptions& options) {
    const auto runtime = open_existing(options.place);
    if (!runtime) return failed;
    access::NewPerson person{options.username,
                             options.name,
                             options.phone,
                             options.department,
                             options.organisation,
                             options.organisation_code,
                             {}};
    for (const auto& role : options.roles) {
        // Desk roles reach the person's own department; the others the whole city.
        const bool desk = role == "officer" || role == "reviewer" || role == "approver";
        person.grants.push_back(
            {role, desk && !options.department.empty() ? std::optional(options.department) : std::nullopt, {}, {}});
    }
    const auto secret = access::one_time_secret();
    access::OneTimePassword issued;
    const auto made = runtime->store().write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(issued, access::create_person(tx, runtime->city().catalog, {{}, system_now()}, person, secret));
        return {};
    });
    if (!made) return complain(made.error());
    std::printf("%s\n一次性口令 one-time password: %s\n", issued.username.c_str(), issued.password.c_str());
    return well;
}

void add_place_options(CLI::App& command, Place& place) {
    command.add_option("--data", place.data, "数据目录 data folder")->required()->envname("ZHUPI_DATA");
    command
        .add_option("--store", place.store,
                    "PostgreSQL 地址，不写即为数据目录中的 SQLite  postgres://… instead of SQLite")
        ->envname("ZHUPI_STORE");
}

void add_serve_options(CLI::App& command, ServeOptions& options) {
    add_place_options(command, options.place);
    command.add_option("--store-standby", options.place.standby, "只读副本地址 a streaming replica for reads")
        ->envname("ZHUPI_STORE_STANDBY");
    command.set_config("--config", "",
                       "配置文件：每行一个选项，如 store = \"postgres://…\"  file with these options, one a line");
    command.add_option("--listen", options.listen, "监听地址 ADDR:PORT")->capture_default_str();
    command.add_option("--web", options.web, "网页目录 folder of the built pages");
    command.add_option("--workers", options.workers, "工作线程 worker threads")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    command
        .add_option("--clamd", options.clamd,
                    "病毒查杀：clamd 的套接字或 HOST:3310，auto 为已安装则用，off 为不用  malware scanner")
        ->capture_default_str()
        ->envname("ZHUPI_CLAMD");
    command.add_option("--tls-cert", options.certificate, "证书 certificate (PEM)");
    command.add_option("--tls-key", options.key, "私钥 private key (PEM)");
    add_ledger_options(command, options.ledger);
    add_notify_options(command, options.notify);
}

constexpr const char* examples = R"(
例 Examples:
  zhupi demo --data data/demo                         生成并打开演示城市  fill and serve the demo city
  zhupi init --data /var/lib/zhupi --city mycity/     建立一个城市        set a city up
  zhupi serve --data /var/lib/zhupi --listen 0.0.0.0:8080
  zhupi serve --data /var/lib/zhupi --store postgres://zhupi@db1,db2/city
  zhupi serve --data /var/lib/zhupi --smtp-server smtp://mail.example.cn:587 --smtp-from notice@example.cn    提醒发邮件  reminders by mail
  zhupi serve --config /etc/zhupi.toml                选项写在文件里      options in a file
  zhupi user add --data /var/lib/zhupi --username zhang.san --name 张三 --role officer --department zjj
  zhupi import mycity/ --check                        只检查城市配置      check a city's files
  zhupi flow check flow.bpmn                          检查流程           may a flow be published?
  zhupi rules lint city/rules/*.dmn                   检查决策表         look for gaps and overlaps in decision tables
  zhupi backup --data /var/lib/zhupi --to city.zhupi --key-file key    服务中也可备份   also while serving
  zhupi restore city.zhupi --data /var/lib/zhupi2 --key-file key
  zhupi migrate --data /var/lib/zhupi --to postgres://zhupi@db/city
  zhupi replay --verify --data /var/lib/zhupi         重放日志并核对      fold the log again and compare
  zhupi witness --data /var/lib/witness --name zj.example.gov.cn/w1 --policy policy    作见证  cosign a city's evidence log
  zhupi ledger verify https://zj.example.gov.cn/ledger --policy policy    核对存证日志  check the evidence log
  zhupi licence verify permit.ofd                     验证电子证照        is this e-licence genuine?
)";

std::string what_is_wrong(const CLI::App* app, const CLI::Error& error) {
    std::string command;
    for (; app->get_parent() != nullptr; app = app->get_parent()) command = " " + app->get_name() + command;
    return "参数有误：" + std::string(error.what()) + "\n请运行 zhupi" + command + " --help 查看用法\n" +
           "Wrong arguments: " + error.what() + "\nRun zhupi" + command + " --help to see how it is called\n";
}

int run(int argc, char** argv) {
    CLI::App app{"筑批 Zhupi：工程建设项目审批管理系统\nApproval of construction projects, from 立项 to 竣工", "zhupi"};
    app.footer(examples);
    app.set_version_flag("--version", std::string("zhupi ") + ZHUPI_VERSION);
    app.require_subcommand(1);
    int code = well;

    ServeOptions serve_options;
    auto* serve_command = app.add_subcommand("serve", "启动服务 serve a city");
    add_serve_options(*serve_command, serve_options);
    serve_command->callback([&] { code = serve(serve_options); });

    DemoOptions demo_options;
    auto* demo_command = app.add_subcommand("demo", "演示城市 fill a demo city, then serve it");
    add_serve_options(*demo_command, demo_options.serve);
    demo_command->add_flag("--fill-only", demo_options.fill_only, "只生成，不启动 fill, do not serve");
    demo_command->add_option("--projects", demo_options.fill.projects, "项目数 projects")
        ->capture_default_str()
        ->check(CLI::Range(0, 200000));
    demo_command->add_option("--days", demo_options.fill.days, "历史天数 days of history")
        ->capture_default_str()
        ->check(CLI::Range(30, 2500));
    demo_command->callback([&] { code = run_demo(demo_options); });

    InitOptions init_options;
    auto* init_command = app.add_subcommand("init", "初始化 set up a data folder and its first administrator");
    add_place_options(*init_command, init_options.place);
    init_command->add_option("--city", init_options.city, "城市配置目录 folder of a city (the demo city without one)");
    init_command->add_option("--admin", init_options.admin, "管理员用户名 user name")->capture_default_str();
    init_command->add_option("--name", init_options.name, "管理员姓名 name")->capture_default_str();
    init_command->callback([&] { code = init(init_options); });

    add_store_commands(app, code);

    std::string import_folder, import_data;
    bool check_only = false;
    auto* import_command = app.add_subcommand("import", "导入城市配置 check a city's files and take them in");
    import_command->add_option("folder", import_folder, "城市配置目录 folder of the city")
        ->required()
        ->check(CLI::ExistingDirectory);
    import_command->add_option("--data", import_data, "数据目录 data folder");
    import_command->add_flag("--check", check_only, "只检查 only check");
    import_command->callback([&] {
        code = import_data.empty() && !check_only
                   ? complain("请说明 --data 目录，或用 --check 只检查\nSay --data FOLDER, or --check to check only\n")
                   : import_city(import_folder, import_data, check_only);
    });

    Place replay_place;
    bool verify = false;
    auto* replay_command = app.add_subcommand("replay", "重放日志 fold the log again");
    replay_command->add_flag("--verify", verify, "与存储核对 compare with what is stored")->required();
    add_place_options(*replay_command, replay_place);
    replay_command->callback([&] { code = replay(replay_place); });

    UserOptions user_options;
    auto* user_command = app.add_subcommand("user", "人员 people");
    user_command->require_subcommand(1);
    auto* add_command = user_command->add_subcommand("add", "新建人员 create a person with a one-time password");
    add_place_options(*add_command, user_options.place);
    add_command->add_option("--username", user_options.username, "用户名 user name")->required();
    add_command->add_option("--name", user_options.name, "姓名 name")->required();
    add_command->add_option("--phone", user_options.phone, "电话 telephone");
    add_command->add_option("--role", user_options.roles, "角色 role, may be repeated")->required();
    add_command->add_option("--department", user_options.department, "部门代码 department");
    add_command->add_option("--organisation", user_options.organisation, "单位名称 company");
    add_command->add_option("--organisation-code", user_options.organisation_code,
                            "统一社会信用代码 unified credit code");
    add_command->callback([&] { code = add_user(user_options); });

    add_flow_command(app, code);
    add_rules_command(app, code);
    add_ledger_command(app, code);
    add_witness_command(app, code);
    add_licence_command(app, code);

    app.failure_message(what_is_wrong);
    const std::string first = argc > 1 ? argv[1] : "-";
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    if (!first.starts_with('-') &&
        std::none_of(commands.begin(), commands.end(), [&](const auto* c) { return c->get_name() == first; })) {
        complain("没有命令“" + first + "”。请运行 zhupi --help 查看可用的命令\nThere is no command '" + first +
                 "'. Run zhupi --help to see what there is\n");
        return called_wrongly;
    }

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? well : called_wrongly;
    }
    return code;
}

}  // namespace
}  // namespace zhupi

int main(int argc, char** argv) {
    std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes becomes an error of the write, told like a full disk
    try {
        return zhupi::run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "内部错误 internal error: %s\n", error.what());
        return 1;
    }
}
