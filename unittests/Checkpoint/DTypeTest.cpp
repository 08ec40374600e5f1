//===- DTypeTest.cpp ------------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/DType.h"

#include <cmath>

using namespace llvm;
using namespace tern;
using namespace tern::test;

static float convert(DType dtype, uint16_t bits) {
  std::string bytes = words({bits});
  float value = 0;
  toFloat(dtype, ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), 2),
          value);
  return value;
}

TEST(DType, NamesRoundTrip) {
  for (StringRef name : {"F64", "BF16", "BOOL", "F8_E4M3", "F8_E8M0"}) {
    std::optional<DType> dtype = parseDType(name);
    ASSERT_TRUE(dtype);
    EXPECT_EQ(dtypeName(*dtype), name);
  }
  EXPECT_FALSE(parseDType("bf16"));
  EXPECT_EQ(dtypeSize(DType::F64), 8);
  EXPECT_EQ(dtypeSize(DType::F8E8M0), 1);
}

TEST(DType, BFloat16) {
  EXPECT_EQ(convert(DType::BF16, 0x3f80), 1.0F);
  EXPECT_EQ(convert(DType::BF16, 0xc049), -3.140625F);
  EXPECT_TRUE(std::isnan(convert(DType::BF16, 0x7fc0)));
}

TEST(DType, Half) {
  EXPECT_EQ(convert(DType::F16, 0x3c00), 1.0F);
  EXPECT_EQ(convert(DType::F16, 0xc500), -5.0F);
  EXPECT_EQ(convert(DType::F16, 0x7bff), 65504.0F);
  EXPECT_EQ(convert(DType::F16, 0x0400), 0x1p-14F);
  EXPECT_EQ(convert(DType::F16, 0x7c00), INFINITY);
  EXPECT_TRUE(std::isnan(convert(DType::F16, 0x7e00)));
}

TEST(DType, HalfSubnormalsAndZeros) {
  EXPECT_EQ(convert(DType::F16, 0x0001), 0x1p-24F);
  EXPECT_EQ(convert(DType::F16, 0x83ff), -0x1.ff8p-15F);
  EXPECT_TRUE(std::signbit(convert(DType::F16, 0x8000)));
  EXPECT_EQ(convert(DType::F16, 0x8000), 0.0F);
}

TEST(DType, FloatAtAnyAlignment) {
  const uint8_t bytes[] = {0, 0, 0, 0xc0, 0x3f};
  float value = 0;
  toFloat(DType::F32, ArrayRef(bytes).drop_front(), value);
  EXPECT_EQ(value, 1.5F);
}
