//===- SafetensorsTest.cpp ------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/Safetensors.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
class Safetensors : public testing::Test {
protected:
  Expected<SafetensorsFile> open(StringRef content) {
    return SafetensorsFile::open(directory.write("x.safetensors", content));
  }
  Expected<SafetensorsFile> open(StringRef header, StringRef data) {
    return open(safetensors(header, data));
  }

  TempDirectory directory;
};
} // namespace

/// A header with one tensor `t`.
static std::string entry(StringRef fields) {
  return ("{\"t\":{" + fields + "}}").str();
}

TEST_F(Safetensors, ReadsTensorsInOrderOfTheirBytes) {
  auto file = open(R"({"__metadata__":{"format":"pt"},
    "b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
    "a":{"dtype":"BF16","shape":[1,2],"data_offsets":[2,6]}})",
                   StringRef("\1\2\3\4\5\6"));
  ASSERT_TRUE(succeeds(file.takeError()));
  ASSERT_EQ(file->tensors().size(), 2u);
  EXPECT_EQ(file->tensors()[0].name, "b");
  const StoredTensor *a = file->find("a");
  ASSERT_TRUE(a);
  EXPECT_EQ(a->dtype, DType::BF16);
  EXPECT_EQ(shapeText(a->shape), "[1, 2]");
  EXPECT_EQ(file->bytes(*a), ArrayRef<uint8_t>({3, 4, 5, 6}));
  EXPECT_FALSE(file->find("c"));
  EXPECT_FALSE(file->find("__metadata__"));
}

TEST_F(Safetensors, AllowsScalarsAndEmptyTensors) {
  auto file = open(R"({"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
    "e":{"dtype":"F32","shape":[0,7],"data_offsets":[4,4]}})",
                   StringRef("\0\0\0\0", 4));
  ASSERT_TRUE(succeeds(file.takeError()));
  EXPECT_TRUE(file->bytes(*file->find("e")).empty());
}

TEST_F(Safetensors, ReadsFromMemory) {
  std::string content = safetensors(
      entry(R"("dtype":"U8","shape":[2],"data_offsets":[0,2])"), "ab");
  auto file = SafetensorsFile::parse(MemoryBuffer::getMemBuffer(
      content, "memory", /*RequiresNullTerminator=*/false));
  ASSERT_TRUE(succeeds(file.takeError()));
  EXPECT_EQ(file->path(), "memory");
  EXPECT_EQ(file->bytes(*file->find("t")), ArrayRef<uint8_t>({'a', 'b'}));
}

TEST_F(Safetensors, RefusesMissingFile) {
  EXPECT_TRUE(hasError(SafetensorsFile::open(directory.file("none")),
                       "none: cannot open: No such file"));
}

TEST_F(Safetensors, RefusesDirectoryAsFile) {
  EXPECT_TRUE(hasError(SafetensorsFile::open(directory.path),
                       "expected a regular file"));
}

TEST_F(Safetensors, RefusesEveryTruncation) {
  std::string whole = safetensors(
      entry(R"("dtype":"U8","shape":[4],"data_offsets":[0,4])"), "abcd");
  for (size_t length = 0; length < whole.size(); ++length)
    EXPECT_TRUE(hasError(open(whole.substr(0, length)), "x.safetensors: "));
}

TEST_F(Safetensors, RefusesHeaderLongerThanFile) {
  EXPECT_TRUE(hasError(open(StringRef("\x09\0\0\0\0\0\0\0{}", 10)),
                       "header of 9 bytes is longer than the file"));
}

TEST_F(Safetensors, RefusesHeaderBeyondTheLimit) {
  std::string text(8, '\xff');
  EXPECT_TRUE(hasError(open(text), "at most 100000000 bytes",
                       "got 18446744073709551615"));
}

TEST_F(Safetensors, RefusesBadJson) {
  for (StringRef header : {"", "{", "nonsense", "{\"a\":}", "{}x", "\"", "{\"",
                           "{\"a\\", "\xff", "{\"a\xff\":1}"})
    EXPECT_TRUE(hasError(open(header, ""), "x.safetensors: JSON: "))
        << header.str();
}

TEST_F(Safetensors, RefusesHeaderThatIsNoObject) {
  EXPECT_TRUE(hasError(open("[]", ""), "expected a JSON object, got []"));
}

