#pragma once
// Rows on their way to the server, put together by statement: thirty-two steps of cases in one commit are thirty-two
// inserts of an event, which PostgreSQL runs as one statement over arrays in a third of the time.
//
//   INSERT INTO t (a, b) VALUES ($1, $2)       becomes  INSERT INTO t (a, b) SELECT * FROM unnest($1, $2)
//   UPDATE t SET b = $2 WHERE id = $1          becomes  UPDATE t SET b = v.c2 FROM unnest($1, $2) AS v (c1, c2)
//                                                       WHERE t.id = v.c1
//
// Rows of different statements may change places, those of one row of a table never: its key, the first argument, is
// looked for among what waits.

#include "store/store.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace zhupi::store::postgres {

/// One statement for all rows of a batch, and its arguments: arrays in the binary form of the protocol.
struct Batch {
    std::string sql;  ///< for one row: over_arrays() makes it one for all
    std::size_t rows = 0;
    std::vector<bool> numbers;  ///< by column: 64-bit numbers, or texts
    std::vector<std::string> columns;
};

/// The statement over arrays of a statement for one row; empty for one that cannot be put together with others.
std::string over_arrays(std::string_view sql);

class Batches {
public:
    enum class Added : unsigned char {
        yes,
        no,     ///< send it as it is, after everything here
        later,  ///< send everything here, and try again
    };
    Added add(std::string_view sql, std::span<const Value> args);
    /// Hands out what waits, in the order in which the statements came, and forgets it.
    std::vector<Batch> take();
    void clear();
    bool empty() const { return waiting_.empty(); }

private:
    struct Shape {
        bool together = false;
        std::string table;
    };
    const Shape& shape_of(std::string_view sql);

    std::unordered_map<std::string, Shape> shapes_;
    std::vector<Batch> waiting_;
    std::unordered_map<std::string, std::size_t> places_;  ///< in waiting_, by types and statement
    std::map<std::string, std::unordered_set<std::int64_t>, std::less<>> keys_;  ///< that wait, by table
    std::size_t bytes_ = 0;
};

}  // namespace zhupi::store::postgres
