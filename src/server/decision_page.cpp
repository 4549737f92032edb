#include "server/decision_page.hpp"

#include "base/text.hpp"
#include "server/findings_views.hpp"
#include "server/html.hpp"

namespace zhupi::server {
namespace {

/// 二〇二六年十一月二十四日 would be the formal way; the digits are what official templates print today.
std::string chinese_date(Date date) {
    return std::to_string(date.year()) + "年" + std::to_string(date.month()) + "月" +
           std::to_string(date.day_of_month()) + "日";
}

constexpr std::string_view page = R"(<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} {number}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16pt/1.8 "Noto Serif CJK SC", "Songti SC", SimSun, serif; color: #000; background: #fff; margin: 0 auto; padding: 2.5cm 2cm; max-width: 21cm; box-sizing: border-box; }
h1 { font-size: 24pt; text-align: center; letter-spacing: .1em; margin: 0 0 .5em; }
.number { text-align: right; } dl { display: grid; grid-template-columns: auto 1fr; gap: .2em 1em; } dt { font-weight: bold; } dd { margin: 0; }
p { text-indent: 2em; margin: .6em 0; } .sign { text-align: right; margin-top: 3em; } .revoked { border: 3px solid #c00; color: #c00; padding: .3em 1em; text-align: center; font-weight: bold; }
.fictional { font-size: 11pt; color: #555; text-align: center; } @media print { .fictional { color: #000; } }
</style></head><body>
{fictional}{revoked}<h1>{title}</h1><div class="number">{number}</div>
<dl><dt>申请人</dt><dd>{applicant}</dd><dt>项目名称</dt><dd>{project}</dd><dt>项目代码</dt><dd>{code}</dd><dt>事项</dt><dd>{item}</dd><dt>建设地点</dt><dd>{location}</dd><dt>法律依据</dt><dd>{basis}</dd></dl>
<p>{text}</p>{conditions}{deferrals}{validity}
<p>如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，或者在六个月内依法提起行政诉讼。</p>
<div class="sign">{department}<br>{date}</div>
</body></html>
)";

/// The conditions under which it is granted, of every department that stated some on the case and that still bind.
std::string conditions_of(const approval::Application& application, const approval::Case& c) {
    if (!application.joint) return {};
    std::string lines;
    for (const auto& held : application.joint->conditions)
        if (held.case_id == c.id && held.said.direction != approval::Direction::available &&
            approval::in_force(application, held))
            lines += "<li>" + html(condition_words(held.said)) + "（" + html(held.said.clause) + "）。</li>";
    return lines.empty() ? "" : "<p>本决定附下列条件：</p><ol>" + lines + "</ol>";
}

}  // namespace

std::string decision_page(const World& world, const Directory& people, const approval::Project& project,
                          const approval::Application& application, const approval::Case& c) {
    const auto& decision = *c.decision;
    const auto& item = *world.catalog.item(c.item);
    std::string deferrals;
    for (const auto& deferral : decision.deferrals) {
        const auto* material = world.catalog.material(deferral.material);
        deferrals += "<p>容缺材料“" + html(material ? material->name.zh : deferral.material) + "”须于" +
                     chinese_date(deferral.due) + "前补齐。</p>";
    }
    Params fields{
        {"title", html(decision.title)},
        {"number", html(decision.number)},
        {"applicant", html(people.organisation(application.organisation))},
        {"project", html(project.facts.name)},
        {"code", html(project.facts.code)},
        {"item", html(item.name.zh)},
        {"location", html(project.facts.location)},
        {"basis", html(item.basis)},
        {"text", html(decision.text)},
        {"conditions", decision.outcome == approval::Outcome::reject ? "" : conditions_of(application, c)},
        {"deferrals", deferrals},
        {"validity", decision.valid_until ? "<p>有效期至" + chinese_date(*decision.valid_until) + "。</p>" : ""},
        {"department", html(department_view(world, c.department).name.zh)},
        {"date", chinese_date(decision.date)},
        {"revoked",
         decision.revoked_at ? "<div class=\"revoked\">已撤销：" + html(decision.revoked_reason) + "</div>" : ""},
        {"fictional", world.catalog.fictional ? "<div class=\"fictional\">演示城市，本文书无法律效力</div>" : ""},
    };
    // The template's own braces are CSS; only known names are filled.
    return text::fill(page, fields);
}

}  // namespace zhupi::server
