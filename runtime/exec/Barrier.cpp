//===- Barrier.cpp - where the workers of a step meet ---------------------===//
#include "exec/Barrier.h"

#include "exec/Processors.h"

#include <chrono>
#include <thread>

using namespace tern::rt;

/// A yield that takes longer gave the processor to a program that does not wait
/// itself.
static constexpr std::chrono::microseconds kLongYield(500);
/// How many waits a thread is patient after one.
static constexpr int kPatientWaits = 1000;

static void relaxProcessor() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

WaitPolicy WaitPolicy::forWorkers(int workers) {
  if (workers <= availableProcessors())
    return {/*spins=*/100, /*patience=*/10000, /*yields=*/20000};
  return {/*spins=*/0, /*patience=*/0, /*yields=*/2};
}

void tern::rt::waitWhileEqual(const std::atomic<int32_t> &value, int32_t old,
                              WaitPolicy policy) {
  auto changes = [&](int spins) {
    for (int i = 0; i < spins; ++i) {
      if (value.load(std::memory_order_acquire) != old)
        return true;
      relaxProcessor();
    }
    return false;
  };
  static thread_local int patientWaits = 0;
  bool patient = patientWaits > 0;
  patientWaits -= patient;
  if (changes(patient ? policy.patience : policy.spins))
    return;
  for (int i = 0; i < policy.yields; ++i) {
    if (value.load(std::memory_order_acquire) != old)
      return;
    auto before = std::chrono::steady_clock::now();
    std::this_thread::yield();
    if (std::chrono::steady_clock::now() - before < kLongYield)
      continue;
    patientWaits = kPatientWaits;
    if (changes(policy.patience))
      return;
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
