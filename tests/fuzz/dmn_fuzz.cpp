// Whatever a file says, reading it as a decision model is a model or an error. What can be read is checked, every
// decision of it evaluated and explained. How to run it: README.md beside this file.

#include "dmn/dmn.hpp"
#include "dmn/lint.hpp"

#include <string_view>

#ifndef ZHUPI_LIBFUZZER
#include "damage.hpp"
#endif

using namespace zhupi;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto model = dmn::load(text);
    if (!model) {
        (void)model.error().zh();
        return 0;
    }
    dmn::LintLimits checks;
    checks.steps = 2'000;
    checks.rules = 200;
    for (const dmn::Finding& f : dmn::lint(*model, checks)) (void)f.error.zh();
    dmn::Options options;
    options.explain = true;
    options.limits.steps = 5'000;
    options.limits.memory = 50'000;
    std::size_t evaluated = 0;
    for (const dmn::Element& e : model->elements()) {
        if (e.kind == dmn::Element::Kind::input || ++evaluated > 20) continue;
        const auto outcome = dmn::evaluate(*model, e.name, {}, options);
        if (!outcome || !outcome->explanation) continue;
        (void)dmn::in_chinese(*outcome->explanation);
        (void)dmn::in_english(*outcome->explanation);
    }
    return 0;
}

#ifndef ZHUPI_LIBFUZZER
int main(int count, char** files) { return zhupi::fuzz::try_files(count, files, 12); }
#endif
