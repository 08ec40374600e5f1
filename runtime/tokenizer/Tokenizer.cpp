//===- Tokenizer.cpp - a tokenizer.json -----------------------------------===//
#include "tokenizer/Tokenizer.h"

#include "Error.h"
#include "bundle/MappedFile.h"
#include "bundle/Model.h"
#include "tokenizer/ByteAlphabet.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;

Tokenizer::Tokenizer(const std::string &path, std::string_view text)
    : Tokenizer(JsonReader(path, parseJson(path, text))) {}

/// The content of an added token as it stands in normalized text.
static std::string normalizedContent(const JsonReader &json,
                                     const Normalizer &normalizer,
                                     const std::string &content) {
  return json.blamedOn([&] { return normalizer.apply(content).text; });
}

/// The added tokens that are searched for in normalized text, as they stand
/// there, or those that are not.
static AddedTokenFinder makeFinder(const JsonReader &json,
                                   const Normalizer &normalizer,
                                   bool normalized) {
  std::vector<AddedToken> found;
  std::unordered_map<std::string, std::string> originals;
  for (AddedToken &token : readAddedTokens(json)) {
    if (token.normalized != normalized)
      continue;
    if (normalized) {
      std::string original = token.content;
      token.content = normalizedContent(json, normalizer, original);
      auto [same, added] = originals.emplace(token.content, original);
      if (!added)
        json.fail("tokens '" + same->second + "' and '" + original +
                  "' are the same once normalized");
    }
    found.push_back(std::move(token));
  }
  return AddedTokenFinder(std::move(found));
}

Tokenizer::Tokenizer(const JsonReader &json)
    : bpe(json.at("model")), normalizer(json.maybe("normalizer")),
      preTokenizer(json.maybe("pre_tokenizer")),
      postProcessor(json.maybe("post_processor")),
      decoder(json.maybe("decoder")),
      rawTokens(makeFinder(json.at("added_tokens"), normalizer, false)),
      normalizedTokens(makeFinder(json.at("added_tokens"), normalizer, true)) {
  for (const auto &[token, id] : bpe.vocabulary())
    tokens.emplace(id, Token{token, false});
  for (const AddedToken &token : readAddedTokens(json.at("added_tokens")))
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
  // What stands in normalized text is what a decoder expects.
  tokens[token.id] = {token.normalized
                          ? normalizedContent(json, normalizer, token.content)
                          : token.content,
                      token.special};
}

/// Takes the words of a text to their ids.
class Tokenizer::Encoder final : public WordSink {
public:
  Encoder(const Tokenizer &tokenizer, size_t textBytes)
      : tokenizer(tokenizer), words(textBytes), pieces(textBytes) {}

  void take(Word word) override {
    words.append(word.text, ids, [&] {
      if (tokenizer.preTokenizer.endsInByteAlphabet())
        tokenizer.bpe.encode(bytesToAlphabet(word.text), pieces, ids);
      else
        tokenizer.bpe.encode(word.text, pieces, ids);
    });
  }

  /// Takes a part of the text that holds none of the tokens that are searched
  /// for first.
  void takeSegment(std::string_view text, bool first) {
    if (!tokenizer.normalizer.doesNothing()) {
      NormalizedText normalized = tokenizer.normalizer.apply(text);
      takeNormalized(normalized.text, first && normalized.keepsBeginning);
    } else {
      takeNormalized(text, first);
    }
  }

  std::vector<int32_t> ids;

private:
  void takeNormalized(std::string_view text, bool first) {
    for (const Segment &segment : tokenizer.normalizedTokens.cut(text)) {
      if (segment.id)
        ids.push_back(*segment.id);
      else
        tokenizer.preTokenizer.cut(
            {segment.text, first && segment.text.data() == text.data()}, *this);
    }
  }

  const Tokenizer &tokenizer;
  WordCache words, pieces;
};

std::vector<int32_t> Tokenizer::encode(std::string_view text,
                                       bool special) const {
  if (text.size() > INT32_MAX)
    failArgument("a text of " + std::to_string(text.size()) +
                 " bytes is too long");
  if (size_t bad = utf8::firstInvalid(text); bad != std::string_view::npos)
    failArgument("the text is not UTF-8: invalid byte at offset " +
                 std::to_string(bad));
  Encoder encoder(*this, text.size());
  for (const Segment &segment : rawTokens.cut(text)) {
    if (segment.id)
      encoder.ids.push_back(*segment.id);
    else
      encoder.takeSegment(segment.text, segment.text.data() == text.data());
  }
  return special ? postProcessor.apply(encoder.ids) : std::move(encoder.ids);
}

const Tokenizer::Token &Tokenizer::tokenOf(int32_t id) const {
  auto found = tokens.find(id);
  if (found == tokens.end())
    failArgument("token id " + std::to_string(id) +
                 " is none of the tokenizer's " +
                 std::to_string(tokens.size()) + " tokens");
  return found->second;
}

std::string Tokenizer::decode(std::span<const int32_t> ids,
                              bool skipSpecial) const {
  DecodeStream stream(*this, skipSpecial);
  std::string text;
  for (int32_t id : ids)
    text += stream.push(id);
  return text + stream.finish();
}

std::string DecodeStream::push(int32_t id) {
  const Tokenizer::Token &token = tokenizer.tokenOf(id);
  return skipSpecial && token.special ? "" : stream.push(token.content);
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
