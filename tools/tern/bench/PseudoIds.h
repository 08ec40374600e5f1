//===- PseudoIds.h - the tokens that bench computes -----------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_PSEUDOIDS_H
#define TERN_TOOLS_TERN_BENCH_PSEUDOIDS_H

#include <cstdint>

namespace tern::bench {

/// Always the same ids, spread over the vocabulary (Knuth's multiplicative
/// hash).
inline int32_t pseudoId(int64_t index, int64_t vocab) {
  return int32_t((uint64_t(index + 1) * 2654435761u >> 7) % uint64_t(vocab));
}

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_PSEUDOIDS_H
