//===- RopeTable.cpp - the rotary table -----------------------------------===//
#include "dialects/Tern/Tern.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace tern;

/// `#tern.rope_scaling`, in f32 as the reference computes it.
static float scaleFrequency(float frequency, RopeScalingAttr scaling) {
  auto number = [](mlir::FloatAttr value) {
    return static_cast<float>(value.getValueAsDouble());
  };
  float factor = number(scaling.getFactor()), low = number(scaling.getLow()),
        high = number(scaling.getHigh()),
        original = static_cast<float>(scaling.getOriginal());
  float wavelength = static_cast<float>(2 * llvm::numbers::pi) / frequency;
  if (wavelength < original / high)
    return frequency;
  if (wavelength > original / low)
    return frequency / factor;
  float smooth = (original / wavelength - low) / (high - low);
  return (1.0F - smooth) * frequency / factor + smooth * frequency;
}

std::vector<float> RopeTableAttr::compute(int64_t positions,
                                          int64_t headDim) const {
  double theta = getTheta().getValueAsDouble();
  int64_t half = headDim / 2;
  std::vector<float> frequencies(half), values(positions * headDim);
  // The reference computes 1 / theta^(2i/D) and position * frequency in f32,
  // with a power that is correctly rounded.
  for (int64_t i = 0; i < half; ++i) {
    float exponent = static_cast<float>(2 * i) / static_cast<float>(headDim);
    frequencies[i] = 1.0F / static_cast<float>(
                                std::pow(theta, static_cast<double>(exponent)));
    if (RopeScalingAttr scaling = getScaling())
      frequencies[i] = scaleFrequency(frequencies[i], scaling);
    if (mlir::DenseF32ArrayAttr factors = getFactors())
      frequencies[i] /= factors[i];
  }
  for (int64_t position = 0; position < positions; ++position) {
    float *row = &values[position * headDim];
    for (int64_t i = 0; i < half; ++i) {
      float angle = static_cast<float>(position) * frequencies[i];
      row[i] = static_cast<float>(std::cos(static_cast<double>(angle)));
      row[half + i] = static_cast<float>(std::sin(static_cast<double>(angle)));
    }
  }
  return values;
}
