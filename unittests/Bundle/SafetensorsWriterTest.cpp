//===- SafetensorsWriterTest.cpp ------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Bundle/SafetensorsWriter.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

static Error noBytes(size_t, raw_ostream &) { return Error::success(); }

TEST(SafetensorsWriter, WritesWhatTheReaderReads) {
  SafetensorsWriter writer("x");
  ASSERT_TRUE(succeeds(writer.declare("a", DType::U8, {3, 5})));
  ASSERT_TRUE(succeeds(writer.declare("none", DType::F32, {0})));
  ASSERT_TRUE(succeeds(writer.declare("b", DType::F32, {})));
  std::string text;
  raw_string_ostream os(text);
  const StringRef contents[] = {"fifteen  bytes.", "", "four"};
  ASSERT_TRUE(succeeds(writer.write(os, [&](size_t index, raw_ostream &out) {
    out << contents[index];
    return Error::success();
  })));

  TempDirectory directory;
  auto file = SafetensorsFile::open(directory.write("x", text));
  ASSERT_TRUE(succeeds(file.takeError()));
  EXPECT_EQ(toStringRef(file->bytes(*file->find("a"))), "fifteen  bytes.");
  EXPECT_EQ(toStringRef(file->bytes(*file->find("b"))), "four");
  EXPECT_EQ(file->find("none")->begin, 64u);
  ASSERT_TRUE(file->find("__pad.0"));
  EXPECT_EQ(shapeText(file->find("__pad.0")->shape), "[49]");
}

TEST(SafetensorsWriter, PadsNoMoreThanItsAlignment) {
  SafetensorsWriter writer("x", /*alignment=*/1);
  ASSERT_TRUE(succeeds(writer.declare("a", DType::U8, {3})));
  ASSERT_TRUE(succeeds(writer.declare("b", DType::U8, {2})));
  ASSERT_EQ(writer.tensors().size(), 2u);
  EXPECT_EQ(writer.tensors()[1].offset, 3u);
  // The format's own writers begin the data section at a multiple of 8.
  EXPECT_EQ(writer.header().size() % 8, 0u);
}

TEST(SafetensorsWriter, AlignsHeaderAndTensors) {
  // Names of growing length move the end of the header over all remainders.
  for (size_t length = 1; length <= 70; ++length) {
    SafetensorsWriter writer("x");
    ASSERT_TRUE(succeeds(writer.declare(std::string(length, 'a'), DType::U8,
                                        {int64_t(length)})));
    ASSERT_TRUE(succeeds(writer.declare("b", DType::U8, {1})));
    EXPECT_EQ(writer.header().size() % 64, 0u);
    EXPECT_EQ(writer.tensors().back().offset, length <= 64 ? 64u : 128u);
  }
}

TEST(SafetensorsWriter, PadsOnlyWhereNeeded) {
  SafetensorsWriter writer("x");
  ASSERT_TRUE(succeeds(writer.declare("a", DType::U8, {2, 64})));
  ASSERT_TRUE(succeeds(writer.declare("b", DType::U8, {1})));
  EXPECT_EQ(writer.tensors().size(), 2u);
}

TEST(SafetensorsWriter, RefusesBadDeclarations) {
  SafetensorsWriter writer("out");
  ASSERT_TRUE(succeeds(writer.declare("a", DType::U8, {1})));
  EXPECT_TRUE(hasError(writer.declare("a", DType::U8, {1}),
                       "out: tensor 'a': declared twice"));
  EXPECT_TRUE(hasError(writer.declare("__pad.7", DType::U8, {1}), "reserved"));
  EXPECT_TRUE(
      hasError(writer.declare("__metadata__", DType::U8, {1}), "reserved"));
  EXPECT_TRUE(hasError(writer.declare("\xff", DType::U8, {1}), "not UTF-8"));
  EXPECT_TRUE(hasError(writer.declare("b", DType::U8, {-1}), "overflows"));
  EXPECT_TRUE(
      hasError(writer.declare("c", DType::F32, {INT64_MAX / 2}), "overflows"));
  EXPECT_TRUE(
      hasError(writer.declare("d", DType::U8, {INT64_MAX}), "overflows"));
}

TEST(SafetensorsWriter, RefusesAnotherNumberOfBytes) {
  SafetensorsWriter writer("out");
  ASSERT_TRUE(succeeds(writer.declare("a", DType::U8, {1})));
  EXPECT_TRUE(hasError(writer.write(nulls(), noBytes),
                       "out: tensor 'a': expected 1 bytes to be written, "
                       "got 0"));
}

TEST(SafetensorsWriter, PassesErrorsOn) {
  SafetensorsWriter writer("out");
  ASSERT_TRUE(succeeds(writer.declare("a", DType::U8, {1})));
  EXPECT_TRUE(hasError(writer.write(nulls(),
                                    [](size_t, raw_ostream &) {
                                      return createStringError("the source");
                                    }),
                       "the source"));
}
