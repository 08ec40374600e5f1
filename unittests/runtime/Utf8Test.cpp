//===- Utf8Test.cpp - checking and reading UTF-8 --------------------------===//
#include "tokenizer/Utf8.h"

#include "tokenizer/ByteAlphabet.h"

#include <gtest/gtest.h>

using namespace tern::rt;

static constexpr size_t npos = std::string_view::npos;

TEST(Utf8, AcceptsEveryCharacter) {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff)
      continue;
    std::string text;
    utf8::append(text, c);
    utf8::Scan found = utf8::scan(text);
    ASSERT_EQ(found.kind, utf8::Scan::Character) << uint32_t(c);
    ASSERT_EQ(found.bytes, text.size());
    ASSERT_EQ(utf8::codePoint(text), c);
  }
}

TEST(Utf8, NamesTheFirstBadByte) {
  EXPECT_EQ(utf8::firstInvalid(""), npos);
  EXPECT_EQ(utf8::firstInvalid("na\xc3\xafve"), npos);
  EXPECT_EQ(utf8::firstInvalid("ab\xff"), 2u);
  EXPECT_EQ(utf8::firstInvalid("a\x80"), 1u);
  EXPECT_EQ(utf8::firstInvalid("\xc3"), 0u);             // truncated
  EXPECT_EQ(utf8::firstInvalid("x\xc0\xaf"), 1u);        // overlong
  EXPECT_EQ(utf8::firstInvalid("\xe0\x80\x80"), 0u);     // overlong
  EXPECT_EQ(utf8::firstInvalid("\xed\xa0\x80"), 0u);     // surrogate
  EXPECT_EQ(utf8::firstInvalid("\xf4\x90\x80\x80"), 0u); // above U+10FFFF
}

TEST(Utf8, FrontKeepsCharactersWhole) {
  EXPECT_EQ(utf8::front("na\xc3\xafve", 3), "na");
  EXPECT_EQ(utf8::front("na\xc3\xafve", 4), "na\xc3\xaf");
  EXPECT_EQ(utf8::front("ab", 2), "ab");
  EXPECT_EQ(utf8::front("\xf0\x9f\x98\x80", 3), "");
}

TEST(ByteAlphabet, EveryByteThereAndBack) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte)
    bytes += static_cast<char>(byte);
  EXPECT_EQ(alphabetToBytes(bytesToAlphabet(bytes)), bytes);
  EXPECT_EQ(bytesToAlphabet(" A\n"), "\u0120A\u010a");
}

TEST(ByteAlphabet, OtherTextIsItsOwnBytes) {
  EXPECT_EQ(alphabetToBytes("\u2581x"), "\u2581x");
}
