//===- NvidiaTargets.h - the NVIDIA rows of the target table --------------===//
#ifndef TERN_LIB_TARGET_NVIDIA_NVIDIATARGETS_H
#define TERN_LIB_TARGET_NVIDIA_NVIDIATARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getNvidiaTargets();
} // namespace tern

#endif // TERN_LIB_TARGET_NVIDIA_NVIDIATARGETS_H
