//===- StepRequest.h - steps that another process executes ----------------===//
//
// A runner for another processor reads requests from its standard input and
// answers on its standard output: this header, then the weights (in the first
// request alone), caches and ids. The answer is one word that says what was
// left intact, then caches and logits.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_UNITTESTS_LOWERING_STEPREQUEST_H
#define TERN_UNITTESTS_LOWERING_STEPREQUEST_H

#include <cstdint>

namespace tern::lowering {

/// All numbers are 64 bits wide and little-endian.
struct StepRequest {
  int64_t entry; ///< 0: decode, 1: prefill
  int64_t weightBytes, arenaBytes, kvBytes, logitBytes;
  int64_t tokens, position, firstLogit, workers;
};

/// Bits of the answer's first word: which buffers were not written beyond
/// their ends.
inline constexpr uint64_t kLogitsIntact = 1, kArenaIntact = 2, kKvIntact = 4;

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_STEPREQUEST_H
