//===- GgufTest.cpp - the container ---------------------------------------===//
#include "unittests/Checkpoint/GgufSupport.h"

#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

/// A file with one of everything.
static GgufBuilder whole() {
  GgufBuilder file;
  file.add("general.architecture", "llama").add("n", 7u);
  file.add("list", ArrayRef<StringRef>{"a", "bc"});
  file.tensor("a", GgufType::F32, {2, 3}, std::string(24, 'a'));
  file.tensor("b", GgufType::F16, {2}, "bbbb");
  return file;
}

TEST(Gguf, ReadsTensorsRowMajor) {
  Expected<GgufFile> file = whole().parse();
  ASSERT_TRUE(succeeds(file.takeError()));
  ASSERT_EQ(file->tensors().size(), 2u);
  const GgufTensor *a = file->find("a");
  ASSERT_TRUE(a);
  EXPECT_EQ(a->type, GgufType::F32);
  EXPECT_EQ(shapeText(a->shape), "[2, 3]");
  EXPECT_EQ(a->rows(), 2);
  EXPECT_EQ(a->columns(), 3);
  EXPECT_EQ(toStringRef(file->bytes(*file->find("b"))), "bbbb");
  EXPECT_FALSE(file->find("c"));
}

TEST(Gguf, MissingTensorIsNamed) {
  GgufFile file = cantFail(whole().parse());
  EXPECT_EQ(cantFail(file.tensor("b")), file.find("b"));
  EXPECT_TRUE(hasError(file.tensor("c"), "x.gguf: tensor 'c': missing"));
}

TEST(Gguf, ReadsVersion2) {
  GgufBuilder file = whole();
  file.version = 2;
  EXPECT_TRUE(succeeds(file.parse().takeError()));
}

TEST(Gguf, ReadsFromDisk) {
  TempDirectory directory;
  auto file = GgufFile::open(directory.write("x.gguf", whole().text()));
  ASSERT_TRUE(succeeds(file.takeError()));
  EXPECT_EQ(file->path(), directory.file("x.gguf"));
  EXPECT_TRUE(
      hasError(GgufFile::open(directory.file("none")), "none: cannot open"));
}

TEST(Gguf, ReadsScalars) {
  GgufBuilder file;
  file.tensor("s", GgufType::F32, {}, "ssss");
  GgufFile read = cantFail(file.parse());
  EXPECT_EQ(read.find("s")->rows(), 1);
  EXPECT_EQ(read.find("s")->columns(), 1);
}

TEST(Gguf, TensorsMayBeOutOfOrder) {
  GgufBuilder file;
  file.info("late", {4}, 0, 32).info("early", {4}, 0, 0);
  file.append(std::string(16, 'e')).append(std::string(16, 'l'));
  GgufFile read = cantFail(file.parse());
  EXPECT_EQ(read.tensors()[0].name, "early");
  EXPECT_EQ(toStringRef(read.bytes(*read.find("late"))), std::string(16, 'l'));
}

TEST(Gguf, AlignmentMayBeGiven) {
  GgufBuilder file;
  file.alignment = 128;
  file.add("general.alignment", 128u);
  file.tensor("a", GgufType::F16, {1}, "aa")
      .tensor("b", GgufType::F16, {1}, "bb");
  GgufFile read = cantFail(file.parse());
  EXPECT_EQ(read.find("b")->begin, 128u);
  EXPECT_EQ(toStringRef(read.bytes(*read.find("b"))), "bb");
}

TEST(Gguf, RefusesEveryTruncation) {
  std::string text = whole().text();
  for (size_t length = 0; length < text.size(); ++length)
    EXPECT_TRUE(
        hasError(GgufBuilder::parseText(text.substr(0, length)), "x.gguf: "))
        << length;
}

TEST(Gguf, RefusesOtherMagic) {
  EXPECT_TRUE(hasError(GgufBuilder::parseText("GGML\3\0\0\0"),
                       "begins with 'GGUF', got 'GGML'"));
}

TEST(Gguf, RefusesOtherVersions) {
  for (uint32_t version : {0u, 1u, 4u, 0xffffffffu}) {
    GgufBuilder file = whole();
    file.version = version;
    EXPECT_TRUE(
        hasError(file.parse(), "x.gguf: expected GGUF version 2 or 3, got " +
                                   std::to_string(version)));
  }
}

TEST(Gguf, RefusesBigEndian) {
  GgufBuilder file = whole();
  file.version = 0x03000000;
  EXPECT_TRUE(
      hasError(file.parse(), "big-endian GGUF version 3 is not supported"));
}

TEST(Gguf, RefusesCountsBeyondTheFile) {
  for (uint64_t count : {uint64_t(1000), UINT64_MAX, UINT64_MAX / 24}) {
    GgufBuilder tensors = whole(), values = whole();
    tensors.tensorCount = values.valueCount = count;
    EXPECT_TRUE(
        hasError(tensors.parse(), "number of tensors: expected at most"));
    EXPECT_TRUE(
        hasError(values.parse(), "number of key-values: expected at most"));
  }
}

