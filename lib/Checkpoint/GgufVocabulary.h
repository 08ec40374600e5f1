//===- GgufVocabulary.h - the tokens of a GGUF file -----------------------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFVOCABULARY_H
#define TERN_LIB_CHECKPOINT_GGUFVOCABULARY_H

#include "tern/Checkpoint/Gguf.h"

#include "llvm/ADT/DenseMap.h"

namespace tern {

/// `tokenizer.ggml.token_type`; the values are those in a file.
enum class GgufTokenType : uint8_t {
  Normal = 1,
  Unknown = 2,
  Control = 3,
  UserDefined = 4,
  Unused = 5,
  Byte = 6,
};

/// `tokenizer.ggml.tokens` with their types. Every token is UTF-8, and those
/// that are not unused differ.
struct GgufVocabulary {
  std::vector<llvm::StringRef> tokens;
  std::vector<GgufTokenType> types;
  /// Of all tokens that are not unused.
  llvm::DenseMap<llvm::StringRef, int32_t> ids;
  std::optional<int32_t> bos, eos, unknown;

  GgufTokenType type(int32_t id) const { return types[id]; }
  /// The id of a token that is not unused.
  std::optional<int32_t> idOf(llvm::StringRef token) const;
};

llvm::Expected<GgufVocabulary> readGgufVocabulary(const GgufFile &file);

/// Two tokens that become one.
struct GgufMerge {
  int32_t left, right;
};

/// `tokenizer.ggml.merges`, in their order.
llvm::Expected<std::vector<GgufMerge>>
readGgufMerges(const GgufFile &file, const GgufVocabulary &vocabulary);

/// The merges that `tokenizer.ggml.scores` stand for: every pair of normal
/// tokens that join to a third, by falling score of the third, then by falling
/// length of the left and of the right, then by the third's id. So transformers
/// makes BPE of a SentencePiece model.
llvm::Expected<std::vector<GgufMerge>>
deriveGgufMerges(const GgufFile &file, const GgufVocabulary &vocabulary);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFVOCABULARY_H
