//===- GgufValuesTest.cpp - typed key-values ------------------------------===//
#include "unittests/Checkpoint/GgufSupport.h"

#include <cmath>

using namespace llvm;
using namespace tern;
using namespace tern::test;

using Kind = GgufValueType;

/// A file with one key, `k`.
static GgufFile with(Kind type, StringRef value) {
  return cantFail(GgufBuilder().raw("k", type, value).parse());
}
static Expected<GgufFile> parse(Kind type, StringRef value) {
  return GgufBuilder().raw("k", type, value).parse();
}
/// The bytes of an array value.
static std::string array(Kind element, uint64_t count, StringRef bytes) {
  return bytesOf(static_cast<uint32_t>(element)) + bytesOf(count) + bytes.str();
}

TEST(GgufValues, IntegersOfEveryWidth) {
  struct {
    Kind type;
    std::string bytes;
    int64_t value;
  } cases[] = {
      {Kind::U8, "\xff", 255},
      {Kind::I8, "\xff", -1},
      {Kind::U16, bytesOf<uint16_t>(65535), 65535},
      {Kind::I16, bytesOf<int16_t>(-2), -2},
      {Kind::U32, bytesOf<uint32_t>(4294967295u), 4294967295},
      {Kind::I32, bytesOf<int32_t>(-3), -3},
      {Kind::U64, bytesOf<uint64_t>(uint64_t(1) << 40), int64_t(1) << 40},
      {Kind::I64, bytesOf<int64_t>(INT64_MIN), INT64_MIN}};
  for (const auto &[type, bytes, value] : cases)
    EXPECT_EQ(cantFail(with(type, bytes).integer("k", INT64_MIN, INT64_MAX)),
              value);
}

TEST(GgufValues, NumbersOfEveryKind) {
  EXPECT_EQ(cantFail(with(Kind::F32, bytesOf(1.5F)).number("k", 0, 2)), 1.5);
  EXPECT_EQ(cantFail(with(Kind::F64, bytesOf(1.5)).number("k", 0, 2)), 1.5);
  EXPECT_EQ(cantFail(with(Kind::U8, "\2").number("k", 0, 2)), 2);
}

TEST(GgufValues, StringsAndBooleans) {
  EXPECT_EQ(cantFail(with(Kind::String, lengthAnd("text")).string("k")),
            "text");
  EXPECT_TRUE(cantFail(with(Kind::Bool, "\1").boolean("k")));
  EXPECT_FALSE(cantFail(with(Kind::Bool, StringRef("\0", 1)).boolean("k")));
}

TEST(GgufValues, Arrays) {
  GgufFile strings = with(
      Kind::Array,
      array(Kind::String, 3, lengthAnd("a") + lengthAnd("") + lengthAnd("bc")));
  EXPECT_EQ(cantFail(strings.strings("k")),
            (std::vector<StringRef>{"a", "", "bc"}));
  GgufFile bytes = with(Kind::Array, array(Kind::I8, 2, "\1\xff"));
  EXPECT_EQ(cantFail(bytes.integers("k", -1, 1)),
            (std::vector<int64_t>{1, -1}));
  GgufFile floats =
      with(Kind::Array, array(Kind::F32, 2, bytesOf(1.0F) + bytesOf(-2.0F)));
  EXPECT_EQ(cantFail(floats.floats("k")), (std::vector<float>{1, -2}));
  GgufFile none = with(Kind::Array, array(Kind::U32, 0, ""));
  EXPECT_TRUE(cantFail(none.integers("k", 0, 9)).empty());
}

TEST(GgufValues, NestedArraysAreChecked) {
  std::string inner = array(Kind::U8, 2, "ab"),
              nested = array(Kind::Array, 2, inner + inner);
  EXPECT_EQ(with(Kind::Array, nested).value("k")->count, 2u);
  EXPECT_TRUE(hasError(
      parse(Kind::Array, array(Kind::Array, 2, inner + inner.substr(0, 13))),
      "key 'k': elements: expected at most 1"));
}

