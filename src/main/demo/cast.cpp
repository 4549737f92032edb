#include "main/demo/cast.hpp"

#include "base/codes.hpp"
#include "base/roles.hpp"

#include <cstdio>

namespace zhupi::demo {
namespace {

constexpr const char* surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                    "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"};
constexpr const char* given[] = {"建国", "晓梅", "志强", "丽华", "文博", "思远", "海燕", "国栋",
                                 "雨桐", "明哲", "秀英", "子涵", "永康", "佳怡", "学军", "春兰",
                                 "天佑", "若曦", "振华", "雅琴", "俊杰", "慧敏", "立新"};
constexpr const char* builders[] = {"云江城市建设投资集团有限公司",
                                    "云江交通发展有限公司",
                                    "江南置业有限公司",
                                    "北岸开发建设有限公司",
                                    "青山产业园投资有限公司",
                                    "临港仓储物流有限公司",
                                    "云江市第一人民医院",
                                    "云江市教育发展中心",
                                    "古城文旅开发有限公司",
                                    "高新芯片制造有限公司",
                                    "云江燃气管网有限公司",
                                    "云江水务集团有限公司",
                                    "瑞丰食品有限公司",
                                    "锦程房地产开发有限公司",
                                    "云江市政园林建设中心",
                                    "星河生物医药有限公司",
                                    "嘉禾住宅建设有限公司",
                                    "远航精密机械有限公司",
                                    "云江轨道站城开发有限公司",
                                    "和顺养老服务有限公司"};

class Casting {
public:
    Casting(store::Tx& tx, const catalog::Catalog& catalog, Instant at)
        : tx_(tx), catalog_(catalog), acting_{{}, at}, secret_(access::chosen_secret(password)) {}

    Result<Player> hire(const std::string& username, const std::string& department,
                        const std::vector<access::Grant>& grants) {
        return make({username, next_name(), phone(), department, {}, {}, grants});
    }
    Result<Player> company(std::size_t number) {
        char username[16];
        std::snprintf(username, sizeof username, "owner%02zu", number + 1);
        return company(number, username, builders[number]);
    }
    Result<Player> company(std::size_t number, const std::string& username, const std::string& name) {
        char code[32];
        std::snprintf(code, sizeof code, "91990100MA0%06zu", 300000 + number * 137);
        std::string credit_code = code;
        credit_code += codes::credit_code_check(credit_code);
        return make(
            {username, next_name(), phone(), {}, name, credit_code, {{std::string(role::applicant), {}, {}, {}}}});
    }
    server::DemoAccounts accounts;

private:
    std::string next_name() {
        const auto i = people_++;
        return std::string(surnames[(i * 7) % std::size(surnames)]) + given[(i * 5) % std::size(given)];
    }
    /// 199 0000 …: a block that no carrier gives to subscribers.
    std::string phone() const {
        char number[32];
        std::snprintf(number, sizeof number, "1990000%04zu", people_);
        return number;
    }
    Result<Player> make(const access::NewPerson& person) {
        ZHUPI_TRY(const auto made, access::create_person(tx_, catalog_, acting_, person, secret_));
        ZHUPI_TRY(const auto kept, access::load_person(tx_, made.person));
        api::DemoAccount account{person.username, std::string(password), person.name, {}, {}, {}};
        for (const auto& grant : person.grants) account.roles.push_back(grant.role);
        if (const auto* d = catalog_.department(person.department))
            account.department = api::Coded{d->code, {d->name.zh, d->name.en}};
        if (!person.organisation.empty()) account.organisation = person.organisation;
        accounts.push_back(std::move(account));
        return Player{made.person, kept.organisation,   person.department,
                      person.name, person.organisation, person.organisation_code};
    }

    store::Tx& tx_;
    const catalog::Catalog& catalog_;
    store::Acting acting_;
    access::Secret secret_;
    std::size_t people_ = 0;
};

access::Grant in(std::string_view role, const std::string& department) {
    return {std::string(role), department, {}, {}};
}
access::Grant everywhere(std::string_view role) { return {std::string(role), {}, {}, {}}; }

}  // namespace

Result<Cast> make_cast(store::Tx& tx, const catalog::Catalog& catalog, Instant at) {
    Casting casting(tx, catalog, at);
    Cast cast;
    for (std::size_t i = 0; i < std::size(builders); ++i) {
        ZHUPI_TRY(auto owner, casting.company(i));
        cast.applicants.push_back(std::move(owner));
    }
    for (const char* username : {"counter1", "counter2"}) {
        ZHUPI_TRY(auto clerk, casting.hire(username, catalog.intake_department, {everywhere(role::counter)}));
        cast.counter.push_back(std::move(clerk));
    }
    std::map<std::string, int> load;
    const auto rules = catalog.rulebook->own();
    for (const auto& item : catalog.items) ++load[rules->usual(item.code).department];
    std::vector<std::string> leads;
    for (const auto& flow : catalog.flows)
        for (const auto& stage : flow.stages)
            if (!stage.lead.empty() && std::find(leads.begin(), leads.end(), stage.lead) == leads.end())
                leads.push_back(stage.lead);

    for (const auto& department : catalog.departments) {
        const auto& code = department.code;
        if (load[code] == 0) continue;
        for (int i = 1; i <= (load[code] > 5 ? 3 : 2); ++i) {
            ZHUPI_TRY(auto officer, casting.hire(code + ".cb" + std::to_string(i), code, {in(role::officer, code)}));
            cast.officers[code].push_back(std::move(officer));
        }
        ZHUPI_TRY(auto reviewer, casting.hire(code + ".sh", code, {in(role::reviewer, code)}));
        cast.reviewers[code].push_back(std::move(reviewer));
        ZHUPI_TRY(auto approver, casting.hire(code + ".pz", code, {in(role::approver, code)}));
        cast.approvers[code].push_back(std::move(approver));
    }
    for (const auto& code : leads) {
        ZHUPI_TRY(auto lead, casting.hire(code + ".qt", code, {everywhere(role::lead)}));
        cast.leads[code].push_back(std::move(lead));
    }
    ZHUPI_CHECK(casting.hire("jiancha", catalog.intake_department, {everywhere(role::supervisor)}));
    ZHUPI_CHECK(casting.hire("guanli", catalog.intake_department, {everywhere(role::administrator)}));
    ZHUPI_CHECK(casting.hire("shenji", catalog.intake_department, {everywhere(role::auditor)}));
    ZHUPI_TRY(cast.agent, casting.company(std::size(builders), "agent01", "云江代办工程咨询有限公司"));
    ZHUPI_TRY(cast.designer, casting.company(std::size(builders) + 1, "design01", "云江市建筑设计研究院"));
    cast.accounts = std::move(casting.accounts);
    return cast;
}

}  // namespace zhupi::demo
