#pragma once
// Views of a project's file and of saved papers.

#include "approval/materials.hpp"
#include "server/api_materials.hpp"
#include "server/views.hpp"
#include "store/savings.hpp"

namespace zhupi::server {

/// Endings of the files that a material may be, without the dot; the usual one of each kind first.
std::vector<std::string> accepted_endings(const catalog::Material& material);

/// Whether a file of this kind, or of this name, may be the material. Error: file_not_accepted.
Result<void> check_accepted(const catalog::Material& material, std::string_view media_type);
Result<void> check_accepted_name(const catalog::Material& material, std::string_view file_name);

struct FileReader {
    bool own = false;        ///< brings papers into this project
    bool sees_names = true;  ///< of those who brought papers; masked otherwise
    bool scanned = false;
};
api::ProjectFileView project_file_view(const World& world, const Directory& people, const approval::Project& project,
                                       const std::vector<approval::Application>& applications,
                                       const FileReader& reader);

api::SavingsView savings_view(const approval::Savings& savings);
api::SavingsReport savings_report(const World& world, const store::SavingTable& table);

}  // namespace zhupi::server
