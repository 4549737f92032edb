#pragma once
// What a file is, by its content: names and declared types are what a stranger says.

#include <string>
#include <string_view>

namespace zhupi::store {

/// The media type by a file's first bytes (all of it, or at least 4096): PDF, OFD, PNG, JPEG, TIFF, DWG, DXF, STEP/IFC,
/// DOCX, XLSX, ZIP. Empty when it is none of these.
std::string sniff(std::string_view head);

}  // namespace zhupi::store
