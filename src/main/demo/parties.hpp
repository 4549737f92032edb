#pragma once
// Who acts for whom in the demo city: an agent (agent01) for the first company, somebody who acts for two companies
// (owner02), a designer on the first company's projects (design01), and an officer on leave (rfb.cb2, whose desk
// rfb.cb1 keeps) in a department that hands out its cases by the rule.

#include "main/demo/cast.hpp"

namespace zhupi::demo {

Result<void> add_parties(store::Tx& tx, const store::Office& office, const Cast& cast, Instant now);

}  // namespace zhupi::demo
