#pragma once
// Random flows of blocks, for tests: tasks, sequences, parallel, exclusive and inclusive blocks and repetitions. Such
// flows are sound by construction.

#include "bpmn/engine.hpp"

#include <random>
#include <string>
#include <vector>

namespace zhupi::bpmn::testing {

struct Block {
    enum class Kind : std::uint8_t { task, sequence, all, one, some, again } kind = Kind::task;
    int id = 0;
    std::vector<Block> parts;
    int chosen = 0;     ///< one: which part
    unsigned bits = 1;  ///< some: which parts
    int times = 1;      ///< again: how often
};

class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    Block block(int depth) {
        Block made;
        made.id = next_++;
        const auto roll = random_() % 10;
        if (depth == 0 || roll < 3) return made;
        made.kind = roll < 5   ? Block::Kind::sequence
                    : roll < 7 ? Block::Kind::all
                    : roll < 8 ? Block::Kind::one
                    : roll < 9 ? Block::Kind::some
                               : Block::Kind::again;
        const auto parts = made.kind == Block::Kind::again ? 1 : 2 + random_() % 2;
        for (unsigned i = 0; i < parts; ++i) made.parts.push_back(block(depth - 1));
        made.chosen = static_cast<int>(random_() % parts);
        made.bits = 1 + static_cast<unsigned>(random_() % ((1u << parts) - 1));
        made.times = 1 + static_cast<int>(random_() % 3);
        return made;
    }

private:
    std::mt19937 random_;
    int next_ = 0;
};

/// The blocks as BPMN: every block begins and ends at one node.
class Writer {
public:
    std::string document(const Block& block) {
        body_ = "<startEvent id=\"start\"/><endEvent id=\"end\"/>";
        const auto [first, last] = write(block);
        flow("start", first);
        flow(last, "end");
        return R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p" isExecutable="true">)" +
               body_ + "</process></definitions>";
    }

private:
    void node(const std::string& tag, const std::string& id) { body_ += "<" + tag + " id=\"" + id + "\"/>"; }
    void flow(const std::string& from, const std::string& to, const std::string& condition = "") {
        body_ += "<sequenceFlow id=\"f" + std::to_string(flows_++) + "\" sourceRef=\"" + from + "\" targetRef=\"" + to +
                 "\">";
        if (!condition.empty()) body_ += "<conditionExpression>" + condition + "</conditionExpression>";
        body_ += "</sequenceFlow>";
    }

    std::pair<std::string, std::string> write(const Block& block) {
        const auto name = std::to_string(block.id);
        if (block.kind == Block::Kind::task) {
            node("userTask", "t" + name);
            return {"t" + name, "t" + name};
        }
        if (block.kind == Block::Kind::sequence) {
            std::pair<std::string, std::string> whole;
            for (std::size_t i = 0; i < block.parts.size(); ++i) {
                const auto part = write(block.parts[i]);
                if (i == 0)
                    whole = part;
                else
                    flow(whole.second, part.first);
                whole.second = part.second;
            }
            return whole;
        }
        if (block.kind == Block::Kind::again) {
            node("exclusiveGateway", "m" + name);
            node("exclusiveGateway", "x" + name);
            const auto part = write(block.parts.front());
            flow("m" + name, part.first);
            flow(part.second, "x" + name);
            flow("x" + name, "m" + name, "r" + name + " == 1");
            return {"m" + name, "x" + name};
        }
        const std::string gateway = block.kind == Block::Kind::all   ? "parallelGateway"
                                    : block.kind == Block::Kind::one ? "exclusiveGateway"
                                                                     : "inclusiveGateway";
        node(gateway, "s" + name);
        node(gateway, "j" + name);
        for (std::size_t i = 0; i < block.parts.size(); ++i) {
            const auto part = write(block.parts[i]);
            const auto number = std::to_string(i);
            std::string condition;
            if (block.kind == Block::Kind::one) condition = "c" + name + " == " + number;
            if (block.kind == Block::Kind::some) condition = "b" + name + "_" + number + " == 1";
            flow("s" + name, part.first, condition);
            flow(part.second, "j" + name);
        }
        return {"s" + name, "j" + name};
    }

    std::string body_;
    int flows_ = 0;
};

/// The data that make a flow take the ways its blocks have chosen.
inline void choices(const Block& block, Values& values) {
    const auto name = std::to_string(block.id);
    if (block.kind == Block::Kind::one) values["c" + name] = {std::to_string(block.chosen)};
    if (block.kind == Block::Kind::again) values["r" + name] = {block.times > 1 ? "1" : "0"};
    for (std::size_t i = 0; i < block.parts.size(); ++i) {
        if (block.kind == Block::Kind::some)
            values["b" + name + "_" + std::to_string(i)] = {block.bits >> i & 1 ? "1" : "0"};
        choices(block.parts[i], values);
    }
}

}  // namespace zhupi::bpmn::testing