TEST_F(Safetensors, RefusesDeepJson) {
  std::string deep = std::string(1'000'000, '[');
  EXPECT_TRUE(hasError(open(deep, ""), "at most 64 levels"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i)
    objects += "{\"a\":";
  EXPECT_TRUE(hasError(open(objects, ""), "at most 64 levels"));
}

TEST_F(Safetensors, RefusesRepeatedNames) {
  std::string one = R"(:{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
  EXPECT_TRUE(hasError(open("{\"a\"" + one + ",\"a\"" + one + "}", ""),
                       "key 'a' appears twice"));
  EXPECT_TRUE(hasError(open("{\"a\"" + one + ",\"\\u0061\" " + one + "}", ""),
                       "key 'a' appears twice"));
}

TEST_F(Safetensors, KeepsErrorsOnOneLine) {
  EXPECT_TRUE(hasError(open(R"({"a\n\u0007b":1})", ""),
                       "tensor 'a\\0A\\07b': expected an object, got 1"));
}

TEST_F(Safetensors, RefusesWrongDtype) {
  EXPECT_TRUE(hasError(
      open(entry(R"("dtype":"F7","shape":[],"data_offsets":[0,0])"), ""),
      "tensor 't': dtype: expected", "got \"F7\""));
  EXPECT_TRUE(
      hasError(open(entry(R"("dtype":3,"shape":[],"data_offsets":[0,0])"), ""),
               "tensor 't': dtype: expected", "got 3"));
  EXPECT_TRUE(hasError(open(entry(R"("shape":[],"data_offsets":[0,0])"), ""),
                       "tensor 't': dtype: expected", "got no such key"));
}

TEST_F(Safetensors, RefusesWrongShape) {
  for (StringRef shape : {"[-1]", "[\"4\"]", "[1.5]", "4", "null", "[[1]]",
                          "[99999999999999999999]"})
    EXPECT_TRUE(hasError(
        open(
            entry(("\"dtype\":\"U8\",\"data_offsets\":[0,1],\"shape\":" + shape)
                      .str()),
            "a"),
        "tensor 't': shape: expected an array of non-negative integers"))
        << shape.str();
}

TEST_F(Safetensors, RefusesWrongOffsets) {
  for (StringRef offsets : {"[0]", "[0,1,2]", "[\"0\",\"1\"]", "[-1,0]", "{}"})
    EXPECT_TRUE(hasError(
        open(
            entry(("\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":" + offsets)
                      .str()),
            "a"),
        "tensor 't': data_offsets: expected two non-negative integers"))
        << offsets.str();
}

TEST_F(Safetensors, RefusesOffsetsOutsideOfTheFile) {
  for (StringRef offsets :
       {"[0,2]", "[1,0]", "[9223372036854775806,9223372036854775807]"})
    EXPECT_TRUE(hasError(
        open(
            entry(("\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":" + offsets)
                      .str()),
            "a"),
        "tensor 't': data_offsets: expected a range within the data section of "
        "1"))
        << offsets.str();
}

TEST_F(Safetensors, RefusesShapeThatDoesNotMatchTheBytes) {
  EXPECT_TRUE(hasError(
      open(entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), "abcd"),
      "tensor 't': F32 [2]: expected 8 bytes, got 4"));
}

TEST_F(Safetensors, RefusesShapesThatOverflow) {
  for (StringRef shape : {"[4294967296,4294967296]", "[9223372036854775807]",
                          "[4611686018427387904,4611686018427387904,0]"})
    EXPECT_TRUE(hasError(
        open(entry(
                 ("\"dtype\":\"F32\",\"data_offsets\":[0,0],\"shape\":" + shape)
                     .str()),
             ""),
        "tensor 't': shape: the size of ", "overflows"))
        << shape.str();
}

TEST_F(Safetensors, RefusesOverlap) {
  EXPECT_TRUE(
      hasError(open(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
    "b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                    "abc"),
               "tensor 'b': its bytes overlap those of tensor 'a'"));
}

TEST_F(Safetensors, RefusesHoles) {
  EXPECT_TRUE(
      hasError(open(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},
    "b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                    "abc"),
               "tensor 'b': expected its bytes to begin at 1, got 2"));
  EXPECT_TRUE(hasError(
      open(entry(R"("dtype":"U8","shape":[1],"data_offsets":[0,1])"), "ab"),
      "expected tensors to fill the data section of 2 bytes, got 1"));
}
