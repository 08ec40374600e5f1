//===- MatricesTest.cpp - the models' own examples ------------------------===//
//
// Single elements, whose places the vendors' documents give.
//
//===----------------------------------------------------------------------===//
#include "Matrices.h"

#include <gtest/gtest.h>

#include <array>

using namespace tern::test;

namespace {
/// A lane's words: D, A, B.
class Wave {
public:
  explicit Wave(TernEmulatedFragment fragment) : fragment(fragment) {
    for (size_t lane = 0; lane < pointers.size(); ++lane)
      pointers[lane] = words[lane].data();
  }
  uint32_t &at(size_t lane, size_t word) { return words[lane][word]; }
  void set(size_t lane, size_t word, size_t byte, uint8_t value) {
    at(lane, word) |= uint32_t(value) << (8 * byte);
  }
  const char *multiply() { return multiplyMatrices(fragment, pointers.data()); }
  /// How many words of D are not zero.
  size_t countSums(size_t sums) const {
    size_t count = 0;
    for (const auto &lane : words)
      for (size_t word = 0; word < sums; ++word)
        count += lane[word] != 0;
    return count;
  }

private:
  TernEmulatedFragment fragment;
  std::array<std::array<uint32_t, 16>, 64> words{};
  std::array<uint32_t *, 64> pointers;
};
} // namespace

TEST(Matrices, MfmaHasElementsWhereTheCalculatorPrintsThem) {
  // A[5][21] is v1{37}.[15:8], B[21][9] the same of lane 41, D[5][9] v1{25}.
  Wave wave(TernEmulatedMfma);
  wave.set(37, 4 + 1, 1, 2);
  wave.set(41, 6 + 1, 1, uint8_t(-100));
  wave.at(25, 1) = 7;
  EXPECT_EQ(wave.multiply(), nullptr);
  EXPECT_EQ(wave.at(25, 1), uint32_t(7 - 200));
  EXPECT_EQ(wave.countSums(4), 1u);
}

TEST(Matrices, WmmaHasElementsWhereTheCalculatorPrintsThem) {
  // A[5][13] is v3{5,21}.[15:8], B[13][9] the same of lanes 9 and 25, D[5][9]
  // v2{25}.
  Wave wave(TernEmulatedWmma);
  for (size_t copy : {0, 16}) {
    wave.set(5 + copy, 8 + 3, 1, 2);
    wave.set(9 + copy, 12 + 3, 1, uint8_t(-128));
  }
  EXPECT_EQ(wave.multiply(), nullptr);
  EXPECT_EQ(wave.at(25, 2), uint32_t(-256));
  EXPECT_EQ(wave.countSums(8), 1u);
}

TEST(Matrices, WmmaNeedsItsOperandsTwice) {
  Wave wave(TernEmulatedWmma);
  wave.set(5, 8, 0, 1);
  EXPECT_STREQ(wave.multiply(),
               "lanes 16 to 31 have other operands than lanes 0 to 15");
}

TEST(Matrices, MmaHasElementsWherePtxHasThem) {
  // groupID 5, threadID 1: a6 is row 5 + 8, column 1 * 4 + 2; b2 of group 3 is
  // row 1 * 4 + 2, column 3; c3 of thread 1 is row 5 + 8, column 1 * 2 + 1.
  Wave wave(TernEmulatedMma);
  wave.set(5 * 4 + 1, 4 + 1, 2, 255);
  wave.set(3 * 4 + 1, 8, 2, uint8_t(-1));
  EXPECT_EQ(wave.multiply(), nullptr);
  EXPECT_EQ(wave.at(5 * 4 + 1, 3), uint32_t(-255));
  EXPECT_EQ(wave.countSums(4), 1u);
}
