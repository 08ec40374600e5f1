//===- RopeTable.cpp - the rotary table -----------------------------------===//
#include "tern/Import/Import.h"

#include <cmath>

std::vector<float> tern::computeRopeTable(double theta, int64_t positions,
                                          int64_t headDim) {
  int64_t half = headDim / 2;
  std::vector<float> frequencies(half), table(positions * headDim);
  // The reference computes 1 / theta^(2i/D) and position * frequency in f32,
  // with a power that is correctly rounded.
  for (int64_t i = 0; i < half; ++i) {
    float exponent = static_cast<float>(2 * i) / static_cast<float>(headDim);
    frequencies[i] = 1.0F / static_cast<float>(
                                std::pow(theta, static_cast<double>(exponent)));
  }
  for (int64_t position = 0; position < positions; ++position) {
    float *row = &table[position * headDim];
    for (int64_t i = 0; i < half; ++i) {
      float angle = static_cast<float>(position) * frequencies[i];
      row[i] = static_cast<float>(std::cos(static_cast<double>(angle)));
      row[half + i] = static_cast<float>(std::sin(static_cast<double>(angle)));
    }
  }
  return table;
}
