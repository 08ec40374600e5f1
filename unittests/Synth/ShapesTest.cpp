//===- ShapesTest.cpp -----------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Synth/Shapes.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
class KnownShape : public testing::TestWithParam<ModelShape> {};
} // namespace

TEST_P(KnownShape, CanBeWritten) {
  EXPECT_TRUE(succeeds(checkShape(GetParam())));
  EXPECT_EQ(cantFail(findShape(GetParam().name)).hidden, GetParam().hidden);
}

/// The name says how many weights there are: 1.3B within a fifth.
TEST_P(KnownShape, HasTheWeightsOfItsName) {
  StringRef name = GetParam().name;
  double said = 0;
  ASSERT_FALSE(name.take_while([](char c) { return c == '.' || isDigit(c); })
                   .getAsDouble(said));
  said *= name.contains('M') ? 1e6 : 1e9;
  auto weights = static_cast<double>(GetParam().weights());
  EXPECT_GT(weights, said * 0.8) << name.str();
  // 2B4T counts what lies outside of its embeddings.
  EXPECT_LT(weights, said * 1.25) << name.str();
}

INSTANTIATE_TEST_SUITE_P(All, KnownShape, testing::ValuesIn(getShapes()),
                         [](const auto &info) {
                           std::string name = info.param.name.str();
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(Shapes, CountsTheWeightsOf2B4T) {
  ModelShape shape = cantFail(findShape("2B4T"));
  EXPECT_EQ(shape.headDim(), 128);
  EXPECT_EQ(shape.kvFeatures(), 640);
  // 30 * (2 * 2560^2 + 2 * 2560 * 640 + 3 * 2560 * 6912)
  EXPECT_EQ(shape.ternaryWeights(), 2084044800);
  EXPECT_EQ(shape.weights(), 2084044800 + int64_t(128256) * 2560);
}

TEST(Shapes, UnknownNamesGetTheKnownOnes) {
  EXPECT_TRUE(hasError(findShape("2B"), "--shape=2B: expected one of 125M, "));
}

TEST(Shapes, RefusesWhatCannotBe) {
  auto check = [](auto change) {
    ModelShape shape = cantFail(findShape("125M"));
    change(shape);
    return checkShape(shape);
  };
  EXPECT_TRUE(hasError(check([](ModelShape &s) { s.layers = 0; }),
                       "--layers=0: expected a number from 1 to 16384"));
  EXPECT_TRUE(hasError(check([](ModelShape &s) { s.heads = 5; }),
                       "--hidden=768: expected a multiple of 10"));
  EXPECT_TRUE(hasError(check([](ModelShape &s) { s.kvHeads = 5; }),
                       "--heads=12: expected a multiple of 5"));
  EXPECT_TRUE(hasError(check([](ModelShape &s) { s.intermediate = 6; }),
                       "--intermediate=6: expected a multiple of 4"));
}
