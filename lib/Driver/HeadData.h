//===- HeadData.h - an output head's bytes in fewer bits ------------------===//
#ifndef TERN_LIB_DRIVER_HEADDATA_H
#define TERN_LIB_DRIVER_HEADDATA_H

#include "dialects/Tern/Tern.h"
#include "tern/Checkpoint/Weights.h"

#include "llvm/Support/raw_ostream.h"

namespace tern {

/// Bytes of a dense tensor that are read and written at a time.
constexpr int64_t kChunkBytes = 4 << 20;

/// Writes a parameter that is made of a head's rows, a few megabytes of them at
/// a time. The error names the tensor, the row and the value that cannot be.
llvm::Error writeHeadPart(ParamOp param, HeadPartAttr part,
                          const Checkpoint &checkpoint, llvm::raw_ostream &os);

} // namespace tern

#endif // TERN_LIB_DRIVER_HEADDATA_H
