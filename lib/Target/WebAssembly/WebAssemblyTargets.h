//===- WebAssemblyTargets.h - the WebAssembly rows of the target table -----
//===//
#ifndef TERN_LIB_TARGET_WEBASSEMBLY_WEBASSEMBLYTARGETS_H
#define TERN_LIB_TARGET_WEBASSEMBLY_WEBASSEMBLYTARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getWebAssemblyTargets();
} // namespace tern

#endif // TERN_LIB_TARGET_WEBASSEMBLY_WEBASSEMBLYTARGETS_H
