//===- Int6.cpp - rows in codes of six bits -------------------------------===//
#include "Int6.h"

#include <cmath>

using namespace tern;

static size_t getGroup(size_t column) { return column % kInt6Part / 4; }

static double roundCode(float value, double step) {
  return std::nearbyint(value / step);
}

float tern::findInt6Scale(llvm::ArrayRef<float> row) {
  return findScale(row, kLargestInt6 * kLargestInt6);
}

std::array<uint8_t, kInt6Groups>
tern::findInt6Factors(llvm::ArrayRef<float> row) {
  double scale = findInt6Scale(row);
  std::array<float, kInt6Groups> largest = {};
  for (auto [column, value] : llvm::enumerate(row)) {
    float &most = largest[getGroup(column)];
    most = std::max(most, std::fabs(value));
  }
  std::array<uint8_t, kInt6Groups> factors;
  for (auto [most, factor] : llvm::zip_equal(largest, factors)) {
    factor = 1;
    while (roundCode(most, factor * scale) > kLargestInt6)
      ++factor;
  }
  return factors;
}

void tern::packInt6(llvm::ArrayRef<float> row,
                    llvm::MutableArrayRef<uint8_t> out) {
  double scale = findInt6Scale(row);
  std::array<uint8_t, kInt6Groups> factors = findInt6Factors(row);
  size_t columns = out.size() / kInt6BlockBytes * kInt6Block;
  llvm::fill(out, 0);
  for (size_t column = 0; column < columns; ++column) {
    double step = factors[getGroup(column)] * scale;
    int code = 32;
    if (column < row.size())
      code += static_cast<int>(roundCode(row[column], step));
    uint8_t *block = &out[column / kInt6Block * kInt6BlockBytes];
    size_t part = column % kInt6Block / kInt6Part, at = column % kInt6Part;
    block[part / 2 * kInt6Part + at] |= (code & 15) << (part % 2 * 4);
    block[2 * kInt6Part + at] |= (code >> 4) << (2 * part);
  }
}
