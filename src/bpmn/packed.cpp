// A number is decimal digits and a blank; a text its length, a colon and its bytes; a struct a mask of the members that
// differ from their usual values, then these; a list its length, then its elements.
#include "bpmn/packed.hpp"

#include "base/error_codes.hpp"

#include <charconv>
#include <concepts>

namespace zhupi::bpmn {

BOOST_DESCRIBE_STRUCT(Event, (),
                      (kind, token, scope, node, flow, other, number, at, text, value, slots, undoables, timers))

namespace {

namespace describe = boost::describe;

template <class T>
concept Described = describe::has_describe_members<T>::value;
template <class T>
concept Number = std::integral<T> || std::is_enum_v<T>;

template <class T>
using MembersOf = describe::describe_members<T, describe::mod_public>;

class Packer {
public:
    template <Number T>
    void put(T value) {
        char digits[24];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), static_cast<std::int64_t>(value)).ptr;
        out_.append(digits, end);
        out_ += ' ';
    }
    void put(const std::string& text) {
        put(text.size());
        out_.back() = ':';
        out_ += text;
    }
    void put(const json::Raw& raw) { put(raw.text); }
    void put(const Instant& at) { put(at.ms); }
    template <class T>
    void put(const std::optional<T>& held) {
        put(held.has_value());
        if (held) put(*held);
    }
    template <class T>
    void put(const std::vector<T>& list) {
        put(list.size());
        for (const auto& one : list) put(one);
    }
    template <class T>
    void put(const std::map<std::string, T>& map) {
        put(map.size());
        for (const auto& [key, value] : map) {
            put(key);
            put(value);
        }
    }
    template <Described T>
    void put(const T& value) {
        [[maybe_unused]] static const T usual{};  // g++ does not see the use inside the lambda
        std::uint64_t mask = 0, bit = 1;
        boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
            if (!(value.*member.pointer == usual.*member.pointer)) mask |= bit;
            bit <<= 1;
        });
        put(mask);
        bit = 1;
        boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
            if (mask & bit) put(value.*member.pointer);
            bit <<= 1;
        });
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

/// Never reads past the end and never reserves more than the text could hold: once something does not fit, nothing
/// does.
class Unpacker {
public:
    explicit Unpacker(std::string_view text) : rest_(text) {}
    bool done() const { return well_ && rest_.empty(); }

    template <Number T>
    void get(T& value) {
        value = static_cast<T>(number(' '));
    }
    void get(std::string& text) {
        const auto length = number(':');
        if (length < 0 || static_cast<std::uint64_t>(length) > rest_.size()) return fall();
        text = rest_.substr(0, static_cast<std::size_t>(length));
        rest_.remove_prefix(static_cast<std::size_t>(length));
    }
    void get(json::Raw& raw) { get(raw.text); }
    void get(Instant& at) { get(at.ms); }
    template <class T>
    void get(std::optional<T>& held) {
        bool there = false;
        get(there);
        if (there) get(held.emplace());
    }
    template <class T>
    void get(std::vector<T>& list) {
        for (auto left = number(' '); left > 0 && well_; --left) get(list.emplace_back());
    }
    template <class T>
    void get(std::map<std::string, T>& map) {
        for (auto left = number(' '); left > 0 && well_; --left) {
            std::string key;
            get(key);
            get(map[key]);
        }
    }
    template <Described T>
    void get(T& value) {
        const auto mask = static_cast<std::uint64_t>(number(' '));
        std::uint64_t bit = 1;
        boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
            if (mask & bit) get(value.*member.pointer);
            bit <<= 1;
        });
        if (mask >= bit) fall();
    }

private:
    std::int64_t number(char end) {
        std::int64_t value = 0;
        const auto* last = rest_.data() + rest_.size();
        const auto read = std::from_chars(rest_.data(), last, value);
        if (read.ec != std::errc{} || read.ptr == last || *read.ptr != end) {
            fall();
            return 0;
        }
        rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()) + 1);
        return value;
    }
    void fall() {
        well_ = false;
        rest_ = {};
    }

    std::string_view rest_;
    bool well_ = true;
};

template <class T>
std::string packed(const T& value) {
    Packer packer;
    packer.put(value);
    return packer.take();
}

template <class T>
Result<T> unpacked(std::string_view text) {
    Unpacker unpacker(text);
    T value{};
    unpacker.get(value);
    if (!unpacker.done()) return fail(err::bpmn_packed);
    return value;
}

}  // namespace

std::string pack(const State& state) { return packed(state); }
std::string pack(const std::vector<Event>& events) { return packed(events); }
Result<State> unpack_state(std::string_view text) { return unpacked<State>(text); }
Result<std::vector<Event>> unpack_events(std::string_view text) { return unpacked<std::vector<Event>>(text); }

}  // namespace zhupi::bpmn
