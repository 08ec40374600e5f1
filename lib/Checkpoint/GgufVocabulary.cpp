//===- GgufVocabulary.cpp - the tokens of a GGUF file ---------------------===//
#include "GgufVocabulary.h"

#include "ConfigReaders.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tern;

static constexpr StringLiteral tokensKey = "tokenizer.ggml.tokens";
static constexpr StringLiteral typesKey = "tokenizer.ggml.token_type";

std::optional<int32_t> GgufVocabulary::idOf(StringRef token) const {
  auto found = ids.find(token);
  return found == ids.end() ? std::nullopt : std::optional(found->second);
}

static Error readTypes(const GgufFile &file, GgufVocabulary &vocabulary) {
  size_t count = vocabulary.tokens.size();
  vocabulary.types.assign(count, GgufTokenType::Normal);
  if (!file.has(typesKey))
    return Error::success();
  Expected<std::vector<int64_t>> types = file.integers(typesKey, 1, 6);
  if (!types)
    return types.takeError();
  if (types->size() != count)
    return file.failExpected(typesKey,
                             "one for each of the " + Twine(count) + " tokens");
  for (size_t i = 0; i < count; ++i)
    vocabulary.types[i] = static_cast<GgufTokenType>((*types)[i]);
  return Error::success();
}

static Error indexTokens(const GgufFile &file, GgufVocabulary &vocabulary) {
  for (size_t i = 0; i < vocabulary.tokens.size(); ++i) {
    StringRef token = vocabulary.tokens[i];
    if (!json::isUTF8(token))
      return failure(file.path(), tokensKey + ": token " + Twine(i) +
                                      ": expected UTF-8, got " + quoted(token));
    auto id = static_cast<int32_t>(i);
    if (vocabulary.type(id) == GgufTokenType::Unused)
      continue;
    auto [known, added] = vocabulary.ids.try_emplace(token, id);
    if (!added)
      return failure(file.path(), tokensKey +
                                      ": expected tokens that differ, "
                                      "got " +
                                      quoted(token) + " as " +
                                      Twine(known->second) + " and " +
                                      Twine(i));
  }
  return Error::success();
}

/// Reads a key that names a token, which must be one that is in use. Where no
/// types say so, it is a control token.
static Error readId(const GgufFile &file, StringRef key,
                    GgufVocabulary &vocabulary, std::optional<int32_t> &id) {
  if (!file.has(key))
    return Error::success();
  auto last = static_cast<int64_t>(vocabulary.tokens.size()) - 1;
  Expected<int64_t> value = file.integer(key, 0, last);
  if (!value)
    return value.takeError();
  id = static_cast<int32_t>(*value);
  if (vocabulary.type(*id) == GgufTokenType::Unused)
    return file.failExpected(key, "a token that is in use");
  if (!file.has(typesKey))
    vocabulary.types[*id] = GgufTokenType::Control;
  return Error::success();
}

Expected<GgufVocabulary> tern::readGgufVocabulary(const GgufFile &file) {
  Expected<std::vector<StringRef>> tokens = file.strings(tokensKey);
  if (!tokens)
    return tokens.takeError();
  if (tokens->empty() || tokens->size() > size_t(kMaxVocab))
    return file.failExpected(tokensKey,
                             "from 1 to " + Twine(kMaxVocab) + " tokens");
  GgufVocabulary vocabulary;
  vocabulary.tokens = std::move(*tokens);
  if (Error error = readTypes(file, vocabulary))
    return error;
  if (Error error = indexTokens(file, vocabulary))
    return error;
  std::optional<int32_t> ignored;
  struct {
    StringRef key;
    std::optional<int32_t> &id;
  } named[] = {{"tokenizer.ggml.bos_token_id", vocabulary.bos},
               {"tokenizer.ggml.eos_token_id", vocabulary.eos},
               {"tokenizer.ggml.unknown_token_id", vocabulary.unknown},
               {"tokenizer.ggml.eot_token_id", ignored}};
  for (auto &[key, id] : named)
    if (Error error = readId(file, key, vocabulary, id))
      return error;
  return vocabulary;
}
