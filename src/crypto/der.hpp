#pragma once
// DER (ITU-T X.690): the strict reading and the writing of what OpenSSL has no templates for: timestamps, seals, SM2
// signatures. Reading never copies; definite lengths in their shortest form and tags below 31 only.
//
//   der::Reader whole(bytes);
//   der::Reader inside(whole.take(der::sequence_tag));
//   auto version = inside.take_number();
//   if (!whole.done() || !inside.done()) …        // nothing failed, nothing is left over
//
// The first thing that does not fit makes a reader failed; from then on it gives empty answers.

#include "base/time.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::crypto::der {

constexpr unsigned char boolean_tag = 0x01, integer_tag = 0x02, bit_string_tag = 0x03, octet_string_tag = 0x04,
                        null_tag = 0x05, oid_tag = 0x06, utf8_tag = 0x0C, printable_tag = 0x13, ia5_tag = 0x16,
                        utc_time_tag = 0x17, generalized_time_tag = 0x18, sequence_tag = 0x30, set_tag = 0x31;
constexpr unsigned char context(unsigned number) { return static_cast<unsigned char>(0xA0 | number); }  ///< constructed
constexpr unsigned char primitive(unsigned number) {
    return static_cast<unsigned char>(0x80 | number);
}  ///< [n] IMPLICIT

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    bool failed() const { return failed_; }
    bool at_end() const { return failed_ || rest_.empty(); }
    bool done() const { return !failed_ && rest_.empty(); }
    unsigned char peek() const { return at_end() ? 0 : static_cast<unsigned char>(rest_.front()); }  ///< next tag, or 0

    std::string_view take(unsigned char tag);                    ///< its content
    std::string_view take_whole(unsigned char tag);              ///< tag, length and content: what signatures cover
    std::string_view take_any_whole();                           ///< whatever comes
    std::optional<std::string_view> take_if(unsigned char tag);  ///< its content when it is next; else nothing happens
    std::string take_oid();                                      ///< "1.2.156.10197.1.401"
    std::int64_t take_number();                                  ///< an INTEGER of at most 8 bytes
    bool take_boolean();                                         ///< 00 and FF only
    std::string_view take_bit_string();                          ///< of whole bytes
    Instant take_time();                                         ///< UTCTime or GeneralizedTime, ending in Z
    void fail() { failed_ = true; }

private:
    struct Element {
        unsigned char tag = 0;
        std::string_view whole, content;
    };
    std::optional<Element> next() const;
    std::string_view rest_;
    bool failed_ = false;
};

std::string element(unsigned char tag, std::string_view content);
std::string sequence(std::initializer_list<std::string_view> elements);
std::string sequence_of(const std::vector<std::string>& elements);
std::string set_of(std::vector<std::string> elements);  ///< in DER's order
std::string oid(std::string_view dotted);               ///< precondition: two or more numbers
std::string number(std::int64_t value);
std::string unsigned_integer(std::string_view big_endian);
std::string boolean(bool value);
std::string octet_string(std::string_view bytes);
std::string bit_string(std::string_view bytes);
std::string utf8(std::string_view text);
std::string ia5(std::string_view text);
std::string null();
std::string generalized_time(Instant at);  ///< whole seconds, UTC

}  // namespace zhupi::crypto::der
