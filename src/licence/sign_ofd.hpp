#pragma once
// Puts a seal on an OFD document (GB/T 33190 §18, GB/T 38540): every file that is there is named with its SM3 digest in
// Signature.xml, which the seal then signs. What is not named was not there.

#include "document/ofd.hpp"
#include "licence/seal.hpp"

namespace zhupi::licence {

struct StampPlace {
    std::size_t page_id = 0;  ///< the ID of the page in Document.xml
    document::ofd::Box box;
};

/// The files of a document that was made with has_signatures, and those of one sealing after them. Errors: those of
/// seal_digest.
Result<std::vector<document::ZipFile>> seal_ofd(std::vector<document::ZipFile> files, const Seal& seal,
                                                const std::vector<StampPlace>& places, const crypto::Signer& signer,
                                                const crypto::Certificate& certificate, Instant at);

}  // namespace zhupi::licence
