// Whatever somebody hands in as a key, certificate, timestamp, note, proof, policy, container or sealed document,
// reading and judging it is an answer or an error; and what is read is written back the same. How to run it: README.md
// beside this file. Every reader is given the same bytes.

#include "crypto/certificate.hpp"
#include "crypto/der.hpp"
#include "crypto/timestamp.hpp"
#include "document/zip_reader.hpp"
#include "ledger/proof_file.hpp"
#include "ledger/tile.hpp"
#include "ledger/witness.hpp"
#include "licence/identifier.hpp"
#include "licence/verify_ofd.hpp"

#include <cstdlib>

#ifndef ZHUPI_LIBFUZZER
#include "damage.hpp"
#endif

using namespace zhupi;

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

void read_keys(std::string_view text) {
    if (const auto key = crypto::read_public_key(text)) must(crypto::read_public_key(key->spki).value() == *key);
    if (const auto certificate = crypto::read_certificate(text)) {
        const crypto::Trust trust{{*certificate}, {*certificate}, {}, true};
        (void)crypto::verify_chain(*certificate, trust, certificate->not_before, crypto::Usage::client);
        must(crypto::read_certificate(certificate->der).has_value());
    }
    (void)crypto::read_certificates(text);
    (void)crypto::read_revocation_list(text);
    (void)crypto::read_timestamp_request(text);
    (void)crypto::read_timestamp_response(text);
    (void)crypto::verify_timestamp(text, "data", {});
    const auto raw = crypto::sm2_raw_from_der(text);
    if (!raw.empty()) must(raw.size() == 64);
}

void read_ledger(std::string_view text) {
    if (const auto key = ledger::parse_verifier_key(text)) must(key->text() == text);
    if (const auto checkpoint = ledger::parse_checkpoint(text)) must(ledger::checkpoint_text(*checkpoint) == text);
    if (const auto proof = ledger::read_proof_file(text)) {
        if (proof->extra.empty() == (text.find("\nextra ") == std::string_view::npos))
            must(ledger::write_proof_file(*proof) == text);
    }
    if (const auto request = ledger::read_add_checkpoint(text)) must(ledger::write_add_checkpoint(*request) == text);
    if (const auto note = ledger::parse_note(text)) must(text.starts_with(note->text));
    if (const auto policy = ledger::parse_policy(text)) (void)policy->is_met_by({});
    bool entries = false;
    if (const auto tile = ledger::parse_path(text, entries))
        must((entries ? ledger::entries_path(tile->index, tile->width) : ledger::tile_path(*tile)) == text);
    (void)ledger::split_bundle(text, 1);
}

void read_licence(std::string_view text) {
    if (const auto id = licence::parse_identifier(text)) must(id->text() == text);
    (void)licence::read_seal(text);
    (void)licence::read_sealing(text);
    const document::ZipLimits small{100, std::size_t{4} << 20};
    if (const auto files = document::read_zip(text, small))
        must(document::read_zip(document::write_zip(*files)).has_value());
    must(!licence::verify_ofd(text, {}).valid());  // nobody is trusted
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read_keys(text);
    read_ledger(text);
    read_licence(text);
    return 0;
}

#ifndef ZHUPI_LIBFUZZER
int main(int count, char** files) { return fuzz::try_files(count, files, 2000); }
#endif
