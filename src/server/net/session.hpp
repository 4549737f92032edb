#pragma once
// One connection, on the I/O thread. A request is read whole before the next one is looked at, so pipelined requests
// are answered in order; nothing is ever written while another write is under way.
//
//   waiting → head → body → working → sending → waiting …
//                  ↘ uploading ↗            ↘ streaming
//
// Inside server/net only.

#include "server/net/call.hpp"
#include "server/net/input_buffer.hpp"
#include "server/net/message.hpp"
#include "server/net/render.hpp"
#include "server/net/transport.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace zhupi::net {

class Engine;

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Engine& engine, std::unique_ptr<Transport> transport, std::string remote);
    ~Session();

    void start();
    void close();                    ///< at once; the engine forgets the session
    void drain();                    ///< closes when what is under way has been answered
    void beat(std::int64_t now_us);  ///< keeps a quiet event stream alive
    const std::string& remote() const { return remote_; }
    /// When it began to wait for the head of a request, or nothing while it has one.
    std::optional<std::int64_t> waiting_since_us() const;

    using Step = void (Session::*)(bool ok, std::size_t bytes);
    void take(Step step, bool ok, std::size_t bytes);  ///< called by Then

private:
    enum class Phase : unsigned char { waiting, head, body, uploading, working, sending, streaming, ending, closed };

    Then then(Step step) { return {shared_from_this(), step}; }
    void read(std::size_t room, Step step);
    void to_worker(std::function<void(Session&)> work);
    void to_io(std::function<void(Session&)> work);

    // session.cpp: reading a request
    void on_handshake(bool ok, std::size_t);
    void next_request();
    void on_head_bytes(bool ok, std::size_t size);
    void try_head();
    void begin(Head head);
    void accept_body();
    void send_continue(Step step);
    void on_body_continue(bool ok, std::size_t);
    void on_body_bytes(bool ok, std::size_t size);
    void try_body();
    bool buffer_body();
    void refuse(const Error& error, std::string allow = {});

    // session_work.cpp: handing it to the workers
    void dispatch();
    Reply reply_to(std::shared_ptr<Call> call, std::int64_t started_us);
    void deliver(const std::shared_ptr<Call>& call, std::int64_t started_us, Result<Response> result);
    void open_upload();
    void on_upload_continue(bool ok, std::size_t);
    void on_upload_bytes(bool ok, std::size_t size);
    void try_upload();
    void write_upload(bool last);

    // session_send.cpp: answering
    void send(std::shared_ptr<Rendered> rendered, std::int64_t started_us);
    void on_sent(bool ok, std::size_t);
    void read_file_piece();
    void on_file_piece_sent(bool ok, std::size_t);
    void finish_response();
    void begin_events();
    void on_events_input(bool ok, std::size_t);
    void pump_events();
    void write_events(std::string frames);
    void on_events_sent(bool ok, std::size_t);
    void finish();
    void on_ended(bool ok, std::size_t);
    void on_lingering(bool ok, std::size_t size);
    void release_memory();

    Engine& engine_;
    std::unique_ptr<Transport> transport_;
    const std::string remote_;
    Phase phase_ = Phase::waiting;
    std::int64_t phase_since_us_ = 0;

    // of the request
    InputBuffer in_;
    std::size_t scanned_ = 0;  ///< bytes of in_ without the end of a head
    Head head_;
    BodyReader body_;
    std::shared_ptr<Call> call_;
    std::size_t buffered_ = 0;  ///< counted in engine_.buffered
    std::int64_t received_us_ = 0;
    std::shared_ptr<BodySink> sink_;
    std::string piece_;  ///< of an upload
    std::uint64_t uploaded_ = 0;

    // of the answer
    std::shared_ptr<Rendered> rendered_;
    std::string out_head_, out_;
    std::uint64_t file_sent_ = 0;
    bool keep_ = false;
    bool writing_events_ = false;
    std::int64_t last_event_us_ = 0;
    std::size_t lingered_ = 0;
};

}  // namespace zhupi::net
