//===- Split.h - cutting text where a pattern matches ---------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_SPLIT_H
#define TERN_RUNTIME_TOKENIZER_SPLIT_H

#include "tokenizer/PreTokenizer.h"
#include "tokenizer/Regex.h"

namespace tern::rt {

/// What becomes of a match.
enum class SplitBehavior {
  Removed,            ///< dropped
  Isolated,           ///< a word of its own
  MergedWithPrevious, ///< the end of the word before it
  MergedWithNext,     ///< the beginning of the word after it
  Contiguous          ///< one word with the matches it touches
};

/// Throws FORMAT, naming an unknown behavior.
SplitBehavior readSplitBehavior(const JsonReader &json);

/// Cuts at the matches of a pattern or, inverted, at what lies between them.
class Split : public PreTokenizerStep {
public:
  Split(Regex regex, SplitBehavior behavior, bool invert = false)
      : regex(std::move(regex)), behavior(behavior), invert(invert) {}

  void cut(Word word, WordSink &out) const override;

private:
  Regex regex;
  SplitBehavior behavior;
  bool invert;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_SPLIT_H
