//===- PreTokenizer.h - cutting text into words ---------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_PRETOKENIZER_H
#define TERN_RUNTIME_TOKENIZER_PRETOKENIZER_H

#include "JsonReader.h"
#include "tokenizer/Word.h"

#include <memory>
#include <vector>

namespace tern::rt {

/// One way to cut a word into words, or to write it otherwise.
class PreTokenizerStep {
public:
  virtual ~PreTokenizerStep() = default;

  /// Hands on what becomes of the word. Linear in its length.
  virtual void cut(Word word, WordSink &out) const = 0;
};

/// Cuts text into the words that BPE then works on one by one.
class PreTokenizer {
public:
  /// `pre_tokenizer` of a tokenizer.json: Sequence, Split, ByteLevel,
  /// Metaspace, Digits, Punctuation; null is one that does nothing. Throws
  /// FORMAT, naming an unknown type.
  explicit PreTokenizer(const JsonReader &json);

  void cut(Word word, WordSink &out) const { run(0, word, out); }

  /// Whether the words that it hands on still have to be turned into the byte
  /// alphabet, which is what ByteLevel does at the end: whoever remembers
  /// words can do so before.
  bool endsInByteAlphabet() const { return byteAlphabet; }

private:
  void read(const JsonReader &json);
  void run(size_t step, Word word, WordSink &out) const;

  std::vector<std::unique_ptr<PreTokenizerStep>> steps;
  bool byteAlphabet = false;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_PRETOKENIZER_H
