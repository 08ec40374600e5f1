//===- GgufPreTokenizers.h - how byte-level tokenizers split text ---------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFPRETOKENIZERS_H
#define TERN_LIB_CHECKPOINT_GGUFPRETOKENIZERS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

#include <string>

namespace tern {

/// What a value of `tokenizer.ggml.pre` means in a tokenizer.json.
struct GgufPreTokenizer {
  /// Names with this meaning, between spaces.
  llvm::StringLiteral names;
  /// Composes text (NFC) first.
  bool normalizes;
  /// A word that is a token is not looked at further.
  bool ignoresMerges;
  /// Whether the beginning of text is added where no key says so.
  bool addsBos;
  /// `pre_tokenizer`.
  void (*write)(llvm::json::OStream &json);
};

/// The meaning of a name, or null.
const GgufPreTokenizer *findGgufPreTokenizer(llvm::StringRef name);
/// All names, for an error.
std::string ggufPreTokenizerNames();

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFPRETOKENIZERS_H
