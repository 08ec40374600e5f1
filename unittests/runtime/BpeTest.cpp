//===- BpeTest.cpp - byte pair encoding -----------------------------------===//
#include "tokenizer/Bpe.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

using Ids = std::vector<int32_t>;

static Bpe makeBpe(const nlohmann::json &model) {
  std::string path = "t.json";
  return Bpe(JsonReader(path, model, "model"));
}

static nlohmann::json abc() {
  return nlohmann::json::parse(R"({"type": "BPE",
    "vocab": {"a": 0, "b": 1, "c": 2, "ab": 3, "bc": 4, "abc": 5, "aa": 6,
              "whole": 7},
    "merges": ["b c", "a b", "ab c", "a a"]})");
}

static Ids encode(const nlohmann::json &model, std::string_view word) {
  Ids ids;
  makeBpe(model).encode(word, ids);
  return ids;
}

TEST(Bpe, LowestRankFirst) {
  EXPECT_EQ(encode(abc(), "abc"), (Ids{0, 4})); // "b c" before "a b"
  EXPECT_EQ(encode(abc(), "ab"), (Ids{3}));
  EXPECT_EQ(encode(abc(), ""), (Ids{}));
}

TEST(Bpe, LeftmostFirstAmongEquals) {
  EXPECT_EQ(encode(abc(), "aaa"), (Ids{6, 0}));
}

TEST(Bpe, BothFormsOfMerges) {
  nlohmann::json model = abc();
  model["merges"] = nlohmann::json::parse(
      R"([["b", "c"], ["a", "b"], ["ab", "c"], ["a", "a"]])");
  EXPECT_EQ(encode(model, "abcaaa"), encode(abc(), "abcaaa"));
}

TEST(Bpe, IgnoreMergesTakesWholeWords) {
  nlohmann::json model = abc();
  model["ignore_merges"] = true;
  EXPECT_EQ(encode(model, "abc"), (Ids{5}));
  EXPECT_EQ(encode(model, "whole"), (Ids{7}));
  EXPECT_EQ(encode(model, "abca"), (Ids{0, 4, 0}));
}

TEST(Bpe, UnknownCharacters) {
  EXPECT_EQ(encode(abc(), "aéb"), (Ids{3})); // left out, as published
  nlohmann::json model = abc();
  model["unk_token"] = "whole";
  EXPECT_EQ(encode(model, "aééb"), (Ids{0, 7, 7, 1}));
  model["fuse_unk"] = true;
  EXPECT_EQ(encode(model, "aééb"), (Ids{0, 7, 1}));
}

TEST(Bpe, ALongWordIsFast) {
  std::string word;
  for (int i = 0; i < 200000; ++i)
    word += "ab";
  EXPECT_EQ(encode(abc(), word).size(), 200000u);
}

TEST(Bpe, RefusesTheMalformedByName) {
  auto refused = [](const char *key, const char *value, const char *part) {
    nlohmann::json model = abc();
    model[key] = nlohmann::json::parse(value);
    EXPECT_TRUE(contains(errorOf([&] { makeBpe(model); }), part));
  };
  refused("type", R"("WordPiece")", "unknown model 'WordPiece'");
  refused("dropout", "0.1", "model.dropout");
  refused("byte_fallback", "true", "model.byte_fallback");
  refused("end_of_word_suffix", R"("</w>")", "model.end_of_word_suffix");
  refused("unk_token", R"("nope")", "'nope'");
  refused("merges", R"(["a z"])",
          "model.merges[0]: 'z' is not in the vocabulary");
  refused("merges", R"(["c a"])", "'ca' is not in the vocabulary");
  refused("merges", R"(["ab"])", "model.merges[0]");
  refused("merges", R"([" "])", "model.merges[0]");
  refused("merges", R"([""])", "model.merges[0]");
  refused("merges", R"(["a b c"])", "model.merges[0]");
  refused("merges", R"([["a"]])", "expected two tokens, got 1");
  refused("vocab", R"({"a": -1})", "model.vocab.a");
  refused("vocab", R"({"a": 1, "b": 1})", "id 1 has two tokens");
}
