//===- Matrices.h - what instructions that multiply matrices do -----------===//
//
// Written from the vendors' documents, and from nothing that generates code: so
// a fragment that lies elsewhere than the instruction has it shows in results.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_UNITTESTS_EMULATOR_MATRICES_H
#define TERN_UNITTESTS_EMULATOR_MATRICES_H

#include "tern/Target/EmulatedThread.h"

#include <cstddef>

namespace tern::test {

/// Threads that execute it together.
size_t lanesOf(TernEmulatedFragment fragment);

/// Adds the product of codes A and activations B to the sums D, each spread
/// over lanes of which `words[l]` has what the instruction takes in registers:
/// D, then A, then B. Returns what the instruction does not allow, or null.
const char *multiplyMatrices(TernEmulatedFragment fragment,
                             uint32_t *const *words);

} // namespace tern::test

#endif // TERN_UNITTESTS_EMULATOR_MATRICES_H
