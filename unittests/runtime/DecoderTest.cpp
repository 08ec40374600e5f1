//===- DecoderTest.cpp - tokens back to text ------------------------------===//
#include "tokenizer/Decoder.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

using Strings = std::vector<std::string>;

static Decoder make(const std::string &json) {
  std::string path = "t.json";
  nlohmann::json value = parseJson(path, json);
  return Decoder(JsonReader(path, value, "decoder"));
}

/// What each token and then the end emit.
static Strings emitted(const std::string &json, const Strings &tokens) {
  Decoder decoder = make(json);
  Decoder::Stream stream(decoder);
  Strings texts;
  for (const std::string &token : tokens)
    texts.push_back(stream.push(token));
  texts.push_back(stream.finish());
  return texts;
}

static std::string decode(const std::string &json, const Strings &tokens) {
  std::string text;
  for (const std::string &part : emitted(json, tokens))
    text += part;
  return text;
}

static std::string sequence(const std::string &steps) {
  return R"({"type": "Sequence", "decoders": [)" + steps + "]}";
}

static std::string strip(int start, int stop) {
  return R"({"type": "Strip", "content": " ", "start": )" +
         std::to_string(start) + R"(, "stop": )" + std::to_string(stop) + "}";
}

static const std::string replace =
    R"({"type": "Replace", "pattern": {"String": "▁"}, "content": " "})";
static const std::string fallback = R"({"type": "ByteFallback"})";
static const std::string fuse = R"({"type": "Fuse"})";
static const std::string llama2 =
    sequence(replace + "," + fallback + "," + fuse + "," + strip(1, 0));

TEST(Decoder, ByteLevel) {
  EXPECT_EQ(emitted(R"({"type": "ByteLevel"})", {"Ġa", "Ã", "©", "x y"}),
            (Strings{" a", "", "é", "x y", ""}));
}

TEST(Decoder, Llama2) {
  EXPECT_EQ(decode(llama2, {"▁Hello", "▁", "▁world"}), "Hello  world");
  EXPECT_EQ(decode(llama2, {"▁", "▁a"}), " a");
  EXPECT_EQ(decode(llama2, {}), "");
}

TEST(Decoder, ByteFallbackWaitsForTheEndOfARun) {
  EXPECT_EQ(emitted(fallback, {"a", "<0xC3>", "<0xA9>", "b", "<0x41>"}),
            (Strings{"a", "", "", "éb", "", "A"}));
}

TEST(Decoder, ByteFallbackReplacesEveryByteOfABadRun) {
  EXPECT_EQ(decode(fallback, {"<0x41>", "<0xC3>"}), "\ufffd\ufffd");
  EXPECT_EQ(decode(fallback, {"<0xFF>", "b", "<0x41>"}), "\ufffdbA");
}

TEST(Decoder, OtherTokensAreNoBytes) {
  EXPECT_EQ(decode(fallback, {"<0x4>", "<0x4g>", "<0x410>", "0x41"}),
            "<0x4><0x4g><0x410>0x41");
}

TEST(Decoder, MetaspaceDropsWhatWasPutInFront) {
  auto metaspace = [](const char *scheme) {
    return std::string(R"({"type": "Metaspace", "replacement": "▁",
                           "prepend_scheme": ")") +
           scheme + "\"}";
  };
  EXPECT_EQ(decode(metaspace("always"), {"▁a", "▁b▁c"}), "a b c");
  EXPECT_EQ(decode(metaspace("first"), {"▁▁a", "▁b"}), "a b");
  EXPECT_EQ(decode(metaspace("never"), {"▁a", "▁b"}), " a b");
}

TEST(Decoder, StripEveryToken) {
  EXPECT_EQ(decode(strip(1, 2), {"  a  ", " ", "b"}), " ab");
}

TEST(Decoder, StripTheWholeText) {
  std::string whole = sequence(fuse + "," + strip(2, 2));
  EXPECT_EQ(decode(whole, {" ", " ", " a ", " ", " ", " "}), " a  ");
  EXPECT_EQ(decode(whole, {"a", " ", "b "}), "a b");
  EXPECT_EQ(decode(whole, {" ", " ", " ", " ", " "}), " ");
}

TEST(Decoder, StripHoldsBackOnlyWhatMayBeTheEnd) {
  EXPECT_EQ(emitted(sequence(fuse + "," + strip(0, 1)), {"a ", " ", "b"}),
            (Strings{"a", " ", " b", ""}));
}

TEST(Decoder, AStreamBeginsAnewAfterItsEnd) {
  Decoder decoder = make(llama2);
  Decoder::Stream stream(decoder);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(stream.push("▁a"), "a");
    EXPECT_EQ(stream.finish(), "");
  }
}

TEST(Decoder, RefusesWhatWouldWaitForTheEnd) {
  EXPECT_EQ(errorOf([] { make(sequence(fuse + "," + replace)); }),
            "t.json: decoder.decoders[1]: 'Replace' after the tokens were "
            "joined is not supported");
}

TEST(Decoder, RefusesTokensThatGrowBeyondMeasure) {
  std::string doubling =
      R"({"type": "Replace", "pattern": {"String": "a"}, "content": "aa"})";
  std::string steps = doubling;
  for (int i = 0; i < 40; ++i)
    steps += "," + doubling;
  EXPECT_TRUE(contains(errorOf([&] { decode(sequence(steps), {"a"}); }),
                       "makes a token longer than"));
}

TEST(Decoder, RefusesTheUnknownByName) {
  EXPECT_EQ(errorOf([] { make("null"); }),
            "t.json: decoder: expected a decoder, got none");
  EXPECT_EQ(errorOf([] { make(R"({"type": "CTC"})"); }),
            "t.json: decoder: unknown decoder 'CTC'");
  std::string many = fallback;
  for (int i = 0; i < 64; ++i)
    many += "," + fallback;
  EXPECT_TRUE(
      contains(errorOf([&] { make(sequence(many)); }), "more than 64 steps"));
}
