//===- Metaspace.h - spaces as a character of their own -------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_METASPACE_H
#define TERN_RUNTIME_TOKENIZER_METASPACE_H

#include "tokenizer/Split.h"

#include <string>

namespace tern::rt {

/// Writes spaces as another character, usually U+2581, puts one in front as
/// sentencepiece does, and cuts before each.
class Metaspace : public PreTokenizerStep {
public:
  enum class Prepend {
    Always, ///< to every word that does not begin with one
    First,  ///< to the word at the beginning of the text
    Never
  };

  Metaspace(const std::string &replacement, Prepend prepend, bool split);

  void cut(Word word, WordSink &out) const override;

private:
  std::string replacement;
  Prepend prepend;
  bool split;
  Split atReplacement;
};

/// A pre-tokenizer of type Metaspace. Throws FORMAT, naming what is wrong.
Metaspace readMetaspace(const JsonReader &json);

/// `prepend_scheme` of a Metaspace, which is also a decoder.
Metaspace::Prepend readPrependScheme(const JsonReader &json);

/// A string of one character. Throws FORMAT if it is longer or empty.
std::string readCharacter(const JsonReader &json);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_METASPACE_H
