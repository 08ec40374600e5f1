//===- Normalizer.h - rewriting text before it is cut ---------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_NORMALIZER_H
#define TERN_RUNTIME_TOKENIZER_NORMALIZER_H

#include "JsonReader.h"

#include <memory>
#include <string>
#include <vector>

namespace tern::rt {

/// A text on its way through a normalizer.
struct NormalizedText {
  std::string text;
  /// It still begins with what the original begins with, however written.
  bool keepsBeginning = true;
  size_t limit; ///< it may not grow beyond
};

/// One way to rewrite text. Valid UTF-8 stays valid.
class NormalizerStep {
public:
  virtual ~NormalizerStep() = default;
  virtual void apply(NormalizedText &text) const = 0;
};

/// Rewrites text before it is cut into words.
class Normalizer {
public:
  /// `normalizer` of a tokenizer.json: Sequence, Prepend, Replace, Strip, NFC,
  /// NFD, NFKC, NFKD; null is one that does nothing. Throws FORMAT, naming an
  /// unknown type.
  explicit Normalizer(const JsonReader &json);

  bool doesNothing() const { return steps.empty(); }

  /// Throws ARGUMENT if the text grows beyond all measure.
  NormalizedText apply(std::string_view text) const;

private:
  void read(const JsonReader &json);

  std::vector<std::unique_ptr<NormalizerStep>> steps;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_NORMALIZER_H
