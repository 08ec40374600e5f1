//===- Tokenizer.h - a tokenizer.json -------------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_TOKENIZER_H
#define TERN_RUNTIME_TOKENIZER_TOKENIZER_H

#include "tokenizer/AddedTokens.h"
#include "tokenizer/Bpe.h"
#include "tokenizer/Decoder.h"
#include "tokenizer/Normalizer.h"
#include "tokenizer/PostProcessor.h"
#include "tokenizer/PreTokenizer.h"

#include <filesystem>
#include <span>

namespace tern::rt {

/// Text to ids: added tokens are cut out, the rest is normalized, cut into
/// words (PreTokenizer), each word into tokens (Bpe), and special tokens go
/// around (PostProcessor). Ids to text: Decoder. Immutable.
class Tokenizer {
public:
  /// Reads the text of a tokenizer.json; messages begin with `path`. Throws
  /// FORMAT.
  Tokenizer(const std::string &path, std::string_view text);

  /// Takes time linear in the text. Throws ARGUMENT if it is longer than 2 GiB
  /// or not UTF-8, naming the offset.
  std::vector<int32_t> encode(std::string_view text, bool special) const;

  /// All at once what a DecodeStream decodes.
  std::string decode(std::span<const int32_t> ids, bool skipSpecial) const;

  size_t size() const { return tokens.size(); }

private:
  friend class DecodeStream;
  class Encoder;

  struct Token {
    std::string content;
    bool special;
  };

  Tokenizer(const JsonReader &json);
  void addToken(const JsonReader &json, const AddedToken &token);
  const Token &tokenOf(int32_t id) const;

  Bpe bpe;
  Normalizer normalizer;
  PreTokenizer preTokenizer;
  PostProcessor postProcessor;
  Decoder decoder;
  AddedTokenFinder rawTokens, normalizedTokens;
  std::unordered_map<int32_t, Token> tokens;
};

/// Decodes id by id. The tokenizer must outlive it.
class DecodeStream {
public:
  DecodeStream(const Tokenizer &tokenizer, bool skipSpecial)
      : tokenizer(tokenizer), skipSpecial(skipSpecial),
        stream(tokenizer.decoder) {}

  /// The text that is certain once this id has come, in whole characters.
  /// Throws ARGUMENT, naming the id, if it has no token.
  std::string push(int32_t id);
  /// The rest.
  std::string finish() { return stream.finish(); }

private:
  const Tokenizer &tokenizer;
  bool skipSpecial;
  Decoder::Stream stream;
};

/// The tokenizer of a bundle directory, or a tokenizer.json itself. Throws as
/// tern_tokenizer_load says.
Tokenizer loadTokenizer(const std::filesystem::path &path);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_TOKENIZER_H
