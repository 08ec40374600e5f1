//===- RegexTest.cpp - Oniguruma's patterns, matched by PCRE2 -------------===//
#include "tokenizer/Regex.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

static std::vector<std::string> matches(const char *pattern,
                                        std::string_view text) {
  std::vector<std::string> found;
  Regex regex = Regex::fromPattern(pattern);
  Regex::Search search(regex, text);
  while (auto match = search.next())
    found.emplace_back(text.substr(match->begin, match->end - match->begin));
  return found;
}

using Strings = std::vector<std::string>;

TEST(Regex, UnicodeProperties) {
  EXPECT_EQ(matches("\\p{L}+", "naïve 12 Ж"), (Strings{"naïve", "Ж"}));
  EXPECT_EQ(matches("\\p{N}", "a1½Ⅷ"), (Strings{"1", "½", "Ⅷ"}));
  EXPECT_EQ(matches("\\p{Han}+", "ab世界。"), (Strings{"世界"}));
}

TEST(Regex, SpaceIsUnicodesWhiteSpace) {
  EXPECT_EQ(matches("\\s+", "a\u00a0\u3000b\u0085c"),
            (Strings{"\u00a0\u3000", "\u0085"}));
  EXPECT_EQ(matches("\\s", "\u180e\u200b"), (Strings{}));
  EXPECT_EQ(matches("[^\\s]+", "a b"), (Strings{"a", "b"}));
  EXPECT_EQ(matches("\\S+", "a b"), (Strings{"a", "b"}));
}

TEST(Regex, WordTakesMarks) {
  EXPECT_EQ(matches("\\w+", "e\u0301t_1 x"), (Strings{"e\u0301t_1", "x"}));
  EXPECT_EQ(matches("\\W+", "a, b"), (Strings{", "}));
  EXPECT_EQ(matches("[\\w']+", "it's!"), (Strings{"it's"}));
}

TEST(Regex, HIsAHexadecimalDigit) {
  EXPECT_EQ(matches("\\h+", "xAf9 g"), (Strings{"Af9"}));
}

TEST(Regex, VIsAVerticalTab) {
  EXPECT_EQ(matches("\\v", "\n\x0b\f"), (Strings{"\x0b"}));
}

TEST(Regex, DollarEndsLines) {
  EXPECT_EQ(matches("a$", "a\na"), (Strings{"a", "a"}));
}

TEST(Regex, EmptyMatchesCountUnlessTheyTouchTheOneBefore) {
  EXPECT_EQ(matches("x*", "axxéb"), (Strings{"", "xx", "", ""}));
  EXPECT_EQ(matches("x*", ""), (Strings{""}));
}

TEST(Regex, LiteralsAreNotPatterns) {
  Regex regex = Regex::fromLiteral("a.b");
  EXPECT_FALSE(regex.matches("axb"));
  EXPECT_TRUE(regex.matches("axb a.b"));
  EXPECT_TRUE(Regex::fromLiteral("").matches("x"));
}

TEST(Regex, OptionsOfGroups) {
  EXPECT_EQ(matches("(?i:'s)", "'S 's '\u017f"),
            (Strings{"'S", "'s", "'\u017f"}));
  EXPECT_EQ(matches("a(?m:.)b", "a\nb"), (Strings{"a\nb"}));
  EXPECT_EQ(matches("a.b", "a\nb"), (Strings{}));
}

// Oniguruma's table of Latin-1, which it uses outside of classes only.
TEST(Regex, FractionsAreWordCharactersOutsideOfClasses) {
  EXPECT_EQ(matches("\\w", "½"), (Strings{"½"}));
  EXPECT_EQ(matches("\\W", "½"), (Strings{}));
  EXPECT_EQ(matches("[\\w]", "½"), (Strings{}));
}

TEST(Regex, StopsPatternsThatTakeForEver) {
  EXPECT_TRUE(contains(errorOf([] {
                         matches("(?:a|a)*(?:a|a)*(?:a|a)*[cd]",
                                 std::string(3000, 'a'));
                       }),
                       "cannot match the tokenizer's pattern"));
}

TEST(Regex, BracketFirstInAClassIsAMember) {
  EXPECT_EQ(matches("[]a]+", "b]ab"), (Strings{"]a"}));
  EXPECT_EQ(matches("[^]a]+", "b]ab"), (Strings{"b", "b"}));
}

TEST(Regex, RefusesWhatItCannotTranslate) {
  for (const char *pattern :
       {"[a[b]]", "[a&&b]", "a{1,2}+", "a{,2}", "\\R", "[\\W]", "\\b", "\\Q",
        "[[:alpha:]]", "(?s)a", "(?x)a"})
    EXPECT_TRUE(contains(errorOf([&] { Regex::fromPattern(pattern); }),
                         std::string("pattern '") + pattern + "'"));
  Regex::fromPattern("\\x{2000}+\\p{L}+a{1,2}");
}

TEST(Regex, RefusesBrokenPatterns) {
  for (const char *pattern : {"(", "[", "a{2,1}", "\\p{Nothing}", "\\p{", "*"})
    EXPECT_TRUE(
        contains(errorOf([&] { Regex::fromPattern(pattern); }), "pattern '"));
}

TEST(Regex, LongTextIsLinear) {
  std::string spaces(1 << 20, ' ');
  EXPECT_EQ(matches("\\s+(?!\\S)|\\s+", spaces + "x").size(), 2u);
  EXPECT_EQ(matches("\\p{L}+", std::string(1 << 20, 'a')).size(), 1u);
}
