//===- EmulatedTargets.cpp - the emulated rows of the target table --------===//
//
// A GPU's kernels as functions of the host, to test them: docs/gpu.md.
//
//===----------------------------------------------------------------------===//
#include "EmulatedTargets.h"

using namespace tern;

static constexpr trit::Encoding I2 = trit::Encoding::i2;

// Scalars are rounded to integers and multiplied and added by instructions: the
// code calls no library.
#define TERN_EMULATED "avx,avx2,f16c,fma,sse4.1"

static constexpr TargetDescription kTargets[] = {
    {"emulated-gpu", "x86_64-unknown-linux-gnu", TERN_EMULATED, 32, "generic",
     I2, "a GPU's kernels on threads of this processor, for tests"},
    {"emulated-gpu+tsan", "x86_64-unknown-linux-gnu", TERN_EMULATED, 32,
     "generic", I2, "the same under ThreadSanitizer, which finds races"},
};

llvm::ArrayRef<TargetDescription> tern::getEmulatedTargets() {
  return kTargets;
}
