//===- GgufSentencePieceTest.cpp - SentencePiece as tokenizer.json --------===//
#include "unittests/Checkpoint/GgufSupport.h"

#include "tern/Checkpoint/GgufTokenizer.h"

#include "llvm/Support/JSON.h"

#include <cmath>

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
struct Piece {
  StringRef text;
  float score;
  int32_t type = 1;
};

/// A vocabulary that begins as LLaMA's does.
class GgufSentencePiece : public testing::Test {
protected:
  std::vector<Piece> pieces = {
      {"<unk>", 0, 2}, {"<s>", 0, 3}, {"</s>", 0, 3}, {"<0x00>", 0, 6}};

  GgufBuilder file() const {
    std::vector<StringRef> tokens;
    std::vector<float> scores;
    std::vector<int32_t> types;
    for (const Piece &piece : pieces) {
      tokens.push_back(piece.text);
      scores.push_back(piece.score);
      types.push_back(piece.type);
    }
    GgufBuilder built;
    built.add("tokenizer.ggml.model", "llama");
    built.add("tokenizer.ggml.tokens", ArrayRef<StringRef>(tokens));
    built.add("tokenizer.ggml.scores", ArrayRef<float>(scores));
    built.add("tokenizer.ggml.token_type", ArrayRef<int32_t>(types));
    built.add("tokenizer.ggml.bos_token_id", 1u);
    built.add("tokenizer.ggml.eos_token_id", 2u);
    return built;
  }
  static Expected<GgufTokenizer> make(const GgufBuilder &file) {
    return readGgufTokenizer(cantFail(file.parse()));
  }
  static json::Value at(const GgufBuilder &file, StringRef key) {
    json::Value whole = cantFail(json::parse(cantFail(make(file)).json));
    return *whole.getAsObject()->get(key);
  }
  /// The merges of `pieces`, `left+right` each.
  std::vector<std::string> merges() const {
    json::Value model = at(file(), "model");
    std::vector<std::string> result;
    for (const json::Value &merge : *model.getAsObject()->getArray("merges"))
      result.push_back(((*merge.getAsArray())[0].getAsString()->str() + "+")
                           .append(*(*merge.getAsArray())[1].getAsString()));
    return result;
  }
  static json::Value parsed(StringRef text) {
    return cantFail(json::parse(text));
  }
};
} // namespace

TEST_F(GgufSentencePiece, MergesByFallingScore) {
  pieces.insert(pieces.end(),
                {{"a", -9}, {"b", -8}, {"ab", -2}, {"ba", -1}, {"aba", -3}});
  EXPECT_EQ(merges(), (std::vector<std::string>{"b+a", "a+b", "ab+a", "a+ba"}));
}

TEST_F(GgufSentencePiece, EqualScoresGoByLengthThenId) {
  pieces.insert(pieces.end(),
                {{"a", -1}, {"aa", -1}, {"aaa", -1}, {"b", -1}, {"bb", -1}});
  EXPECT_EQ(merges(), (std::vector<std::string>{"aa+a", "a+aa", "a+a", "b+b"}));
}

TEST_F(GgufSentencePiece, LengthsAreOfCharacters) {
  pieces.insert(pieces.end(), {{"\u20ac", -1},
                               {"x", -1},
                               {"y", -1},
                               {"xy", -1},
                               {"\u20acx", -2},
                               {"xyx", -2}});
  EXPECT_EQ(merges(), (std::vector<std::string>{"x+y", "xy+x", "\u20ac+x"}));
}

TEST_F(GgufSentencePiece, OnlyNormalTokensMerge) {
  pieces.insert(pieces.end(), {{"<", -1},
                               {"s>", -1},
                               {"x", -1, 5},
                               {"u", -1, 4},
                               {"<x", -1},
                               {"<u", -1},
                               {"<0x00", -1},
                               {">", -1}});
  EXPECT_EQ(merges(), std::vector<std::string>{});
}

TEST_F(GgufSentencePiece, Model) {
  pieces.insert(pieces.end(), {{"a", -1}, {"[PAD5]", 0, 5}});
  EXPECT_EQ(at(file(), "model"), parsed(R"({"type": "BPE", "dropout": null,
    "unk_token": "<unk>", "continuing_subword_prefix": null,
    "end_of_word_suffix": null, "fuse_unk": true, "byte_fallback": true,
    "ignore_merges": false,
    "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, "<0x00>": 3, "a": 4},
    "merges": []})"));
}

TEST_F(GgufSentencePiece, UnknownTokenMayBeNamed) {
  pieces.push_back({"?", 0, 3});
  json::Value model =
      at(file().add("tokenizer.ggml.unknown_token_id", 4u), "model");
  EXPECT_EQ(model.getAsObject()->getString("unk_token"), "?");
}