TEST(Gguf, RefusesRepeatedNames) {
  GgufBuilder file;
  file.tensor("a", GgufType::F16, {1}, "aa")
      .tensor("a", GgufType::F16, {1}, "aa");
  EXPECT_TRUE(hasError(file.parse(), "tensor 'a' appears twice"));
}

TEST(Gguf, RefusesUnknownTypesByName) {
  for (auto [id, text] :
       {std::pair(12u, "got Q4_K (12)"), {4u, "got 4"}, {99u, "got 99"}}) {
    GgufBuilder file;
    file.info("blk.0.attn_q.weight", {256, 256}, id, 0);
    EXPECT_TRUE(hasError(
        file.parse(),
        "tensor 'blk.0.attn_q.weight': expected a type that Tern reads (F32, ",
        text));
  }
}

TEST(Gguf, RefusesTooManyDimensions) {
  GgufBuilder file;
  file.info("a", {1, 1, 1, 1, 1}, 0, 0);
  EXPECT_TRUE(hasError(file.parse(),
                       "tensor 'a': expected at most 4 dimensions, got 5"));
}

TEST(Gguf, RefusesDimensionsThatAreNotPositive) {
  for (uint64_t size : {uint64_t(0), uint64_t(1) << 63, UINT64_MAX}) {
    GgufBuilder file;
    file.info("a", {2, size}, 0, 0);
    EXPECT_TRUE(hasError(file.parse(),
                         "tensor 'a': expected positive dimensions, got " +
                             std::to_string(size)));
  }
}

TEST(Gguf, RefusesSizesThatOverflow) {
  constexpr uint64_t large = uint64_t(1) << 32;
  GgufBuilder elements, bytes;
  elements.info("a", {large, large}, 0, 0);
  bytes.info("a", {large << 30}, 0, 0);
  for (const GgufBuilder &file : {elements, bytes})
    EXPECT_TRUE(
        hasError(file.parse(), "tensor 'a': F32 [", "its size overflows"));
}

TEST(Gguf, RefusesRowsThatAreNoBlocks) {
  for (auto [type, text] :
       {std::pair(GgufType::Q8_0,
                  "Q8_0 [2, 130]: expected a multiple of 32 columns"),
        {GgufType::Q6_K, "of 256 columns"},
        {GgufType::TQ1_0, "of 256 columns"},
        {GgufType::TQ2_0, "of 256 columns"}}) {
    GgufBuilder file;
    file.tensor("a", type, {2, 130}, std::string(4096, '\0'));
    EXPECT_TRUE(hasError(file.parse(), "tensor 'a': ", text));
  }
  GgufBuilder file;
  file.tensor("a", GgufType::I2_S, {3, 3}, std::string(64, '\0'));
  EXPECT_TRUE(
      hasError(file.parse(),
               "tensor 'a': I2_S [3, 3]: expected a multiple of 4 elements"));
}

TEST(Gguf, RefusesOffsetsOutsideOfTheFile) {
  for (uint64_t offset : {uint64_t(32), uint64_t(1) << 40, UINT64_MAX - 31}) {
    GgufBuilder file;
    file.info("a", {4}, 0, offset).append("aaaaaaaaaaaaaaaa");
    EXPECT_TRUE(hasError(file.parse(),
                         "tensor 'a': expected its 16 bytes at offset " +
                             std::to_string(offset),
                         "within the data section of 16 bytes"));
  }
}

TEST(Gguf, RefusesSizesThatDoNotMatch) {
  GgufBuilder file;
  file.tensor("a", GgufType::I2_S, {2, 128}, std::string(64, '\0'));
  EXPECT_TRUE(
      hasError(file.parse(), "tensor 'a': expected its 96 bytes at offset 0"));
}

TEST(Gguf, RefusesMisalignedOffsets) {
  GgufBuilder file;
  file.info("a", {4}, 0, 0).info("b", {4}, 0, 16);
  file.append(std::string(64, 'a'));
  EXPECT_TRUE(
      hasError(file.parse(),
               "tensor 'b': expected its bytes to begin at offset 32, got 16"));
}

TEST(Gguf, RefusesOverlap) {
  GgufBuilder file;
  file.info("a", {16}, 0, 0).info("b", {16}, 0, 32);
  file.append(std::string(96, 'a'));
  EXPECT_TRUE(hasError(file.parse(),
                       "tensor 'b': its bytes overlap those of tensor 'a'"));
}

TEST(Gguf, RefusesHoles) {
  GgufBuilder file;
  file.info("a", {4}, 0, 0).info("b", {4}, 0, 64);
  file.append(std::string(96, 'a'));
  EXPECT_TRUE(
      hasError(file.parse(),
               "tensor 'b': expected its bytes to begin at offset 32, got 64"));
}

TEST(Gguf, RefusesAlignmentThatIsNone) {
  for (uint32_t alignment : {0u, 24u}) {
    GgufBuilder file;
    file.add("general.alignment", alignment);
    EXPECT_TRUE(hasError(file.parse(), "general.alignment: expected ",
                         "got " + std::to_string(alignment)));
  }
  GgufBuilder file;
  file.add("general.alignment", "32");
  EXPECT_TRUE(hasError(file.parse(), "general.alignment: expected an integer",
                       "got '32'"));
}
