#pragma once
// The forms of several items as one: each field asked once, as strictly as the strictest of those who ask for it, and
// with all who read it. Twin: forms/merge.ts.

#include "forms/form.hpp"

#include <span>

namespace zhupi::forms {

struct Merged {
    Definition definition;
    std::vector<Trouble> conflicts;  ///< err::form_conflict; the first form's word stands
};

/// A part that one form asks always is asked always; of two conditions either will do. What one form requires is
/// required. The narrower bound counts, and the options that all offer. Sections, fields and groups keep the order in
/// which they first appear.
Merged merge(std::span<const Definition> forms);

}  // namespace zhupi::forms
