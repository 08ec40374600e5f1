//===- OpenFile.h - mapping an input file ---------------------------------===//
#ifndef TERN_CHECKPOINT_OPENFILE_H
#define TERN_CHECKPOINT_OPENFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace tern {

/// Maps a regular file (small ones are read). The error names the file.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
openFile(llvm::StringRef path);

/// The content of a regular file. The error names the file.
llvm::Expected<std::string> readText(llvm::StringRef path);

/// What is about to happen to bytes of a file: they are read, or not read again
/// soon.
enum class Access : uint8_t { Soon, Done };

/// Tells the system, so that it reads ahead, or takes the memory of whole pages
/// back. Nothing that is read changes. `bytes` lie in `file`.
void advise(const llvm::MemoryBuffer &file, llvm::ArrayRef<uint8_t> bytes,
            Access access);

} // namespace tern

#endif // TERN_CHECKPOINT_OPENFILE_H
