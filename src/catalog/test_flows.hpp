#pragma once
// For tests only: flows of a small city, without pictures. Stage by stage the same: intake, then for every case the
// process of its route.

#include "catalog/catalog.hpp"
#include "catalog/flows.hpp"

#include <stdexcept>

namespace zhupi::catalog::testing {

/// One file in the making: nodes and the lines between them, each listed where it joins.
class Drawing {
public:
    /// Ids stand once in an edition, so each gets the drawing's own beginning.
    explicit Drawing(std::string prefix) : prefix_(std::move(prefix)) {}
    std::string own(const std::string& id) const { return prefix_ + id; }
    void node(const std::string& tag, const std::string& id, const std::string& attributes = {},
              const std::string& inside = {}) {
        nodes_.push_back({tag, own(id), attributes, inside, {}, {}});
    }
    void task(const std::string& id, const std::string& step, const std::string& more = {},
              const std::string& inside = {}) {
        const bool machine = step == "issue" || step == "delivery";
        node(machine ? "serviceTask" : "userTask", id, "name=\"" + id + "\" zhupi:step=\"" + step + "\" " + more,
             inside);
    }
    void line(const std::string& from, const std::string& to, const std::string& condition = {}) {
        const auto id = own(from) + "_" + own(to);
        at(own(from)).outgoing += "<outgoing>" + id + "</outgoing>";
        at(own(to)).incoming += "<incoming>" + id + "</incoming>";
        lines_ += "<sequenceFlow id=\"" + id + "\" sourceRef=\"" + own(from) + "\" targetRef=\"" + own(to) + "\"";
        lines_ += condition.empty() ? "/>"
                                    : "><conditionExpression xsi:type=\"tFormalExpression\">" + condition +
                                          "</conditionExpression></sequenceFlow>";
    }
    std::string text() const {
        std::string all;
        for (const auto& n : nodes_)
            all += "<" + n.tag + " id=\"" + n.id + "\" " + n.attributes + ">" + n.incoming + n.outgoing + n.inside +
                   "</" + n.tag + ">";
        return all + lines_;
    }
    std::string process(const std::string& id) const {
        return R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zhupi="http://zhupi.dev/schema/bpmn/1.0" targetNamespace="urn:test" expressionLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/">
<message id="met" name="prerequisites_met"/><message id="lost" name="prerequisites_lost"/><message id="out" name="withdrawn"/>
<interface id="desk" name="desk"><operation id="met_op" name="met"><inMessageRef>met</inMessageRef></operation><operation id="lost_op" name="lost"><inMessageRef>lost</inMessageRef></operation><operation id="out_op" name="out"><inMessageRef>out</inMessageRef></operation></interface>)"
               "<process id=\"" +
               id + "\" isExecutable=\"true\">" + text() + "</process></definitions>";
    }

private:
    struct DrawnNode {
        std::string tag, id, attributes, inside, incoming, outgoing;
    };
    DrawnNode& at(const std::string& id) {
        for (auto& n : nodes_)
            if (n.id == id) return n;
        throw std::runtime_error("no node " + id);
    }
    std::string prefix_;
    std::vector<DrawnNode> nodes_;
    std::string lines_;
};

inline std::string message_event(const std::string& message) {
    return "<messageEventDefinition messageRef=\"" + message + "\"><operationRef>" + message +
           "_op</operationRef></messageEventDefinition>";
}