TEST_F(GgufSentencePiece, NoByteFallbackWithoutBytes) {
  pieces.pop_back();
  json::Value model = at(file(), "model");
  EXPECT_EQ(model.getAsObject()->getBoolean("byte_fallback"), false);
}

TEST_F(GgufSentencePiece, UnknownAndControlTokensAreSpecial) {
  pieces.push_back({"<u>", 0, 4});
  json::Value added = at(file(), "added_tokens");
  std::string text;
  for (const json::Value &token : *added.getAsArray())
    text += token.getAsObject()->getString("content")->str() +
            (*token.getAsObject()->getBoolean("special") ? "! " : " ");
  EXPECT_EQ(text, "<unk>! <s>! </s>! <u> ");
}

TEST_F(GgufSentencePiece, SpacesAsMarks) {
  EXPECT_EQ(at(file(), "normalizer"),
            parsed(R"({"type": "Sequence", "normalizers": [
    {"type": "Prepend", "prepend": "▁"},
    {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]})"));
  EXPECT_EQ(at(file(), "pre_tokenizer"), json::Value(nullptr));
  EXPECT_EQ(at(file(), "decoder"), parsed(R"({"type": "Sequence", "decoders": [
    {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
    {"type": "ByteFallback"}, {"type": "Fuse"},
    {"type": "Strip", "content": " ", "start": 1, "stop": 0}]})"));
}

TEST_F(GgufSentencePiece, NoSpaceInFrontOnRequest) {
  GgufBuilder without = file().add("tokenizer.ggml.add_space_prefix", false);
  EXPECT_EQ(at(without, "normalizer"),
            parsed(R"({"type": "Sequence", "normalizers": [
    {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]})"));
  EXPECT_EQ(at(without, "decoder").getAsObject()->getArray("decoders")->size(),
            3u);
}

TEST_F(GgufSentencePiece, TheBeginningIsAddedUnlessAFlagSaysNo) {
  EXPECT_EQ(
      at(file(), "post_processor").getAsObject()->getArray("single")->size(),
      2u);
  EXPECT_EQ(
      at(file().add("tokenizer.ggml.add_bos_token", false), "post_processor"),
      json::Value(nullptr));
}

TEST_F(GgufSentencePiece, RefusesScoresThatAreNone) {
  pieces.push_back({"a", NAN});
  EXPECT_TRUE(hasError(
      make(file()), "x.gguf: tokenizer.ggml.scores: expected finite numbers"));
  GgufBuilder short_;
  short_.add("tokenizer.ggml.model", "llama")
      .add("tokenizer.ggml.tokens", ArrayRef<StringRef>{"a", "b"});
  short_.add("tokenizer.ggml.token_type", ArrayRef<int32_t>{1, 1});
  EXPECT_TRUE(hasError(
      make(short_),
      "tokenizer.ggml.scores: expected an array of f32, got no such key"));
  short_.add("tokenizer.ggml.scores", ArrayRef<float>{1});
  EXPECT_TRUE(hasError(make(short_),
                       "tokenizer.ggml.scores: expected one for each of "
                       "the 2 tokens, got an array of 1 f32"));
}

TEST_F(GgufSentencePiece, RefusesMissingTypes) {
  GgufBuilder file;
  file.add("tokenizer.ggml.model", "llama")
      .add("tokenizer.ggml.tokens", ArrayRef<StringRef>{"a", "b"});
  EXPECT_TRUE(hasError(make(file), "tokenizer.ggml.token_type: expected the "
                                   "types of all tokens, got no such key"));
}

TEST_F(GgufSentencePiece, RefusesLongTokens) {
  std::string text(257, 'a');
  pieces.push_back({text, 0});
  EXPECT_TRUE(hasError(make(file()), "x.gguf: tokenizer.ggml.tokens: token 4: "
                                     "expected at most 256 bytes, got 257"));
}

TEST_F(GgufSentencePiece, RefusesCharsmaps) {
  EXPECT_TRUE(
      hasError(make(file().array("tokenizer.ggml.precompiled_charsmap",
                                 GgufValueType::U8, 1, "a")),
               "tokenizer.ggml.precompiled_charsmap: expected no such key"));
}

TEST_F(GgufSentencePiece, RefusesFlagsThatAreNone) {
  EXPECT_TRUE(hasError(
      make(file().add("tokenizer.ggml.add_space_prefix", 1u)),
      "tokenizer.ggml.add_space_prefix: expected true or false, got 1"));
  EXPECT_TRUE(
      hasError(make(file().add("tokenizer.ggml.add_bos_token", 1u)),
               "tokenizer.ggml.add_bos_token: expected true or false, got 1"));
}
