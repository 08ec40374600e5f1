//===- Barrier.cpp - where the workers of a step meet ---------------------===//
#include "exec/Barrier.h"

#include "exec/Processors.h"

#include <thread>

using namespace tern::rt;

static void relaxProcessor() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

WaitPolicy WaitPolicy::forWorkers(int workers) {
  // Workers arrive at a barrier some microseconds apart; when other programs
  // run too, one that yields waits for a time slice of theirs, which is
  // milliseconds.
  if (workers <= availableProcessors())
    return {/*spins=*/40000, /*yields=*/200};
  return {/*spins=*/0, /*yields=*/2};
}

void tern::rt::waitWhileEqual(const std::atomic<int32_t> &value, int32_t old,
                              WaitPolicy policy) {
  for (int i = 0; i < policy.spins; ++i) {
    if (value.load(std::memory_order_acquire) != old)
      return;
    relaxProcessor();
  }
  for (int i = 0; i < policy.yields; ++i) {
    if (value.load(std::memory_order_acquire) != old)
      return;
    std::this_thread::yield();
  }
  value.wait(old, std::memory_order_acquire);
}

void Barrier::arriveAndWait() {
  int32_t now = phase.load(std::memory_order_relaxed);
  if (arrived.fetch_add(1, std::memory_order_acq_rel) + 1 < workers) {
    waitWhileEqual(phase, now, policy);
    return;
  }
  arrived.store(0, std::memory_order_relaxed);
  // Sequentially consistent: the new phase must be visible before notify_all
  // looks for sleepers, or one that is just falling asleep would be missed.
  // exchange, as the phase may wrap.
  phase.fetch_add(1, std::memory_order_seq_cst);
  phase.notify_all();
}
