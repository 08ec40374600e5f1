//===- GuardedBuffer.cpp - memory whose neighbours cannot be touched ------===//
#include "GuardedBuffer.h"

#include "tern/ABI.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace tern::lowering;

static constexpr uint8_t kFill = 0xff;

static size_t pageSize() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

static size_t alignTo(size_t size, size_t to) {
  return (size + to - 1) / to * to;
}

static void mustSucceed(bool ok, const char *what) {
  if (ok)
    return;
  std::perror(what);
  std::abort();
}

GuardedBuffer::GuardedBuffer(size_t size) : length(size) {
  size_t page = pageSize(),
         used = alignTo(std::max<size_t>(size, 1), TERN_ABI_ALIGNMENT),
         pages = alignTo(used, page);
  mapped = pages + 2 * page;
  void *address = mmap(nullptr, mapped, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mustSucceed(address != MAP_FAILED, "mmap");
  mapping = static_cast<uint8_t *>(address);
  mustSucceed(mprotect(mapping, page, PROT_NONE) == 0 &&
                  mprotect(mapping + page + pages, page, PROT_NONE) == 0,
              "mprotect");
  start = mapping + page + pages - used;
  std::memset(start, kFill, used);
}

GuardedBuffer::~GuardedBuffer() { munmap(mapping, mapped); }

void GuardedBuffer::makeReadOnly() {
  size_t page = pageSize();
  mustSucceed(mprotect(mapping + page, mapped - 2 * page, PROT_READ) == 0,
              "mprotect");
}

bool GuardedBuffer::slackIsIntact() const {
  const uint8_t *end = mapping + mapped - pageSize();
  return std::all_of(static_cast<const uint8_t *>(start + length), end,
                     [](uint8_t byte) { return byte == kFill; });
}
