#pragma once
// A vector whose first N elements need no memory but its own. Evaluating a small decision must not ask for any.

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace zhupi::feel {

template <class T, std::size_t N>
class InlineVector {
public:
    InlineVector() = default;
    InlineVector(const InlineVector&) = delete;
    InlineVector& operator=(const InlineVector&) = delete;
    ~InlineVector() { std::destroy_n(few(), in_few_); }

    std::size_t size() const { return many_.empty() ? in_few_ : many_.size(); }
    bool empty() const { return size() == 0; }
    T* data() { return data_; }
    const T* data() const { return data_; }
    T* begin() { return data_; }
    T* end() { return data_ + size(); }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size(); }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    std::span<const T> view() const { return {data_, size()}; }
    std::span<T> view() { return {data_, size()}; }

    void push_back(T value) {
        if (many_.empty() && in_few_ < N) {
            std::construct_at(few() + in_few_++, std::move(value));
            return;
        }
        spill(size() + 1);
        many_.push_back(std::move(value));
        data_ = many_.data();
    }

    /// New elements are values of their own: null, 0.
    void resize(std::size_t wanted) {
        if (many_.empty() && wanted <= N) {
            if (wanted > in_few_)
                std::uninitialized_value_construct_n(few() + in_few_, wanted - in_few_);
            else
                std::destroy_n(few() + wanted, in_few_ - wanted);
            in_few_ = wanted;
            return;
        }
        spill(wanted);
        many_.resize(wanted);
        data_ = many_.empty() ? few() : many_.data();
    }

private:
    void spill(std::size_t wanted) {
        if (!many_.empty()) return;
        many_.reserve(std::max(wanted, 2 * N));
        std::move(few(), few() + in_few_, std::back_inserter(many_));
        std::destroy_n(few(), in_few_);
        in_few_ = 0;
    }
    T* few() { return reinterpret_cast<T*>(bytes_.data()); }

    alignas(T) std::array<std::byte, N * sizeof(T)> bytes_;
    std::size_t in_few_ = 0;
    std::vector<T> many_;
    T* data_ = few();
};

}  // namespace zhupi::feel
