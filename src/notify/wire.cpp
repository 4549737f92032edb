#include "notify/wire.hpp"

#include <cstring>
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace zhupi::notify {
namespace {

constexpr std::size_t most_answer = 64 * 1024;

struct Closed {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Closed>;
using List = std::unique_ptr<curl_slist, Closed>;

Handle fresh() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return Handle(curl_easy_init());
}

void append(List& list, const std::string& line) {
    auto* grown = curl_slist_append(list.get(), line.c_str());
    if (!grown) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(grown);
}

extern "C" curl_socket_t zhupi_open_socket(void* reach, curlsocktype, struct curl_sockaddr* address) {
    if (!may_connect(address->addr, *static_cast<const Reach*>(reach))) return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
extern "C" std::size_t zhupi_take(char* data, std::size_t size, std::size_t count, void* out) {
    auto& text = *static_cast<std::string*>(out);
    const auto bytes = size * count;
    if (text.size() + bytes > most_answer) return 0;  // ends the transfer with an error
    text.append(data, bytes);
    return bytes;
}
struct Source {
    std::string_view left;
};
extern "C" std::size_t zhupi_give(char* out, std::size_t size, std::size_t count, void* source) {
    auto& left = static_cast<Source*>(source)->left;
    const auto bytes = std::min(size * count, left.size());
    std::memcpy(out, left.data(), bytes);
    left.remove_prefix(bytes);
    return bytes;
}

void prepare(CURL* c, const std::string& url, const char* schemes, int seconds, const Reach& reach) {
    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, schemes);
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, static_cast<long>(seconds));
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, zhupi_open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, const_cast<Reach*>(&reach));
    curl_easy_setopt(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
}

/// Errors that come before anything of ours has left.
bool before_sending(CURLcode code) {
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_USE_SSL_FAILED:
        case CURLE_LOGIN_DENIED:
            return true;
        default:
            return false;
    }
}

}  // namespace

HttpReply call(const HttpCall& what) {
    HttpReply reply;
    const auto handle = fresh();
    auto* c = handle.get();
    prepare(c, what.url, "http,https", what.seconds, what.reach);
    List headers;
    for (const auto& header : what.headers) append(headers, header);
    append(headers, "Expect:");
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, what.method.c_str());
    if (what.method != "GET") {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, what.body.data());
    }
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, zhupi_take);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &reply.body);
    const auto code = curl_easy_perform(c);
    if (code != CURLE_OK) {
        reply.came = before_sending(code) ? Came::nowhere : Came::half_way;
        reply.problem = curl_easy_strerror(code);
        return reply;
    }
    long status = 0;
    curl_off_t wait = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &wait);
    reply.came = Came::answered;
    reply.status = static_cast<int>(status);
    reply.retry_after = static_cast<int>(std::clamp<curl_off_t>(wait, 0, 24 * 3600));
    return reply;
}

MailReply post(const Mail& mail) {
    MailReply reply;
    const auto handle = fresh();
    auto* c = handle.get();
    const auto reach = Reach::anywhere;  // the administrator named it
    prepare(c, mail.server, "smtp,smtps", mail.seconds, reach);
    curl_easy_setopt(c, CURLOPT_USE_SSL, static_cast<long>(mail.plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!mail.user.empty()) {
        curl_easy_setopt(c, CURLOPT_USERNAME, mail.user.c_str());
        curl_easy_setopt(c, CURLOPT_PASSWORD, mail.password.c_str());
    }
    if (!mail.authorities.empty()) curl_easy_setopt(c, CURLOPT_CAINFO, mail.authorities.c_str());
    const auto from = "<" + mail.from + ">", to = "<" + mail.to + ">";
    List recipients;
    append(recipients, to);
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, recipients.get());
    Source source{mail.message};
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, zhupi_give);
    curl_easy_setopt(c, CURLOPT_READDATA, &source);
    std::string ignored;
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, zhupi_take);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &ignored);
    const auto code = curl_easy_perform(c);
    long answered = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &answered);
    reply.code = static_cast<int>(answered);
    if (code == CURLE_OK) {
        reply.came = Came::answered;
        return reply;
    }
    reply.sign_in = code == CURLE_LOGIN_DENIED;
    // A refusal of a step is an answer; a cut after the first byte of the message is none.
    const bool refused = reply.code >= 400 && reply.code < 600;
    reply.came = refused ? Came::answered : source.left.size() == mail.message.size() ? Came::nowhere : Came::half_way;
    reply.problem = curl_easy_strerror(code);
    return reply;
}

std::string percent_encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace zhupi::notify
