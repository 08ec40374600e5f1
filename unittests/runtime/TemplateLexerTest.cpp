//===- TemplateLexerTest.cpp - a template's text in tokens ----------------===//
#include "TemplateSupport.h"
#include "template/Lexer.h"
#include "template/Refusal.h"

using namespace tern::test;
using namespace tern::rt::jinja;

/// Tokens as text: their kind's first letters, and what they hold.
static std::string tokensOf(const std::string &source) {
  static constexpr const char *kinds[] = {"D", "{{", "}}", "{%", "%}", "N",
                                          "T", "I",  "F",  "O",  "."};
  std::string result;
  for (const Token &token : tokenize(source))
    result += std::string(kinds[token.kind]) +
              (token.text.empty() ? "" : "(" + token.text + ")") + " ";
  return result;
}

TEST(TemplateLexer, CutsTextAndTags) {
  EXPECT_EQ(tokensOf("a{{ b }}c{% if x %}"),
            "D(a) {{ N(b) }} D(c) {% N(if) N(x) %} . ");
}

TEST(TemplateLexer, ABraceAloneIsText) {
  EXPECT_EQ(tokensOf("{ a } { % %}"), "D({ a } { % %}) . ");
  EXPECT_EQ(tokensOf("{"), "D({) . ");
}

TEST(TemplateLexer, ReadsLiterals) {
  EXPECT_EQ(tokensOf("{{ 'a' \"b\" 1 2.5 1e3 1_0 }}"),
            "{{ T(a) T(b) I(1) F(2.5) F(1e3) I(10) }} . ");
}

TEST(TemplateLexer, ANumberAfterADotIsWhole) {
  EXPECT_EQ(tokensOf("{{ a.0.1 }}"), "{{ N(a) O(.) I(0) O(.) I(1) }} . ");
}

TEST(TemplateLexer, TakesTheLongestOperator) {
  EXPECT_EQ(tokensOf("{{ a//b**c<=d>=e!=f==g<h }}"),
            "{{ N(a) O(//) N(b) O(**) N(c) O(<=) N(d) O(>=) N(e) O(!=) N(f) "
            "O(==) N(g) O(<) N(h) }} . ");
}

TEST(TemplateLexer, ATagEndsOutsideOfBracketsOnly) {
  EXPECT_EQ(tokensOf("{{ {'a': {}} }}"),
            "{{ O({) T(a) O(:) O({) O(}) O(}) }} . ");
}

TEST(TemplateLexer, CommentsAreNoTokens) {
  EXPECT_EQ(tokensOf("a{# {{ b }} '#}c"), "D(a) D(c) . ");
}

TEST(TemplateLexer, CountsLines) {
  auto tokens = tokenize("a\r\nb\r{{ x\n}}\n{# \n #}\n{% y %}");
  std::vector<int> lines;
  for (const Token &token : tokens)
    if (token.kind == Token::Name)
      lines.push_back(token.line);
  EXPECT_EQ(lines, (std::vector<int>{3, 7}));
}

TEST(TemplateLexer, RefusesWhatDoesNotEnd) {
  EXPECT_EQ(refusalOf("\n{{ x"),
            "line 2: the tag that begins here does not end");
  EXPECT_EQ(refusalOf("{% if ( %"),
            "line 1: the tag that begins here does not end");
  EXPECT_EQ(refusalOf("\n\n{# x"),
            "line 3: the comment that begins here does not end");
  EXPECT_EQ(refusalOf("{{ 'x }}"),
            "line 1: the text that begins here does not end");
  EXPECT_EQ(refusalOf("{{ 'x\\' }}"),
            "line 1: the text that begins here does not end");
}

TEST(TemplateLexer, RefusesBracketsThatDoNotMatch) {
  EXPECT_EQ(refusalOf("{{ (1] }}"), "line 1: unexpected ']'");
  EXPECT_EQ(refusalOf("{{ ) }}"), "line 1: unexpected ')'");
}

TEST(TemplateLexer, RefusesCharactersThatBeginNothing) {
  EXPECT_EQ(refusalOf("{{ a ? b }}"), "line 1: unexpected character '?'");
  EXPECT_EQ(refusalOf("{{ é }}"), "line 1: unexpected character 'é'");
}

TEST(TemplateLexer, RefusesNumbersOfOtherKinds) {
  for (const char *number : {"0x1F", "0b1", "007", "1abc", "1__0"})
    EXPECT_TRUE(refusalOf(std::string("{{ ") + number + " }}")
                    .starts_with("line 1: the number that begins with '"))
        << number;
  EXPECT_EQ(refusalOf("{{ 9223372036854775808 }}"),
            "line 1: integers beyond 64 bits are not supported");
  EXPECT_EQ(refusalOf("{{ 1e999 }}"),
            "line 1: the number 1e999 is not supported");
}

TEST(TemplateLexer, RefusesEscapesThatNameNoCharacter) {
  EXPECT_EQ(refusalOf("{{ '\\x4' }}"),
            "line 1: expected 2 hexadecimal digits after \\x");
  EXPECT_EQ(refusalOf("{{ '\\ud800' }}"),
            "line 1: the escape \\u names no character");
  EXPECT_EQ(refusalOf("{{ '\\U00110000' }}"),
            "line 1: the escape \\U names no character");
  EXPECT_EQ(refusalOf("{{ '\\N{DASH}' }}"),
            "line 1: the escape \\N is not supported");
}

TEST(TemplateLexer, RefusesRawBlocksByName) {
  EXPECT_EQ(refusalOf("{%- raw -%} {{ ? }} {% endraw %}"),
            "line 1: statement 'raw' is not supported");
}
