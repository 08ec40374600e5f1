//===- GgufTokenizer.cpp - a GGUF file's tokenizer as tokenizer.json ------===//
#include "tern/Checkpoint/GgufTokenizer.h"

#include "GgufTokenizerJson.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace tern;

static constexpr StringLiteral modelKey = "tokenizer.ggml.model";
static constexpr StringLiteral preKey = "tokenizer.ggml.pre";

/// Reads a key that may be absent.
static Error readFlag(const GgufFile &file, StringRef key, bool &flag) {
  if (!file.has(key))
    return Error::success();
  Expected<bool> value = file.boolean(key);
  if (!value)
    return value.takeError();
  flag = *value;
  return Error::success();
}

/// What goes around a text: tokens that a flag asks for must be there; without
/// a flag the beginning is added where it is usual and known.
static Error readTemplate(const GgufFile &file, bool usuallyAddsBos,
                          TokenizerDescription &made) {
  struct {
    StringRef flag, id;
    bool usual;
    std::optional<int32_t> token;
    std::optional<int32_t> &place;
  } sides[] = {{"tokenizer.ggml.add_bos_token", "tokenizer.ggml.bos_token_id",
                usuallyAddsBos && made.vocabulary.bos, made.vocabulary.bos,
                made.before},
               {"tokenizer.ggml.add_eos_token", "tokenizer.ggml.eos_token_id",
                false, made.vocabulary.eos, made.after}};
  for (auto &side : sides) {
    bool adds = side.usual;
    if (Error error = readFlag(file, side.flag, adds))
      return error;
    if (adds && !side.token)
      return file.failExpected(side.id,
                               "a token's id, as " + side.flag + " is true");
    if (adds)
      side.place = side.token;
  }
  return Error::success();
}

static Error readBytePairs(const GgufFile &file, TokenizerDescription &made,
                           std::string &assumption) {
  StringRef name = "llama-bpe";
  if (file.has(preKey)) {
    Expected<StringRef> given = file.string(preKey);
    if (!given)
      return given.takeError();
    name = *given;
  } else {
    Expected<StringRef> architecture = file.string("general.architecture");
    if (!architecture)
      return architecture.takeError();
    if (!architecture->starts_with("bitnet"))
      return file.failExpected(preKey, "one of " + ggufPreTokenizerNames());
    assumption = (file.path() + ": " + preKey +
                  ": missing, taken for llama-bpe as for all of " +
                  "architecture " + *architecture)
                     .str();
  }
  made.pre = findGgufPreTokenizer(name);
  if (!made.pre)
    return file.failExpected(preKey, "one of " + ggufPreTokenizerNames());
  if (Error error = readTemplate(file, made.pre->addsBos, made))
    return error;
  Expected<std::vector<GgufMerge>> merges =
      readGgufMerges(file, made.vocabulary);
  if (!merges)
    return merges.takeError();
  made.merges = std::move(*merges);
  return Error::success();
}

static Error readSentencePieces(const GgufFile &file,
                                TokenizerDescription &made) {
  GgufVocabulary &vocabulary = made.vocabulary;
  if (!file.has("tokenizer.ggml.token_type"))
    return file.failExpected("tokenizer.ggml.token_type",
                             "the types of all tokens");
  if (file.has("tokenizer.ggml.precompiled_charsmap"))
    return file.failExpected("tokenizer.ggml.precompiled_charsmap",
                             "no such key, as normalizing by such a map is not "
                             "supported");
  if (!vocabulary.unknown) {
    auto found = find(vocabulary.types, GgufTokenType::Unknown);
    if (found != vocabulary.types.end())
      vocabulary.unknown =
          static_cast<int32_t>(found - vocabulary.types.begin());
  }
  if (Error error = readFlag(file, "tokenizer.ggml.add_space_prefix",
                             made.addSpacePrefix))
    return error;
  if (Error error = readTemplate(file, /*usuallyAddsBos=*/true, made))
    return error;
  Expected<std::vector<GgufMerge>> merges = deriveGgufMerges(file, vocabulary);
  if (!merges)
    return merges.takeError();
  made.merges = std::move(*merges);
  return Error::success();
}

bool tern::hasGgufTokenizer(const GgufFile &file) { return file.has(modelKey); }

Expected<GgufTokenizer> tern::readGgufTokenizer(const GgufFile &file) {
  Expected<StringRef> model = file.string(modelKey);
  if (!model)
    return model.takeError();
  if (*model != "gpt2" && *model != "llama")
    return file.failExpected(modelKey, "gpt2 or llama");
  Expected<GgufVocabulary> vocabulary = readGgufVocabulary(file);
  if (!vocabulary)
    return vocabulary.takeError();
  TokenizerDescription made;
  made.vocabulary = std::move(*vocabulary);
  GgufTokenizer tokenizer;
  if (Error error = *model == "gpt2"
                        ? readBytePairs(file, made, tokenizer.assumption)
                        : readSentencePieces(file, made))
    return error;
  tokenizer.json = tokenizerJson(made);
  return tokenizer;
}

Expected<StringRef> tern::ggufChatTemplate(const GgufFile &file) {
  StringRef key = "tokenizer.chat_template";
  return file.has(key) ? file.string(key) : StringRef();
}
