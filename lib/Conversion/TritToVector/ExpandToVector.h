//===- ExpandToVector.h - trit.expand as loops of trit.decode -------------===//
#ifndef TERN_LIB_CONVERSION_TRITTOVECTOR_EXPANDTOVECTOR_H
#define TERN_LIB_CONVERSION_TRITTOVECTOR_EXPANDTOVECTOR_H

#include "dialects/Trit/Trit.h"

namespace tern {

/// Replaces `op` by loops; packed bytes are prefetched so far ahead.
void lowerExpand(trit::ExpandOp op, int64_t prefetch);

} // namespace tern

#endif // TERN_LIB_CONVERSION_TRITTOVECTOR_EXPANDTOVECTOR_H
