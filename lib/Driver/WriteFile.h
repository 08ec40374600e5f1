//===- WriteFile.h - an output that is there whole or not at all ----------===//
#ifndef TERN_LIB_DRIVER_WRITEFILE_H
#define TERN_LIB_DRIVER_WRITEFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace tern {

/// Writes what `print` prints: to standard output for "" and "-"; into what is
/// no regular file, such as a pipe or /dev/null; else beside the file, and then
/// renames, so that a file which exists is whole. Errors name the path.
llvm::Error
writeFile(llvm::StringRef path,
          llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> print);

} // namespace tern

#endif // TERN_LIB_DRIVER_WRITEFILE_H
