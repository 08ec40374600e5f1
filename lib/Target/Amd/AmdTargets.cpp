//===- AmdTargets.cpp - the AMD rows of the target table ------------------===//
//
// A subgroup of 32 threads is a wavefront of RDNA, and half of one of CDNA,
// whose other half is the next or, in a workgroup that has no other, idles.
// What a row needs is LLVM's name of the processor, for which alone its code
// is.
//
//===----------------------------------------------------------------------===//
#include "AmdTargets.h"

using namespace tern;

llvm::ArrayRef<TargetDescription> tern::getAmdTargets() {
  static constexpr llvm::StringLiteral triple = "amdgcn-amd-amdhsa";
  static constexpr TargetDescription targets[] = {
      {"amd-gfx942", triple, "gfx942", 32, "sdot4", "i2",
       "AMD Instinct MI300: v_dot4_i32_i8, MFMA; never run on one"},
      {"amd-gfx1100", triple, "gfx1100", 32, "sudot4", "i2",
       "AMD Radeon RX 7900: v_dot4_i32_iu8, WMMA; never run on one"},
  };
  return targets;
}
