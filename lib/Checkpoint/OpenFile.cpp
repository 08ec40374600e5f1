//===- OpenFile.cpp - mapping an input file -------------------------------===//
#include "tern/Checkpoint/OpenFile.h"

#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"

#include <sys/mman.h>

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

Expected<std::string> tern::readText(StringRef path) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = openFile(path);
  if (!buffer)
    return buffer.takeError();
  return (*buffer)->getBuffer().str();
}

void tern::advise(const MemoryBuffer &file, ArrayRef<uint8_t> bytes,
                  Access access) {
  // What was read into memory of ours would be lost.
  if (file.getBufferKind() != MemoryBuffer::MemoryBuffer_MMap)
    return;
  // A mapping begins with a page, so offsets are aligned as addresses are.
  // Pages that also hold other bytes are read ahead, but not taken back.
  uint64_t page = sys::Process::getPageSizeEstimate();
  bool soon = access == Access::Soon;
  uint64_t begin = bytes.begin() - file.getBuffer().bytes_begin();
  uint64_t end = begin + bytes.size();
  begin = soon ? alignDown(begin, page) : alignTo(begin, page);
  end = soon ? end : alignDown(end, page);
  // Advice that is not taken changes nothing.
  if (begin < end)
    ::madvise(const_cast<char *>(file.getBufferStart()) + begin, end - begin,
              soon ? MADV_WILLNEED : MADV_DONTNEED);
}
