#include "catalog/load.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/flows.hpp"
#include "catalog/sections.hpp"
#include "crypto/digest.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

namespace zhupi::catalog {
namespace {

constexpr std::size_t longest_file = 4'000'000;  ///< bytes; the demonstration city has about 150,000 in all

/// In the order of reading: what flows and forms look up while they are read comes before them.
struct Section {
    std::string_view path;  ///< a file, or a folder that ends with '/'
    void (*read)(Reading&, const Node&, Draft&);
    bool is_folder() const { return path.ends_with('/'); }
    bool holds(std::string_view file) const {
        return is_folder() ? file.starts_with(path) && file.ends_with(".yaml") : file == path;
    }
};
constexpr Section sections[] = {
    {"dictionaries.yaml", read_dictionaries},
    {"city.yaml", read_city},
    {"departments.yaml", read_departments},
    {"materials.yaml", read_materials},
    {"questions.yaml", read_questions},
    {"items/", read_items},
    {"lanes.yaml", read_lanes},
    {"flows/", read_flow},
    {"forms/", read_fields},
    {"guide/", read_guide},
};

/// The line with the first byte that is not UTF-8; 0 when there is none.
int first_broken_line(std::string_view text) {
    if (text::valid_utf8(text)) return 0;
    const auto lines = text::split(text, '\n');
    const auto broken = std::find_if(lines.begin(), lines.end(), [](auto line) { return !text::valid_utf8(line); });
    return static_cast<int>(broken - lines.begin()) + 1;
}

struct Parsed {
    const Section* section = nullptr;
    std::string path;
    Node node;
};

std::optional<Node> parse(Reading& reading, const SourceFile& file) {
    reading.open(file.path);
    if (file.text.size() > longest_file) {
        reading.report(err::city_file_size, reading.at(0), {{"most", std::to_string(longest_file)}});
        return std::nullopt;
    }
    if (const int line = first_broken_line(file.text); line != 0) {
        reading.report(err::city_encoding, reading.at(line));
        return std::nullopt;
    }
    auto node = parse_yaml(file.text);
    if (node) return std::move(*node);
    reading.report(err::city_yaml, reading.at(node.error().line), {{"detail", node.error().detail}});
    return std::nullopt;
}

/// Every file of every section, in the order of reading.
std::vector<Parsed> parse_all(Reading& reading, const std::vector<SourceFile>& files) {
    std::vector<Parsed> parsed;
    for (const auto& section : sections) {
        bool found = false;
        for (const auto& file : files) {
            if (!section.holds(file.path)) continue;
            found = true;
            if (auto node = parse(reading, file)) parsed.push_back({&section, file.path, std::move(*node)});
        }
        if (found) continue;
        reading.open(std::string(section.path));
        reading.report(err::city_file_missing, reading.at(0), {{"file", std::string(section.path)}});
    }
    return parsed;
}

std::vector<SourceFile> among(const std::vector<SourceFile>& files, bool (*wanted)(std::string_view)) {
    std::vector<SourceFile> some;
    std::copy_if(files.begin(), files.end(), std::back_inserter(some),
                 [&](const SourceFile& file) { return wanted(file.path); });
    return some;
}

std::string version_of(const std::vector<SourceFile>& files) {
    std::string all;
    // Lengths keep a path that grows into its text from giving the same digest.
    for (const auto& file : files) {
        all += std::to_string(file.path.size()) + ":" + file.path;
        all += std::to_string(file.text.size()) + ":" + file.text;
    }
    return crypto::sha256_hex(all);
}

/// Whether a file of the city's folder is the catalogue's: others live there too, such as the words of reminders.
bool is_ours(const std::string& path) {
    const auto wanted = [&](const Section& section) { return section.holds(path); };
    return is_rules(path) || is_flow(path) || std::any_of(std::begin(sections), std::end(sections), wanted);
}

Finding folder_finding(const std::string& folder, const std::string& detail) {
    const Error error{&err::city_folder, {}, {{"folder", folder}, {"detail", detail}}};
    return {error.code->code, folder, 0, error.zh(), error.en(), error.next_zh(), error.next_en()};
}

}  // namespace

Loaded load_files(std::vector<SourceFile> files) {
    std::erase_if(files, [](const SourceFile& file) { return !is_ours(file.path); });
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    Reading reading;
    const auto parsed = parse_all(reading, files);
    // What a file that cannot be read defines is unknown: judging the others by it would bury the one true finding
    // under hundreds of false ones.
    if (!reading.clean()) return tl::unexpected(std::move(reading).findings());
    Draft draft;
    for (const auto& file : parsed) {
        reading.open(file.path);
        file.section->read(reading, file.node, draft);
    }
    reading.resolve();
    auto& catalog = draft.catalog;
    catalog.index();
    check_whole(reading, catalog);
    check_forms(reading, catalog);
    auto rules = compile_rules(catalog, among(files, is_rules));
    auto flows = compile_flows(catalog, among(files, is_flow));
    if (rules) {
        check_days(reading, draft, **rules);
        check_guide(reading, draft, **rules);
    }
    if (!reading.clean() || !rules || !flows) {
        auto findings = std::move(reading).findings();
        if (!rules) findings.insert(findings.end(), rules.error().begin(), rules.error().end());
        if (!flows) findings.insert(findings.end(), flows.error().begin(), flows.error().end());
        std::stable_sort(findings.begin(), findings.end(), [](auto& a, auto& b) { return a.file < b.file; });
        return tl::unexpected(std::move(findings));
    }
    std::erase_if(files, [](const SourceFile& file) { return is_rules(file.path) || is_flow(file.path); });
    catalog.version = version_of(files);
    catalog.rulebook = std::make_shared<Rulebook>(std::move(*rules));
    catalog.flowbook = std::make_shared<Flowbook>(std::move(*flows));
    catalog.guide = std::make_shared<const Guide>(std::move(draft.guide));
    return std::move(catalog);
}

Loaded load(const std::string& folder) {
    namespace fs = std::filesystem;
    std::vector<SourceFile> files;
    try {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const auto path = entry.path().lexically_relative(folder).generic_string();
            if (!entry.is_regular_file() || !is_ours(path)) continue;
            std::ifstream stream(entry.path(), std::ios::binary);
            std::string text(std::istreambuf_iterator<char>(stream), {});
            if (!stream) return tl::unexpected(std::vector{folder_finding(folder, path)});
            files.push_back({path, std::move(text)});
        }
    } catch (const fs::filesystem_error& error) {
        return tl::unexpected(std::vector{folder_finding(folder, error.code().message())});
    }
    return load_files(std::move(files));
}

}  // namespace zhupi::catalog
