//===- PreTokenizerTest.cpp - cutting text into words ---------------------===//
#include "tokenizer/PreTokenizer.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

using Strings = std::vector<std::string>;

static Strings cutBy(const std::string &json, const std::string &text) {
  std::string path = "t.json";
  nlohmann::json value = parseJson(path, json);
  Strings words{text};
  readPreTokenizer(JsonReader(path, value, "pre_tokenizer"))->apply(words);
  return words;
}

static Strings split(const std::string &behavior, const std::string &text,
                     bool invert = false) {
  return cutBy(
      R"({"type": "Split", "pattern": {"String": "-"}, "behavior": ")" +
          behavior + R"(", "invert": )" + (invert ? "true" : "false") + "}",
      text);
}

// The expected values are those of Hugging Face tokenizers' own tests.
TEST(PreTokenizer, SplitBehaviors) {
  std::string text = "the-final--countdown";
  EXPECT_EQ(split("Removed", text), (Strings{"the", "final", "countdown"}));
  EXPECT_EQ(split("Isolated", text),
            (Strings{"the", "-", "final", "-", "-", "countdown"}));
  EXPECT_EQ(split("MergedWithPrevious", text),
            (Strings{"the-", "final-", "-", "countdown"}));
  EXPECT_EQ(split("MergedWithNext", text),
            (Strings{"the", "-final", "-", "-countdown"}));
  EXPECT_EQ(split("Contiguous", text),
            (Strings{"the", "-", "final", "--", "countdown"}));
}

TEST(PreTokenizer, SplitInverted) {
  EXPECT_EQ(split("Removed", "a-b--c", true), (Strings{"-", "-", "-"}));
}

TEST(PreTokenizer, ByteLevelWithGpt2sPattern) {
  EXPECT_EQ(cutBy(R"({"type": "ByteLevel", "add_prefix_space": true})",
                  "Hello my  friend, it's"),
            (Strings{"ĠHello", "Ġmy", "Ġ", "Ġfriend", ",", "Ġit", "'s"}));
}

TEST(PreTokenizer, ByteLevelAlone) {
  EXPECT_EQ(cutBy(R"({"type": "ByteLevel", "add_prefix_space": false,
                      "use_regex": false})",
                  "é a"),
            (Strings{"Ã©Ġa"}));
}

TEST(PreTokenizer, Digits) {
  EXPECT_EQ(cutBy(R"({"type": "Digits", "individual_digits": true})", "a123b"),
            (Strings{"a", "1", "2", "3", "b"}));
  EXPECT_EQ(cutBy(R"({"type": "Digits", "individual_digits": false})", "a123b"),
            (Strings{"a", "123", "b"}));
}

TEST(PreTokenizer, Punctuation) {
  EXPECT_EQ(cutBy(R"({"type": "Punctuation"})", "Hey friend!??$ «x»"),
            (Strings{"Hey friend", "!", "?", "?", "$", " ", "«", "x", "»"}));
  EXPECT_EQ(
      cutBy(R"({"type": "Punctuation", "behavior": "Contiguous"})", "a!?"),
      (Strings{"a", "!?"}));
}

TEST(PreTokenizer, SequenceAppliesInOrder) {
  EXPECT_EQ(cutBy(R"({"type": "Sequence", "pretokenizers": [
                      {"type": "Digits", "individual_digits": false},
                      {"type": "ByteLevel", "add_prefix_space": false}]})",
                  "a1 b"),
            (Strings{"a", "1", "Ġb"}));
}

TEST(PreTokenizer, NullDoesNothing) {
  EXPECT_EQ(cutBy("null", "a b"), (Strings{"a b"}));
}

TEST(PreTokenizer, RefusesTheUnknownByName) {
  EXPECT_EQ(errorOf([] { cutBy(R"({"type": "Metaspace"})", ""); }),
            "t.json: pre_tokenizer: unknown pre-tokenizer 'Metaspace'");
  EXPECT_TRUE(contains(errorOf([] { split("Torn", ""); }), "'Torn'"));
  EXPECT_TRUE(contains(errorOf([] { cutBy(R"({"type": "Split"})", ""); }),
                       "pre_tokenizer.pattern: missing"));
}
