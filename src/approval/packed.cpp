#include "approval/packed.hpp"

#include "bpmn/packed.hpp"

namespace zhupi::approval {
namespace {

Result<bpmn::State> read(std::string_view text, const bpmn::State*) {
    if (text.empty()) return bpmn::State{};
    return bpmn::unpack_state(text);
}
Result<std::vector<bpmn::Event>> read(std::string_view text, const std::vector<bpmn::Event>*) {
    return bpmn::unpack_events(text);
}

}  // namespace

template <class T>
Packed<T>::Packed(T value) : value_(std::make_shared<const T>(std::move(value))) {}

template <class T>
Result<std::shared_ptr<const T>> Packed<T>::value() const {
    if (value_) return value_;
    ZHUPI_TRY(auto value, read(text_, static_cast<const T*>(nullptr)));
    return std::make_shared<const T>(std::move(value));
}

template <class T>
Result<void> Packed<T>::open() {
    ZHUPI_TRY(value_, value());
    text_.clear();
    return {};
}

template <class T>
std::string Packed<T>::text() const {
    return value_ ? bpmn::pack(*value_) : text_;
}

template <class T>
Packed<T> Packed<T>::of(std::string text) {
    Packed packed;
    packed.text_ = std::move(text);
    return packed;
}

template class Packed<bpmn::State>;
template class Packed<std::vector<bpmn::Event>>;

}  // namespace zhupi::approval
