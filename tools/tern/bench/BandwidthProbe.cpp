//===- BandwidthProbe.cpp - how fast memory is read -----------------------===//
#include "bench/Probes.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>
#include <vector>

double bestTimeTogether(int threads, int passes,
                        const std::function<void(int)> &work) {
  using Clock = std::chrono::steady_clock;
  struct Span {
    Clock::time_point begin, end;
  };
  // Taken by each thread itself: who waits for them may run late.
  std::vector<std::vector<Span>> spans(
      static_cast<size_t>(passes),
      std::vector<Span>(static_cast<size_t>(threads)));
  std::atomic<int> arrived{0};
  auto body = [&](int thread) {
    for (int pass = 0; pass < passes; ++pass) {
      // Threads that sleep may all be woken on one processor and share it for a
      // whole pass; those that keep running are spread.
      arrived.fetch_add(1);
      while (arrived.load() < (pass + 1) * threads)
        std::this_thread::yield();
      Span &span =
          spans[static_cast<size_t>(pass)][static_cast<size_t>(thread)];
      span.begin = Clock::now();
      work(thread);
      span.end = Clock::now();
    }
  };
  std::vector<std::thread> pool;
  pool.reserve(static_cast<size_t>(threads));
  for (int thread = 0; thread < threads; ++thread)
    pool.emplace_back(body, thread);
  for (std::thread &thread : pool)
    thread.join();
  double best = std::numeric_limits<double>::infinity();
  for (const std::vector<Span> &pass : spans) {
    auto begin = pass[0].begin, end = pass[0].end;
    for (const Span &span : pass) {
      begin = std::min(begin, span.begin);
      end = std::max(end, span.end);
    }
    best = std::min(best, std::chrono::duration<double>(end - begin).count());
  }
  return best;
}

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
  std::atomic<uint64_t> keep{0};
  double seconds = bestTimeTogether(threads, 8, [&](int thread) {
    keep += sum(words + size_t(thread) * share, share);
  });
  return double(share * sizeof(uint64_t)) * threads / seconds;
}
