//===- Tokenizer.cpp - a tokenizer.json -----------------------------------===//
#include "tokenizer/Tokenizer.h"

#include "Error.h"
#include "bundle/MappedFile.h"
#include "bundle/Model.h"
#include "tokenizer/ByteAlphabet.h"
#include "tokenizer/Decoder.h"
#include "tokenizer/Utf8.h"

#include <algorithm>

using namespace tern::rt;

static void checkNormalizer(const JsonReader &json) {
  if (!json.isNull())
    json.fail("unknown normalizer '" + json.at("type").string() + "'");
}

Tokenizer::Tokenizer(const std::string &path, std::string_view text)
    : Tokenizer(JsonReader(path, parseJson(path, text))) {}

Tokenizer::Tokenizer(const JsonReader &json)
    : bpe(json.at("model")),
      preTokenizer(readPreTokenizer(json.maybe("pre_tokenizer"))),
      postProcessor(json.maybe("post_processor")),
      addedTokens(readAddedTokens(json.at("added_tokens"))) {
  checkNormalizer(json.maybe("normalizer"));
  checkDecoder(json.maybe("decoder"));
  for (const auto &[token, id] : bpe.vocabulary())
    tokens.emplace(id, Token{alphabetToBytes(token), false});
  for (const AddedToken &token : addedTokens.all())
    addToken(json.at("added_tokens"), token);
  for (int32_t id : postProcessor.specialIds())
    if (!tokens.contains(id))
      json.at("post_processor")
          .fail("id " + std::to_string(id) + " has no token");
}

void Tokenizer::addToken(const JsonReader &json, const AddedToken &token) {
  std::optional<int32_t> inVocabulary = bpe.idOf(token.content);
  bool taken = tokens.contains(token.id) && inVocabulary != token.id;
  if ((inVocabulary && inVocabulary != token.id) || taken)
    json.fail("token '" + token.content + "' and id " +
              std::to_string(token.id) + " are already in use");
  tokens[token.id] = {alphabetToBytes(token.content), token.special};
}

std::vector<int32_t> Tokenizer::encode(std::string_view text,
                                       bool special) const {
  if (size_t bad = utf8::firstInvalid(text); bad != std::string_view::npos)
    failArgument("the text is not UTF-8: invalid byte at offset " +
                 std::to_string(bad));
  std::vector<int32_t> ids;
  for (const Segment &segment : addedTokens.cut(text)) {
    if (segment.id) {
      ids.push_back(*segment.id);
      continue;
    }
    std::vector<std::string> words{std::string(segment.text)};
    preTokenizer->apply(words);
    for (const std::string &word : words)
      bpe.encode(word, ids);
  }
  return special ? postProcessor.apply(ids) : ids;
}

std::string_view Tokenizer::bytesOf(int32_t id, bool skipSpecial) const {
  auto found = tokens.find(id);
  if (found == tokens.end())
    failArgument("token id " + std::to_string(id) +
                 " is none of the tokenizer's " +
                 std::to_string(tokens.size()) + " tokens");
  const Token &token = found->second;
  return skipSpecial && token.special ? std::string_view() : token.bytes;
}

std::string Tokenizer::decode(std::span<const int32_t> ids,
                              bool skipSpecial) const {
  Utf8Joiner joiner;
  std::string text;
  for (int32_t id : ids)
    text += joiner.push(bytesOf(id, skipSpecial));
  return text + joiner.finish();
}

Tokenizer tern::rt::loadTokenizer(const std::filesystem::path &path) {
  std::filesystem::path file = path;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    file /= "tokenizer.json";
    checkFileSize(path, readManifest(path), "tokenizer.json");
  }
  return Tokenizer(file.string(), readFile(file));
}
