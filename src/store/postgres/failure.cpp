#include "store/postgres/failure.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

namespace zhupi::store::postgres {
namespace {

struct Meaning {
    std::string_view state;  ///< a whole SQLSTATE, or the class of its first two characters
    const ErrorCode* code;
};
const Meaning meanings[] = {
    {"08", &err::store_away},                                      // connection exception
    {"57P01", &err::store_away},                                   // admin shutdown
    {"57P02", &err::store_away},                                   // crash shutdown
    {"57P03", &err::store_away},                                   // cannot connect now: starting up
    {"57P05", &err::store_away},                                   // idle session timeout
    {"25P03", &err::store_away},                                   // idle in transaction timeout
    {"53300", &err::store_away},                                   // too many connections
    {"53400", &err::store_away},                                   // configuration limit exceeded
    {"28", &err::store_away},                                      // authorisation
    {"3D000", &err::store_away},                                   // no such database
    {"40", &err::store_busy},                                      // serialisation failure, deadlock
    {"55P03", &err::store_busy},                                   // lock not available in time
    {"57014", &err::store_timeout},                                // statement timeout
    {"53100", &err::store_full},                                   // disk full
    {"53200", &err::store_busy},                                   // out of memory
    {"25006", &err::store_read_only},                              // a standby, or default_transaction_read_only
    {"42501", &err::store_read_only},                              // privilege missing
    {"23505", &err::store_duplicate},                              // unique violation
    {"22021", &err::store_text},      {"22P05", &err::store_text}  // characters outside UTF-8
};

}  // namespace

Error failure(std::string_view state, std::string detail) {
    const auto fits = [&](std::string_view wanted) { return state.substr(0, wanted.size()) == wanted; };
    for (const auto& meaning : meanings)
        if (fits(meaning.state)) return {meaning.code, {}, {{"detail", detail}, {"seconds", "?"}}};
    // A broken disk under the server: what was on its way is rolled back, and the same may succeed later.
    if (fits("58") || fits("XX") || fits("53")) return {&err::store_failed, {}, {{"detail", detail}}};
    bug("PostgreSQL " + std::string(state) + ": " + detail);
}

Error away(std::string_view message) {
    return {&err::store_away, {}, {{"detail", std::string(text::trim(message.substr(0, message.find('\n'))))}}};
}

}  // namespace zhupi::store::postgres
