//===- RISCVTargets.h - the RISC-V rows of the target table ----------------
//===//
#ifndef TERN_LIB_TARGET_RISCV_RISCVTARGETS_H
#define TERN_LIB_TARGET_RISCV_RISCVTARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getRISCVTargets();
} // namespace tern

#endif // TERN_LIB_TARGET_RISCV_RISCVTARGETS_H
