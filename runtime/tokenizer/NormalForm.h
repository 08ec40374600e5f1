//===- NormalForm.h - Unicode's normalization forms -----------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_NORMALFORM_H
#define TERN_RUNTIME_TOKENIZER_NORMALFORM_H

#include <optional>
#include <string>
#include <string_view>

namespace tern::rt {

/// Unicode Standard Annex 15: whether characters are decomposed into
/// compatible ones or into canonical ones only, and whether they are composed
/// again.
struct NormalForm {
  bool compatible, composed;
};

/// The form of a name: NFC, NFD, NFKC, NFKD.
std::optional<NormalForm> normalForm(std::string_view name);

/// Normalizes valid UTF-8 in place.
void normalize(std::string &text, NormalForm form);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_NORMALFORM_H
