//===- PreTokenizer.h - cutting text into words ---------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_PRETOKENIZER_H
#define TERN_RUNTIME_TOKENIZER_PRETOKENIZER_H

#include "JsonReader.h"

#include <memory>
#include <string>
#include <vector>

namespace tern::rt {

/// Cuts text into the words that BPE then works on one by one.
class PreTokenizer {
public:
  virtual ~PreTokenizer() = default;

  /// Replaces each word by what it is cut into. Words are valid UTF-8 and not
  /// empty, before and after.
  virtual void apply(std::vector<std::string> &words) const = 0;
};

/// `pre_tokenizer` of a tokenizer.json: Sequence, Split, ByteLevel, Digits,
/// Punctuation; null is one that does nothing. Throws FORMAT, naming an
/// unknown type.
std::unique_ptr<PreTokenizer> readPreTokenizer(const JsonReader &json);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_PRETOKENIZER_H
