//===- LookUpProducts.h - products whose sums are looked up ---------------===//
#ifndef TERN_LIB_CONVERSION_TRITTOVECTOR_LOOKUPPRODUCTS_H
#define TERN_LIB_CONVERSION_TRITTOVECTOR_LOOKUPPRODUCTS_H

#include "dialects/Trit/Trit.h"

namespace tern {

/// Replaces `op` by loops that compute its tables.
void lowerTabulate(trit::TabulateOp op);

/// Replaces `op`, whose input is tables, by loops of `trit.look_up`; packed
/// bytes are prefetched so far ahead.
mlir::LogicalResult lowerLookUps(trit::MmtOp op, int64_t prefetch);

} // namespace tern

#endif // TERN_LIB_CONVERSION_TRITTOVECTOR_LOOKUPPRODUCTS_H
