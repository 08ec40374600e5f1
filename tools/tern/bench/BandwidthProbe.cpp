//===- BandwidthProbe.cpp - how fast memory is read -----------------------===//
#include "bench/Probes.h"

#include <algorithm>
#include <atomic>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

/// Sums words in as many chains as keep vector units and prefetchers busy.
static uint64_t sum(const uint64_t *words, size_t count) {
  constexpr size_t chains = 32;
  uint64_t sums[chains] = {};
  for (size_t i = 0; i + chains <= count; i += chains)
    for (size_t j = 0; j < chains; ++j)
      sums[j] += words[i + j];
  uint64_t total = 0;
  for (uint64_t part : sums)
    total += part;
  return total;
}

static size_t bufferBytes() {
  size_t bytes = size_t(256) << 20;
#ifdef _SC_LEVEL3_CACHE_SIZE
  long cache = ::sysconf(_SC_LEVEL3_CACHE_SIZE);
  if (cache > 0)
    bytes = std::max(bytes, size_t(cache) * 4);
#endif
  return bytes;
}

BandwidthProbe::BandwidthProbe(int threads)
    : threads(threads), bytes(bufferBytes()) {
  // Mapped as weights are, in huge pages where allowed.
  void *memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  ::madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  words = static_cast<uint64_t *>(memory);
  share = bytes / sizeof(uint64_t) / size_t(threads);
  // Each thread writes its own part, so that pages are near it.
  bestTimeTogether(threads, 1, [&](int thread) {
    std::fill_n(words + size_t(thread) * share, share, 1);
  });
}

BandwidthProbe::~BandwidthProbe() { ::munmap(words, bytes); }

double BandwidthProbe::measure() const {
  // A pass is a part of the buffer, the next one each time: short passes are
  // rarely interrupted, and a part has left the caches when its turn comes.
  constexpr int parts = 8;
  size_t part = share / parts;
  std::vector<int> turns(size_t(threads), 0);
  std::atomic<uint64_t> keep{0};
  double seconds = bestTimeTogether(threads, 8 * parts, [&](int thread) {
    size_t turn = size_t(turns[size_t(thread)]++ % parts);
    keep += sum(words + size_t(thread) * share + turn * part, part);
  });
  return double(part * sizeof(uint64_t)) * threads / seconds;
}
