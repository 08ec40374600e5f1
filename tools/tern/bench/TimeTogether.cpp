//===- TimeTogether.cpp - work of several threads at once -----------------===//
#include "bench/Probes.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <thread>
#include <vector>

#ifdef __linux__
#include <sched.h>
#endif

/// Puts the calling thread on a processor of its own, as far as there are any.
/// Where others run, threads that may move share one for all passes.
static void keepOnProcessor([[maybe_unused]] int thread) {
#ifdef __linux__
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
    return;
  int wanted = thread % CPU_COUNT(&allowed);
  for (int processor = 0; processor < CPU_SETSIZE; ++processor)
    if (CPU_ISSET(processor, &allowed) && wanted-- == 0) {
      cpu_set_t one;
      CPU_ZERO(&one);
      CPU_SET(processor, &one);
      // If it is refused, the thread runs where it did.
      ::sched_setaffinity(0, sizeof(one), &one);
      return;
    }
#endif
}

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
    keepOnProcessor(thread);
    for (int pass = 0; pass < passes; ++pass) {
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
