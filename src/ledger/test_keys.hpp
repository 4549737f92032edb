#pragma once
// For tests and benches only: keys of a log and of witnesses, and events.

#include "ledger/kept_log.hpp"
#include "store/event_log.hpp"

namespace zhupi::ledger::testing {

constexpr Instant noon{1'795'665'600'000};

inline NoteSigner make_signer(std::string name, SignatureKind kind) {
    const bool sm2 = kind == SignatureKind::sm2 || kind == SignatureKind::sm2_cosignature;
    auto key = crypto::generate_private_key(sm2 ? crypto::Algorithm::sm2 : crypto::Algorithm::ed25519);
    return note_signer(std::move(name), kind, crypto::signer_in_memory(key).value()).value();
}

inline LogKeys make_keys(const std::string& origin = "zjj.example.gov.cn/evidence") {
    return {make_signer(origin, SignatureKind::ed25519), make_signer(origin, SignatureKind::sm2),
            make_signer(second_origin(origin), SignatureKind::sm2)};
}

inline store::Event event_at(std::int64_t seq) {
    store::Event event;
    event.seq = seq;
    event.stream = "application/" + std::to_string(seq % 7);
    event.version = seq;
    event.type = "application.filed";
    event.at = noon.plus_seconds(seq);
    event.actor = R"({"user":7})";
    event.basis = "行政许可法第三十二条";
    event.payload = R"({"n":)" + std::to_string(seq) + "}";
    return event;
}

}  // namespace zhupi::ledger::testing
