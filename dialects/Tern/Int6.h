//===- Int6.h - rows in codes of six bits ---------------------------------===//
#ifndef TERN_DIALECTS_TERN_INT6_H
#define TERN_DIALECTS_TERN_INT6_H

#include "dialects/Tern/Tern.h"

#include <array>

namespace tern {

/// The step of a row's codes, of which none exceeds `most` in magnitude: a
/// quotient that is subnormal may be rounded too far down. 1 for zeros.
float findScale(llvm::ArrayRef<float> row, float most);

/// `int6_scales`, `int6_factors` and `int6_codes` of a row of finite numbers
/// (`#tern.head_part`).
float findInt6Scale(llvm::ArrayRef<float> row);
std::array<uint8_t, kInt6Groups> findInt6Factors(llvm::ArrayRef<float> row);
void packInt6(llvm::ArrayRef<float> row, llvm::MutableArrayRef<uint8_t> out);

} // namespace tern

#endif // TERN_DIALECTS_TERN_INT6_H
