//===- OpenFile.h - mapping an input file ---------------------------------===//
#ifndef TERN_CHECKPOINT_OPENFILE_H
#define TERN_CHECKPOINT_OPENFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace tern {

/// Maps a regular file (small ones are read). The error names the file.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
openFile(llvm::StringRef path);

} // namespace tern

#endif // TERN_CHECKPOINT_OPENFILE_H
