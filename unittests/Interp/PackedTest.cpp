//===- PackedTest.cpp - packed weights mean the same ----------------------===//
#include "TestSupport.h"

using namespace tern::interp;

/// `trit.mmt` of activations and a weight that is packed for it, and the
/// product with the weight as it is.
static std::string products(int64_t rows, int64_t depth, int64_t tileRows) {
  auto text = [](int64_t number) { return std::to_string(number); };
  int64_t blocks = (depth + 15) / 16, tiles = (rows + tileRows - 1) / tileRows;
  std::string layout = "layout <i2, rows = " + text(tileRows) + ">";
  std::string n = text(rows), k = text(depth);
  std::string weight = "tensor<" + n + "x" + k + "x!tern.trit>";
  std::string packed = "tensor<" + text(tiles) + "x" + text(blocks) + "x" +
                       text(tileRows * 4) + "xi8>";
  std::string x = "tensor<3x" + k + "xf32>", sums = "tensor<3xi32>";
  std::string quantized = "tensor<3x" + k + "xi8>";
  std::string padded = "tensor<3x" + text(blocks * 16) + "xi8>";
  std::string result = "tensor<3x" + n + "xi32>";
  return "func.func @f(%x: " + x + ", %w: " + weight + ") -> (" + result +
         ", " + result + ") {\n" + "  %q, %s, %sum = tern.quantize %x : " + x +
         " -> " + quantized + ", tensor<3xf32>, " + sums + "\n" +
         "  %a = tern.matmul %q, %sum, %w : " + quantized + ", " + sums + ", " +
         weight + " -> " + result + "\n" +
         "  %qp, %sp, %sump = tern.quantize %x : " + x + " -> " + padded +
         ", tensor<3xf32>, " + sums + "\n" + "  %p = trit.pack %w " + layout +
         " : " + weight + " -> " + packed + "\n" +
         "  %out = tensor.empty() : " + result + "\n" +
         "  %b = trit.mmt ins(%qp, %sump, %p : " + padded + ", " + sums + ", " +
         packed + ") outs(%out : " + result + ") " + layout + " -> " + result +
         "\n" + "  return %a, %b : " + result + ", " + result + "\n}";
}

class PackedTest
    : public testing::TestWithParam<std::tuple<int64_t, int64_t, int64_t>> {};

TEST_P(PackedTest, MmtEqualsMatmul) {
  auto [rows, depth, tileRows] = GetParam();
  auto random = [&](ElementKind kind, int64_t first) {
    return llvm::cantFail(makeSynthetic(SyntheticPattern::Random, 2, "value",
                                        kind, {first, depth}));
  };
  auto results =
      mustCall(products(rows, depth, tileRows),
               {random(ElementKind::F32, 3), random(ElementKind::Trit, rows)});
  EXPECT_EQ(results[0].tensor().ints(), results[1].tensor().ints());
}

// Rows that are a tile, less, and more; columns likewise of a block.
INSTANTIATE_TEST_SUITE_P(Shapes, PackedTest,
                         testing::Combine(testing::Values(1, 4, 15, 16, 17, 40),
                                          testing::Values(1, 3, 16, 63, 64, 65,
                                                          5460),
                                          testing::Values(4, 8, 16)));
