// Reduction must not change a verdict: random graphs of tasks, gateways, boundary events and sub-processes, most of
// them unsound, looked at with and without it.
#include "bpmn/compile.hpp"
#include "bpmn/soundness/space.hpp"

#include <algorithm>
#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::bpmn;

namespace {

class RandomFlow {
public:
    explicit RandomFlow(unsigned seed) : random_(seed) {}

    std::string document() {
        const auto body = level("", 3 + pick(5), true);
        return R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p" isExecutable="true">)" +
               body + "</process></definitions>";
    }

private:
    int pick(int many) { return static_cast<int>(random_() % static_cast<unsigned>(many)); }

    std::string level(const std::string& prefix, int count, bool deeper) {
        std::string xml = "<startEvent id=\"" + prefix + "start\"/>";
        std::vector<std::string> nodes, sources{prefix + "start"};
        for (int i = 0; i < count; ++i) {
            const auto id = prefix + "n" + std::to_string(i);
            static constexpr const char* tags[] = {"task",
                                                   "task",
                                                   "exclusiveGateway",
                                                   "exclusiveGateway",
                                                   "parallelGateway",
                                                   "parallelGateway",
                                                   "inclusiveGateway",
                                                   "userTask"};
            const auto kind = pick(deeper ? 10 : 8);
            if (kind < 8) {
                xml += "<" + std::string(tags[kind]) + " id=\"" + id + "\"/>";
            } else {
                xml += "<subProcess id=\"" + id + "\">" + level(id, 2 + pick(2), false) + "</subProcess>";
            }
            if ((kind < 2 || kind >= 7) && pick(4) == 0) {
                const auto event = id + "b";
                xml +=
                    "<boundaryEvent id=\"" + event + "\" attachedToRef=\"" + id + "\" cancelActivity=\"" +
                    (pick(2) ? "true" : "false") +
                    "\"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>";
                sources.push_back(event);
            }
            nodes.push_back(id);
            sources.push_back(id);
        }
        const bool terminates = pick(5) == 0;
        for (int i = 0; i < 2; ++i) {
            nodes.push_back(prefix + "end" + std::to_string(i));
            xml += "<endEvent id=\"" + nodes.back() + "\">" +
                   (terminates && i == 1 ? "<terminateEventDefinition/>" : "") + "</endEvent>";
        }
        int flows = 0;
        for (const auto& source : sources) {
            const auto ways = 1 + (pick(3) == 0) + (pick(5) == 0);
            for (int i = 0; i < ways; ++i)
                xml += "<sequenceFlow id=\"" + prefix + "f" + std::to_string(flows++) + "\" sourceRef=\"" + source +
                       "\" targetRef=\"" + nodes[static_cast<std::size_t>(pick(static_cast<int>(nodes.size())))] +
                       "\"/>";
        }
        return xml;
    }

    std::mt19937 random_;
};

}  // namespace

#ifdef ZHUPI_SANITIZED
constexpr unsigned random_flows = 40;
#else
constexpr unsigned random_flows = 600;
#endif

TEST_CASE("reduction changes no verdict of random flows") {
    int compared = 0, saved = 0;
    for (unsigned seed = 1; seed <= random_flows; ++seed) {
        const auto model = Model::read(RandomFlow(seed).document());
        REQUIRE(model.has_value());
        const auto definition = compile(*model, opaque_language());
        REQUIRE(definition.has_value());
        auto net = make_net(*definition, *model);
        reduce(net);
        SpaceOptions options;
        options.most_states = 6000;
        options.reduced = false;
        const auto whole = explore(net, options);
        options.reduced = true;
        const auto reduced = explore(net, options);
        if (!whole.complete || !reduced.complete) continue;
        INFO("seed ", seed);
        CHECK(reduced.safe == whole.safe);
        if (!whole.bounded || !reduced.bounded) continue;  // how far beyond the limit they look differs
        ++compared;
        saved += reduced.states < whole.states;
        CHECK(reduced.sound == whole.sound);
        CHECK(reduced.sound_but_messages == whole.sound_but_messages);
        CHECK(reduced.option_to_complete == whole.option_to_complete);
        CHECK(reduced.can_end == whole.can_end);
        auto a = reduced.dead, b = whole.dead;
        std::sort(a.begin(), a.end());
        std::sort(b.begin(), b.end());
        CHECK(a == b);
    }
    CHECK(compared > static_cast<int>(random_flows / 4));
    CHECK(saved > static_cast<int>(random_flows / 8));
}
