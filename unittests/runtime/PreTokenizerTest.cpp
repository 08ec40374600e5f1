//===- PreTokenizerTest.cpp - cutting text into words ---------------------===//
#include "tokenizer/PreTokenizer.h"

#include "Expect.h"
#include "tokenizer/ByteAlphabet.h"

using namespace tern::rt;
using namespace tern::test;

using Strings = std::vector<std::string>;

namespace {
struct Collect : WordSink {
  explicit Collect(bool toAlphabet) : toAlphabet(toAlphabet) {}
  void take(Word word) override {
    words.push_back(toAlphabet ? bytesToAlphabet(word.text)
                               : std::string(word.text));
  }
  bool toAlphabet;
  Strings words;
};
} // namespace

static Strings cutBy(const std::string &json, const std::string &text,
                     bool first = true) {
  std::string path = "t.json";
  nlohmann::json value = parseJson(path, json);
  PreTokenizer preTokenizer(JsonReader(path, value, "pre_tokenizer"));
  Collect collect(preTokenizer.endsInByteAlphabet());
  preTokenizer.cut({text, first}, collect);
  return collect.words;
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

// The byte 0xB2 is written as a digit, and a step after ByteLevel sees it so.
TEST(PreTokenizer, ByteLevelWithinASequence) {
  EXPECT_EQ(cutBy(R"({"type": "Sequence", "pretokenizers": [
                      {"type": "ByteLevel", "add_prefix_space": false,
                       "use_regex": false},
                      {"type": "Digits", "individual_digits": true}]})",
                  "\u00f2"),
            (Strings{"Ã", "²"}));
}

TEST(PreTokenizer, EmptyMatchesCut) {
  EXPECT_EQ(cutBy(R"({"type": "Split", "pattern": {"Regex": "x*"},
                      "behavior": "Isolated", "invert": false})",
                  "abxc"),
            (Strings{"a", "b", "x", "c"}));
}

static Strings metaspace(const std::string &options, const std::string &text,
                         bool first = true) {
  return cutBy(R"({"type": "Metaspace", "replacement": "▁")" + options + "}",
               text, first);
}

TEST(PreTokenizer, Metaspace) {
  EXPECT_EQ(metaspace("", "a b  c"), (Strings{"▁a", "▁b", "▁", "▁c"}));
  EXPECT_EQ(metaspace("", " a"), (Strings{"▁a"}));
  EXPECT_EQ(metaspace(R"(, "split": false)", "a b"), (Strings{"▁a▁b"}));
}

TEST(PreTokenizer, MetaspacePrependScheme) {
  EXPECT_EQ(metaspace(R"(, "prepend_scheme": "never")", "a b"),
            (Strings{"a", "▁b"}));
  EXPECT_EQ(metaspace(R"(, "prepend_scheme": "first")", "a"), (Strings{"▁a"}));
  EXPECT_EQ(metaspace(R"(, "prepend_scheme": "first")", "a", false),
            (Strings{"a"}));
  EXPECT_EQ(metaspace(R"(, "prepend_scheme": "always")", "a", false),
            (Strings{"▁a"}));
}

TEST(PreTokenizer, MetaspaceRefusesWhatContradictsItself) {
  EXPECT_EQ(errorOf([] { metaspace(R"(, "add_prefix_space": false)", ""); }),
            "t.json: pre_tokenizer.add_prefix_space: contradicts "
            "prepend_scheme");
  EXPECT_TRUE(
      contains(errorOf([] { metaspace(R"(, "prepend_scheme": "last")", ""); }),
               "expected always, first or never, got 'last'"));
  EXPECT_TRUE(contains(errorOf([] {
                         cutBy(R"({"type": "Metaspace", "replacement": "ab"})",
                               "");
                       }),
                       "expected one character, got 'ab'"));
}

TEST(PreTokenizer, RefusesToGuessWhatIsFirst) {
  EXPECT_TRUE(contains(errorOf([] {
                         cutBy(R"({"type": "Sequence", "pretokenizers": [
                           {"type": "Digits"}, {"type": "Metaspace",
                            "replacement": "▁", "prepend_scheme": "first"}]})",
                               "");
                       }),
                       "'first' after another step"));
}

TEST(PreTokenizer, RefusesTooManySteps) {
  std::string steps;
  for (int i = 0; i < 65; ++i)
    steps += std::string(i > 0 ? "," : "") + R"({"type": "Digits"})";
  EXPECT_TRUE(contains(
      errorOf([&] {
        cutBy(R"({"type": "Sequence", "pretokenizers": [)" + steps + "]}", "");
      }),
      "more than 64 steps"));
}

TEST(PreTokenizer, RefusesTheUnknownByName) {
  EXPECT_EQ(errorOf([] { cutBy(R"({"type": "Whitespace"})", ""); }),
            "t.json: pre_tokenizer: unknown pre-tokenizer 'Whitespace'");
  EXPECT_TRUE(contains(errorOf([] { split("Torn", ""); }), "'Torn'"));
  EXPECT_TRUE(contains(errorOf([] { cutBy(R"({"type": "Split"})", ""); }),
                       "pre_tokenizer.pattern: missing"));
}
