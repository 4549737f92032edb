// TLS end to end, with a certificate made on the spot.

#include "base/error_codes.hpp"
#include "server/net/server.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

namespace zhupi::net {
namespace {

template <auto free>
struct Free {
    template <class T>
    void operator()(T* p) const {
        free(p);
    }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Free<free>>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("zhupi-tls-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string operator/(const char* name) const { return (path / name).string(); }
};

Key make_key(const std::string& file) {
    Key key(EVP_EC_gen("P-256"));
    const Owned<FILE, std::fclose> out(std::fopen(file.c_str(), "w"));
    REQUIRE(PEM_write_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return key;
}

void make_certificate(EVP_PKEY* key, const std::string& file) {
    const Owned<X509, X509_free> certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    REQUIRE(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
    const Owned<FILE, std::fclose> out(std::fopen(file.c_str(), "w"));
    REQUIRE(PEM_write_X509(out.get(), certificate.get()) == 1);
}

/// One request over TLS of at most the given version; what came back until the end, or nothing when there was no
/// session.
std::string ask_over_tls(std::uint16_t port, int most_version) {
    const Owned<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), most_version);
    const Owned<BIO, BIO_free_all> bio(BIO_new_ssl_connect(context.get()));
    BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
    if (BIO_do_handshake(bio.get()) != 1) return {};
    const std::string request = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    BIO_write(bio.get(), request.data(), static_cast<int>(request.size()));
    std::string answer;
    char piece[4096];
    for (int n; (n = BIO_read(bio.get(), piece, sizeof piece)) > 0;) answer.append(piece, static_cast<std::size_t>(n));
    return answer;
}

TEST_CASE("TLS 1.2 and 1.3 are spoken, older ones are not, and a plain client gets nothing") {
    const Folder folder;
    const auto key = make_key(folder / "key.pem");
    make_certificate(key.get(), folder / "chain.pem");
    Router router;
    router.add({.pattern = "/hello", .operation = "hello", .handler = [](Call& call) -> Result<Response> {
                    return Response::text(std::string(call.request.secure ? "secure " : "plain ") +
                                          std::string(300'000, 'x'));
                }});
    Metrics metrics;
    Server server({.port = 0, .certificate_file = folder / "chain.pem", .key_file = folder / "key.pem"},
                  std::move(router), metrics);
    REQUIRE(server.start());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto answer = ask_over_tls(server.port(), version);
        CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(answer.find("Strict-Transport-Security: ") != answer.npos);
        CHECK(answer.find("\r\n\r\nsecure xxx") != answer.npos);
        CHECK(answer.size() > 300'000);
    }
    CHECK(ask_over_tls(server.port(), TLS1_1_VERSION).empty());
}

TEST_CASE("a key that does not belong to the certificate is told at start") {
    const Folder folder;
    make_certificate(make_key(folder / "key.pem").get(), folder / "chain.pem");
    make_key(folder / "other.pem");
    Metrics metrics;
    Server server({.port = 0, .certificate_file = folder / "chain.pem", .key_file = folder / "other.pem"}, Router(),
                  metrics);
    CHECK(server.start().error().is(err::http_tls));
}

}  // namespace
}  // namespace zhupi::net
