#include "server/net/transport_asio.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>

namespace zhupi::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class PlainTransport final : public Transport {
public:
    explicit PlainTransport(Socket socket) : stream_(std::move(socket)) {}

    void handshake(Then then) override { then(true, 0); }
    void read_some(std::span<char> room, Then then) override {
        stream_.async_read_some(asio::buffer(room.data(), room.size()),
                                [then = std::move(then)](error_code error, std::size_t n) { then(!error, n); });
    }
    void write(std::string_view first, std::string_view second, Then then) override {
        const std::array buffers{asio::buffer(first.data(), first.size()), asio::buffer(second.data(), second.size())};
        asio::async_write(stream_, buffers,
                          [then = std::move(then)](error_code error, std::size_t n) { then(!error, n); });
    }
    void end_sending(Then then) override {
        error_code error;
        stream_.socket().shutdown(Tcp::socket::shutdown_send, error);
        then(!error, 0);
    }
    void close() override { stream_.close(); }
    void expire_after_seconds(int seconds) override { stream_.expires_after(std::chrono::seconds(seconds)); }
    void never_expire() override { stream_.expires_never(); }

private:
    boost::beast::basic_stream<Tcp, Executor> stream_;
};

}  // namespace

TransportMaker plain_transports() {
    return [](Socket socket) { return std::make_unique<PlainTransport>(std::move(socket)); };
}

}  // namespace zhupi::net
