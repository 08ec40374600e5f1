//===- AArch64Targets.h - the AArch64 rows of the target table -------------
//===//
#ifndef TERN_LIB_TARGET_AARCH64_AARCH64TARGETS_H
#define TERN_LIB_TARGET_AARCH64_AARCH64TARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getAArch64Targets();
} // namespace tern

#endif // TERN_LIB_TARGET_AARCH64_AARCH64TARGETS_H
