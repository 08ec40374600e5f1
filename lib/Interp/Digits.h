//===- Digits.h - floats as numbers of 16 bits ----------------------------===//
#ifndef TERN_LIB_INTERP_DIGITS_H
#define TERN_LIB_INTERP_DIGITS_H

#include "dialects/Tern/Tern.h"

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

} // namespace tern::interp

#endif // TERN_LIB_INTERP_DIGITS_H
