// Whatever somebody types as an expression, compiling and evaluating it is an answer or an error: never a crash, never
// an endless loop, never more memory than the limits say. How to run it: README.md beside this file.
//
// The first byte chooses: an expression, unary tests on a number, or on a text.

#include "feel/feel.hpp"
#include "feel/json.hpp"

#include <cstdlib>
#include <string_view>

#ifndef ZHUPI_LIBFUZZER
#include "damage.hpp"
#endif

using namespace zhupi;
using namespace zhupi::feel;

namespace {

const std::vector<Parameter>& names() {
    static const std::vector<Parameter> all{
        {"a", Type(Kind::number)},
        {"b b", Type(Kind::string)},
        {"列表", Type::list_of(Type(Kind::number))},
        {"项目", Type::context_of({{"面积", Type(Kind::number)}, {"开工 日期", Type(Kind::date)}})},
        {"any", Type()}};
    return all;
}

const std::vector<Value>& values() {
    static const std::vector<Value> all = [] {
        std::vector<Value> numbers{Number(1), Number(2), Value()};
        Context project;
        project.put("面积", Number(1200));
        project.put("开工 日期", feel::Date{2026, 11, 25});
        return std::vector<Value>{Number(7), Value("文字 text"), Value(std::move(numbers)), Value(std::move(project)),
                                  Value(true)};
    }();
    return all;
}

void run(const Result<std::shared_ptr<const Program>>& program, std::span<const Value> inputs) {
    if (!program) {
        (void)program.error().zh();
        return;
    }
    Limits limits;
    limits.steps = 20'000;
    limits.memory = 100'000;
    const Outcome outcome = evaluate(**program, inputs, limits);
    (void)to_literal(outcome.value);
    const std::string json = to_json(outcome.value);
    if (!from_json(json)) std::abort();  // what is written can be read
    for (const Diagnostic& d : outcome.diagnostics) {
        const std::string& text = (*program)->sources[d.span.source].text;
        if (d.span.begin > d.span.end || d.span.end > text.size()) std::abort();  // a place within the text
        (void)d.error.zh();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 4 < 2) {
        run(compile(text, names()), values());
    } else {
        const bool number = data[0] % 4 == 2;
        const Value tested = number ? Value(Number(5)) : Value("住宅");
        run(compile_tests(text, Type(number ? Kind::number : Kind::string), {}), std::span(&tested, 1));
    }
    return 0;
}

#ifndef ZHUPI_LIBFUZZER
int main(int count, char** files) { return fuzz::try_files(count, files, 400); }
#endif
