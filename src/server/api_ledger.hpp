#pragma once
// What the API shows of the evidence log.

#include "server/api.hpp"

namespace zhupi::api {

/// Why something does not work, as a problem detail says it.
struct Trouble {
    std::string code, zh, en, next_zh, next_en;
};
BOOST_DESCRIBE_STRUCT(Trouble, (), (code, zh, en, next_zh, next_en))

struct LedgerWitness {
    std::string name;
    std::int64_t size = 0;           ///< entries under the checkpoint that it cosigned last
    std::optional<std::string> at;   ///< when, by its own clock
    bool in_quorum = false;          ///< whether its line is under the last witnessed checkpoint
    std::optional<Trouble> trouble;  ///< of its last answer
    int failures = 0;                ///< in a row
    std::optional<std::string> next_at;
};
BOOST_DESCRIBE_STRUCT(LedgerWitness, (), (name, size, at, in_quorum, trouble, failures, next_at))

struct LedgerView {
    bool kept = false;  ///< false: this server was told to keep no evidence log
    std::string origin;
    std::int64_t events = 0;         ///< of the event log
    std::int64_t size = 0;           ///< of these under the last checkpoint
    std::int64_t witnessed = 0;      ///< of these under the last checkpoint that met the quorum
    std::string root;                ///< base64
    std::optional<std::string> at;   ///< when it was last found to hold every event
    std::optional<Trouble> trouble;  ///< why nothing is written now
    std::vector<LedgerWitness> witnesses;
    std::string policy;  ///< keys, witnesses and quorum, c2sp.org/tlog-policy
};
BOOST_DESCRIBE_STRUCT(LedgerView, (), (kept, origin, events, size, witnessed, root, at, trouble, witnesses, policy))

/// What an entry's digests are made of: SHA-256 and SM3 over salt ‖ content. Both base64.
struct LedgerOpening {
    std::string salt, content;
};
BOOST_DESCRIBE_STRUCT(LedgerOpening, (), (salt, content))

struct LedgerProofView {
    std::int64_t event = 0;
    std::string entry;                     ///< the leaf, as it stands in the log
    std::string proof;                     ///< c2sp.org/tlog-proof, a `.tlog-proof` file
    bool quorum_met = true;                ///< whether the checkpoint in it has the witnesses that the policy asks for
    std::optional<LedgerOpening> opening;  ///< for auditors, and for whoever did it
};
BOOST_DESCRIBE_STRUCT(LedgerProofView, (), (event, entry, proof, quorum_met, opening))

}  // namespace zhupi::api
