// The 518 vectors of github.com/transparency-dev/merkle (testdata/), read from beside the project.

#include "base/encoding.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/merkle.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;

namespace {

/// A flat JSON object of numbers, texts without escapes, true, false, null and one list of texts. Our own JSON reads
/// integers up to 2^53; two vectors have 2^64 - 1.
class Vector {
public:
    explicit Vector(std::string text) : text_(std::move(text)) {}

    std::uint64_t number(std::string_view name) const {
        const auto from = text_.substr(value(name));
        return parse_size(from.substr(0, from.find_first_not_of("0123456789"))).value();
    }
    bool truth(std::string_view name) const { return text_.compare(value(name), 4, "true") == 0; }
    std::string bytes(std::string_view name) const {
        const auto at = value(name);
        return text_[at] == '"' ? quoted(at) : std::string();
    }
    Proof list(std::string_view name) const {
        Proof out;
        const auto at = value(name);
        if (text_[at] != '[') return out;
        const auto end = text_.find(']', at);
        for (auto open = text_.find('"', at); open < end; open = text_.find('"', text_.find('"', open + 1) + 1))
            out.push_back(quoted(open));
        return out;
    }

private:
    std::size_t value(std::string_view name) const {
        const auto at = text_.find('"' + std::string(name) + "\":");
        REQUIRE(at != std::string::npos);
        return text_.find_first_not_of(" \n", at + name.size() + 3);
    }
    std::string quoted(std::size_t open) const {
        return encoding::from_base64(std::string_view(text_).substr(open + 1, text_.find('"', open + 1) - open - 1))
            .value();
    }
    std::string text_;
};

bool holds(const std::string& kind, const Vector& v) {
    const auto proof = v.list("proof");
    if (kind == "inclusion")
        return verify_inclusion(Hash::sha256, v.number("leafIdx"), v.number("treeSize"), v.bytes("leafHash"), proof,
                                v.bytes("root"))
            .has_value();
    if (kind == "consistency")
        return verify_consistency(Hash::sha256, v.number("size1"), v.number("size2"), v.bytes("root1"),
                                  v.bytes("root2"), proof)
            .has_value();
    if (kind == "subtreeinclusion")
        return verify_subtree_inclusion(Hash::sha256, v.number("leafIdx"), v.number("start"), v.number("end"),
                                        v.bytes("leafHash"), proof, v.bytes("root"))
            .has_value();
    return verify_subtree_consistency(Hash::sha256, v.number("start"), v.number("end"), v.number("size"),
                                      v.bytes("root1"), v.bytes("root2"), proof)
        .has_value();
}

}  // namespace

TEST_CASE("all Merkle vectors") {
    const std::string folder = ZHUPI_SOURCE_DIR "/../shared/suites/merkle-vectors/testdata/";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("!!! NOT RUN: the external suite merkle-vectors is not beside the project; nothing was checked");
        return;
    }
    std::size_t passed = 0, accepted = 0;
    for (const std::string kind : {"inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder + kind)) {
            if (entry.path().extension() != ".json") continue;
            std::ifstream file(entry.path());
            const Vector vector(std::string(std::istreambuf_iterator<char>(file), {}));
            const bool wanted = !vector.truth("wantErr");
            const bool right = holds(kind, vector) == wanted;
            CHECK_MESSAGE(right, entry.path().string());
            passed += right;
            accepted += wanted;
        }
    MESSAGE("merkle-vectors: " << passed << " passed, " << accepted << " of them proofs that hold");
    CHECK(passed >= 518);
    CHECK(accepted >= 36);
}
