//===- MatmulTest.cpp - products with ternary weights ---------------------===//
#include "TestSupport.h"

using namespace tern::interp;

static std::string matmul(int64_t depth) {
  std::string k = std::to_string(depth);
  return "func.func @f(%x: tensor<?x" + k +
         "xi8>, %s: tensor<?xi32>, %w: tensor<5x" + k +
         "x!tern.trit>) -> tensor<?x5xi32> {\n"
         "  %y = tern.matmul %x, %s, %w : tensor<?x" +
         k + "xi8>, tensor<?xi32>, tensor<5x" + k +
         "x!tern.trit> -> tensor<?x5xi32>\n"
         "  return %y : tensor<?x5xi32>\n}";
}

static Tensor multiply(const Tensor &x, const Tensor &w) {
  return mustCall(matmul(x.dim(1)), {x, sumsOf(x), w}).front().tensor();
}

class MatmulTest : public testing::TestWithParam<int64_t> {};

TEST_P(MatmulTest, SameActivationsAndWeightsGiveTheirProductTimesK) {
  int64_t depth = GetParam();
  for (int activation : {-128, 127})
    for (int weight : {-1, 0, 1}) {
      Tensor y = multiply(filled(ElementKind::I8, {2, depth}, activation),
                          filled(ElementKind::Trit, {5, depth}, weight));
      for (int32_t value : y.ints())
        EXPECT_EQ(value, depth * activation * weight);
    }
}

TEST_P(MatmulTest, AlternatingWeightsCancelInPairs) {
  int64_t depth = GetParam();
  Tensor w = llvm::cantFail(makeSynthetic(SyntheticPattern::Alternate, 0, "w",
                                          ElementKind::Trit, {5, depth}));
  Tensor y = multiply(filled(ElementKind::I8, {1, depth}, -128), w);
  for (int64_t n = 0; n < 5; ++n) {
    // A row of odd length begins where the one before ended.
    int first = depth % 2 && n % 2 ? -1 : 1;
    EXPECT_EQ(y.ints()[n], depth % 2 ? first * -128 : 0);
  }
}

TEST_P(MatmulTest, RandomProductsAreSumsOfAddedAndSubtractedActivations) {
  int64_t depth = GetParam();
  auto random = [&](llvm::StringRef name, ElementKind kind, int64_t rows) {
    return llvm::cantFail(
        makeSynthetic(SyntheticPattern::Random, 1, name, kind, {rows, depth}));
  };
  Tensor x = random("x", ElementKind::I8, 3);
  Tensor w = random("w", ElementKind::Trit, 5);
  Tensor y = multiply(x, w);
  for (int64_t t = 0; t < 3; ++t)
    for (int64_t n = 0; n < 5; ++n) {
      int64_t plus = 0, minus = 0;
      for (int64_t k = 0; k < depth; ++k) {
        int8_t weight = w.bytes()[n * depth + k];
        (weight > 0 ? plus : minus) +=
            weight == 0 ? 0 : x.bytes()[t * depth + k];
      }
      EXPECT_EQ(y.ints()[t * 5 + n], plus - minus);
    }
}

INSTANTIATE_TEST_SUITE_P(Depths, MatmulTest,
                         testing::Values(1, 3, 63, 64, 65, 5460, 8640));
