//===- AhoCorasickTest.cpp - finding many strings at once -----------------===//
#include "tokenizer/AhoCorasick.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

using namespace tern::rt;

using Strings = std::vector<std::string>;
using Matches = std::vector<std::pair<size_t, uint32_t>>;

static AhoCorasick make(const Strings &strings) {
  return AhoCorasick(
      std::vector<std::string_view>(strings.begin(), strings.end()));
}

static Matches find(const Strings &strings, std::string_view text) {
  Matches matches;
  for (AhoCorasick::Match match : make(strings).findAll(text))
    matches.emplace_back(match.begin, match.string);
  return matches;
}

/// The definition: at each place the longest, then on after it.
static Matches search(const Strings &strings, std::string_view text) {
  Matches matches;
  for (size_t at = 0; at < text.size();) {
    size_t longest = 0;
    uint32_t found = 0;
    for (uint32_t i = 0; i < strings.size(); ++i)
      if (strings[i].size() > longest &&
          text.substr(at).starts_with(strings[i])) {
        longest = strings[i].size();
        found = i;
      }
    if (longest > 0)
      matches.emplace_back(at, found);
    at += std::max<size_t>(longest, 1);
  }
  return matches;
}

TEST(AhoCorasick, FindsNothingWithoutStrings) {
  EXPECT_EQ(find({}, "abc"), (Matches{}));
  EXPECT_EQ(find({""}, "abc"), (Matches{}));
}

TEST(AhoCorasick, LeftmostLongestWithoutOverlaps) {
  EXPECT_EQ(find({"ab", "abcd", "bc"}, "abcabcdbc"),
            (Matches{{0, 0}, {3, 1}, {7, 2}}));
  EXPECT_EQ(find({"aa"}, "aaaaa"), (Matches{{0, 0}, {2, 0}}));
}

TEST(AhoCorasick, TheFirstOfEqualStrings) {
  EXPECT_EQ(find({"x", "x"}, "x"), (Matches{{0, 0}}));
}

TEST(AhoCorasick, EqualsItsDefinition) {
  std::mt19937 random(1);
  auto word = [&](size_t most) {
    std::string text(random() % most, ' ');
    for (char &c : text)
      c = static_cast<char>('a' + random() % 2);
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    Strings strings;
    for (size_t i = random() % 6; i > 0; --i)
      strings.push_back(word(5));
    std::string text = word(40);
    ASSERT_EQ(find(strings, text), search(strings, text)) << text;
  }
}

TEST(AhoCorasick, LongStringsInALongText) {
  std::string all(1 << 20, 'a'), most(1 << 18, 'a');
  EXPECT_EQ(find({"a", most + "b"}, all).size(), all.size());
  EXPECT_EQ(find({most}, all).size(), 4u);
}
