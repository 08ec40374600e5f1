//===- AArch64Targets.cpp - the AArch64 rows of the target table ----------===//
#include "AArch64Targets.h"

using namespace tern;

llvm::ArrayRef<TargetDescription> tern::getAArch64Targets() {
  static constexpr TargetDescription targets[] = {
      {"aarch64-linux-gnu+i8mm", "aarch64-unknown-linux-gnu",
       "neon,dotprod,i8mm", 4, "smmla", "i2",
       "NEON with sdot and smmla: Cortex-A510, Neoverse V1 and N2, Apple M2"},
      {"aarch64-linux-gnu+dotprod", "aarch64-unknown-linux-gnu", "neon,dotprod",
       4, "sdot", "i2",
       "NEON with sdot: Cortex-A76, Neoverse N1, Apple M1 and later"},
      {"aarch64-linux-gnu", "aarch64-unknown-linux-gnu", "neon", 4, "smull",
       "i2", "NEON: the baseline, any AArch64"},
  };
  return targets;
}
