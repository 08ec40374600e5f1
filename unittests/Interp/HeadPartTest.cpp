//===- HeadPartTest.cpp - an output head in fewer bits --------------------===//
#include "dialects/Tern/Tern.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace tern;

namespace {
constexpr float kDenormal = std::numeric_limits<float>::denorm_min();

class HeadPartTest : public testing::Test {
protected:
  HeadPartTest() { context.loadDialect<TernDialect>(); }

  HeadPartAttr part(HeadPart kind, int64_t columns) {
    auto f32 = mlir::Float32Type::get(&context);
    return HeadPartAttr::get(&context, kind, "head",
                             mlir::RankedTensorType::get({1, columns}, f32),
                             /*tileRows=*/0);
  }
  float scale(llvm::ArrayRef<float> row) {
    float value;
    uint8_t bytes[sizeof(value)];
    EXPECT_TRUE(part(HeadPart::int8_scales, row.size()).computeRow(row, bytes));
    std::memcpy(&value, bytes, sizeof(value));
    return value;
  }
  std::vector<int> codes(llvm::ArrayRef<float> row) {
    std::vector<uint8_t> bytes(row.size());
    EXPECT_TRUE(part(HeadPart::int8_codes, row.size()).computeRow(row, bytes));
    std::vector<int> values;
    for (uint8_t byte : bytes)
      values.push_back(static_cast<int8_t>(byte));
    return values;
  }

  mlir::MLIRContext context;
};
} // namespace

TEST_F(HeadPartTest, TheLargestMagnitudeIs127) {
  EXPECT_EQ(codes({-254, 100, 3, 0}), (std::vector<int>{-127, 50, 2, 0}));
  EXPECT_EQ(scale({-254, 100, 3, 0}), 2);
}

TEST_F(HeadPartTest, TilesHaveFourColumnsOfARowSideBySide) {
  auto f32 = mlir::Float32Type::get(&context);
  auto tiles = HeadPartAttr::get(&context, HeadPart::int8_codes, "head",
                                 mlir::RankedTensorType::get({4, 6}, f32),
                                 /*tileRows=*/2);
  EXPECT_EQ(tiles.getPartType().getShape(), (llvm::ArrayRef<int64_t>{2, 2, 8}));
  EXPECT_EQ(tiles.getRowBytes(), 8);
  std::vector<uint8_t> tile(16);
  float first[] = {127, 1, 2, 3, 4, 5}, second[] = {-127, -1, 0, 0, 9, 8};
  EXPECT_TRUE(tiles.computeRow(first, tile, 0));
  EXPECT_TRUE(tiles.computeRow(second, tile, 1));
  EXPECT_EQ(tile,
            (std::vector<uint8_t>{255, 129, 130, 131, 1, 127, 128, 128, 132,
                                  133, 128, 128, 137, 136, 128, 128}));
}

TEST_F(HeadPartTest, HalvesGoToTheEvenCode) {
  EXPECT_EQ(codes({127, 0.5F, 1.5F, -2.5F}), (std::vector<int>{127, 0, 2, -2}));
}

TEST_F(HeadPartTest, OfZerosIsZeros) {
  EXPECT_EQ(codes({0, -0.0F}), (std::vector<int>{0, 0}));
  EXPECT_EQ(scale({0, -0.0F}), 1);
}

TEST_F(HeadPartTest, OneHugeElementLeavesNothingOfTheOthers) {
  float huge = std::numeric_limits<float>::max();
  EXPECT_EQ(codes({huge, 1, -huge}), (std::vector<int>{127, 0, -127}));
  EXPECT_TRUE(std::isfinite(scale({huge, 1, -huge})));
}

TEST_F(HeadPartTest, SubnormalScalesReachTheLargest) {
  // A 127th of either is no subnormal number; rounded down it would not reach.
  for (int units : {1, 63, 64, 190, 191, 1000}) {
    float largest = static_cast<float>(units) * kDenormal;
    float step = scale({largest, -largest});
    int code = codes({largest, -largest}).front();
    EXPECT_GT(step, 0) << units;
    EXPECT_LE(code, 127) << units;
    EXPECT_LE(std::fabs(code * static_cast<double>(step) - largest), step / 2.0)
        << units;
  }
}

TEST_F(HeadPartTest, ScreensHoldHalvesOfCodes) {
  std::vector<float> row(130);
  row[0] = 127;   // 255 = 16*15 + 15
  row[1] = -127;  // 1
  row[64] = 0;    // 128 = 16*8
  row[128] = 100; // 228 = 16*14 + 4, in the upper half of byte 0
  row[129] = 3;   // 131 = 16*8 + 3
  std::vector<uint8_t> high(128), low(128);
  ASSERT_EQ(part(HeadPart::screen_high, 130).getRowBytes(), 128);
  EXPECT_TRUE(part(HeadPart::screen_high, 130).computeRow(row, high));
  EXPECT_TRUE(part(HeadPart::screen_low, 130).computeRow(row, low));
  EXPECT_EQ(high[0], 14 << 4 | 15);
  EXPECT_EQ(low[0], 4 << 4 | 15);
  EXPECT_EQ(high[1], 8 << 4 | 0);
  EXPECT_EQ(low[1], 3 << 4 | 1);
  EXPECT_EQ(high[2], 8) << "columns from 130 on are zero";
  EXPECT_EQ(low[2], 0);
}

