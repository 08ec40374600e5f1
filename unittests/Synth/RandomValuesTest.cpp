//===- RandomValuesTest.cpp -----------------------------------------------===//
#include "lib/Synth/RandomValues.h"

#include <gtest/gtest.h>

#include <array>

using namespace llvm;
using namespace tern;

static std::vector<uint8_t> make(uint64_t seed, const SynthTensor &tensor,
                                 size_t bytes, uint64_t first = 0) {
  std::vector<uint8_t> result(bytes);
  RandomValues(seed).fill(tensor, first, result);
  return result;
}

TEST(RandomValues, TritsAreAThirdEach) {
  constexpr size_t bytes = 1 << 16;
  // How often each code occurs in each of a byte's four places.
  std::array<std::array<size_t, 4>, 4> counts{};
  for (uint8_t byte : make(1, {"w", DType::U8, {bytes}}, bytes))
    for (size_t place = 0; place < 4; ++place)
      ++counts[place][byte >> 2 * place & 3];
  for (const auto &place : counts) {
    EXPECT_EQ(place[3], 0u);
    for (size_t code = 0; code < 3; ++code)
      EXPECT_NEAR(double(place[code]) / bytes, 1.0 / 3, 0.02) << code;
  }
}

TEST(RandomValues, FloatsFillTheirRange) {
  for (DType dtype : {DType::BF16, DType::F16}) {
    std::vector<float> values(1 << 15);
    toFloat(dtype, make(1, {"w", dtype, {}, -0.5, 1.5}, values.size() * 2),
            values);
    double sum = 0, low = 2, high = -1;
    for (float value : values) {
      sum += value;
      low = std::min<double>(low, value);
      high = std::max<double>(high, value);
    }
    EXPECT_NEAR(sum / double(values.size()), 0.5, 0.02);
    EXPECT_GE(low, -0.5);
    EXPECT_LT(low, -0.49);
    EXPECT_LE(high, 1.5);
    EXPECT_GT(high, 1.49);
  }
}

TEST(RandomValues, DependOnSeedAndName) {
  std::vector<uint8_t> values = make(1, {"a", DType::U8, {}}, 64);
  EXPECT_EQ(values, make(1, {"a", DType::U8, {}}, 64));
  EXPECT_NE(values, make(2, {"a", DType::U8, {}}, 64));
  EXPECT_NE(values, make(1, {"b", DType::U8, {}}, 64));
}

TEST(RandomValues, PartsAreThoseOfTheWhole) {
  SynthTensor tensor{"a", DType::BF16, {}, 0, 1};
  std::vector<uint8_t> whole = make(1, tensor, 2 * 37);
  EXPECT_EQ(make(1, tensor, 2 * 17, /*first=*/20),
            std::vector<uint8_t>(whole.begin() + 40, whole.end()));
}
