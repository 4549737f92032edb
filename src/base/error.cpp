#include "base/error.hpp"

#include "base/text.hpp"

namespace zhupi {

std::string Error::zh() const { return text::fill(code->zh, params); }
std::string Error::en() const { return text::fill(code->en, params); }
std::string Error::next_zh() const { return text::fill(code->next_zh, params); }
std::string Error::next_en() const { return text::fill(code->next_en, params); }

void bug(std::string_view message, std::source_location at) {
    throw BugError(std::string(at.file_name()) + ":" + std::to_string(at.line()) + ": " + std::string(message));
}

}  // namespace zhupi
