#include "document/clamd.hpp"

#include "base/error_codes.hpp"

#include <filesystem>
#include <functional>
#include <thread>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace zhupi;
using namespace zhupi::document;
using namespace std::string_literals;

namespace {

/// One conversation with somebody who speaks like clamd: reads pieces until the empty one, or until it has had enough.
class OneCall {
public:
    OneCall(std::size_t most, std::string answer)
        : path_(std::filesystem::temp_directory_path() / ("zhupi-clamd-" + std::to_string(::getpid()) + ".ctl")) {
        std::filesystem::remove(path_);
        listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(path_.begin(), path_.end(), address.sun_path);
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(listener_, 1) == 0);
        thread_ = std::thread([this, most, answer] { talk(most, answer); });
    }
    ~OneCall() {
        thread_.join();
        ::close(listener_);
        std::filesystem::remove(path_);
    }
    OneCall(const OneCall&) = delete;
    OneCall& operator=(const OneCall&) = delete;
    ClamdPlace place() const { return {path_, {}, {}}; }
    std::string heard;  ///< valid once scan() has returned

private:
    static std::string take(int fd, std::size_t size) {
        std::string out(size, '\0');
        std::size_t got = 0;
        while (got < size) {
            const auto now = ::recv(fd, out.data() + got, size - got, 0);
            if (now <= 0) return {};
            got += static_cast<std::size_t>(now);
        }
        return out;
    }
    void talk(std::size_t most, const std::string& answer) {
        const int fd = ::accept(listener_, nullptr, nullptr);
        const auto command = take(fd, 10);
        if (command == "zINSTREAM\0"s) {
            for (;;) {
                const auto length = take(fd, 4);
                if (length.empty()) break;
                std::size_t size = 0;
                for (const char c : length) size = size << 8 | static_cast<unsigned char>(c);
                if (size == 0) break;
                heard += take(fd, size);
                if (heard.size() > most) break;
            }
        }
        ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
        ::close(fd);
    }
    std::string path_;
    int listener_ = -1;
    std::thread thread_;
};

Result<ScanVerdict> ask(const std::string& content, std::size_t most, std::string answer,
                        std::string* heard = nullptr) {
    OneCall call(most, std::move(answer));
    auto verdict = scan(call.place(), TextBytes(content), 5);
    if (heard) *heard = call.heard;
    return verdict;
}

}  // namespace

TEST_CASE("a content is sent whole, in pieces, and what was found is named") {
    std::string content;
    for (int i = 0; i < 200'000; ++i) content += std::to_string(i);
    std::string heard;
    const auto clean = ask(content, content.size(), "stream: OK\0"s, &heard);
    REQUIRE(clean);
    CHECK(clean->clean);
    CHECK(heard == content);
    const auto found = ask("x", 100, "stream: Eicar-Test-Signature FOUND\0"s);
    REQUIRE(found);
    CHECK_FALSE(found->clean);
    CHECK(found->virus == "Eicar-Test-Signature");
}

TEST_CASE("whatever is not a verdict is never clean") {
    for (const auto& answer : {"INSTREAM size limit exceeded. ERROR\0"s, "stream: OK"s, ""s, "OK\0"s,
                               "stream: OK, or so\0"s, "stream: \xFF\0"s}) {
        const auto verdict = ask("content", 100, answer);
        REQUIRE_FALSE(verdict);
        CHECK(verdict.error().is(err::file_scanner));
    }
    const auto away = scan({"/tmp/nobody-listens-here.ctl", {}, {}}, TextBytes("x"), 1);
    REQUIRE_FALSE(away);
    CHECK(away.error().is(err::file_scanner));
}

TEST_CASE("a daemon that has had enough is heard out, although it no longer listens") {
    const auto verdict = ask(std::string(20'000'000, 'x'), 1000, "INSTREAM size limit exceeded. ERROR\0"s);
    REQUIRE_FALSE(verdict);
    CHECK(verdict.error().is(err::file_scanner));
}

TEST_CASE("where the daemon listens is a path, or a host with a port") {
    CHECK(clamd_place("/run/clamav/clamd.ctl")->socket == "/run/clamav/clamd.ctl");
    CHECK(clamd_place("10.0.0.7:3310")->port == "3310");
    for (const auto* wrong : {"", "clamd", ":3310", "host:", "host:port"}) CHECK_FALSE(clamd_place(wrong));
}
