//===- Digits.h - floats as numbers of 16 bits ----------------------------===//
#ifndef TERN_LIB_INTERP_DIGITS_H
#define TERN_LIB_INTERP_DIGITS_H

#include "dialects/Tern/Tern.h"
#include "tern/Interp/Tensor.h"

#include <algorithm>
#include <cmath>

namespace tern::interp {

/// Floats as numbers of two digits, times `step`.
struct Digits {
  std::vector<int64_t> upper, lower;
  float step;

  explicit Digits(llvm::ArrayRef<float> x) {
    float most = 0;
    bool finite = true;
    for (float value : x) {
      most = std::max(most, std::fabs(value));
      finite = finite && std::isfinite(value);
    }
    float inverse = kLargestDigits / most;
    step = finite ? most / kLargestDigits : std::nanf("");
    for (float value : x) {
      bool none = value == 0 || !finite;
      auto number = static_cast<int64_t>(
          none ? 0
               : std::clamp(std::nearbyint(value * inverse), -kLargestDigits,
                            kLargestDigits));
      upper.push_back((number + 128) >> 8);
      lower.push_back(number - 256 * upper.back());
    }
  }
};

/// A dense layer of codes: `dot(n, digits)` is the exact sum of a row's codes
/// times digits.
inline Tensor multiplyDigits(
    const Tensor &x, const Tensor &scales,
    llvm::function_ref<int64_t(int64_t row, llvm::ArrayRef<int64_t> digits)>
        dot) {
  int64_t tokens = x.dim(0), depth = x.dim(1), rows = scales.dim(0);
  Tensor result(ElementKind::F32, {tokens, rows});
  for (int64_t t = 0; t < tokens; ++t) {
    Digits digits(x.floats().slice(t * depth, depth));
    for (int64_t n = 0; n < rows; ++n) {
      int64_t sum = 256 * dot(n, digits.upper) + dot(n, digits.lower);
      float rounded =
          256 * static_cast<float>(sum >> 8) + static_cast<float>(sum & 255);
      result.floats()[t * rows + n] =
          rounded * (scales.floats()[n] * digits.step);
    }
  }
  return result;
}

} // namespace tern::interp

#endif // TERN_LIB_INTERP_DIGITS_H
