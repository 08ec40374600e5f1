//===- Decoders.h - blocks to codes, for any target -----------------------===//
//
// One file an encoding. Each takes a block's bytes and returns the planes, as
// `trit.decode` does, in operations of `arith` and `vector`.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_TRITTOVECTOR_DECODERS_H
#define TERN_LIB_CONVERSION_TRITTOVECTOR_DECODERS_H

#include "dialects/Trit/Trit.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

using PackedBlock = mlir::TypedValue<mlir::VectorType>;
using Planes = llvm::SmallVector<mlir::Value>;

Planes decodeI2(mlir::ImplicitLocOpBuilder &b, PackedBlock block);
Planes decodeT3b5(mlir::ImplicitLocOpBuilder &b, PackedBlock block);
Planes decodeBase3(mlir::ImplicitLocOpBuilder &b, PackedBlock block);

/// A constant of one integer in every lane.
mlir::Value splatOf(mlir::ImplicitLocOpBuilder &b, mlir::VectorType type,
                    int64_t value);

} // namespace tern

#endif // TERN_LIB_CONVERSION_TRITTOVECTOR_DECODERS_H
