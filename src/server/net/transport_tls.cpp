#include "base/error_codes.hpp"
#include "server/net/transport_asio.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>

namespace zhupi::net {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

class TlsTransport final : public Transport {
public:
    TlsTransport(Socket socket, std::shared_ptr<ssl::context> context)
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}

    void handshake(Then then) override {
        stream_.async_handshake(ssl::stream_base::server,
                                [then = std::move(then)](error_code error) { then(!error, 0); });
    }
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
        // Sends close_notify and waits for the peer's, or for the session's deadline.
        stream_.async_shutdown([then = std::move(then)](error_code error) { then(!error, 0); });
    }
    void close() override { stream_.next_layer().close(); }
    void expire_after_seconds(int seconds) override {
        stream_.next_layer().expires_after(std::chrono::seconds(seconds));
    }
    void never_expire() override { stream_.next_layer().expires_never(); }

private:
    std::shared_ptr<ssl::context> context_;
    ssl::stream<boost::beast::basic_stream<Tcp, Executor>> stream_;
};

}  // namespace

Result<TransportMaker> tls_transports(const std::string& certificate_file, const std::string& key_file) {
    const auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                         ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    error_code error;
    context->use_certificate_chain_file(certificate_file, error);
    if (!error) context->use_private_key_file(key_file, ssl::context::pem, error);
    if (!error && SSL_CTX_check_private_key(context->native_handle()) != 1)
        return fail(err::http_tls, {{"detail", "key and certificate do not belong together"}});
    if (error) return fail(err::http_tls, {{"detail", error.message()}});
    return TransportMaker(
        [context](Socket socket) { return std::make_unique<TlsTransport>(std::move(socket), context); });
}

}  // namespace zhupi::net
