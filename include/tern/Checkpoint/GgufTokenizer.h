//===- GgufTokenizer.h - a GGUF file's tokenizer as tokenizer.json --------===//
//
// A bundle carries one kind of tokenizer, Hugging Face's tokenizer.json. This
// makes one of the metadata `tokenizer.ggml.*`, such that the same text gives
// the same ids as the tokenizer that the metadata was made of.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CHECKPOINT_GGUFTOKENIZER_H
#define TERN_CHECKPOINT_GGUFTOKENIZER_H

#include "tern/Checkpoint/Gguf.h"

#include <string>

namespace tern {

/// The text of a tokenizer.json.
struct GgufTokenizer {
  std::string json;
  /// What the file does not say and was taken for granted: one line for the
  /// user, or empty.
  std::string assumption;
};

/// Whether a file has a tokenizer.
bool hasGgufTokenizer(const GgufFile &file);

/// Makes a tokenizer.json of the metadata. `tokenizer.ggml.model` is one of
///
/// - `gpt2`, byte-level BPE: `tokens`, `merges`, and `pre`, which names how
/// text
///   is split into words. Where the architecture is one of BitNet's and `pre`
///   is missing, as in the published bitnet-b1.58-2B-4T, it is llama-bpe.
/// - `llama`, SentencePiece BPE: `tokens`, `scores`, `token_type`. Every two
///   tokens that join to a third are a merge, best score of the third first.
///
/// Control (3), unknown (2) and user-defined (4) tokens, and those that ids of
/// beginning and end name, become added tokens; unused ones (5) are left out.
/// `add_bos_token` and `add_eos_token` become a template around the text;
/// without them `llama` and the Llama 3 kinds of `pre` add the beginning that
/// is there.
///
/// An error is one line that names the file and the key.
llvm::Expected<GgufTokenizer> readGgufTokenizer(const GgufFile &file);

/// `tokenizer.chat_template`, empty if there is none.
llvm::Expected<llvm::StringRef> ggufChatTemplate(const GgufFile &file);

} // namespace tern

#endif // TERN_CHECKPOINT_GGUFTOKENIZER_H
