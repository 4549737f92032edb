#pragma once
// What a caller must expect to go wrong is a value, not an exception: Result<T> carries either a T or an Error.
// Exceptions are left for bugs and for a machine that fails (out of memory, a dead disk).
//
// Every error code stands once in lists/errors/*.json with its kind, its Chinese and English sentence and what to do
// next; `zhupi::err::case_closed` is generated from it. The sentences may hold {placeholders}, filled from params.

#include <map>
#include <source_location>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace zhupi {

enum class ErrorKind : unsigned char {
    invalid,          ///< the input is wrong; the same call will fail again           (HTTP 422)
    malformed,        ///< the input could not be read at all                          (HTTP 400)
    unauthenticated,  ///< nobody is signed in                                         (HTTP 401)
    forbidden,        ///< signed in, but not allowed                                  (HTTP 403)
    not_found,        ///< no such thing, or not visible to the caller                 (HTTP 404)
    conflict,         ///< right in itself, but not in the present state               (HTTP 409)
    precondition,     ///< the caller saw an older version                             (HTTP 412)
    too_large,        ///< over a limit                                                (HTTP 413)
    unsupported,      ///< a media type or method that is not offered                  (HTTP 415)
    too_many,         ///< slow down                                                   (HTTP 429)
    unavailable,      ///< the machine cannot do it now (full disk, store away)        (HTTP 503)
    internal,         ///< our bug                                                     (HTTP 500)
};

/// One line of lists/errors: a stable code with its sentences in both languages.
struct ErrorCode {
    std::string_view code;
    ErrorKind kind = ErrorKind::internal;
    std::string_view zh, en;            ///< what is wrong
    std::string_view next_zh, next_en;  ///< what to do about it
};

struct Error {
    const ErrorCode* code = nullptr;            ///< never null in an Error that is passed around
    std::string where;                          ///< JSON Pointer, file:line, or empty
    std::map<std::string, std::string> params;  ///< fills {placeholders} of the sentences

    ErrorKind kind() const { return code->kind; }
    bool is(const ErrorCode& other) const { return code->code == other.code; }
    std::string zh() const;       ///< the Chinese sentence, filled
    std::string en() const;       ///< the English sentence, filled
    std::string next_zh() const;  ///< the Chinese remedy, filled
    std::string next_en() const;  ///< the English remedy, filled
};

template <class T>
using Result = tl::expected<T, Error>;

using Params = std::map<std::string, std::string>;

/// The failing half of a Result: `return fail(err::case_closed, {{"case", number}});`
[[nodiscard]] inline tl::unexpected<Error> fail(const ErrorCode& code, Params params = {}, std::string where = {}) {
    return tl::unexpected<Error>(Error{&code, std::move(where), std::move(params)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// A broken invariant: our bug. Ends the command (caught at its boundary), never the process.
class BugError : public std::exception {
public:
    explicit BugError(std::string message) : message_(std::move(message)) {}
    const char* what() const noexcept override { return message_.c_str(); }

private:
    std::string message_;
};

[[noreturn]] void bug(std::string_view message, std::source_location at = std::source_location::current());

/// Checks an invariant, always compiled in. Never use it to validate what a user sent.
inline void ensure(bool holds, std::string_view message, std::source_location at = std::source_location::current()) {
    if (!holds) bug(message, at);
}

}  // namespace zhupi

#define ZHUPI_JOIN_(a, b) a##b
#define ZHUPI_JOIN(a, b) ZHUPI_JOIN_(a, b)

/// `ZHUPI_TRY(auto row, read_row(tx, id));` declares row from a Result, or returns its error from this function.
#define ZHUPI_TRY(declaration, expression) ZHUPI_TRY_(declaration, expression, ZHUPI_JOIN(zhupi_try_, __LINE__))
#define ZHUPI_TRY_(declaration, expression, name)             \
    auto name = (expression);                                 \
    if (!name) return ::zhupi::fail(std::move(name.error())); \
    declaration = std::move(*name)

/// `ZHUPI_CHECK(write_row(tx, row));` returns the error of a Result<void> from this function, if there is one.
#define ZHUPI_CHECK(expression) ZHUPI_CHECK_(expression, ZHUPI_JOIN(zhupi_checked_, __LINE__))
#define ZHUPI_CHECK_(expression, name)                                                      \
    do {                                                                                    \
        if (auto name = (expression); !name) return ::zhupi::fail(std::move(name.error())); \
    } while (false)
