//===- X86Targets.h - the x86-64 rows of the target table -----------------===//
#ifndef TERN_LIB_TARGET_X86_X86TARGETS_H
#define TERN_LIB_TARGET_X86_X86TARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getX86Targets();
} // namespace tern

#endif // TERN_LIB_TARGET_X86_X86TARGETS_H
