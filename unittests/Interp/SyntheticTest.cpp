//===- SyntheticTest.cpp - values from a seed -----------------------------===//
#include "TestSupport.h"

using namespace tern::interp;

static Tensor random(uint64_t seed, llvm::StringRef name, ElementKind kind,
                     llvm::ArrayRef<int64_t> shape) {
  return llvm::cantFail(
      makeSynthetic(SyntheticPattern::Random, seed, name, kind, shape));
}

TEST(SyntheticTest, TritsAreUniform) {
  Tensor trits = random(0, "w", ElementKind::Trit, {100, 300});
  for (int8_t value : {-1, 0, 1})
    EXPECT_NEAR(static_cast<double>(llvm::count(trits.bytes(), value)), 10000,
                400);
}

TEST(SyntheticTest, NameAndSeedMakeADifference) {
  Tensor w = random(0, "w", ElementKind::Trit, {8, 8});
  EXPECT_EQ(w.bytes(), random(0, "w", ElementKind::Trit, {8, 8}).bytes());
  EXPECT_NE(w.bytes(), random(0, "v", ElementKind::Trit, {8, 8}).bytes());
  EXPECT_NE(w.bytes(), random(1, "w", ElementKind::Trit, {8, 8}).bytes());
}

TEST(SyntheticTest, DenseWeightsHaveVarianceOne) {
  Tensor dense = random(0, "w", ElementKind::F32, {100, 300});
  double squares = 0;
  for (float value : dense.floats())
    squares += static_cast<double>(value) * value;
  EXPECT_NEAR(squares / 30000, 1.0, 0.05);
}

TEST(SyntheticTest, ScalesArePositive) {
  Tensor scales = random(0, "s", ElementKind::F32, {1000});
  for (float value : scales.floats()) {
    EXPECT_GE(value, 0.5F);
    EXPECT_LT(value, 1.5F);
  }
}
