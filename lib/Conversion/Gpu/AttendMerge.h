//===- AttendMerge.h - chunks of positions merged by a workgroup ----------===//
#ifndef TERN_LIB_CONVERSION_GPU_ATTENDMERGE_H
#define TERN_LIB_CONVERSION_GPU_ATTENDMERGE_H

#include "Products.h"
#include "dialects/Tern/Tern.h"

namespace tern {

/// Lowers one `tern.merge_chunks`, but does not erase it.
void mergeChunks(MergeChunksOp op, const KernelThreads &threads);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_ATTENDMERGE_H
