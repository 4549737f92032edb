#pragma once
// The log's side of c2sp.org/tlog-witness: asks the witnesses that a policy names for their lines under a checkpoint.
// Whatever a witness answers, slowly, wrongly or not at all, it costs only its own line: it is asked again after a
// pause that doubles from one second to five minutes.

#include "base/time.hpp"
#include "ledger/policy.hpp"
#include "ledger/tile.hpp"

#include <memory>

namespace zhupi::ledger {

struct HttpAnswer {
    int status = 0;
    std::string content_type, body;
};
/// POSTs a body and waits; called on several threads at once. An Error means that nobody answered.
using Post = std::function<Result<HttpAnswer>(const std::string& url, const std::string& body)>;

/// What is known of one witness.
struct WitnessState {
    std::string name;
    std::uint64_t size = 0;          ///< of the checkpoint that it cosigned last, as far as this process knows
    std::optional<Instant> at;       ///< when, by the witness' own clock
    std::optional<Error> problem;    ///< of its last answer; empty when it cosigned
    std::optional<Instant> next_at;  ///< when it is asked again, after a failure
    int failures = 0;                ///< in a row
};

/// Asks one witness once, twice when it tells that it remembers another size. Answers its line. Errors:
/// outgoing.away, ledger.witness_refused, ledger.witness_ahead, ledger.witness_false, those of the tiles.
Result<Seen> ask_witness(const Witness& witness, std::string_view note, const Checkpoint& checkpoint,
                         WitnessState& state, const NodeSource& nodes, const Post& post);

class Asking {
public:
    /// Witnesses without an address are not asked.
    Asking(const Policy& policy, Post post);

    /// Asks all that are due and have not signed this note, at once, and waits for their answers. Gives back the note
    /// with the lines that were won. Errors: ledger.note, ledger.checkpoint.
    /// `tiles` makes a store for each thread.
    Result<std::string> round(const std::string& note, const std::function<std::unique_ptr<TileStore>()>& tiles,
                              const Clock& clock);
    bool anyone_due(const std::string& note, Instant now) const;
    const std::vector<WitnessState>& states() const { return states_; }

private:
    bool is_due(std::size_t witness, const Note& note, Instant now) const;

    std::vector<Witness> witnesses_;
    std::vector<WitnessState> states_;  ///< of each
    Post post_;
};

}  // namespace zhupi::ledger
