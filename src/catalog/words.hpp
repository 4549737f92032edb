#pragma once
// What somebody means who says it in plain words: 「我要盖一个 8000 平米的厂房」. No model and no network: the words
// are the city's data (guide/words.yaml, guide/items.yaml), longer ones are taken before shorter ones inside them, and
// every guess names the word that it was made from.

#include "catalog/guide.hpp"

namespace zhupi::catalog {

struct MeantIntent {
    const Intent* intent = nullptr;
    int score = 0;                   ///< characters that were understood
    std::vector<std::string> words;  ///< as they were typed
};
/// A question that was answered in passing, and by which word.
struct MeantAnswer {
    std::string question, answer, word;
};
struct MeantItem {
    const Item* item = nullptr;
    int score = 0;
    std::string word;
};
struct Meant {
    std::vector<MeantIntent> intents;        ///< best first, at most 6
    bool guessed = false;                    ///< nothing matched as it stands; the intents share parts of words
    std::vector<MeantAnswer> answers;        ///< besides what the intents answer, and before them
    std::vector<MeantItem> items;            ///< best first, at most 8
    std::vector<const Material*> materials;  ///< whose names have it, at most 8
};

/// Deterministic. `typed` is valid UTF-8 of any length; what is not understood is passed over.
Meant understand(const Catalog& catalog, std::string_view typed);

}  // namespace zhupi::catalog
