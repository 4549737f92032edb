#pragma once
// Where libFuzzer is not linked, a fuzz target tries the files on its command line: each as it is, and many times
// damaged.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace zhupi::fuzz {

inline void damage(std::string& text, std::mt19937& random) {
    const auto harms = 1 + random() % 4;
    for (unsigned harm = 0; harm < harms && text.size() > 4; ++harm) {
        const auto at = random() % text.size(), other = random() % text.size();
        const auto length = random() % std::min<std::size_t>(text.size() - at, 200);
        switch (random() % 4) {
            case 0:
                text.erase(at, length);
                break;
            case 1:
                text.insert(other, text.substr(at, length));
                break;
            case 2:
                text[at] = static_cast<char>(random());
                break;
            default:
                text.replace(other, std::min(length, text.size() - other), text.substr(at, length));
        }
    }
}

inline int try_files(int count, char** files, int rounds) {
    std::mt19937 random(7);
    const auto once = [](const std::string& text) {
        LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(text.data()), text.size());
    };
    int tried = 0;
    for (int i = 1; i < count; ++i) {
        std::ifstream file(files[i], std::ios::binary);
        const std::string whole(std::istreambuf_iterator<char>(file), {});
        once(whole);
        for (int round = 0; round < rounds && !whole.empty(); ++round, ++tried) {
            std::string text = whole;
            damage(text, random);
            once(text);
        }
    }
    std::printf("%d files, %d damaged copies: nothing broke\n", count - 1, tried);
    return 0;
}

}  // namespace zhupi::fuzz
