//===- AddedTokensTest.cpp - tokens found in the text as they are ---------===//
#include "tokenizer/AddedTokens.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

static AddedToken token(const char *content, int32_t id) {
  return {content, id, true, false, false, false, false};
}

/// "text|<id>text" for each segment.
static std::string cut(std::vector<AddedToken> tokens, std::string_view text) {
  std::string joined;
  for (const Segment &segment : AddedTokenFinder(std::move(tokens)).cut(text)) {
    joined += joined.empty() ? "" : "|";
    if (segment.id)
      joined.append("<").append(std::to_string(*segment.id)).append(">");
    joined += segment.text;
  }
  return joined;
}

TEST(AddedTokens, AreCutOut) {
  EXPECT_EQ(cut({token("[A]", 1)}, "x[A]y[A][A]"), "x|<1>[A]|y|<1>[A]|<1>[A]");
  EXPECT_EQ(cut({token("[A]", 1)}, ""), "");
  EXPECT_EQ(cut({}, "x"), "x");
}

TEST(AddedTokens, LongestOfThoseThatBegin) {
  EXPECT_EQ(cut({token("ab", 1), token("abc", 2)}, "abcab"), "<2>abc|<1>ab");
}

TEST(AddedTokens, LeftmostBeforeLongest) {
  EXPECT_EQ(cut({token("ab", 1), token("bcd", 2)}, "abcd"), "<1>ab|cd");
}

TEST(AddedTokens, StripTakesWhiteSpace) {
  AddedToken left = token("[L]", 1), right = token("[R]", 2);
  left.leftStrip = true;
  right.rightStrip = true;
  EXPECT_EQ(cut({left}, "a \u3000[L] b"), "a|<1> \u3000[L]| b");
  EXPECT_EQ(cut({right}, "a [R]\n b"), "a |<2>[R]\n |b");
  // White space goes to one token only.
  EXPECT_EQ(cut({left, right}, "[R] [L]"), "<2>[R] |<1>[L]");
}

// As Hugging Face's implementation does.
TEST(AddedTokens, WhiteSpaceThatIsATokenItself) {
  AddedToken right = token("[R]", 1), space = token("  ", 2);
  right.rightStrip = true;
  EXPECT_EQ(cut({right, space}, "[R]   x"), "<1>[R]   |<2>  | x");
  space.leftStrip = true;
  EXPECT_EQ(cut({right, space}, "[R]   x"), "<1>[R]   |x");
}

TEST(AddedTokens, SingleWord) {
  AddedToken word = token("cat", 1);
  word.singleWord = true;
  EXPECT_EQ(cut({word}, "a cat!"), "a |<1>cat|!");
  EXPECT_EQ(cut({word}, "cats écat"), "cats écat");
  EXPECT_EQ(cut({word}, "cat\u200d cat\u00b2"), "cat\u200d |<1>cat|\u00b2");
}

static std::vector<AddedToken> read(const char *text) {
  std::string path = "t.json";
  nlohmann::json value = parseJson(path, text);
  return readAddedTokens(JsonReader(path, value, "added_tokens"));
}

TEST(AddedTokens, SpecialOnesAreNotNormalizedUnlessTheySaySo) {
  auto tokens = read(R"([{"id": 1, "content": "a", "special": true},
                         {"id": 2, "content": "b"}])");
  EXPECT_FALSE(tokens[0].normalized);
  EXPECT_TRUE(tokens[1].normalized);
}

TEST(AddedTokens, TheLastOfTwoEqualOnesStays) {
  auto tokens = read(R"([{"id": 1, "content": "a"}, {"id": 2, "content": "b"},
                         {"id": 1, "content": "a", "lstrip": true}])");
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_TRUE(tokens[0].leftStrip);
  EXPECT_EQ(errorOf([] {
              read(R"([{"id": 1, "content": "a"}, {"id": 2, "content": "a"}])");
            }),
            "t.json: added_tokens[1]: token 'a' has the ids 1 and 2");
}
