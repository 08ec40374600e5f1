//===- BpeMerge.h - joining neighbours by rank ----------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_BPEMERGE_H
#define TERN_RUNTIME_TOKENIZER_BPEMERGE_H

#include "tokenizer/PairTable.h"

#include <span>

namespace tern::rt {

/// What two neighbours become, and how early.
struct Merge {
  int32_t rank, id;
};

/// Joins neighbours until no two are left that join, each time those of lowest
/// rank, of these the leftmost. Returns how many symbols are left, which stand
/// at the front of `symbols`, fewer than 2^32. Takes O(n log n).
size_t mergeNeighbours(std::span<int32_t> symbols,
                       const PairTable<Merge> &merges);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_BPEMERGE_H
