//===- TritDecoding.cpp - stored ternary weights to trits -----------------===//
#include "TritDecoding.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace llvm;
using namespace tern;

std::optional<int64_t> tern::decodePackedRow(ArrayRef<uint8_t> packed,
                                             int64_t packedRows, int64_t row,
                                             MutableArrayRef<int8_t> out) {
  auto columns = static_cast<int64_t>(out.size());
  const uint8_t *bytes = packed.data() + row % packedRows * columns;
  int shift = static_cast<int>(2 * (row / packedRows));
  bool reserved = false;
  for (int64_t k = 0; k < columns; ++k) {
    int code = bytes[k] >> shift & 3;
    reserved |= code == 3;
    out[k] = static_cast<int8_t>(code - 1);
  }
  if (!reserved)
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

float tern::meanMagnitude(DType dtype, ArrayRef<uint8_t> bytes) {
  // The reference's mean is in float32, but pairwise: a sum in double is as
  // near to it as orders of summation are to each other.
  double sum = 0;
  forEachPiece(dtype, bytes, [&](int64_t, ArrayRef<float> piece) {
    for (float value : piece)
      sum += std::fabs(value);
  });
  return static_cast<float>(sum /
                            static_cast<double>(elementsIn(dtype, bytes)));
}

float tern::absmeanFactor(float mean) { return 1.0F / std::max(mean, 1e-5F); }

void tern::quantizeMaster(DType dtype, ArrayRef<uint8_t> bytes, float factor,
                          MutableArrayRef<int8_t> out) {
  forEachPiece(dtype, bytes, [&](int64_t begin, ArrayRef<float> piece) {
    for (size_t i = 0; i < piece.size(); ++i) {
      float clipped = std::clamp(piece[i] * factor, -1.0F, 1.0F);
      // Half to even within [-1, 1]: +-0.5 goes to zero.
      out[begin + i] =
          static_cast<int8_t>((clipped > 0.5F) - (clipped < -0.5F));
    }
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
