//===- ParamData.h - a parameter's bytes, from the checkpoint -------------===//
#ifndef TERN_LIB_DRIVER_PARAMDATA_H
#define TERN_LIB_DRIVER_PARAMDATA_H

#include "dialects/Tern/Tern.h"
#include "tern/Checkpoint/Weights.h"
#include "llvm/Support/raw_ostream.h"

namespace tern {

/// Writes the stored bytes of `param`, ternary weights a row tile at a time.
/// Fails if the checkpoint's tensors do not make up the parameter's type.
llvm::Error writeParam(ParamOp param, const Checkpoint &checkpoint,
                       llvm::raw_ostream &os);

} // namespace tern

#endif // TERN_LIB_DRIVER_PARAMDATA_H
