#pragma once
// What the commands of the program answer to the shell; the same for all of them, and told by their --help.

namespace zhupi {

inline constexpr int well = 0;            ///< done, and nothing was found
inline constexpr int failed = 1;          ///< something could not be read, written or reached
inline constexpr int called_wrongly = 2;  ///< unknown options or values
inline constexpr int differs = 3;         ///< something was found: a mistake, a difference, a forgery

}  // namespace zhupi
