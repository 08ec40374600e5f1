//===- GgufScalesTest.cpp - scales of blocks ------------------------------===//
#include "unittests/Checkpoint/GgufSupport.h"

#include "tern/Checkpoint/GgufTensors.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

// Values of F16.
static constexpr uint16_t zero = 0, minusZero = 0x8000, minusOne = 0xbc00,
                          infinite = 0x7c00, notANumber = 0x7e00;

/// `[rows, 512]` of TQ2_0 whose trits are all 1, two blocks a row, with these
/// scales.
static GgufBuilder tq2(ArrayRef<uint16_t> scales) {
  std::string bytes;
  for (uint16_t scale : scales)
    bytes += std::string(64, '\xaa') + words(scale);
  GgufBuilder file;
  file.tensor("blk.0.attn_q.weight", GgufType::TQ2_0, {scales.size() / 2, 512},
              bytes);
  return file;
}

static Expected<std::vector<float>> scalesOf(const GgufBuilder &builder) {
  GgufFile file = cantFail(builder.parse());
  return readTritScales(file, *file.find("blk.0.attn_q.weight"));
}

static std::vector<int8_t> tritsOf(const GgufBuilder &builder) {
  GgufFile file = cantFail(builder.parse());
  const GgufTensor &tensor = *file.find("blk.0.attn_q.weight");
  std::vector<int8_t> trits(tensor.rows() * tensor.columns());
  EXPECT_TRUE(succeeds(readTritRows(file, tensor, 0, tensor.rows(), trits)));
  return trits;
}

TEST(GgufScales, OneForTheTensorWhereAllAgree) {
  EXPECT_EQ(cantFail(scalesOf(tq2({half, half, half, half}))),
            std::vector<float>{0.5F});
}

TEST(GgufScales, OnePerRowWhereRowsAgree) {
  EXPECT_EQ(cantFail(scalesOf(tq2({half, half, one, one}))),
            (std::vector<float>{0.5F, 1}));
}

TEST(GgufScales, ZeroBlocksAgreeWithAll) {
  EXPECT_EQ(cantFail(scalesOf(tq2({half, zero, minusZero, half}))),
            std::vector<float>{0.5F});
  EXPECT_EQ(cantFail(scalesOf(tq2({half, half, zero, zero}))),
            std::vector<float>{0.5F});
  EXPECT_EQ(cantFail(scalesOf(tq2({half, half, zero, zero, one, zero}))),
            (std::vector<float>{0.5F, 1, 1}));
  EXPECT_EQ(cantFail(scalesOf(tq2({zero, zero}))), std::vector<float>{1});
}

TEST(GgufScales, ZeroBlocksAreZeroWhateverTheirCodes) {
  std::vector<int8_t> trits = tritsOf(tq2({half, zero, minusZero, half}));
  EXPECT_EQ(ArrayRef(trits).take_front(256),
            ArrayRef(std::vector<int8_t>(256, 1)));
  EXPECT_EQ(ArrayRef(trits).slice(256, 512),
            ArrayRef(std::vector<int8_t>(512, 0)));
}

TEST(GgufScales, RefusesRowsThatDisagree) {
  EXPECT_TRUE(
      hasError(scalesOf(tq2({half, half, half, one})),
               "x.gguf: tensor 'blk.0.attn_q.weight': row 1: expected one "
               "scale for all blocks, got 5.000000e-01 and 1.000000e+00 in "
               "block 1"));
}

TEST(GgufScales, RefusesScalesThatAreNone) {
  for (uint16_t scale : {minusOne, infinite, notANumber})
    EXPECT_TRUE(hasError(
        scalesOf(tq2({half, scale})),
        "tensor 'blk.0.attn_q.weight': expected a finite positive scale"));
}

TEST(GgufScales, RefusesCode3) {
  GgufBuilder file = tq2({half, half});
  file.data[66 + 32] = '\xba'; // block 1, weights 128, 160, 192, 224
  GgufFile read = cantFail(file.parse());
  std::vector<int8_t> trits(512);
  EXPECT_TRUE(hasError(
      readTritRows(read, *read.find("blk.0.attn_q.weight"), 0, 1, trits),
      "row 0, column 448: expected a code of 0, 1 or 2, got 3"));
}

TEST(GgufScales, ScaleTensorsMultiply) {
  GgufBuilder file = tq2({half, half});
  file.tensor("blk.0.attn_q.scale", GgufType::F32, {1}, bytesOf(0.25F));
  EXPECT_EQ(cantFail(scalesOf(file)), std::vector<float>{0.125F});
}

TEST(GgufScales, RefusesScaleTensorsThatAreNone) {
  GgufBuilder two = tq2({half, half}), negative = two, half16 = two;
  two.tensor("blk.0.attn_q.scale", GgufType::F32, {2},
             bytesOf(1.0F) + bytesOf(1.0F));
  EXPECT_TRUE(
      hasError(scalesOf(two),
               "tensor 'blk.0.attn_q.scale': expected one F32, got F32 [2]"));
  negative.tensor("blk.0.attn_q.scale", GgufType::F32, {1}, bytesOf(-1.0F));
  EXPECT_TRUE(hasError(
      scalesOf(negative),
      "tensor 'blk.0.attn_q.scale': expected a finite positive scale"));
  half16.tensor("blk.0.attn_q.scale", GgufType::F16, {1}, words(one));
  EXPECT_TRUE(hasError(scalesOf(half16), "expected one F32, got F16 [1]"));
}
