//===- OpenFile.cpp - mapping an input file -------------------------------===//
#include "tern/Checkpoint/OpenFile.h"

#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/Support/FileSystem.h"

using namespace llvm;

Expected<std::unique_ptr<MemoryBuffer>> tern::openFile(StringRef path) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(path, status))
    return failure(path, "cannot open: " + code.message());
  // Opening a pipe in the file's place would wait for a writer.
  if (status.type() != sys::fs::file_type::regular_file)
    return failure(path, "expected a regular file");
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return failure(path, "cannot open: " + buffer.getError().message());
  return std::move(*buffer);
}
