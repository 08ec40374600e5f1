//===- TritDecoding.cpp - stored ternary weights to trits -----------------===//
#include "TritDecoding.h"

#include "tern/Support/HostClones.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace llvm;
using namespace tern;

/// Reads the codes in bits Shift + 1 and Shift of bytes; returns the largest.
/// Bytes and constant shifts are what vectorises.
template <unsigned Shift>
static uint8_t decodeCodes(const uint8_t *bytes, MutableArrayRef<int8_t> out) {
  uint8_t largest = 0;
  for (size_t k = 0; k < out.size(); ++k) {
    auto code = static_cast<uint8_t>(bytes[k] >> Shift & 3);
    largest = std::max(largest, code);
    out[k] = static_cast<int8_t>(code - 1);
  }
  return largest;
}

std::optional<int64_t> tern::decodePackedRow(ArrayRef<uint8_t> packed,
                                             int64_t packedRows, int64_t row,
                                             MutableArrayRef<int8_t> out) {
  static constexpr std::array decoders = {decodeCodes<0>, decodeCodes<2>,
                                          decodeCodes<4>, decodeCodes<6>};
  size_t offset = static_cast<size_t>(row % packedRows) * out.size();
  uint8_t largest = decoders[row / packedRows](packed.data() + offset, out);
  if (largest < 3)
    return std::nullopt;
  return std::find(out.begin(), out.end(), 2) - out.begin();
}

static int64_t elementsIn(DType dtype, ArrayRef<uint8_t> bytes) {
  return static_cast<int64_t>(bytes.size()) / dtypeSize(dtype);
}

/// Calls `use` with consecutive pieces of a tensor as f32, and where they
/// begin.
template <typename Use>
static void forEachPiece(DType dtype, ArrayRef<uint8_t> bytes, Use use) {
  std::array<float, 1024> values;
  int64_t size = dtypeSize(dtype), count = elementsIn(dtype, bytes);
  for (int64_t begin = 0; begin < count; begin += int64_t(values.size())) {
    int64_t length = std::min<int64_t>(values.size(), count - begin);
    MutableArrayRef<float> piece(values.data(), length);
    toFloat(dtype, bytes.slice(begin * size, length * size), piece);
    use(begin, piece);
  }
}

/// Several sums need not wait for each other.
using Sums = std::array<double, 16>;

TERN_HOST_CLONES static void addMagnitudes(const float *values, size_t count,
                                           Sums &sums) {
  size_t i = 0;
  for (; i + sums.size() <= count; i += sums.size())
    for (size_t lane = 0; lane < sums.size(); ++lane)
      sums[lane] += std::fabs(values[i + lane]);
  for (; i < count; ++i)
    sums[0] += std::fabs(values[i]);
}

double tern::sumOfMagnitudes(DType dtype, ArrayRef<uint8_t> bytes) {
  Sums sums{};
  forEachPiece(dtype, bytes, [&](int64_t, ArrayRef<float> piece) {
    addMagnitudes(piece.data(), piece.size(), sums);
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

float tern::absmeanFactor(float mean) { return 1.0F / std::max(mean, 1e-5F); }

TERN_HOST_CLONES static void quantize(const float *values, size_t count,
                                      float factor, int8_t *out) {
  for (size_t i = 0; i < count; ++i) {
    float scaled = values[i] * factor;
    // Clipped to [-1, 1] and rounded half to even: +-0.5 goes to zero.
    out[i] = static_cast<int8_t>((scaled > 0.5F) - (scaled < -0.5F));
  }
}

void tern::quantizeMaster(DType dtype, ArrayRef<uint8_t> bytes, float factor,
                          MutableArrayRef<int8_t> out) {
  forEachPiece(dtype, bytes, [&](int64_t begin, ArrayRef<float> piece) {
    quantize(piece.data(), piece.size(), factor, out.data() + begin);
  });
}

ScaledRow tern::readScaledRow(DType dtype, ArrayRef<uint8_t> bytes,
                              MutableArrayRef<int8_t> out) {
  ScaledRow row;
  bool scaled = false;
  forEachPiece(dtype, bytes, [&](int64_t begin, ArrayRef<float> piece) {
    for (auto [i, value] : enumerate(piece)) {
      float magnitude = std::fabs(value);
      if (!scaled && magnitude > 0 && std::isfinite(magnitude)) {
        row.scale = magnitude;
        scaled = true;
      }
      // NaN is neither, and refused.
      if (!row.otherColumn && magnitude != 0 && magnitude != row.scale) {
        row.otherColumn = begin + static_cast<int64_t>(i);
        row.other = value;
      }
      out[begin + i] = static_cast<int8_t>((value > 0) - (value < 0));
    }
  });
  return row;
}
