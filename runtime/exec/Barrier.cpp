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

static bool changes(const std::atomic<int32_t> &value, int32_t old, int spins) {
  for (int i = 0; i < spins; ++i) {
    if (value.load(std::memory_order_acquire) != old)
      return true;
    relaxProcessor();
  }
  return false;
}

void tern::rt::waitWhileEqual(const std::atomic<int32_t> &value, int32_t old,
                              WaitPolicy policy) {
  static thread_local int patientWaits = 0;
  bool patient = patientWaits > 0;
  patientWaits -= patient;
  if (changes(value, old, patient ? policy.patience : policy.spins))
    return;
  for (int i = 0; i < policy.yields; ++i) {
    if (value.load(std::memory_order_acquire) != old)
      return;
    auto before = std::chrono::steady_clock::now();
    std::this_thread::yield();
    if (std::chrono::steady_clock::now() - before < kLongYield)
      continue;
    patientWaits = kPatientWaits;
    if (changes(value, old, policy.patience))
      return;
  }
  value.wait(old, std::memory_order_acquire);
}

void Barrier::wait(int32_t now, int worker, ReadAhead *ahead) {
  // Who spins has a processor of its own, or could have one.
  if (policy.spins > 0) {
    if (ahead)
      while (const std::byte *line = ahead->next()) {
        __builtin_prefetch(line, /*write=*/0, /*second level=*/2);
        if (phase.load(std::memory_order_acquire) != now)
          return;
      }
    if (changes(phase, now, policy.spins))
      return;
    places.spread(worker);
  }
  waitWhileEqual(phase, now, policy);
}

void Barrier::arriveAndWait(int worker, ReadAhead *ahead) {
  places.note(worker);
  if (ahead)
    ahead->finishStage();
  int32_t now = phase.load(std::memory_order_relaxed);
  if (arrived.fetch_add(1, std::memory_order_acq_rel) + 1 < workers)
    return wait(now, worker, ahead);
  arrived.store(0, std::memory_order_relaxed);
  // Sequentially consistent: the new phase must be visible before notify_all
  // looks for sleepers, or one that is just falling asleep would be missed.
  // exchange, as the phase may wrap.
  phase.fetch_add(1, std::memory_order_seq_cst);
  phase.notify_all();
}
