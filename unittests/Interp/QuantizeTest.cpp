//===- QuantizeTest.cpp - eight-bit activations ---------------------------===//
#include "TestSupport.h"

#include <cmath>

using namespace tern::interp;

static std::vector<Value> quantize(llvm::ArrayRef<float> row) {
  std::string k = std::to_string(row.size());
  return mustCall("func.func @f(%x: tensor<1x" + k + "xf32>) -> (tensor<1x" +
                      k +
                      "xi8>, tensor<1xf32>, tensor<1xi32>) {\n"
                      "  %q, %s, %sum = tern.quantize %x : tensor<1x" +
                      k + "xf32> -> tensor<1x" + k +
                      "xi8>, tensor<1xf32>, tensor<1xi32>\n"
                      "  return %q, %s, %sum : tensor<1x" +
                      k + "xi8>, tensor<1xf32>, tensor<1xi32>\n}",
                  Value(floats({1, static_cast<int64_t>(row.size())}, row)));
}

TEST(QuantizeTest, EveryHalfGoesToTheEvenNumber) {
  // The scale is 1, as the largest magnitude is 127.
  std::vector<float> row{127};
  for (int whole = -127; whole < 127; ++whole)
    row.push_back(static_cast<float>(whole) + 0.5F);
  std::vector<Value> results = quantize(row);
  llvm::ArrayRef<int8_t> quantized = results[0].tensor().bytes();
  for (int whole = -127; whole < 127; ++whole)
    EXPECT_EQ(quantized[whole + 128], whole % 2 == 0 ? whole : whole + 1)
        << whole << ".5";
}

TEST(QuantizeTest, TheLargestMagnitudeBecomes127) {
  std::vector<Value> results = quantize({0.003F, -0.012F, 0.0F});
  EXPECT_EQ(results[0].tensor().bytes()[1], -127);
  EXPECT_FLOAT_EQ(results[1].tensor().floats()[0], 127 / 0.012F);
}

TEST(QuantizeTest, SmallTokensAreNotBlownUp) {
  // 127 / 1e-5 at most: half of the bound is half of the range.
  std::vector<Value> results = quantize({5e-6F, -1e-9F});
  EXPECT_EQ(results[0].tensor().bytes()[0], 64);
  EXPECT_EQ(results[0].tensor().bytes()[1], 0);
}

TEST(QuantizeTest, SumsAreThoseOfTheQuantisedValues) {
  std::vector<float> row(8640, -3.5F);
  EXPECT_EQ(quantize(row)[2].tensor().ints()[0], -127 * 8640);
}

TEST(QuantizeTest, RefusesWhatIsNotFinite) {
  auto result = call("func.func @f(%x: tensor<1x2xf32>) {\n"
                     "  %q, %s, %sum = tern.quantize %x : tensor<1x2xf32> -> "
                     "tensor<1x2xi8>, tensor<1xf32>, tensor<1xi32>\n"
                     "  return\n}",
                     Value(floats({1, 2}, {1, NAN})));
  ASSERT_FALSE(static_cast<bool>(result));
  EXPECT_NE(llvm::toString(result.takeError())
                .find("'tern.quantize' input[0, 1] is not finite"),
            std::string::npos);
}
