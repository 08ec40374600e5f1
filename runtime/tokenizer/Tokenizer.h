//===- Tokenizer.h - a tokenizer.json -------------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_TOKENIZER_H
#define TERN_RUNTIME_TOKENIZER_TOKENIZER_H

#include "tokenizer/AddedTokens.h"
#include "tokenizer/Bpe.h"
#include "tokenizer/PostProcessor.h"
#include "tokenizer/PreTokenizer.h"

#include <filesystem>
#include <span>

namespace tern::rt {

/// Text to ids: added tokens are cut out, the rest is cut into words
/// (PreTokenizer), each word into tokens (Bpe), and special tokens go around
/// (PostProcessor). Immutable.
class Tokenizer {
public:
  /// Reads the text of a tokenizer.json; messages begin with `path`.
  Tokenizer(const std::string &path, std::string_view text);

  /// Throws ARGUMENT, naming the offset, if the text is not UTF-8.
  std::vector<int32_t> encode(std::string_view text, bool special) const;

  /// The bytes of a token, "" for a special one if those are skipped. Throws
  /// ARGUMENT, naming the id, if it has no token.
  std::string_view bytesOf(int32_t id, bool skipSpecial) const;

  std::string decode(std::span<const int32_t> ids, bool skipSpecial) const;

  size_t size() const { return tokens.size(); }

private:
  struct Token {
    std::string bytes;
    bool special;
  };

  Tokenizer(const JsonReader &json);
  void addToken(const JsonReader &json, const AddedToken &token);

  Bpe bpe;
  std::unique_ptr<PreTokenizer> preTokenizer;
  PostProcessor postProcessor;
  AddedTokenFinder addedTokens;
  std::unordered_map<int32_t, Token> tokens;
};

/// The tokenizer of a bundle directory, or a tokenizer.json itself. Throws as
/// tern_tokenizer_load says.
Tokenizer loadTokenizer(const std::filesystem::path &path);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_TOKENIZER_H
