//===- TokenizerTest.cpp - a tokenizer.json as a whole --------------------===//
#include "tokenizer/Tokenizer.h"

#include "Expect.h"
#include "TestPaths.h"
#include "ToyBundle.h"

using namespace tern::rt;
using namespace tern::test;

static const std::string reference = inputPath("reference/tokenizer/");

static const Tokenizer &referenceTokenizer() {
  static const Tokenizer tokenizer =
      tern::rt::loadTokenizer(reference + "tokenizer.json");
  return tokenizer;
}

TEST(Tokenizer, EqualsTheReferenceInEveryCase) {
  auto cases = nlohmann::json::parse(readAll(reference + "cases.json"));
  ASSERT_GT(cases.size(), 60u);
  for (const auto &c : cases) {
    auto text = c.at("text").get<std::string>();
    auto ids = c.at("ids").get<std::vector<int32_t>>();
    EXPECT_EQ(referenceTokenizer().encode(text, true), ids) << text;
    EXPECT_EQ(referenceTokenizer().decode(ids, true),
              c.at("decoded").get<std::string>())
        << text;
  }
}

TEST(Tokenizer, SpecialTokensOnRequest) {
  EXPECT_EQ(referenceTokenizer().encode("a", false),
            (std::vector<int32_t>{64}));
  EXPECT_EQ(referenceTokenizer().decode(std::vector{4094, 64}, false),
            "<|begin_of_text|>a");
}

TEST(Tokenizer, RefusesTextThatIsNotUtf8) {
  EXPECT_EQ(errorOf([] { referenceTokenizer().encode("abc\xff", true); }),
            "the text is not UTF-8: invalid byte at offset 3");
}

TEST(Tokenizer, RefusesIdsWithoutAToken) {
  for (int32_t id : {-1, 4096, INT32_MAX})
    EXPECT_TRUE(contains(
        errorOf([&] { referenceTokenizer().decode(std::vector{id}, true); }),
        std::to_string(id)));
}

TEST(Tokenizer, HalfACharacterDecodesToOneReplacement) {
  // 172 253 are the first two bytes of an emoji.
  EXPECT_EQ(referenceTokenizer().decode(std::vector{172, 253}, true), "\ufffd");
}

namespace {
class TokenizerFile : public ::testing::Test {
protected:
  nlohmann::json json =
      nlohmann::json::parse(readAll(reference + "tokenizer.json"));

  std::string error() {
    return errorOf([&] { Tokenizer("t.json", json.dump()); });
  }
};
} // namespace

TEST_F(TokenizerFile, RefusesAnUnknownNormalizer) {
  json["normalizer"] = {{"type", "Precompiled"}};
  EXPECT_TRUE(contains(error(), "unknown normalizer 'Precompiled'"));
}

TEST_F(TokenizerFile, RefusesAnUnknownDecoder) {
  json["decoder"] = {{"type", "WordPiece"}};
  EXPECT_TRUE(contains(error(), "unknown decoder 'WordPiece'"));
  json["decoder"] = nullptr;
  EXPECT_TRUE(contains(error(), "decoder"));
}

TEST_F(TokenizerFile, NamesAddedTokensThatNormalizationBlowsUp) {
  nlohmann::json twice = {
      {"type", "Replace"}, {"pattern", {{"String", "a"}}}, {"content", "aa"}};
  json["normalizer"] = {{"type", "Sequence"},
                        {"normalizers", nlohmann::json(40, twice)}};
  json["added_tokens"].push_back({{"id", 4096}, {"content", "a"}});
  EXPECT_TRUE(contains(error(), "t.json: added_tokens: the tokenizer's "
                                "normalizer makes the text longer"));
}

TEST_F(TokenizerFile, RefusesAnAddedTokenInAnothersPlace) {
  json["added_tokens"][0]["id"] = 5;
  EXPECT_TRUE(contains(error(), "already in use"));
}

TEST_F(TokenizerFile, RefusesAddedTokensThatNormalizationMakesEqual) {
  json["normalizer"] = {{"type", "NFC"}};
  json["added_tokens"].push_back({{"id", 4096}, {"content", "\u00e9"}});
  json["added_tokens"].push_back({{"id", 4097}, {"content", "e\u0301"}});
  EXPECT_TRUE(contains(error(), "are the same once normalized"));
}

TEST_F(TokenizerFile, NormalizedTokensAreFoundAfterAllOthers) {
  json["normalizer"] = {{"type", "NFC"}};
  json["added_tokens"].push_back({{"id", 4096}, {"content", "x\u00e9"}});
  json["added_tokens"].push_back(
      {{"id", 4097}, {"content", "\u0301y"}, {"normalized", false}});
  Tokenizer tokenizer("t.json", json.dump());
  EXPECT_EQ(tokenizer.encode("xe\u0301", false), (std::vector<int32_t>{4096}));
  EXPECT_EQ(tokenizer.encode("xe\u0301y", false),
            (std::vector<int32_t>{87, 68, 4097}));
}

TEST_F(TokenizerFile, RefusesATemplateOfUnknownIds) {
  json["post_processor"]["special_tokens"]["<|begin_of_text|>"]["ids"] = {9999};
  EXPECT_TRUE(contains(error(), "id 9999 has no token"));
}

TEST_F(TokenizerFile, RefusesABrokenPattern) {
  json["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(";
  EXPECT_TRUE(contains(error(), "t.json: pre_tokenizer.pretokenizers[0]."
                                "pattern.Regex: pattern '('"));
}

TEST_F(TokenizerFile, TruncatedAnywhereIsRefused) {
  std::string text = json.dump();
  for (size_t length = 0; length < text.size(); length += 9973)
    EXPECT_TRUE(
        contains(errorOf([&] { Tokenizer("t.json", text.substr(0, length)); }),
                 "t.json"));
}
