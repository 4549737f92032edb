#pragma once
// Forms as they are shown to those who read them.

#include "catalog/form.hpp"
#include "server/views.hpp"

namespace zhupi::server {

/// The fields that these items read, those of rows under their full keys and labels ("单体建筑第 2 行高度"). What is
/// asked under a condition is left out where nothing was handed in.
std::vector<api::FieldView> handed_in_fields(const World& world, int stage, const std::vector<std::string>& items,
                                             const std::map<std::string, std::string>& values);

/// The values of one section of a form, and a digest over them: what a signature is about.
forms::Values values_of_section(const forms::Section& section, const forms::Values& values);
std::string digest_of(const forms::Values& values);

}  // namespace zhupi::server
