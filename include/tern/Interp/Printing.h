//===- Printing.h - values as text ----------------------------------------===//
#ifndef TERN_INTERP_PRINTING_H
#define TERN_INTERP_PRINTING_H

#include "tern/Interp/Tensor.h"

#include "llvm/Support/raw_ostream.h"

namespace tern::interp {

/// Prints a value as its type and its elements, nested by dimension:
/// `tensor<2x2xf32> = [[1, -0.5], [0, 3]]`. Floats have as many digits as it
/// takes to read the same f32 back.
void print(llvm::raw_ostream &os, const Value &value);

/// Prints a value's type and, of its elements, least, greatest, mean and a hash
/// of the bytes (xxh3, 64 bits), by which equal results are told.
void printSummary(llvm::raw_ostream &os, const Value &value);

} // namespace tern::interp

#endif // TERN_INTERP_PRINTING_H
