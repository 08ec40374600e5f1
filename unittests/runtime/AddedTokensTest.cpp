//===- AddedTokensTest.cpp - tokens found in the text as they are ---------===//
#include "tokenizer/AddedTokens.h"

#include <gtest/gtest.h>

using namespace tern::rt;

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

TEST(AddedTokens, SingleWord) {
  AddedToken word = token("cat", 1);
  word.singleWord = true;
  EXPECT_EQ(cut({word}, "a cat!"), "a |<1>cat|!");
  EXPECT_EQ(cut({word}, "cats écat"), "cats écat");
}

TEST(AddedTokens, NormalizedOnesComeSecond) {
  AddedToken normalized = token("ab", 1);
  normalized.normalized = true;
  EXPECT_EQ(cut({normalized, token("bc", 2)}, "abcab"), "a|<2>bc|<1>ab");
}
