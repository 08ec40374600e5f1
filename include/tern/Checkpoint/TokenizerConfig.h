//===- TokenizerConfig.h - how a checkpoint's model converses -------------===//
#ifndef TERN_CHECKPOINT_TOKENIZERCONFIG_H
#define TERN_CHECKPOINT_TOKENIZERCONFIG_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>

namespace tern {

/// What a checkpoint says of conversations, where it does.
struct TokenizerConfig {
  std::optional<std::string> bosToken, eosToken; ///< their texts
  std::optional<std::string> chatTemplate;       ///< a Jinja template
};

/// Reads `tokenizer_config.json` of a Hugging Face directory, and
/// `chat_template.jinja`, whose template wins, as it does in the reference. Of
/// several templates the one named "default" is taken. An error is one line
/// that names the file and the key.
llvm::Expected<TokenizerConfig> readTokenizerConfig(llvm::StringRef directory);

/// A checkpoint's tokenizer.
struct CheckpointTokenizer {
  std::string json; ///< the text of a tokenizer.json, empty if there is none
  TokenizerConfig config;
  /// What the checkpoint does not say and was taken for granted: one line for
  /// the user, or empty.
  std::string assumption;
};

/// Reads `tokenizer.json` and `tokenizer_config.json` of a directory, where
/// they are; or `replacement`, if it is not empty, in place of the first.
llvm::Expected<CheckpointTokenizer>
readCheckpointTokenizer(llvm::StringRef directory, llvm::StringRef replacement);

} // namespace tern

#endif // TERN_CHECKPOINT_TOKENIZERCONFIG_H
