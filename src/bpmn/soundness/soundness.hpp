#pragma once
// Is a flow sound: never two tokens on one flow, an end within reach from everywhere, nothing that can never begin?
// What is wrong comes as findings with element, line and remedy, and with the way that leads there.

#include "bpmn/check/check.hpp"
#include "bpmn/soundness/space.hpp"

namespace zhupi::bpmn {

/// Elements in the order in which they act, for the diagram: "start, check, gateway …".
using Way = std::vector<std::string>;

struct SoundnessFinding {
    Finding finding;
    Way way;
};

/// Verdicts under one discipline of messages. Empty where the states are too many to tell.
struct NetworkVerdict {
    std::size_t states = 0, transitions = 0;
    bool complete = true;
    bool bounded = true;
    std::optional<bool> safe, sound, message_sound, option_to_complete, proper_completion;
    std::vector<std::string> dead_activities;
};

struct Soundness {
    NetworkVerdict bag, inbox;
    std::vector<SoundnessFinding> findings;  ///< in order of lines; what a flow must not be published with
    bool sound() const { return findings.empty(); }
};

struct SoundnessOptions {
    bool reduced = true;
    std::size_t most_states = 200'000;
    Narrowing narrowing;
};

Soundness verify(const Definition& definition, const Model& model, const SoundnessOptions& options = {});

}  // namespace zhupi::bpmn
