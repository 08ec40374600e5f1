//===- NormalizerTest.cpp - rewriting text before it is cut ---------------===//
#include "tokenizer/Normalizer.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

static NormalizedText normalizeBy(const std::string &json,
                                  std::string_view text) {
  std::string path = "t.json";
  nlohmann::json value = parseJson(path, json);
  return Normalizer(JsonReader(path, value, "normalizer")).apply(text);
}

static std::string normalized(const std::string &json, std::string_view text) {
  return normalizeBy(json, text).text;
}

static std::string replace(const std::string &pattern,
                           const std::string &content) {
  return R"({"type": "Replace", "pattern": )" + pattern + R"(, "content": ")" +
         content + "\"}";
}

TEST(Normalizer, PrependUnlessEmpty) {
  std::string prepend = R"({"type": "Prepend", "prepend": "▁"})";
  EXPECT_EQ(normalized(prepend, "ab"), "▁ab");
  EXPECT_EQ(normalized(prepend, ""), "");
}

TEST(Normalizer, ReplaceAStringOrAPattern) {
  EXPECT_EQ(normalized(replace(R"({"String": " "})", "▁"), "a b "), "a▁b▁");
  EXPECT_EQ(normalized(replace(R"({"String": "."})", "!"), "a.b"), "a!b");
  EXPECT_EQ(normalized(replace(R"({"Regex": " {2,}"})", " "), "a   b c"),
            "a b c");
  EXPECT_EQ(normalized(replace(R"({"Regex": "x*"})", "-"), "bxxb"), "-b-b-");
}

TEST(Normalizer, Strip) {
  std::string left = R"({"type": "Strip", "strip_left": true,
                         "strip_right": false})";
  std::string both = R"({"type": "Strip", "strip_left": true,
                         "strip_right": true})";
  EXPECT_EQ(normalized(left, "\u3000 a \n"), "a \n");
  EXPECT_EQ(normalized(both, "\u3000 a \n"), "a");
  EXPECT_EQ(normalized(both, " \u00a0"), "");
}

TEST(Normalizer, SequenceInOrder) {
  EXPECT_EQ(normalized(R"({"type": "Sequence", "normalizers": [
                           {"type": "Prepend", "prepend": " "}, )" +
                           replace(R"({"String": " "})", "▁") + "]}",
                       "a b"),
            "▁a▁b");
}

TEST(Normalizer, NormalizationForms) {
  EXPECT_EQ(normalized(R"({"type": "NFC"})", "e\u0301\ufb01"), "\u00e9\ufb01");
  EXPECT_EQ(normalized(R"({"type": "NFD"})", "\u00e9"), "e\u0301");
  EXPECT_EQ(normalized(R"({"type": "NFKC"})", "\ufb01"), "fi");
  EXPECT_EQ(normalized(R"({"type": "NFKD"})", "\u1e9b\u0323"), "s\u0323\u0307");
}

TEST(Normalizer, KnowsWhetherTheBeginningWasKept) {
  std::string strip = R"({"type": "Strip", "strip_left": true,
                          "strip_right": true})";
  EXPECT_FALSE(normalizeBy(strip, " a").keepsBeginning);
  EXPECT_TRUE(normalizeBy(strip, "a ").keepsBeginning);
  std::string space = R"({"String": " "})", two = R"({"String": "  "})";
  EXPECT_TRUE(normalizeBy(replace(space, "▁"), " a").keepsBeginning);
  EXPECT_FALSE(normalizeBy(replace(space, ""), " a").keepsBeginning);
  EXPECT_FALSE(normalizeBy(replace(two, "▁"), "  a").keepsBeginning);
  EXPECT_TRUE(normalizeBy(replace(two, "▁"), "a  ").keepsBeginning);
}

TEST(Normalizer, NullDoesNothing) { EXPECT_EQ(normalized("null", "é"), "é"); }

TEST(Normalizer, RefusesTextThatGrowsBeyondMeasure) {
  std::string steps;
  for (int i = 0; i < 40; ++i)
    steps += (i > 0 ? "," : "") + replace(R"({"String": "a"})", "aa");
  EXPECT_TRUE(contains(
      errorOf([&] {
        normalizeBy(R"({"type": "Sequence", "normalizers": [)" + steps + "]}",
                    "a");
      }),
      "makes the text longer than"));
}

TEST(Normalizer, RefusesTheUnknownByName) {
  EXPECT_EQ(errorOf([] { normalizeBy(R"({"type": "Lowercase"})", ""); }),
            "t.json: normalizer: unknown normalizer 'Lowercase'");
  EXPECT_TRUE(contains(errorOf([] { normalizeBy(R"({"type": "Strip"})", ""); }),
                       "normalizer.strip_left: missing"));
}
