//===- RISCVTargets.cpp - the RISC-V rows of the target table -------------===//
//
// The vector extension of application processors (V 1.0) has registers of at
// least 128 bits, and code for 128 runs on longer ones.
//
//===----------------------------------------------------------------------===//
#include "RISCVTargets.h"

using namespace tern;

llvm::ArrayRef<TargetDescription> tern::getRISCVTargets() {
  static constexpr TargetDescription targets[] = {
      {"riscv64-linux-gnu+v", "riscv64-unknown-linux-gnu", "m,a,f,d,c,v", 4,
       "wmacc", "i2",
       "RV64GC with vectors (V 1.0) of any length: RVA23 and some before"},
  };
  return targets;
}
