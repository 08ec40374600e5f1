//===- Decoder.h - tokens back to text ------------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_DECODER_H
#define TERN_RUNTIME_TOKENIZER_DECODER_H

#include "JsonReader.h"

#include <string>
#include <string_view>

namespace tern::rt {

/// Throws FORMAT unless `decoder` of a tokenizer.json is ByteLevel: each token
/// is text in the byte alphabet.
void checkDecoder(const JsonReader &json);

/// Joins bytes to UTF-8: emits whole characters only, U+FFFD for bytes that are
/// none.
class Utf8Joiner {
public:
  /// What `bytes` complete.
  std::string push(std::string_view bytes);
  /// What is left at the end.
  std::string finish();

private:
  std::string pending;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_DECODER_H
