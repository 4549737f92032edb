#pragma once
// Transports over Asio sockets. The only header with Asio in it; for server/net/*.cpp alone. Concrete executors
// throughout: the type-erased default costs about 9 % of throughput.

#include "base/error.hpp"
#include "server/net/transport.hpp"

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace zhupi::net {

using Tcp = boost::asio::ip::tcp;
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<Tcp, Executor>;
using TransportMaker = std::function<std::unique_ptr<Transport>(Socket)>;

TransportMaker plain_transports();
/// TLS 1.2 and 1.3 with a PEM chain and key.
Result<TransportMaker> tls_transports(const std::string& certificate_file, const std::string& key_file);

}  // namespace zhupi::net
