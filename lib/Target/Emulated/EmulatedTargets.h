//===- EmulatedTargets.h - the emulated rows of the target table ----------===//
#ifndef TERN_LIB_TARGET_EMULATED_EMULATEDTARGETS_H
#define TERN_LIB_TARGET_EMULATED_EMULATEDTARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getEmulatedTargets();
} // namespace tern

#endif // TERN_LIB_TARGET_EMULATED_EMULATEDTARGETS_H
