//===- AmdTargets.h - the AMD rows of the target table --------------------===//
#ifndef TERN_LIB_TARGET_AMD_AMDTARGETS_H
#define TERN_LIB_TARGET_AMD_AMDTARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getAmdTargets();
} // namespace tern

#endif // TERN_LIB_TARGET_AMD_AMDTARGETS_H
