//===- EmulatedTargets.cpp - the emulated rows of the target table --------===//
//
// A GPU's kernels as functions of the host, to test them: docs/gpu.md.
//
//===----------------------------------------------------------------------===//
#include "EmulatedTargets.h"

using namespace tern;

// Scalars are rounded to integers and multiplied and added by instructions: the
// code calls no library.
#define TERN_EMULATED "avx,avx2,f16c,fma,sse4.1"

llvm::ArrayRef<TargetDescription> tern::getEmulatedTargets() {
  static constexpr TargetDescription targets[] = {
      {"emulated-gpu", "x86_64-unknown-linux-gnu", TERN_EMULATED, 32, "generic",
       "i2", "a GPU's kernels on threads of this processor, for tests"},
      {"emulated-gpu+tsan", "x86_64-unknown-linux-gnu", TERN_EMULATED, 32,
       "generic", "i2", "the same under ThreadSanitizer, which finds races"},
      {"emulated-gpu+mfma", "x86_64-unknown-linux-gnu", TERN_EMULATED, 32,
       "generic", "i2", "the same with matrices and wavefronts of CDNA"},
      {"emulated-gpu+mfma+tsan", "x86_64-unknown-linux-gnu", TERN_EMULATED, 32,
       "generic", "i2", "these under ThreadSanitizer"},
      {"emulated-gpu+wmma", "x86_64-unknown-linux-gnu", TERN_EMULATED, 32,
       "generic", "i2", "the same with matrices of RDNA"},
  };
  return targets;
}
