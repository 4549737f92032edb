#pragma once
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace zhupi::net {

/// Bytes that have arrived and are not yet understood.
class InputBuffer {
public:
    std::string_view view() const { return {data_.data() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }

    /// Space for at least `size` more bytes; commit() tells how many came.
    std::span<char> room(std::size_t size) {
        if (data_.size() - end_ < size) {
            std::memmove(data_.data(), data_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
            if (data_.size() < end_ + size) data_.resize(end_ + size);
        }
        return {data_.data() + end_, data_.size() - end_};
    }
    void commit(std::size_t size) { end_ += size; }
    void consume(std::size_t size) {
        begin_ += size;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    /// Gives large memory back between requests.
    void shrink(std::size_t keep) {
        if (empty() && data_.capacity() > keep) std::string().swap(data_);
    }

private:
    std::string data_;
    std::size_t begin_ = 0, end_ = 0;
};

}  // namespace zhupi::net
