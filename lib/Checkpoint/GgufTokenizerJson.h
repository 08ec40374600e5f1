//===- GgufTokenizerJson.h - writing a tokenizer.json ---------------------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFTOKENIZERJSON_H
#define TERN_LIB_CHECKPOINT_GGUFTOKENIZERJSON_H

#include "GgufPreTokenizers.h"
#include "GgufVocabulary.h"

#include <string>

namespace tern {

/// All that the text of a tokenizer.json says.
struct TokenizerDescription {
  GgufVocabulary vocabulary;
  std::vector<GgufMerge> merges;
  /// Of byte-level BPE; null for SentencePiece.
  const GgufPreTokenizer *pre = nullptr;
  /// Of SentencePiece: text begins with a space, whether or not it does.
  bool addSpacePrefix = true;
  std::optional<int32_t> before, after; ///< around every text
};

std::string tokenizerJson(const TokenizerDescription &made);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFTOKENIZERJSON_H
