// Whatever a file says, reading it is an answer or an error: never a crash, never an endless loop. What can be read is
// written and read again, checked, compiled, explored, and a few steps of it are run.
//
//   clang++-19 with -fsanitize=fuzzer,address,undefined (the asan preset links it):
//     build/asan/fuzz/bpmn_fuzz -max_total_time=60 -max_len=20000 CORPUS SUITES/bpmn-execution/betsy/*
//   without libFuzzer it reads the files named on the command line, each as it is and with damage.

#include "bpmn/check/check.hpp"
#include "bpmn/check/limits.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/plain_language.hpp"
#include "bpmn/soundness/soundness.hpp"
#include "bpmn/world.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

using namespace zhupi;

namespace {

void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

void try_out(std::string_view text) {
    const auto document = bpmn::read_xml(text);
    if (!document) return;
    const auto written = bpmn::write_xml(*document);
    const auto again = bpmn::read_xml(written);
    demand(again.has_value(), "what was written cannot be read");
    demand(bpmn::write_xml(*again) == written, "writing twice differs");
    const auto model = bpmn::Model::read(text);
    if (!model) return;
    (void)bpmn::check(*model);
    const auto definition = bpmn::compile(*model, bpmn::PlainLanguage());
    if (!definition || definition->processes.empty()) return;
    (void)bpmn::check_limits(*definition, *model);
    bpmn::SoundnessOptions options;
    options.most_states = 300;
    (void)bpmn::verify(*definition, *model, options);
    bpmn::World world(*definition, Instant{0}, [](const bpmn::Member&, const bpmn::Work&) { return bpmn::Done{}; });
    int events = 0;
    world.watch([&](const bpmn::Member&, const bpmn::Event&) { ++events; });
    (void)world.start({definition->processes.front().id, {}, {}});
    for (int i = 0; i < 20 && events < 20'000; ++i)
        if (const auto next = world.next()) world.run_until(*next);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try_out({reinterpret_cast<const char*>(data), size});
    return 0;
}

#ifndef ZHUPI_LIBFUZZER
namespace {

/// Puts what stands between one pair of quotes, or the name of one element, in place of another: the file stays XML and
/// says something else.
void cross(std::string& text, std::mt19937& random, char open, std::string_view closers) {
    std::vector<std::pair<std::size_t, std::size_t>> spans;
    for (auto at = text.find(open); at != text.npos; at = text.find(open, at + 1)) {
        const auto end = text.find_first_of(closers, at + 1);
        if (end == text.npos) break;
        if (end - at < 80) spans.emplace_back(at + 1, end - at - 1);
        if (open == '"') at = end;
    }
    if (spans.size() < 2) return;
    const auto from = spans[random() % spans.size()], to = spans[random() % spans.size()];
    text.replace(to.first, to.second, text.substr(from.first, from.second));
}

}  // namespace

int main(int count, char** files) {
    std::mt19937 random(3);
    int tried = 0;
    for (int i = 1; i < count; ++i) {
        std::ifstream file(files[i], std::ios::binary);
        std::ostringstream stream;
        stream << file.rdbuf();
        const auto whole = stream.str();
        try_out(whole);
        for (int round = 0; round < 40 && !whole.empty(); ++round, ++tried) {
            auto text = whole;
            const auto harms = 1 + random() % 4;
            for (unsigned harm = 0; harm < harms && text.size() > 4; ++harm) {
                const auto at = random() % text.size(),
                           length = random() % std::min<std::size_t>(text.size() - at, 200);
                const auto other = random() % text.size();
                switch (random() % 8) {
                    case 0:
                        text.erase(at, length);
                        break;
                    case 1:
                        text.insert(other, text.substr(at, length));
                        break;
                    case 2:
                        text[at] = static_cast<char>(random());
                        break;
                    case 3:
                        cross(text, random, '<', " />");
                        break;
                    case 4:
                    case 5:
                    case 6:
                        cross(text, random, '"', "\"");
                        break;
                    default:
                        text.replace(other, std::min(length, text.size() - other), text.substr(at, length));
                }
            }
            try_out(text);
        }
    }
    std::printf("%d files, %d damaged copies: nothing broke\n", count - 1, tried);
    return 0;
}
#endif
