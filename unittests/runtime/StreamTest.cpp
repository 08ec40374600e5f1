//===- StreamTest.cpp - decoding token by token ---------------------------===//
#include "Expect.h"
#include "TestPaths.h"
#include "ToyBundle.h"
#include "tokenizer/Utf8.h"
#include "tokenizer/Utf8Joiner.h"

using namespace tern::test;
using tern::rt::Utf8Joiner;

TEST(Stream, EmitsWholeCharactersOnly) {
  Utf8Joiner joiner;
  EXPECT_EQ(joiner.push("a\xf0"), "a");
  EXPECT_EQ(joiner.push("\x9f"), "");
  EXPECT_EQ(joiner.push("\x99"), "");
  EXPECT_EQ(joiner.push("\x82z"), "\U0001f642z");
  EXPECT_EQ(joiner.finish(), "");
}

TEST(Stream, ReplacesMaximalParts) {
  Utf8Joiner joiner;
  EXPECT_EQ(joiner.push("\xff\x80"), "\ufffd\ufffd");
  EXPECT_EQ(joiner.push("\xf0\x9f"), "");
  EXPECT_EQ(joiner.push("a"), "\ufffda");
  EXPECT_EQ(joiner.push("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");
}

TEST(Stream, FinishReplacesWhatStayedIncomplete) {
  Utf8Joiner joiner;
  EXPECT_EQ(joiner.push("\xe4\xb8"), "");
  EXPECT_EQ(joiner.finish(), "\ufffd");
  EXPECT_EQ(joiner.finish(), "");
}

TEST(Stream, JoinedEqualsDecoding) {
  std::string folder = inputPath("reference/tokenizer/");
  auto tokenizer = loadTokenizer(folder + "tokenizer.json");
  tern_stream *created;
  ASSERT_EQ(
      tern_stream_create(tokenizer.get(), TERN_DECODE_SKIP_SPECIAL, &created),
      TERN_OK);
  Handle<tern_stream> stream(created);
  for (const auto &c : nlohmann::json::parse(readAll(folder + "cases.json"))) {
    std::string joined;
    const char *text;
    size_t bytes;
    for (int32_t id : c.at("ids").get<std::vector<int32_t>>()) {
      ASSERT_EQ(tern_stream_push(stream.get(), id, &text, &bytes), TERN_OK);
      joined.append(text, bytes);
      EXPECT_EQ(tern::rt::utf8::firstInvalid(joined), std::string::npos);
    }
    ASSERT_EQ(tern_stream_finish(stream.get(), &text, &bytes), TERN_OK);
    joined.append(text, bytes);
    EXPECT_EQ(joined, c.at("decoded").get<std::string>());
  }
}

TEST(Stream, RefusesIdsWithoutAToken) {
  ToyBundle bundle;
  auto tokenizer = loadTokenizer(bundle.path());
  tern_stream *created;
  ASSERT_EQ(tern_stream_create(tokenizer.get(), 0, &created), TERN_OK);
  Handle<tern_stream> stream(created);
  tokenizer.reset(); // the stream keeps what it needs
  const char *text;
  EXPECT_EQ(tern_stream_push(stream.get(), 999999, &text, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "999999"));
  EXPECT_EQ(tern_stream_push(stream.get(), 64, &text, nullptr), TERN_OK);
  EXPECT_STREQ(text, "a");
}
