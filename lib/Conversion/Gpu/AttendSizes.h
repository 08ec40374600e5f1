//===- AttendSizes.h - sizes of attention by matrices ---------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_ATTENDSIZES_H
#define TERN_LIB_CONVERSION_GPU_ATTENDSIZES_H

#include "dialects/Tern/Tern.h"

namespace tern {

/// Threads of a warp; those of a row of a fragment (t), and rows (g).
inline constexpr int64_t kWarpLanes = 32, kRowThreads = 4, kStripThreads = 8;
/// Heads of tokens that a warp attends with.
inline constexpr int64_t kTileRows = 8;
/// Bytes of a word, and of a row of a matrix: the columns of a product.
inline constexpr int64_t kWordBytes = 4, kStepBytes = 32;
/// Rows and columns of a block of bytes that a thread reads and transposes.
inline constexpr int64_t kBlockBytes = 8;
/// Positions whose scores a thread has.
inline constexpr int64_t kOwnPositions = kAttentionChunk / kStripThreads;
/// Of a row's weights in memory: vectors of four words of two weights, and one
/// more, so that rows begin in different banks.
inline constexpr int64_t kVectorWeights = 8,
                         kWeightVectors = kAttentionChunk / kVectorWeights + 1;

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_ATTENDSIZES_H
