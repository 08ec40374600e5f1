//===- Word.h - what is tokenized on its own ------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_WORD_H
#define TERN_RUNTIME_TOKENIZER_WORD_H

#include <string_view>

namespace tern::rt {

/// A part of a text that is tokenized on its own: valid UTF-8, not empty.
struct Word {
  std::string_view text;
  bool first; ///< it begins where the whole text begins

  /// A part of it.
  Word sub(size_t begin, size_t end) const {
    return {text.substr(begin, end - begin), first && begin == 0};
  }
};

/// Takes words one by one; they live as long as the call.
class WordSink {
public:
  virtual void take(Word word) = 0;

protected:
  ~WordSink() = default;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_WORD_H