TEST(GgufValues, RefusesDeepNesting) {
  std::string value = array(Kind::U8, 1, "a");
  for (int depth = 1; depth < 4; ++depth)
    value = array(Kind::Array, 1, value);
  EXPECT_TRUE(succeeds(parse(Kind::Array, value).takeError()));
  EXPECT_TRUE(hasError(parse(Kind::Array, array(Kind::Array, 1, value)),
                       "key 'k': expected at most 4 levels of arrays"));
  for (int depth = 0; depth < 10'000; ++depth)
    value.insert(0, array(Kind::Array, 1, ""));
  EXPECT_TRUE(hasError(parse(Kind::Array, value), "at most 4 levels"));
}

TEST(GgufValues, RefusesUnknownTypes) {
  for (uint32_t type : {13u, 99u, UINT32_MAX})
    for (const std::string &value :
         {bytesOf(type), bytesOf(uint32_t(Kind::Array)) + bytesOf(type)}) {
      GgufBuilder file;
      file.valueCount = 1;
      file.values = lengthAnd("k") + value + "aaaaaaaa";
      EXPECT_TRUE(hasError(file.parse(),
                           "key 'k': expected a value type below 13, got " +
                               std::to_string(type)));
    }
}

TEST(GgufValues, RefusesLengthsBeyondTheFile) {
  for (uint64_t length : {uint64_t(5), UINT64_MAX, UINT64_MAX - 7}) {
    EXPECT_TRUE(hasError(parse(Kind::String, bytesOf(length) + "text"),
                         "key 'k': expected " + std::to_string(length) +
                             " bytes at byte"));
    EXPECT_TRUE(hasError(parse(Kind::Array, array(Kind::U8, length, "text")),
                         "key 'k': elements: expected at most 4"));
    EXPECT_TRUE(hasError(parse(Kind::Array, array(Kind::F64, length, "text")),
                         "key 'k': elements: expected at most 0"));
    EXPECT_TRUE(
        hasError(parse(Kind::Array, array(Kind::String, length, "textstext")),
                 "key 'k': elements: expected at most 1"));
  }
}

TEST(GgufValues, RefusesKeysBeyondTheFile) {
  GgufBuilder file;
  file.valueCount = 1;
  file.values = bytesOf(UINT64_MAX) + "abcde";
  EXPECT_TRUE(
      hasError(file.parse(), "key 0: expected 18446744073709551615 bytes"));
}

TEST(GgufValues, RefusesBooleansThatAreNone) {
  EXPECT_TRUE(hasError(parse(Kind::Bool, "\2"),
                       "key 'k': expected a bool, 0 or 1, got 2"));
  EXPECT_TRUE(hasError(parse(Kind::Array, array(Kind::Bool, 2, "\1\3")),
                       "key 'k': expected a bool, 0 or 1, got 3"));
}

TEST(GgufValues, RefusesRepeatedKeys) {
  EXPECT_TRUE(hasError(GgufBuilder().add("k", 1u).add("k", 1u).parse(),
                       "key 'k' appears twice"));
}

TEST(GgufValues, GettersNameTheKeyAndWhatIsThere) {
  GgufFile text = with(Kind::String, lengthAnd("a\nb"));
  EXPECT_TRUE(
      hasError(text.integer("k", 1, 9),
               "x.gguf: k: expected an integer from 1 to 9, got 'a\\0Ab'"));
  EXPECT_TRUE(
      hasError(text.number("k", 1, 9), "k: expected a number from", "got 'a"));
  EXPECT_TRUE(hasError(text.boolean("k"), "k: expected true or false, got 'a"));
  EXPECT_TRUE(
      hasError(text.strings("k"), "k: expected an array of strings, got 'a"));
  EXPECT_TRUE(hasError(text.integers("k", 0, 1),
                       "k: expected an array of integers from 0 to 1, got 'a"));
  EXPECT_TRUE(
      hasError(text.floats("k"), "k: expected an array of f32, got 'a"));
  EXPECT_TRUE(hasError(with(Kind::F32, bytesOf(2.5F)).string("k"),
                       "k: expected a string, got 2.5"));
  EXPECT_TRUE(hasError(with(Kind::Bool, "\1").string("k"), "got true"));
  EXPECT_TRUE(
      hasError(with(Kind::I16, bytesOf<int16_t>(-4)).string("k"), "got -4"));
  EXPECT_TRUE(hasError(with(Kind::Array, array(Kind::U8, 2, "ab")).string("k"),
                       "got an array of 2 u8"));
  EXPECT_TRUE(hasError(text.string("other"),
                       "other: expected a string, got no such key"));
}

TEST(GgufValues, RefusesWhatIsOutOfRange) {
  EXPECT_TRUE(hasError(with(Kind::U8, "\x0a").integer("k", 1, 9), "got 10"));
  EXPECT_TRUE(hasError(
      with(Kind::U64, bytesOf(UINT64_MAX)).integer("k", INT64_MIN, INT64_MAX),
      "got 18446744073709551615"));
  EXPECT_TRUE(hasError(with(Kind::F32, bytesOf(9.5F)).number("k", 1, 9),
                       "k: expected a number"));
  EXPECT_TRUE(hasError(with(Kind::F32, bytesOf(NAN)).number("k", 1, 9),
                       "k: expected a number"));
  EXPECT_TRUE(hasError(
      with(Kind::Array, array(Kind::U8, 2, "\1\7")).integers("k", 0, 6),
      "k: expected an array of integers from 0 to 6"));
  EXPECT_TRUE(hasError(
      with(Kind::Array, array(Kind::F32, 1, bytesOf(INFINITY))).floats("k"),
      "k: expected finite numbers"));
  EXPECT_TRUE(hasError(
      with(Kind::Array, array(Kind::F32, 1, bytesOf(1.0F))).integers("k", 0, 6),
      "got an array of 1 f32"));
}
