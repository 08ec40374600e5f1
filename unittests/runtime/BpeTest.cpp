//===- BpeTest.cpp - byte pair encoding -----------------------------------===//
#include "tokenizer/Bpe.h"

#include "Expect.h"

#include <random>

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
  WordCache pieces(word.size());
  makeBpe(model).encode(word, pieces, ids);
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
  model["unk_token"] = ""; // none, as some byte-level models write
  EXPECT_EQ(encode(model, "aéb"), (Ids{3}));
}

TEST(Bpe, FallsBackToBytes) {
  nlohmann::json model = abc();
  model["byte_fallback"] = true;
  model["unk_token"] = "whole";
  model["vocab"]["<0xC3>"] = 8;
  model["vocab"]["<0xA9>"] = 9;
  EXPECT_EQ(encode(model, "aéb"), (Ids{0, 8, 9, 1}));
  EXPECT_EQ(encode(model, "aèb"), (Ids{0, 7, 1})); // lacks <0xA8>
}

// The order is that of Hugging Face's implementation.
TEST(Bpe, BytesComeBeforeAnUnknownTokenThatWaits) {
  nlohmann::json model = abc();
  model["byte_fallback"] = true;
  model["unk_token"] = "whole";
  model["vocab"]["<0xC3>"] = 8;
  model["vocab"]["<0xA9>"] = 9;
  EXPECT_EQ(encode(model, "èéa"), (Ids{8, 9, 7, 0}));
}

TEST(Bpe, TheLastOfTwoEqualMergesCounts) {
  nlohmann::json model = abc();
  model["merges"] = {"a b", "b c", "a b"};
  EXPECT_EQ(encode(model, "abc"), (Ids{0, 4}));
}

TEST(Bpe, TheHeadOfAMergesFileIsNone) {
  nlohmann::json model = abc();
  model["merges"] = {"#version: 0.2", "a b"};
  EXPECT_EQ(encode(model, "ab"), (Ids{3}));
}

TEST(Bpe, ALongWord) {
  std::string word;
  for (int i = 0; i < 200000; ++i)
    word += "ab";
  EXPECT_EQ(encode(abc(), word).size(), 200000u);
}

/// Merges by definition: always the lowest rank, of these the leftmost.
static Ids mergeSlowly(const nlohmann::json &model, std::string_view word) {
  std::vector<std::string> parts;
  for (char c : word)
    parts.emplace_back(1, c);
  for (;;) {
    size_t best = parts.size(), rank = SIZE_MAX;
    for (size_t i = 0; i + 1 < parts.size(); ++i)
      for (size_t r = 0; r < model["merges"].size(); ++r)
        if (r < rank && model["merges"][r] == parts[i] + " " + parts[i + 1]) {
          best = i;
          rank = r;
        }
    if (best == parts.size())
      break;
    parts[best] += parts[best + 1];
    parts.erase(parts.begin() + static_cast<ptrdiff_t>(best) + 1);
  }
  Ids ids;
  for (const std::string &part : parts)
    ids.push_back(model["vocab"][part]);
  return ids;
}

// Lengths on both sides of where words are cut and where a queue is used.
TEST(Bpe, EqualsItsDefinition) {
  nlohmann::json model = abc();
  model["vocab"].update({{"-", 8}, {"-a", 9}, {"aaaa", 10}});
  model["merges"] = {"aa aa", "a b", "a a", "b c", "ab c", "- a"};
  std::mt19937 random(1);
  for (size_t length : {2, 10, 31, 33, 47, 49, 200})
    for (int round = 0; round < 40; ++round) {
      std::string word;
      for (size_t i = 0; i < length; ++i)
        word += "aaabbc-"[random() % 7];
      ASSERT_EQ(encode(model, word), mergeSlowly(model, word)) << word;
    }
}

TEST(Bpe, RefusesTheMalformedByName) {
  auto refused = [](const char *key, const char *value, const char *part) {
    nlohmann::json model = abc();
    model[key] = nlohmann::json::parse(value);
    EXPECT_TRUE(contains(errorOf([&] { makeBpe(model); }), part));
  };
  refused("type", R"("WordPiece")", "unknown model 'WordPiece'");
  refused("dropout", "0.1", "model.dropout");
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
  refused("merges", R"([["", "a"]])", "model.merges[0]");
  refused("vocab", R"({"a": -1})", "model.vocab.a");
  refused("vocab", R"({"a": 1, "b": 1})", "id 1 has two tokens");
}