TEST_F(HeadPartTest, BoundsAreNeverBelowTheNorms) {
  for (float unit : {1.0F, 3e-3F, 1e30F, kDenormal}) {
    std::vector<float> row;
    for (int k = 0; k < 300; ++k)
      row.push_back(unit * static_cast<float>(k * k % 251 - 125));
    float bounds[4];
    uint8_t bytes[sizeof(bounds)];
    ASSERT_TRUE(part(HeadPart::screen_bounds, 300).computeRow(row, bytes));
    std::memcpy(bounds, bytes, sizeof(bounds));
    EXPECT_EQ(bounds[0], scale(row));
    // The long double's 64 bits leave no doubt about the comparison.
    long double off4 = 0, off8 = 0, norms[3] = {};
    for (auto [w, code] : llvm::zip(row, codes(row))) {
      long double s = bounds[0], w8 = s * code,
                  w4 = s * (16 * ((code + 128) / 16) - 120.5L);
      off4 += (w - w4) * (w - w4);
      off8 += (w - w8) * (w - w8);
      norms[0] += static_cast<long double>(w) * w;
      norms[1] += w4 * w4;
      norms[2] += w8 * w8;
    }
    auto isJustAbove = [](long double squares, float found) {
      long double norm = std::sqrt(squares);
      return found >= norm && found <= norm * (1 + 1e-6L) + 2 * kDenormal;
    };
    EXPECT_TRUE(isJustAbove(off4, bounds[1])) << unit;
    EXPECT_TRUE(isJustAbove(off8, bounds[2])) << unit;
    EXPECT_TRUE(
        isJustAbove(std::max({norms[0], norms[1], norms[2]}), bounds[3]))
        << unit;
  }
}

TEST_F(HeadPartTest, SixBitsHaveAFactorForAGroup) {
  std::vector<float> row(300);
  row[0] = 961;    // group 0: code 31, factor 31, scale 1
  row[65] = -31;   // group 0 as well: code -1
  row[4] = 62;     // group 1: code 31, factor 2
  row[7] = -3;     // -1.5 of it, the even code -2
  row[8] = 32;     // group 2: factor 2, as 1 would give code 32
  row[299] = -0.4; // group 10: no more than half a step
  std::vector<uint8_t> factors(16), codes(384);
  float scale;
  EXPECT_TRUE(part(HeadPart::int6_factors, 300).computeRow(row, factors));
  EXPECT_TRUE(part(HeadPart::int6_codes, 300).computeRow(row, codes));
  EXPECT_TRUE(part(HeadPart::int6_scales, 300)
                  .computeRow(row, {reinterpret_cast<uint8_t *>(&scale),
                                    sizeof(scale)}));
  EXPECT_EQ(scale, 1);
  EXPECT_EQ(factors, (std::vector<uint8_t>{31, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                           1, 1, 1, 1}));
  auto code = [&](int64_t column) {
    const uint8_t *block = &codes[column / 256 * 192];
    int64_t at = column % 64, quarter = column % 256 / 64;
    return (block[quarter / 2 * 64 + at] >> quarter % 2 * 4 & 15) +
           16 * (block[128 + at] >> 2 * quarter & 3) - 32;
  };
  for (auto [column, expected] :
       {std::pair(0, 31), std::pair(65, -1), std::pair(4, 31), std::pair(7, -2),
        std::pair(8, 16), std::pair(299, 0), std::pair(300, 0),
        std::pair(511, 0)})
    EXPECT_EQ(code(column), expected) << column;
}

TEST_F(HeadPartTest, SixBitsOfSubnormalNumbersStayCodes) {
  for (int units : {1, 30, 480, 481, 5000}) {
    std::vector<float> row{static_cast<float>(units) * kDenormal};
    std::vector<uint8_t> codes(192);
    EXPECT_TRUE(part(HeadPart::int6_codes, 1).computeRow(row, codes));
    int code = (codes[0] & 15) + 16 * (codes[128] & 3) - 32;
    EXPECT_GT(code, 0) << units;
    EXPECT_LE(code, 31) << units;
  }
}

TEST_F(HeadPartTest, NeedsNumbers) {
  uint8_t bytes[2];
  for (float bad : {std::numeric_limits<float>::infinity(),
                    std::numeric_limits<float>::quiet_NaN()})
    EXPECT_FALSE(part(HeadPart::int8_codes, 2).computeRow({1, bad}, bytes));
}
