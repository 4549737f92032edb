// The engine against a token game that is played on the block structure alone: random flows of tasks, sequences,
// parallel, exclusive and inclusive blocks and repetitions, and random commands. After each command the open tasks must
// be the same, the state must be what its events make of it, and survive being written and read.
#include "bpmn/change/marking.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/engine.hpp"
#include "bpmn/plain_language.hpp"
#include "bpmn/random_blocks.hpp"
#include "bpmn/soundness/soundness.hpp"

#include <memory>
#include <set>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::bpmn;
using testing::Block, testing::choices, testing::Generator, testing::Writer;

namespace {

/// The token game: what is active in a block that has begun.
class Game {
public:
    explicit Game(const Block& block) : block_(block) { begin(); }

    bool over() const { return over_; }
    void tasks(std::multiset<int>& list) const {
        if (over_) return;
        if (block_.kind == Block::Kind::task) list.insert(block_.id);
        for (const auto& part : running_) part->tasks(list);
    }
    /// False when the task is not in this block.
    bool complete(int task) {
        if (over_) return false;
        if (block_.kind == Block::Kind::task) {
            if (block_.id != task) return false;
            over_ = true;
            return true;
        }
        for (const auto& part : running_) {
            if (!part->complete(task)) continue;
            advance();
            return true;
        }
        return false;
    }
    /// What the flow must know before a step: whether each repetition goes round again.
    void rounds(Values& values) const {
        if (block_.kind == Block::Kind::again)
            values["r" + std::to_string(block_.id)] = {done_ + 1 < block_.times ? "1" : "0"};
        for (const auto& part : running_) part->rounds(values);
    }

private:
    void begin() {
        switch (block_.kind) {
            case Block::Kind::task:
                return;
            case Block::Kind::sequence:
            case Block::Kind::again:
                running_.push_back(std::make_unique<Game>(block_.parts.front()));
                return;
            case Block::Kind::one:
                running_.push_back(std::make_unique<Game>(block_.parts[static_cast<std::size_t>(block_.chosen)]));
                return;
            default:
                for (std::size_t i = 0; i < block_.parts.size(); ++i)
                    if (block_.kind == Block::Kind::all || (block_.bits >> i & 1))
                        running_.push_back(std::make_unique<Game>(block_.parts[i]));
        }
    }
    void advance() {
        for (const auto& part : running_)
            if (!part->over()) return;
        ++done_;
        const bool more = block_.kind == Block::Kind::sequence
                              ? done_ < static_cast<int>(block_.parts.size())
                              : block_.kind == Block::Kind::again && done_ < block_.times;
        running_.clear();
        if (!more) {
            over_ = true;
            return;
        }
        running_.push_back(std::make_unique<Game>(
            block_.parts[block_.kind == Block::Kind::sequence ? static_cast<std::size_t>(done_) : 0]));
    }

    const Block& block_;
    std::vector<std::unique_ptr<Game>> running_;
    int done_ = 0;
    bool over_ = false;
};

State carried_out(const Definition& definition, const State& state, const Command& command) {
    auto decision = decide(definition, state, command, {});
    REQUIRE(decision.has_value());
    State folded = state;
    const auto events = decode_events(encode(decision->events));
    REQUIRE(events.has_value());
    REQUIRE(*events == decision->events);
    for (const auto& event : *events) apply(folded, event);
    REQUIRE(folded == decision->state);
    const auto read = json::decode<State>(json::encode(folded));
    REQUIRE(read.has_value());
    REQUIRE(*read == folded);
    return folded;
}

std::multiset<int> open_tasks(const Definition& definition, const State& state) {
    std::multiset<int> list;
    for (const auto& work : open_work(definition, state))
        list.insert(std::stoi(definition.labels[static_cast<std::size_t>(work.node)].id.substr(1)));
    return list;
}

void play(unsigned seed) {
    Generator generator(seed);
    const auto block = generator.block(4);
    const auto model = Model::read(Writer().document(block));
    REQUIRE(model.has_value());
    const auto definition = compile(*model, PlainLanguage());
    REQUIRE(definition.has_value());
    Values data;
    choices(block, data);
    auto state = carried_out(*definition, {}, Start{"p", {}, data});
    Game game(block);
    std::mt19937 random(seed);
    for (int steps = 0; !game.over(); ++steps) {
        REQUIRE(steps < 500);
        std::multiset<int> expected;
        game.tasks(expected);
        REQUIRE(open_tasks(*definition, state) == expected);
        // The verifier sees the same instance: a flow made of blocks can end from wherever it stands.
        if (seed <= 80) CHECK(prospects(*definition, state).always_can_end);
        Values rounds;
        game.rounds(rounds);
        if (!rounds.empty()) state = carried_out(*definition, state, SetData{rounds, 0});
        const auto works = open_work(*definition, state);
        const auto& work = works[random() % works.size()];
        CHECK_FALSE(decide(*definition, state, Complete{work.token + 1000, {}, {}}, {}).has_value());
        if (random() % 5 == 0) {
            state = carried_out(*definition, state, Suspend{});
            CHECK_FALSE(decide(*definition, state, Complete{work.token, {}, {}}, {}).has_value());
            state = carried_out(*definition, state, Resume{});
        }
        REQUIRE(game.complete(std::stoi(definition->labels[static_cast<std::size_t>(work.node)].id.substr(1))));
        state = carried_out(*definition, state, Complete{work.token, {}, {}});
    }
    CHECK(state.status == Status::completed);
    CHECK(state.tokens.empty());
}

}  // namespace

#ifdef ZHUPI_SANITIZED
constexpr unsigned random_games = 25;
#else
constexpr unsigned random_games = 400;
#endif

TEST_CASE("random flows and commands agree with the token game") {
    for (unsigned seed = 1; seed <= random_games; ++seed) play(seed);
}

TEST_CASE("flows made of blocks are sound, with and without reduction") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        Generator generator(seed);
        const auto block = generator.block(3);
        const auto model = Model::read(Writer().document(block));
        const auto definition = compile(*model, opaque_language());
        REQUIRE(definition.has_value());
        SoundnessOptions options;
        options.most_states = 20'000;
        const auto reduced = verify(*definition, *model, options);
        options.reduced = false;
        const auto whole = verify(*definition, *model, options);
        if (!whole.bag.complete) continue;
        CHECK(reduced.sound());
        CHECK(whole.sound());
        CHECK(reduced.bag.sound == whole.bag.sound);
    }
}
