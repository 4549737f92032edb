#include "store/sqlite/failure.hpp"

#include "base/error_codes.hpp"

#include <new>

namespace zhupi::store::sqlite {

tl::unexpected<Error> failure(sqlite3* db, int code) {
    const std::string detail = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    switch (code & 0xff) {
        case SQLITE_FULL:
            return fail(err::store_full);
        case SQLITE_IOERR:
            // A quota and a limit on file sizes are reported as writes that went wrong; only ENOSPC is SQLITE_FULL.
            if (code == SQLITE_IOERR_WRITE) return fail(err::store_full);
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
