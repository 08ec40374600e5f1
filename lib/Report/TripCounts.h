//===- TripCounts.h - how often loops of LLVM IR run ----------------------===//
#ifndef TERN_LIB_REPORT_TRIPCOUNTS_H
#define TERN_LIB_REPORT_TRIPCOUNTS_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Module.h"

#include <vector>

namespace tern {

/// The loops around an instruction, of one function.
struct LoopNest {
  /// How often the body runs for once that the outermost loop is entered, with
  /// loops counted once whose bounds are not constants.
  double runs = 1;
  unsigned unknown = 0; ///< loops whose bounds are not constants
};

/// The nest around each instruction that is in a loop.
llvm::DenseMap<const llvm::Instruction *, LoopNest>
countTrips(llvm::Function &function);

} // namespace tern

#endif // TERN_LIB_REPORT_TRIPCOUNTS_H