/// 受理 → the desks → 制证 → 送达 with everything that can happen at them. With `asks`, two departments are asked first
/// and have two days.
inline std::string item_flow(const std::string& id, bool review, bool approval, bool asks = false) {
    Drawing d(id + "_");
    const auto otherwise = [&](const std::string& from, const std::string& to) {
        return "default=\"" + d.own(from) + "_" + d.own(to) + "\"";
    };
    d.node("startEvent", "s");
    d.task("accept", "acceptance");
    d.task("handle", "handling");
    d.task("mend", "correction");
    d.task("mend2", "correction");
    d.task("special", "special");
    d.task("issue", "issue");
    d.task("deliver", "delivery");
    d.node("exclusiveGateway", "g1", otherwise("g1", "no"));
    d.node("exclusiveGateway", "g2", otherwise("g2", "n"));
    d.node("endEvent", "no");
    d.node("endEvent", "end");
    d.node("task", "n");
    d.line("s", "accept");
    d.line("accept", "g1");
    d.line("g1", "mend", "outcome = \"correction\"");
    d.line("mend", "accept");
    d.line("g1", "no");
    if (asks) {
        d.task("ask", "task", "zhupi:outcomes=\"agree conditional disagree\"",
               "<multiInstanceLoopCharacteristics zhupi:collection='[&quot;plan&quot;,&quot;build&quot;]' "
               "zhupi:item=\"department\"/>");
        d.node("boundaryEvent", "late", "attachedToRef=\"" + d.own("ask") + "\"",
               "<timerEventDefinition><timeDuration xsi:type=\"tFormalExpression\">P2D</timeDuration>"
               "</timerEventDefinition>");
        d.line("ask", "handle");
        d.line("late", "handle");
    }
    d.line("g1", asks ? "ask" : "handle", "outcome = \"accepted\"");
    d.line("handle", "g2");
    d.line("g2", "mend2", "outcome = \"correction\"");
    d.line("mend2", "handle");
    d.line("g2", "special", "outcome = \"special\"");
    d.line("special", "handle");
    d.line("g2", "n");
    std::string last = "n";
    for (const auto& [wanted, desk] : {std::pair(review, std::string("review")), {approval, std::string("approval")}}) {
        if (!wanted) continue;
        const auto gate = "g_" + desk, after = "after_" + desk;
        d.task(desk, desk);
        d.node("exclusiveGateway", gate, otherwise(gate, after));
        d.node("task", after);
        d.line(last, desk);
        d.line(desk, gate);
        d.line(gate, "handle", "outcome = \"returned\"");
        d.line(gate, after);
        last = after;
    }
    d.line(last, "issue");
    d.line("issue", "deliver");
    d.line("deliver", "end");
    return d.process(id);
}

inline std::string stage_flow(int stage) {
    const auto id = stage_process(stage);
    Drawing inside(id + "_in_"), off(id + "_off_"), outside(id + "_");
    const auto otherwise = [&](const std::string& from, const std::string& to) {
        return "default=\"" + inside.own(from) + "_" + inside.own(to) + "\"";
    };
    off.node("startEvent", "off_s", "", message_event("out"));
    off.node("endEvent", "off_e");
    off.line("off_s", "off_e");

    inside.node("startEvent", "s");
    inside.node("exclusiveGateway", "w", otherwise("w", "m"));
    inside.node("eventBasedGateway", "e");
    inside.node("exclusiveGateway", "m");
    inside.node("intermediateCatchEvent", "c1", "", message_event("met"));
    inside.node("intermediateCatchEvent", "c2", "", message_event("lost"));
    inside.node("endEvent", "gone");
    inside.node("exclusiveGateway", "r", otherwise("r", "standard"));
    inside.node("endEvent", "done");
    inside.line("s", "w");
    inside.line("w", "e", "case.waits");
    inside.line("w", "m");
    inside.line("e", "c1");
    inside.line("e", "c2");
    inside.line("c1", "m");
    inside.line("c2", "gone");
    inside.line("m", "r");
    for (const std::string route : {"standard", "brief", "instant", "joint_review"}) {
        inside.node("callActivity", route, "calledElement=\"item_" + route + "\"");
        inside.line("r", route, route == "standard" ? "" : "case.route = \"" + route + "\"");
        inside.line(route, "done");
    }
    inside.node("subProcess", "off", "triggeredByEvent=\"true\"", off.text());

    outside.node("startEvent", "begin");
    outside.task("receive", "intake");
    outside.node("boundaryEvent", "given_up", "attachedToRef=\"" + outside.own("receive") + "\"", message_event("out"));
    outside.node("endEvent", "nothing");
    outside.node("subProcess", "all", "",
                 "<multiInstanceLoopCharacteristics zhupi:collection=\"cases\" zhupi:item=\"case\"/>" + inside.text());
    outside.node("endEvent", "end");
    outside.line("begin", "receive");
    outside.line("receive", "all");
    outside.line("given_up", "nothing");
    outside.line("all", "end");
    return outside.process(id);
}

inline std::vector<SourceFile> small_flows() {
    std::vector<SourceFile> files;
    for (int stage = 1; stage <= 5; ++stage)
        files.push_back({"flows/" + stage_process(stage) + ".bpmn", stage_flow(stage)});
    files.push_back({"flows/standard.bpmn", item_flow("item_standard", true, true)});
    files.push_back({"flows/brief.bpmn", item_flow("item_brief", false, true)});
    files.push_back({"flows/instant.bpmn", item_flow("item_instant", false, false)});
    files.push_back({"flows/joint.bpmn", item_flow("item_joint_review", true, true, true)});
    return files;
}

inline void give_flows(Catalog& city, std::vector<SourceFile> files = small_flows()) {
    auto flows = compile_flows(city, std::move(files));
    if (!flows) {
        const auto& first = flows.error().front();
        throw std::runtime_error(first.file + ":" + std::to_string(first.line) + ": " + first.en);
    }
    city.flowbook = std::make_shared<Flowbook>(std::move(*flows));
}

}  // namespace zhupi::catalog::testing
