//===- GgufMerges.cpp - merges of a GGUF file's tokenizer -----------------===//
#include "GgufVocabulary.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace llvm;
using namespace tern;

static constexpr StringLiteral mergesKey = "tokenizer.ggml.merges";
static constexpr StringLiteral scoresKey = "tokenizer.ggml.scores";
/// Bytes of a token that merges are derived of. Their number grows with the
/// square of it; SentencePiece stops at 16 characters by default.
static constexpr size_t maxPieceBytes = 256;

Expected<std::vector<GgufMerge>>
tern::readGgufMerges(const GgufFile &file, const GgufVocabulary &vocabulary) {
  Expected<std::vector<StringRef>> texts = file.strings(mergesKey);
  if (!texts)
    return texts.takeError();
  std::vector<GgufMerge> merges;
  merges.reserve(texts->size());
  std::string joined;
  for (size_t i = 0; i < texts->size(); ++i) {
    StringRef text = (*texts)[i];
    auto [left, right] = text.split(' ');
    auto leftId = vocabulary.idOf(left), rightId = vocabulary.idOf(right);
    joined.assign(left);
    joined.append(right);
    if (text.count(' ') != 1 || !leftId || !rightId || !vocabulary.idOf(joined))
      return failure(file.path(), mergesKey + ": merge " + Twine(i) +
                                      ": expected two tokens that join to a "
                                      "token, with a space between, got " +
                                      quoted(text));
    merges.push_back({*leftId, *rightId});
  }
  return merges;
}

namespace {
/// A merge and what it is ordered by.
struct Derived {
  GgufMerge merge;
  int32_t token; ///< what it makes
  float score;
  int leftLength, rightLength; ///< in characters

  bool operator<(const Derived &other) const {
    return std::tie(other.score, other.leftLength, other.rightLength, token) <
           std::tie(score, leftLength, rightLength, other.token);
  }
};
} // namespace

/// The id of a token that merges make and are made of.
static std::optional<int32_t> normalId(const GgufVocabulary &vocabulary,
                                       StringRef token) {
  std::optional<int32_t> id = vocabulary.idOf(token);
  if (id && vocabulary.type(*id) != GgufTokenType::Normal)
    return std::nullopt;
  return id;
}

static bool beginsCharacter(char c) { return (c & 0xc0) != 0x80; }

/// Appends all merges that make a token.
static void deriveOf(const GgufVocabulary &vocabulary, int32_t id, float score,
                     std::vector<Derived> &derived) {
  StringRef token = vocabulary.tokens[id];
  auto length = static_cast<int>(count_if(token, beginsCharacter));
  int left = 0;
  for (size_t i = 1; i < token.size(); ++i) {
    if (!beginsCharacter(token[i]))
      continue;
    ++left;
    auto leftId = normalId(vocabulary, token.take_front(i));
    auto rightId = normalId(vocabulary, token.drop_front(i));
    if (leftId && rightId)
      derived.push_back({{*leftId, *rightId}, id, score, left, length - left});
  }
}

Expected<std::vector<GgufMerge>>
tern::deriveGgufMerges(const GgufFile &file, const GgufVocabulary &vocabulary) {
  Expected<std::vector<float>> scores = file.floats(scoresKey);
  if (!scores)
    return scores.takeError();
  auto count = static_cast<int32_t>(vocabulary.tokens.size());
  if (scores->size() != size_t(count))
    return file.failExpected(scoresKey,
                             "one for each of the " + Twine(count) + " tokens");
  std::vector<Derived> derived;
  for (int32_t id = 0; id < count; ++id) {
    size_t bytes = vocabulary.tokens[id].size();
    if (vocabulary.type(id) != GgufTokenType::Normal)
      continue;
    if (bytes > maxPieceBytes)
      return failure(file.path(), "tokenizer.ggml.tokens: token " + Twine(id) +
                                      ": expected at most " +
                                      Twine(maxPieceBytes) + " bytes, got " +
                                      Twine(bytes));
    deriveOf(vocabulary, id, (*scores)[id], derived);
  }
  llvm::sort(derived);
  std::vector<GgufMerge> merges;
  merges.reserve(derived.size());
  for (const Derived &one : derived)
    merges.push_back(one.merge);
  return merges;
}
