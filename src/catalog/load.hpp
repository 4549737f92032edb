#pragma once
// Reads a city from its folder: all of it or nothing. Every mistake is found in one go, each with file, line and what
// to do about it, so that whoever edits the city mends them all before trying again. Only files that are missing or not
// YAML at all go first: while one of them is out of sight, nothing that refers to it can be judged.

#include "catalog/catalog.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace zhupi::catalog {

struct Finding {
    std::string_view code;  ///< of lists/errors/catalog.json
    std::string file;       ///< as in the folder: "items/stage1.yaml"
    int line = 0;           ///< from 1; 0 when the file as a whole is meant
    std::string zh, en, remedy_zh, remedy_en;
};

struct SourceFile {
    std::string path;  ///< below the city's folder, with '/'
    std::string text;
};

using Loaded = tl::expected<Catalog, std::vector<Finding>>;

/// Reads city.yaml, departments.yaml, dictionaries.yaml, lanes.yaml, materials.yaml, questions.yaml and every .yaml of
/// items/, flows/ and forms/, every .dmn of rules/ and every .bpmn of flows/; other files of the folder are not the
/// catalogue's.
Loaded load(const std::string& folder);

/// The same from memory. The catalogue's version is the SHA-256 over the paths and texts, in order of path.
Loaded load_files(std::vector<SourceFile> files);

}  // namespace zhupi::catalog
