//===- TritData.h - a ternary parameter's bytes ---------------------------===//
#ifndef TERN_LIB_DRIVER_TRITDATA_H
#define TERN_LIB_DRIVER_TRITDATA_H

#include "dialects/Tern/Tern.h"
#include "tern/Checkpoint/Weights.h"
#include "llvm/Support/raw_ostream.h"

namespace tern {

/// Writes the packed bytes of a ternary parameter with a layout, some row tiles
/// at a time, with all processors. What is written does not depend on their
/// number.
llvm::Error writeTrits(ParamOp param, const Checkpoint &checkpoint,
                       llvm::raw_ostream &os);

} // namespace tern

#endif // TERN_LIB_DRIVER_TRITDATA_H
