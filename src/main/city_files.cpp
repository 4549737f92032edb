#include "main/city_files.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace zhupi {
namespace {

namespace fs = std::filesystem;

std::string in_words(const std::vector<catalog::Finding>& findings) {
    std::string out;
    for (const auto& f : findings) {
        out += f.file + (f.line > 0 ? ":" + std::to_string(f.line) : "") + ": " + f.zh + "。" + f.remedy_zh + "\n";
        out += std::string(f.file.size(), ' ') + "  " + f.en + ". " + f.remedy_en + "\n";
    }
    return out;
}

CityResult with_calendar(catalog::Loaded loaded, std::string_view csv, const std::string& where) {
    if (!loaded) return tl::unexpected(in_words(loaded.error()));
    auto calendar = calendar::WorkCalendar::parse_csv(csv);
    if (!calendar) {
        const auto& e = calendar.error();
        return tl::unexpected(where + ": " + e.zh() + "。" + e.next_zh() + "\n  " + e.en() + ". " + e.next_en() + "\n");
    }
    return City{std::move(*loaded), std::move(*calendar), {}, {}};
}

/// How a city supervises, and its words. A city that was set up before there were such files has the program's own.
CityResult with_duties(CityResult city, std::vector<catalog::SourceFile> files) {
    if (!city) return city;
    for (const std::string part : {"supervision/", "notices/"}) {
        if (std::any_of(files.begin(), files.end(), [&](const auto& f) { return f.path.starts_with(part); })) continue;
        for (const auto& file : embedded_city())
            if (file.path.starts_with(part)) files.push_back({std::string(file.path), std::string(file.text)});
    }
    auto rules = supervision::load_rules(files);
    if (!rules) return tl::unexpected(in_words(rules.error()));
    std::vector<std::string> steps;
    for (const auto& step : rules->steps) steps.push_back(step.code);
    auto kinds = notify::load_kinds(files, steps);
    if (!kinds) return tl::unexpected(in_words(kinds.error()));
    city->supervision = std::move(*rules);
    city->kinds = std::move(*kinds);
    return city;
}

std::vector<catalog::SourceFile> duty_files(const std::string& folder) {
    std::vector<catalog::SourceFile> files;
    for (const std::string part : {"supervision", "notices"}) {
        std::error_code ec;
        for (const auto& entry : fs::directory_iterator(fs::path(folder) / part, ec)) {
            if (entry.path().extension() != ".yaml") continue;
            std::stringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            files.push_back({part + "/" + entry.path().filename().string(), text.str()});
        }
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

bool is_duty(std::string_view path) { return path.starts_with("supervision/") || path.starts_with("notices/"); }
bool is_calendar(std::string_view path) { return path.starts_with("calendar/") && path.ends_with(".csv"); }

}  // namespace

CityResult load_city(const std::string& folder) {
    // Every CSV of calendar/ is part of the calendar; a later file amends an earlier one's years.
    std::vector<fs::path> files;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / "calendar", ec))
        if (entry.path().extension() == ".csv") files.push_back(entry.path());
    if (files.empty())
        return tl::unexpected(
            folder +
            "/calendar: 没有工作日历文件。请放入 CSV 文件\n  there is no working calendar. Put a CSV file there\n");
    std::sort(files.begin(), files.end());
    auto city = with_calendar(catalog::load(folder), "", folder);
    for (const auto& path : files) {
        if (!city) return city;
        std::stringstream text;
        text << std::ifstream(path).rdbuf();
        auto calendar = calendar::WorkCalendar::parse_csv(text.str());
        if (!calendar) return with_calendar(catalog::Catalog{}, text.str(), path.string());
        city->calendar = city->calendar.merged(*calendar);
    }
    return with_duties(std::move(city), duty_files(folder));
}

CityResult load_embedded_city() {
    std::vector<catalog::SourceFile> sources, duties;
    std::string_view csv;
    for (const auto& file : embedded_city()) {
        if (is_calendar(file.path))
            csv = file.text;
        else
            (is_duty(file.path) ? duties : sources).push_back({std::string(file.path), std::string(file.text)});
    }
    return with_duties(with_calendar(catalog::load_files(std::move(sources)), csv, "calendar"), std::move(duties));
}

}  // namespace zhupi
