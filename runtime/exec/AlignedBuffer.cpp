//===- AlignedBuffer.cpp - zeroed, aligned memory -------------------------===//
#include "exec/AlignedBuffer.h"

#include "Error.h"

#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <utility>

using namespace tern::rt;

AlignedBuffer::AlignedBuffer(uint64_t size, const std::string &what) {
  if (size == 0)
    return;
  void *result = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (result == MAP_FAILED)
    failResources("cannot have " + std::to_string(size) + " bytes for " + what +
                  ": " + std::strerror(errno));
  memory = result;
  bytes = size;
#ifdef MADV_HUGEPAGE
  ::madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}

AlignedBuffer::~AlignedBuffer() {
  if (memory)
    ::munmap(memory, bytes);
}

void AlignedBuffer::swap(AlignedBuffer &other) noexcept {
  std::swap(memory, other.memory);
  std::swap(bytes, other.bytes);
}
