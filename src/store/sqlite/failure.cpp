#include "store/sqlite/failure.hpp"

#include "base/error_codes.hpp"

#include <cerrno>

namespace zhupi::store::sqlite {
namespace {

/// Only ENOSPC becomes SQLITE_FULL; a quota and a limit on file sizes are full disks to us as well.
bool is_full(int code, int system_error) {
    return code == SQLITE_FULL || system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

}  // namespace

tl::unexpected<Error> failure(sqlite3* db, int code) {
    const std::string detail = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    const int system_error = db ? sqlite3_system_errno(db) : 0;
    switch (code & 0xff) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
            if (is_full(code, system_error)) return fail(err::store_full);
            return fail(err::store_failed, {{"detail", detail + " (" + std::to_string(code) + ")"}});
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return fail(err::store_read_only);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return fail(err::store_corrupt, {{"detail", detail}});
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return fail(err::store_busy);
        case SQLITE_NOMEM:
            throw std::bad_alloc();
        case SQLITE_CONSTRAINT:
            if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                code == SQLITE_CONSTRAINT_ROWID)
                return fail(err::store_duplicate, {{"detail", detail}});
            break;
        default:
            break;
    }
    bug("SQLite: " + detail + " (" + std::to_string(code) + ")");
}

}  // namespace zhupi::store::sqlite
