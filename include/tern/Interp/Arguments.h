//===- Arguments.h - values written on a command line ---------------------===//
#ifndef TERN_INTERP_ARGUMENTS_H
#define TERN_INTERP_ARGUMENTS_H

#include "tern/Interp/Tensor.h"

namespace tern::interp {

/// The value that a specification stands for:
///
///   index:5                     an index
///   i32:[1,2,3]  f32:2.5        numbers, nested by dimension (also f16, bf16,
///   trit:[[1,0],[-1,1]]         i8)
///   zeros:2x512x64xf32          zeros
///   fill:3x64xi8=127            one value everywhere
///   alternate:3x64xi8=127       this value and its negative by turns
///   random:3x256xf32            random values, see `SyntheticPattern::Random`
///   file:PATH#NAME              a tensor of a safetensors file
///
/// Zeros, fill, alternate and random may leave out the type where that of the
/// argument is static: `random`, `fill=127`. `seed` and `name` fix random
/// values. A value read from a file as i8 becomes trits where `type` has trits.
/// The error says what is wrong with the text, or how the value's type differs
/// from `type`.
llvm::Expected<Value> parseArgument(llvm::StringRef spec, mlir::Type type,
                                    uint64_t seed, llvm::StringRef name);

} // namespace tern::interp

#endif // TERN_INTERP_ARGUMENTS_H
