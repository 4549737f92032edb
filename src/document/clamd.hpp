#pragma once
// Asking ClamAV's daemon whether a content carries malware: the INSTREAM command of clamd(8), over a local socket or
// TCP. The daemon never sees our disk, we never load its library.

#include "document/bytes.hpp"

#include <string>

namespace zhupi::document {

struct ClamdPlace {
    std::string socket;  ///< path of a local socket; or
    std::string host;    ///< a host by name or address, with
    std::string port;
};
/// "/run/clamav/clamd.ctl" or "10.1.2.3:3310". Error: file_scanner.
Result<ClamdPlace> clamd_place(std::string_view text);

struct ScanVerdict {
    bool clean = true;
    std::string virus;  ///< the name of what was found
};
/// Sends everything and waits for the verdict. Whatever is not a verdict is an error, never "clean": no daemon, a
/// stream that it finds too long (StreamMaxLength), a connection that breaks, an answer that nobody knows:
/// file_scanner.
Result<ScanVerdict> scan(const ClamdPlace& place, const Bytes& bytes, int timeout_seconds = 120);

/// PING; for those who want to know before the first file comes. Error: file_scanner.
Result<void> ask_alive(const ClamdPlace& place, int timeout_seconds = 5);

}  // namespace zhupi::document
