//===- SourcePath.h - files of the project that tests read ----------------===//
#ifndef TERN_UNITTESTS_CHECKPOINT_SOURCEPATH_H
#define TERN_UNITTESTS_CHECKPOINT_SOURCEPATH_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace tern::test {

/// The path of `name`, which is one from the top of the project.
std::string sourcePath(llvm::StringRef name);

} // namespace tern::test

#endif // TERN_UNITTESTS_CHECKPOINT_SOURCEPATH_H
