#include "licence/verify_ofd.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "document/zip_reader.hpp"

#include <set>

#include <pugixml.hpp>

namespace zhupi::licence {
namespace {

using document::ZipFile;

constexpr std::size_t largest_xml = std::size_t{8} << 20;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
bool same_but_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

/// The element whatever its prefix: "ofd:" is usual, not certain.
pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
    for (const auto& node : parent.children()) {
        const std::string_view full = node.name();
        if (full.substr(full.find(':') == std::string_view::npos ? 0 : full.find(':') + 1) == name) return node;
    }
    return {};
}

std::string text_of(const pugi::xml_node& node) {
    std::string out = node.text().get();
    const auto from = out.find_first_not_of(" \t\r\n");
    return from == std::string::npos ? std::string() : out.substr(from, out.find_last_not_of(" \t\r\n") - from + 1);
}

/// A path as a file names it: from the container's root, or from the file's own folder.
std::string resolved(std::string_view named, std::string_view by) {
    if (named.starts_with('/')) return std::string(named.substr(1));
    const auto slash = by.rfind('/');
    return slash == std::string_view::npos ? std::string(named)
                                           : std::string(by.substr(0, slash + 1)) + std::string(named);
}

class Verification {
public:
    Verification(std::string_view container, const crypto::Trust& trust) : container_(container), trust_(trust) {}

    OfdVerdict run() {
        auto files = document::read_zip(container_);
        if (!files) {
            add(files.error());
            return std::move(out_);
        }
        files_ = std::move(*files);
        signatures();
        if (out_.problems.empty() || covered_any_) uncovered();
        if (ours_ && document::write_zip(files_) != container_) add(err::ofd_repacked);
        return std::move(out_);
    }

private:
    void add(Error error) { out_.problems.push_back(std::move(error)); }
    void add(const ErrorCode& code, Params params = {}) { add(Error{&code, "", std::move(params)}); }

    /// Desktop readers pass over wrong case, and files with it are about; an exact match comes first.
    const ZipFile* find(std::string_view path) const {
        for (const auto& file : files_)
            if (file.path == path) return &file;
        for (const auto& file : files_)
            if (same_but_case(file.path, path)) return &file;
        return nullptr;
    }

    bool parse(std::string_view path, pugi::xml_document& into) {
        const auto* file = find(path);
        const bool good =
            file != nullptr && file->bytes.size() <= largest_xml &&
            into.load_buffer(file->bytes.data(), file->bytes.size(), pugi::parse_default, pugi::encoding_auto);
        if (!good) add(err::ofd_structure, {{"path", std::string(path)}});
        return good;
    }

    void signatures() {
        pugi::xml_document entry;
        if (!parse("OFD.xml", entry)) return;
        const auto body = child(entry.document_element(), "DocBody");
        const auto named = text_of(child(body, "Signatures"));
        if (named.empty()) return add(err::ofd_unsigned);
        const auto path = resolved(named, "OFD.xml");
        pugi::xml_document list;
        if (!parse(path, list)) return;
        mark(path);
        std::size_t count = 0;
        for (const auto& node : list.document_element().children()) {
            const auto location = node.attribute("BaseLoc");
            if (!location) continue;
            ++count;
            signature(resolved(location.value(), path),
                      std::string_view(node.attribute("Type").as_string("Seal")) == "Seal");
        }
        if (count == 0) add(err::ofd_unsigned);
    }

    void signature(const std::string& path, bool is_seal) {
        pugi::xml_document xml;
        if (!parse(path, xml)) return;
        mark(path);
        const auto root = xml.document_element();
        const auto info = child(root, "SignedInfo");
        const auto value_path = resolved(text_of(child(root, "SignedValue")), path);
        mark(value_path);
        ours_ |= std::string_view(child(info, "Provider").attribute("ProviderName").value()) == "Zhupi";
        references(child(info, "References"), path);
        if (!is_seal) return add(err::ofd_method, {{"path", path}});
        const auto* value = find(value_path);
        if (value == nullptr) return add(err::ofd_structure, {{"path", value_path}});
        const auto seal_named = text_of(child(child(info, "Seal"), "BaseLoc"));
        const auto seal_path = resolved(seal_named, path);
        const auto* seal = seal_named.empty() ? nullptr : find(seal_path);
        if (!seal_named.empty() && seal == nullptr) return add(err::ofd_structure, {{"path", seal_path}});
        if (seal != nullptr) mark(seal_path);
        auto verdict =
            verify_sealing(value->bytes, find(path)->bytes, seal == nullptr ? std::string_view() : seal->bytes, trust_);
        if (!verdict) return add(std::move(verdict.error()));
        if (resolved(verdict->sealing.property, path) != path &&
            !same_but_case(resolved(verdict->sealing.property, path), path))
            return add(err::ofd_structure, {{"path", verdict->sealing.property}});
        out_.sealings.push_back(std::move(*verdict));
    }

    void references(const pugi::xml_node& list, const std::string& by) {
        const std::string method =
            list.attribute("CheckMethod").as_string("MD5");  // what GB/T 33190 takes where none is said
        if (!same_but_case(method, "SM3") && method != "1.2.156.10197.1.401")
            return add(err::ofd_weak_digest, {{"method", method}});
        std::size_t count = 0;
        for (const auto& node : list.children()) {
            const std::string named = node.attribute("FileRef").value();
            if (named.empty()) continue;
            ++count;
            const auto path = resolved(named, by);
            const auto* file = find(path);
            if (file == nullptr) {
                add(err::ofd_reference_missing, {{"path", path}});
                continue;
            }
            mark(path);
            covered_any_ = true;
            if (encoding::base64(crypto::sm3(file->bytes)) != text_of(child(node, "CheckValue")))
                add(err::ofd_reference_changed, {{"path", file->path}});
        }
        if (count == 0) add(err::ofd_structure, {{"path", by}});
    }

    void mark(std::string_view path) {
        if (const auto* file = find(path)) covered_.insert(file->path);
    }

    void uncovered() {
        for (const auto& file : files_)
            if (!covered_.contains(file.path)) add(err::ofd_uncovered, {{"path", file.path}});
    }

    std::string_view container_;
    const crypto::Trust& trust_;
    OfdVerdict out_;
    std::vector<ZipFile> files_;
    std::set<std::string> covered_;
    bool covered_any_ = false, ours_ = false;
};

}  // namespace

bool OfdVerdict::is_intact() const {
    return std::all_of(problems.begin(), problems.end(), [](const Error& error) {
        const auto code = error.code->code;
        return code.starts_with("chain.") || code == "ofd.uncovered" || code == "seal.not_valid" ||
               code == "seal.signer_unlisted";
    });
}

OfdVerdict verify_ofd(std::string_view container, const crypto::Trust& trust) {
    return Verification(container, trust).run();
}

}  // namespace zhupi::licence
