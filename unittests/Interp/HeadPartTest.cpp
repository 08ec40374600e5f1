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
                             mlir::RankedTensorType::get({1, columns}, f32));
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

TEST_F(HeadPartTest, NeedsNumbers) {
  uint8_t bytes[2];
  for (float bad : {std::numeric_limits<float>::infinity(),
                    std::numeric_limits<float>::quiet_NaN()})
    EXPECT_FALSE(part(HeadPart::int8_codes, 2).computeRow({1, bad}, bytes));
}
