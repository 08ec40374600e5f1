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

} // namespace tern

#endif // TERN_CHECKPOINT_TOKENIZERCONFIG_H
