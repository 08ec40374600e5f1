//===- SourcePath.cpp - files of the project that tests read --------------===//
//
// The only file that is compiled for one folder: a compiler cache serves the
// others in any.
//
//===----------------------------------------------------------------------===//
#include "unittests/Checkpoint/SourcePath.h"

std::string tern::test::sourcePath(llvm::StringRef name) {
  return TERN_SOURCE_DIR "/" + name.str();
}
