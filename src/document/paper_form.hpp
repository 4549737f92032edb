#pragma once
// A form to be written on, as a WordprocessingML document (ISO/IEC 29500, DOCX): a table of labels and content controls
// that a word processor offers for writing, and that print as lines of a form. The same bytes for the same content.

#include <string>
#include <utility>
#include <vector>

namespace zhupi::document {

struct FormRow {
    std::string code;  ///< the control's tag: by it a program finds what was written
    std::string label;
    std::string hint;                  ///< stands in the empty control
    std::string value;                 ///< written already, as on an example
    bool tall = false;                 ///< room for a paragraph
    std::vector<std::string> options;  ///< to choose from; none: free text
};
struct FormPart {
    std::string heading;  ///< may be empty
    std::vector<FormRow> rows;
};
struct PaperForm {
    std::string title;
    std::vector<std::string> lead;  ///< lines below the title
    std::vector<FormPart> parts;
    std::vector<std::string> notes;  ///< lines below the table: signature, legal basis
    std::string language = "zh-CN";
};

/// One A4 document. Preconditions: valid UTF-8; fewer than 2^31 rows.
std::string write_docx(const PaperForm& form);

}  // namespace zhupi::document
